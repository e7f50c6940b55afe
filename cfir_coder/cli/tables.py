"""`cfir matrix`, `cfir themes`, `cfir search`: tables of a coded study."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cfir_coder.cli.options import (
    CoderName,
    Force,
    Format,
    Output,
    StudyPath,
    TableFormat,
    ValenceName,
    Where,
)
from cfir_coder.cli.render import print_frame, tell
from cfir_coder.text import counted

if TYPE_CHECKING:
    import pandas as pd


class Rows(StrEnum):
    """What the rows of a matrix stand for."""

    CONSTRUCT = "construct"
    THEME = "theme"
    DOMAIN = "domain"
    CODE = "code"


class Value(StrEnum):
    """What a cell of a matrix holds."""

    CODINGS = "codings"
    PARTICIPANTS = "participants"
    SITES = "sites"
    WORDS = "words"
    QUOTES = "quotes"


def matrix(
    study: StudyPath,
    rows: Annotated[Rows, typer.Option("--rows", help="What the rows stand for.")] = Rows.CONSTRUCT,
    cols: Annotated[
        str, typer.Option("--cols", help="site, role, participant, valence or any other attribute.")
    ] = "valence",
    value: Annotated[Value, typer.Option("--value", help="What a cell counts or shows.")] = Value.CODINGS,
    valence: ValenceName = None,
    coder: CoderName = None,
    where: Where = None,
    form: Format = TableFormat.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Build any matrix of codings: rows by columns.

    Example: cfir matrix cfir-results --rows construct --cols site --valence barrier
    """
    from cfir_coder.workflow.tables import Selection, matrix_of

    chosen = Selection(valence=valence, coder=coder, where=tuple(where or ()))
    show_or_write(matrix_of(study, chosen, rows=rows.value, cols=cols, value=value.value), form, output, force=force)


def themes(
    study: StudyPath,
    valence: ValenceName = None,
    coder: CoderName = None,
    where: Where = None,
    form: Format = TableFormat.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """List themes with counts and illustrative quotes.

    Example: cfir themes cfir-results --valence facilitator --where "role=judge"
    """
    from cfir_coder.workflow.tables import Selection, themes_of

    chosen = Selection(valence=valence, coder=coder, where=tuple(where or ()))
    show_or_write(themes_of(study, chosen), form, output, force=force)


def search(
    study: StudyPath,
    words: Annotated[
        str | None, typer.Argument(help='Words to find, in any case; "jail*" finds what begins so.')
    ] = None,
    regex: Annotated[bool, typer.Option("--regex", help="Read the words as a regular expression.")] = False,
    code: Annotated[str | None, typer.Option("--code", help="Only codings of this code or one below it.")] = None,
    speaker: Annotated[str | None, typer.Option("--speaker", help="Only this speaker or participant.")] = None,
    coder: CoderName = None,
    where: Where = None,
    width: Annotated[int, typer.Option("--width", min=10, help="Characters of context on each side.")] = 60,
    form: Format = TableFormat.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Find words in what was said, in context, or codings.

    Example: cfir search cfir-results "waiting list*"
    """
    from cfir_coder.workflow.tables import Selection, search_study

    chosen = Selection(coder=coder, where=tuple(where or ()))
    found = search_study(study, chosen, words=words, regex=regex, code=code, speaker=speaker, width=width)
    show_or_write(found, form, output, force=force)
    if not len(found):
        raise typer.Exit(1)


def show_or_write(frame: pd.DataFrame, form: TableFormat, output: Output, *, force: bool) -> None:
    """Print a table, or write it where -o says."""
    if output is None:
        print_frame(frame, form)
        return
    from cfir_coder.workflow.tables import write_table

    write_table(frame, output, force=force)
    tell([f"{counted(len(frame), 'row')} written to {output}"])
