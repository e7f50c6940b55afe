"""The `cfir` command and its groups, in the order of a study."""

from __future__ import annotations

from typing import Annotated

import typer

from cfir_coder import __version__
from cfir_coder.cli import (
    agree,
    agree_merge,
    code,
    codebook,
    coders,
    deciding,
    importing,
    learning,
    sampling,
    sheets,
    speakers,
    study,
    tables,
)
from cfir_coder.cli.group import CfirGroup

app = typer.Typer(
    cls=CfirGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Code interviews with the Consolidated Framework for Implementation Research (CFIR).",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cfir {__version__}")
        raise typer.Exit


@app.callback()
def cfir(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Code interviews with CFIR, offline, with evidence for every code.

    Example: cfir code transcripts/
    """


app.command("init")(study.init)
app.command("speakers")(speakers.speakers)
app.command("fix-speakers")(speakers.fix_speakers)
app.command("code")(code.code)
app.command("coders")(coders.coders)
app.add_typer(codebook.app, name="codebook")
app.command("sample")(sampling.sample)
app.command("sheet")(sheets.sheet)
app.command("import")(importing.import_)
app.command("accept")(deciding.accept)
app.command("reject")(deciding.reject)
app.command("merge")(agree_merge.merge)
app.command("agree")(agree.agree)
app.command("adjudicate")(agree_merge.adjudicate)
app.command("learn")(learning.learn)
app.command("evaluate")(learning.evaluate)
app.command("next")(learning.next_)
app.command("like")(learning.like)
app.command("matrix")(tables.matrix)
app.command("themes")(tables.themes)
app.command("search")(tables.search)
app.command("check")(study.check)
