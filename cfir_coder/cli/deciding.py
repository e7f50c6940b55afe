"""`cfir accept` and `cfir reject`: people decide on what a machine proposed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from cfir_coder.cli.options import Force, Format, Output, StudyPath, TableFormat
from cfir_coder.cli.render import print_frame, print_text, tell

By = Annotated[str, typer.Option("--by", help="Who decides: the name of the coder whose coding it becomes.")]
Machine = Annotated[
    str | None, typer.Option("--coder", help="Machine coder whose proposals are meant. Default: the last one.")
]
Code = Annotated[list[str] | None, typer.Option("--code", help="Only this code or one below it. May be repeated.")]
Construct = Annotated[list[str] | None, typer.Option("--construct", help="Only this construct. May be repeated.")]
Domain = Annotated[list[str] | None, typer.Option("--domain", help="Only this domain. May be repeated.")]
Document = Annotated[list[str] | None, typer.Option("--document", help="Only this transcript. May be repeated.")]
Site = Annotated[list[str] | None, typer.Option("--site", help="Only this site. May be repeated.")]
Role = Annotated[list[str] | None, typer.Option("--role", help="Only people of this role. May be repeated.")]
Valences = Annotated[
    list[str] | None, typer.Option("--valence", help="Only facilitator, barrier, mixed or neutral. May be repeated.")
]
Low = Annotated[float | None, typer.Option("--min-confidence", min=0, max=1, help="Only from this confidence, 0-1.")]
High = Annotated[float | None, typer.Option("--max-confidence", min=0, max=1, help="Only up to this one, 0-1.")]
Quote = Annotated[str, typer.Option("--quote", help='Only quotes with these words; "jail*" finds what begins so.')]
Ids = Annotated[list[str] | None, typer.Option("--id", help="Only this coding, by its coding_id. May be repeated.")]
Memo = Annotated[str, typer.Option("--memo", help="Why; kept with the decision.")]
All = Annotated[bool, typer.Option("--all", help="Every proposal of the coder is meant.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")]


def _deciding(decision: str, told: str) -> Callable[..., None]:
    """Make the command of a decision: both have the same options."""

    def command(
        study: StudyPath,
        by: By,
        coder: Machine = None,
        code: Code = None,
        construct: Construct = None,
        domain: Domain = None,
        document: Document = None,
        site: Site = None,
        role: Role = None,
        valence: Valences = None,
        min_confidence: Low = None,
        max_confidence: High = None,
        quote: Quote = "",
        ids: Ids = None,
        everything: All = False,
        memo: Memo = "",
        dry_run: DryRun = False,
        form: Format = TableFormat.TABLE,
        output: Output = None,
        force: Force = False,
    ) -> None:
        from cfir_coder.model.coding import Status
        from cfir_coder.workflow.deciding import Proposals, decide_proposals
        from cfir_coder.workflow.tables import check_table, write_table

        check_table(output, force=force)
        chosen = Proposals(
            code=tuple(code or ()),
            construct=tuple(construct or ()),
            domain=tuple(domain or ()),
            document=tuple(document or ()),
            site=tuple(site or ()),
            role=tuple(role or ()),
            valence=tuple(valence or ()),
            id=tuple(ids or ()),
            quote=quote,
            min_confidence=min_confidence,
            max_confidence=max_confidence,
        )
        decided = decide_proposals(
            study,
            chosen,
            Status(decision),
            by=by,
            machine=coder,
            memo=memo,
            everything=everything,
            dry_run=dry_run,
        )
        if output is not None:
            write_table(decided.table, output, force=force)
        if form is TableFormat.TABLE:
            shown = decided.table if dry_run else decided.table[decided.table["outcome"] == "left out"]
            if len(shown):
                print_frame(shown, form)
            print_text(decided.line)
        else:
            print_frame(decided.table, form)
            tell([decided.line])
        if not len(decided.table):
            tell(["no proposal meets all of these filters."])
            raise typer.Exit(1)

    command.__doc__ = told
    return command


accept = _deciding(
    "accepted",
    """Turn a machine's proposals into a person's codings.

    Example: cfir accept cfir-results --by ana --construct financing --min-confidence 0.8
    """,
)
reject = _deciding(
    "rejected",
    """Reject a machine's proposals, so that they don't come again.

    Example: cfir reject cfir-results --by ana --document P03_court1_peer.txt --max-confidence 0.6
    """,
)
