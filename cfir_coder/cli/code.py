"""`cfir code`: from transcripts to matrices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cfir_coder.cli.options import Endpoint, Force, Interviewers, UnlabelledChoice
from cfir_coder.cli.render import print_table, print_text, progress_bar, tell
from cfir_coder.text import counted

if TYPE_CHECKING:
    from cfir_coder.workflow.summary import CodeSummary


def code(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Transcripts or folders of them. Default: the study in this folder."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder for the results. Default: cfir-results, in a study results."),
    ] = None,
    codebook: Annotated[
        str | None,
        typer.Option(
            "--codebook",
            help="Name of a packaged codebook or a file. Default: that of the study or, with what was adopted, of the "
            "results folder; else cfir-2022.",
        ),
    ] = None,
    coder: Annotated[
        str | None,
        typer.Option(
            "--coder", help="Machine coder (see cfir coders), or rows named after one: cues-2. Default: encoder."
        ),
    ] = None,
    participants: Annotated[
        Path | None,
        typer.Option("--participants", help="Table of participants. Default: participants.csv beside the files."),
    ] = None,
    interviewer: Interviewers = None,
    unlabelled: UnlabelledChoice = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            "--min-confidence", min=0, max=1, help="Propose from this confidence on, 0-1. Default: the coder's own."
        ),
    ] = None,
    top_k: Annotated[
        int | None,
        typer.Option(
            "--top-k",
            min=1,
            max=9,
            help="Most codes of one stretch, for the encoder. Default: 2. More need --min-confidence: by the encoder's "
            "own bars every further code must be likely by itself.",
        ),
    ] = None,
    min_transcripts: Annotated[
        int, typer.Option("--min-transcripts", min=1, help="Transcripts in which a theme must emerge.")
    ] = 2,
    model: Annotated[
        str | None,
        typer.Option("--spacy-model", help="An installed spaCy model for lemmas and sentences. Default: none."),
    ] = None,
    endpoint: Endpoint = None,
    llm: Annotated[str | None, typer.Option("--model", help="Language model, as its server names it.")] = None,
    in_flight: Annotated[
        int | None, typer.Option("--in-flight", min=1, max=64, help="Questions asked at a time. Default: 2.")
    ] = None,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Ask another machine, if study.toml names the approval.")
    ] = False,
    learned: Annotated[
        bool, typer.Option("--learned/--no-learned", help="Use what cfir learn learned in this study.")
    ] = True,
    force: Force = False,
) -> None:
    """Code transcripts and write the matrices.

    Example: cfir code transcripts/ --codebook drug-court-moud
    """
    from cfir_coder.workflow.coders import LlmRequest
    from cfir_coder.workflow.coding import CodeRequest, code_transcripts

    request = CodeRequest(
        paths=tuple(paths or ()),
        output=output,
        codebook=codebook,
        coder=coder,
        participants=participants,
        interviewer=tuple(interviewer or ()),
        unlabelled=unlabelled.value if unlabelled else None,
        min_confidence=min_confidence,
        top_k=top_k,
        min_transcripts=min_transcripts,
        model=model,
        llm=LlmRequest(endpoint, llm, in_flight, allow_remote),
        force=force,
        use_learned=learned,
    )
    with progress_bar() as progress:
        result = code_transcripts(request, progress=progress)
    _show(result)
    if result.unread:
        raise typer.Exit(1)


def _show(result: CodeSummary) -> None:
    """Print what was read, what was found, and where it is."""
    tell([f"{name} was not read: {reason}" for name, reason in result.unread], as_what="warning")
    tell(result.notes)
    documents = f" and {counted(result.n_documents, 'document')}" if result.n_documents else ""
    text = "participants' words" if not documents else "what may be coded"
    print_text(
        f"Read {counted(result.n_transcripts, 'transcript')}{documents}: "
        f"{counted(result.n_participants, 'participant')}, {counted(result.n_sites, 'site')}, "
        f"{counted(result.n_words, 'word')}, {result.participant_share:.0%} by participants."
    )
    was = "was" if result.n_rejected == 1 else "were"
    rejected = f" ({result.n_rejected:,} more {was} rejected)" if result.n_rejected else ""
    print_text(
        f"{counted(result.n_codings, 'coding')} proposed{rejected} by {result.coder} with {result.codebook}, covering "
        f"{result.coded_share:.0%} of {text}; {counted(len(result.themes), 'candidate theme')} beside it. "
        "People decide."
    )
    valences = ("facilitator", "barrier", "mixed", "neutral")
    print_table(("Codings by domain", *valences, "all"), result.by_domain)
    for valence, rows in result.top.items():
        print_table((f"Top {valence}s", "codings", "people", "sites", "in their words"), rows)
    if result.themes:
        print_table(("Candidate themes beside the codebook", "codings", "people", "sites", "e.g."), result.themes)
    print_text(f"Tables: {result.folder}/ ({', '.join(result.files)})")
    print_text(f"Study:  {result.study}")
