"""`cfir speakers`, `cfir fix-speakers`, and `cfir check` of transcripts: look before coding."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cfir_coder.cli.options import Format, Interviewers, TableFormat, UnlabelledChoice
from cfir_coder.cli.render import print_frame, print_text, tell

if TYPE_CHECKING:
    from cfir_coder.workflow.speakers import Looked

Transcripts = Annotated[list[Path], typer.Argument(help="Transcripts or folders of them.", metavar="PATHS")]


def speakers(
    paths: Transcripts,
    interviewer: Interviewers = None,
    unlabelled: UnlabelledChoice = None,
    form: Format = TableFormat.TABLE,
) -> None:
    """Tell who speaks in each transcript, and why so.

    Example: cfir speakers transcripts/
    """
    from cfir_coder.workflow.speakers import Look, speakers_of

    look = Look(tuple(paths), interviewer=tuple(interviewer or ()), unlabelled=unlabelled.value if unlabelled else None)
    show_look(speakers_of(look), form)


def fix_speakers(
    file: Annotated[Path, typer.Argument(help="A transcript.")],
    told: Annotated[
        list[str],
        typer.Option("--map", help='"LABEL=WHO": interviewer, participant, unknown or a participant\'s id.'),
    ],
    study: Annotated[
        Path | None,
        typer.Option("--study", help="Study to keep it in. Default: the study in this folder, or cfir-results."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who says so. Default: your login name.")] = None,
) -> None:
    """Say who the speakers of a transcript are.

    Example: cfir fix-speakers a.vtt --map "Speaker 1=Interviewer" --map "Speaker 2=P07"
    """
    from cfir_coder.workflow.speakers import fix_speakers as keep
    from cfir_coder.workflow.speakers import parse_mapping

    print_text(keep(file, parse_mapping(told), study=study, by=by or getpass.getuser()))


def show_look(looked: Looked, form: TableFormat) -> None:
    """Print what was seen; exit code 1 when something needs a person's eye."""
    table = looked.table
    if form is TableFormat.TABLE and "warnings" in table.columns:
        warned = table[table["warnings"].astype(bool)]
        tell([f"{row.document}: {row.warnings}" for row in warned.itertuples()], as_what="warning")
        table = table.drop(columns=["read", "encoding", "speakers", "warnings"])
    print_frame(table, form, most_rows=None)
    tell(looked.notes)
    if looked.needs_a_person:
        raise typer.Exit(1)
