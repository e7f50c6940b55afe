"""`cfir sheet`: a workbook to code in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cfir_coder.cli.options import Force, StudyPath
from cfir_coder.cli.render import print_text, tell
from cfir_coder.errors import UsageError
from cfir_coder.text import counted


class Segments(StrEnum):
    """What one row of a sheet is."""

    TURN = "turn"
    SENTENCE = "sentence"


def sheet(
    study: StudyPath,
    coder: Annotated[str, typer.Option("--coder", help="Whose sheet it is: the name that codings get.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Workbook to write (.xlsx).")],
    documents: Annotated[
        list[str] | None,
        typer.Option("--documents", help="Only these transcripts, with commas or repeated; or a list (.csv)."),
    ] = None,
    segments: Annotated[Segments, typer.Option("--segments", help="What one row is.")] = Segments.TURN,
    blind: Annotated[
        bool, typer.Option("--blind", help="Hide what others and machines coded. This is the default.")
    ] = False,
    with_proposals: Annotated[
        bool, typer.Option("--with-proposals", help="Fill in a machine's proposals, marked as such.")
    ] = False,
    machine: Annotated[
        str | None, typer.Option("--machine", help="Whose proposals. Default: the machine coder that ran last.")
    ] = None,
    force: Force = False,
) -> None:
    """Make a workbook to code in with Excel or LibreOffice.

    Example: cfir sheet cfir-results --coder ana --documents double.csv -o ana.xlsx
    """
    from cfir_coder.workflow.sheets import SheetRequest, named_documents, write_sheet

    if blind and with_proposals:
        raise UsageError("--blind hides what --with-proposals shows. Say one of them.")
    if machine and not with_proposals:
        raise UsageError("--machine goes with --with-proposals.")
    named = named_documents(documents or ())
    request = SheetRequest(study, coder, output, named, segments.value, with_proposals, machine, force)
    made = write_sheet(request)
    tell(made.notes)
    told = [f"{counted(made.n_own, 'coding')} of {coder}"] if made.n_own else []
    told += [counted(made.n_proposals, "proposal")] if with_proposals else []
    filled = f"; filled in: {', '.join(told)}" if told else ""
    print_text(
        f"{made.path}: {made.n_rows} {segments.value}s of {counted(made.n_documents, 'document')} to code{filled}."
    )
    if made.n_unshown:
        tell(
            [f"{counted(made.n_unshown, 'coding')} found no room in a row, or no row; what stands in the study stays."]
        )
