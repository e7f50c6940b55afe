"""`cfir codebook`: codebooks, listed, shown, checked, converted, compared."""

from __future__ import annotations

import typer

from cfir_coder.cli.group import CfirGroup

app = typer.Typer(cls=CfirGroup, no_args_is_help=True, help="List, show, check, convert and compare codebooks.")


@app.command("list")
def list_codebooks() -> None:
    """List the packaged codebooks."""
