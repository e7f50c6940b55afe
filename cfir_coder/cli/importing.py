"""`cfir import`: what people coded elsewhere, into the study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cfir_coder.cli.options import Force
from cfir_coder.cli.render import print_table, print_text, progress_bar, tell
from cfir_coder.errors import UsageError
from cfir_coder.text import counted

if TYPE_CHECKING:
    from cfir_coder.workflow.importing import ImportSummary


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Coders' files: .csv, .tsv, .xlsx, .jsonl, or a .docx with comments; see docs/import.md.",
            metavar="FILE...",
        ),
    ],
    study: Annotated[
        Path, typer.Option("--study", help="Study folder, or the folder that `cfir code` wrote. Default: this folder.")
    ] = Path(),
    coder: Annotated[
        list[str] | None,
        typer.Option("--coder", help='Who coded: "ana", or for each name in a file "Ana Lopez=ana". May be repeated.'),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", help='What a column holds: quote="Excerpt Copy". May be repeated.'),
    ] = None,
    alias: Annotated[
        list[str] | None, typer.Option("--alias", help='What a code is called now: "old=new". May be repeated.')
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option("--document", help='What a transcript is called here: "name in the file=P01.txt".'),
    ] = None,
    codebook: Annotated[
        str | None, typer.Option("--codebook", help="Packaged codebook or a file. Default: the study's.")
    ] = None,
    inductive: Annotated[
        bool, typer.Option("--inductive", help="Make unknown codes the coder's own: inductive.<coder>.<name>.")
    ] = False,
    assigned: Annotated[
        Path | None,
        typer.Option("--assigned", help="Table of coder, document and perhaps code: who was to look at what."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="List of quotes that need a look. Default: FILE-to-check.csv."),
    ] = None,
    force: Force = False,
) -> None:
    """Import what people coded in other programs.

    Example: cfir import ana.xlsx --study mystudy --coder ana
    """
    from cfir_coder.workflow.importing import ImportRequest, import_codings
    from cfir_coder.workflow.sheet_import import coding_sheets_among

    if coding_sheets_among(files):
        useless: dict[str, object] = {"--column": column, "--alias": alias, "--document": document}
        useless |= {"--codebook": codebook, "--inductive": inductive, "--assigned": assigned, "--output": output}
        _import_sheet(files, study, coder or (), [name for name, told in useless.items() if told])
        return
    request = ImportRequest(
        files=tuple(files),
        study=study,
        coders=tuple(coder or ()),
        columns=tuple(column or ()),
        aliases=tuple(alias or ()),
        documents=tuple(document or ()),
        codebook=codebook,
        assigned=assigned,
        is_inductive=inductive,
        output=output,
        force=force,
    )
    with progress_bar() as progress:
        done = import_codings(request, progress=progress)
    _show(done)
    if done.n_left:
        raise typer.Exit(1)


def _import_sheet(files: Sequence[Path], study: Path, coders: Sequence[str], useless: Sequence[str]) -> None:
    """A coding sheet that `cfir sheet` made; it says itself whose it is and of which documents."""
    from cfir_coder.workflow.sheet_import import import_sheet

    if len(files) > 1:
        raise UsageError("a coding sheet is imported by itself. Name one file at a time.")
    if useless:
        hint = " Name it in `cfir agree --assigned` or `cfir merge --assigned`." if "--assigned" in useless else ""
        raise UsageError(f"{useless[0]} says nothing of a coding sheet, which says all of it itself.{hint}")
    if len(coders) > 1:
        raise UsageError("--coder: a coding sheet is one person's.")
    done = import_sheet(files[0], study, coder="".join(coders))
    tell(done.notes)
    print_text(done.line)
    if done.n_lost:
        raise typer.Exit(1)


def _show(done: ImportSummary) -> None:
    tell(done.notes)
    print_table(("File", "read as"), [(name, form) for name, form in done.formats.items()])
    print_table(("Quotes", "n"), [(how.value, str(n)) for how, n in done.found.items()])
    taken = done.taken
    print_text(
        f"{counted(taken.n_new, 'coding')} by {', '.join(done.coders)} new, {taken.n_changed:,} changed, "
        f"{taken.n_same:,} were there already; "
        f"{counted(done.n_documents, 'document counts', 'documents count')} as looked at."
    )
    if done.listed is not None and done.n_left:
        print_text(
            f"{counted(done.n_left, 'row was', 'rows were')} not imported: {done.listed}. Fill in start and end "
            "there and import it, or correct the file and import it again."
        )
    elif done.listed is not None:
        print_text(f"Every row was imported; {done.listed} lists the quotes that don't stand word for word.")
