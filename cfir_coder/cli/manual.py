"""The manual of every command, made from its --help: `python -m cfir_coder.cli.manual > docs/cli.md`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

MANUAL_WIDTH = 100
"""Characters a line of help may have, so that the page is the same on every terminal."""

_OPENING = """# Commands

Made from `--help` by `python -m cfir_coder.cli.manual > docs/cli.md`; a test fails when it is stale.
Results go to stdout, messages to stderr.
Exit codes: 0 done; 1 the answer is no, something couldn't be read, or an error told in one line; 2 wrong usage.
"""


def manual() -> str:
    """Every command's help, in the order of a study, as one Markdown page."""
    from cfir_coder.cli.app import app

    root = get_command(app)
    return _OPENING + "".join(_sections(root, "cfir"))


def _sections(command: Any, name: str) -> Iterator[str]:
    """The help of a command, then of those in its group."""
    context = command.context_class(
        command, info_name=name, parent=None, max_content_width=MANUAL_WIDTH, terminal_width=MANUAL_WIDTH
    )
    lines = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    yield f"\n## {name}\n\n```\n{lines}\n```\n"
    if isinstance(command, TyperGroup):
        for child, each in command.commands.items():
            yield from _sections(each, f"{name} {child}")


if __name__ == "__main__":
    typer.echo(manual(), nl=False)
