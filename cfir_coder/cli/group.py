"""A command group that turns the errors of cfir into one line and an exit code."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from cfir_coder.errors import AgreementError, CfirCoderError, CodebookError, ExchangeError


class CfirGroup(TyperGroup):
    """Show an error that cfir raised on purpose as a message; with --debug as a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except CfirCoderError as error:
            if ctx.find_root().params.get("debug"):
                raise
            faults = error.faults if isinstance(error, CodebookError | AgreementError | ExchangeError) else ()
            for line in faults or (str(error),):
                typer.echo(f"error: {line}", err=True)
            raise typer.Exit(error.exit_code) from error

    def list_commands(self, ctx: Any) -> list[str]:
        """Commands in the order of a study."""
        return sorted(self.commands, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))


_ORDER = (
    *("init", "speakers", "fix-speakers", "code", "coders", "codebook"),
    *("sample", "sheet", "import", "accept", "reject"),
    *("merge", "agree", "adjudicate"),
    *("learn", "evaluate", "next", "like"),
    *("matrix", "themes", "search", "check"),
)
