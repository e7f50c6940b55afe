"""`cfir merge` and `cfir adjudicate`: coders' files put together, and their disagreements settled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cfir_coder.cli.agree import UnitName, UnitRule
from cfir_coder.cli.agree_tables import show_report
from cfir_coder.cli.options import Force, TableFormat
from cfir_coder.cli.render import print_table, print_text, tell
from cfir_coder.text import counted

if TYPE_CHECKING:
    from cfir_coder.workflow.agreement_merge import MergeSummary


def merge(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Coders' files (.csv, .xlsx, .jsonl): codings with document, start, end, quote and code.",
            metavar="FILES...",
        ),
    ] = None,
    study: Annotated[
        Path | None, typer.Option("--study", help="Study whose texts, codebook and codings join in; it isn't changed.")
    ] = None,
    transcripts: Annotated[
        list[Path] | None,
        typer.Option("--transcripts", help="Transcripts that were coded, when there is no study. May be repeated."),
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the merged results.")] = Path("merged"),
    codebook: Annotated[
        str | None,
        typer.Option("--codebook", help="Packaged codebook or a file. Default: the study's, else cfir-2022."),
    ] = None,
    participants: Annotated[
        Path | None, typer.Option("--participants", help="Table of participants. Default: beside the transcripts.")
    ] = None,
    alias: Annotated[
        list[str] | None, typer.Option("--alias", help='What a code is called now: "old=new". May be repeated.')
    ] = None,
    match: Annotated[
        list[str] | None,
        typer.Option("--match", help='Two inductive codes that are one: "inductive.ana.x=inductive.ben.y".'),
    ] = None,
    assigned: Annotated[
        Path | None,
        typer.Option(
            "--assigned",
            help="Table of coder, document and perhaps code: who was to look at what. Default: what the files show.",
        ),
    ] = None,
    unit: Annotated[
        UnitName | None,
        typer.Option("--unit", help="Unit of agreement. Default: sentence; spans when texts aren't known."),
    ] = None,
    rule: Annotated[UnitRule, typer.Option("--rule", help="When a unit counts as coded.")] = UnitRule.DOMINANT,
    force: Force = False,
) -> None:
    """Merge coders' files; list agreement and disagreements.

    Example: cfir merge ana.csv ben.csv --transcripts transcripts/ -o merged
    """
    from cfir_coder.workflow.agreement_merge import MergeRequest, merge_coders

    request = MergeRequest(
        files=tuple(files or ()),
        output=output,
        study=study,
        transcripts=tuple(transcripts or ()),
        participants=participants,
        codebook=codebook,
        aliases=tuple(alias or ()),
        matches=tuple(match or ()),
        assigned=assigned,
        unit=unit.value if unit else None,
        rule=rule.value,
        force=force,
    )
    _show_merge(merge_coders(request))


def _show_merge(done: MergeSummary) -> None:
    tell(done.notes)
    if done.stale:
        tell(
            [
                f"{counted(len(done.stale), 'decision is', 'decisions are')} stale, as the passages changed: "
                f"{', '.join(done.stale[:5])}."
            ]
        )
    names = ", ".join(done.comparison.names)
    shared = len(done.comparison.shared_documents())
    print_text(
        f"Merged {counted(len(done.comparison.codings), 'coding')} by {names}: "
        f"{counted(len(done.comparison.documents), 'document')}, "
        f"{shared} of them coded by two or more."
    )
    rows = [(kind.value, str(n)) for kind, n in sorted(done.types.items(), key=lambda pair: -pair[1])]
    print_table(("Passages", "n"), rows)
    if done.report is not None:
        show_report(done.report, TableFormat.TABLE, most_rows=15)
    decided = f", {done.n_decided} of them decided" if done.n_decided else ""
    print_text(
        f"{counted(done.n_disagreements, 'disagreement')}{decided}: {done.folder}/disagreements.csv; "
        "settle them there or with"
    )
    print_text(f"cfir adjudicate {done.folder}")
    print_text(f"Files: {done.folder}/ ({', '.join(done.files)})")


def adjudicate(
    folder: Annotated[Path, typer.Argument(help="Folder that `cfir merge` wrote.", metavar="MERGED")],
    filled: Annotated[
        Path | None, typer.Option("--from", help="List of disagreements with decisions filled in (.csv or .xlsx).")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who decides, recorded with each decision.")] = "",
    trivial: Annotated[
        bool, typer.Option("--trivial", help="Take the union where only few words at the ends of spans differ.")
    ] = False,
    draw: Annotated[
        bool, typer.Option("--draw", help="Only draw the consensus from what is decided; ask nothing.")
    ] = False,
) -> None:
    """Settle disagreements and draw the consensus.

    Example: cfir adjudicate merged --from merged/disagreements.xlsx
    """
    from cfir_coder.cli.adjudicate_walk import walk
    from cfir_coder.workflow.agreement_decisions import accept_trivial, open_docket, read_back, write_consensus

    if filled is not None:
        docket = read_back(folder, filled, trivial=trivial)
    elif trivial:
        docket = accept_trivial(folder)
    else:
        docket = open_docket(folder)
    if filled is None and not trivial and not draw:
        docket = walk(docket, by)
    tell(docket.notes)
    done = write_consensus(docket)
    drawn = done.consensus
    if drawn.stale:
        stale = ", ".join(one.id for one in drawn.stale[:5])
        tell([f"{counted(len(drawn.stale), 'decision')} stale and without effect: {stale}."])
    print_text(
        f"{counted(done.n_codings, 'coding')} in the consensus: {counted(drawn.n_agreed, 'passage')} agreed, "
        f"{drawn.n_adjudicated} adjudicated, {drawn.n_one_coder} coded by one coder alone; "
        f"{len(drawn.undecided)} undecided are left out."
    )
    if drawn.n_unmatched:
        print_text(
            f"{counted(drawn.n_unmatched, 'passage')} under a coder's own inductive code left out, as it is matched "
            "with nobody's; merge again with --match, or name it in the codebook."
        )
    if done.codebook_changes:
        print_text(f"Changes to the codebook: {len(done.codebook_changes)}, see {folder}/codebook_changes.csv")
    print_text(
        f"Consensus: {done.file}" + (f"; matrices: cfir matrix {folder} --coder consensus" if done.in_study else "")
    )
    print_text("Reliability is what was measured before: see agreement.csv. The consensus doesn't change it.")
