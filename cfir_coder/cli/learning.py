"""`cfir learn`, `cfir evaluate`, `cfir next`, `cfir like`: a study's own coders teach the encoder."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cfir_coder.cli.options import Force, Format, Output, StudyPath, TableFormat
from cfir_coder.cli.render import print_frame, print_text, progress_bar, tell
from cfir_coder.cli.tables import show_or_write
from cfir_coder.text import counted


class Level(StrEnum):
    """What codes are counted as."""

    CODE = "code"
    CONSTRUCT = "construct"
    DOMAIN = "domain"


class By(StrEnum):
    """What to code next."""

    TRANSCRIPT = "transcript"
    PASSAGE = "passage"


class First(StrEnum):
    """What comes first."""

    UNCERTAIN = "uncertain"
    CONFIDENT = "confident"


Most = Annotated[int, typer.Option("--most", min=1, help="Rows at most.")]


def learn(
    study: StudyPath,
    coder: Annotated[
        list[str] | None, typer.Option("--coder", help="Learn from this person only. May be repeated.")
    ] = None,
    codebook: Annotated[
        str | None, typer.Option("--codebook", help="Codebook to learn. Default: that of the last run.")
    ] = None,
    form: Format = TableFormat.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Learn from the study's own coders.

    Example: cfir learn mystudy
    """
    from cfir_coder.workflow.learning import brief, learn_study
    from cfir_coder.workflow.tables import check_table

    check_table(output, force=force)
    with progress_bar() as progress:
        learned = learn_study(study, codebook=codebook, coders=tuple(coder or ()), progress=progress)
    tell(learned.notes)
    for_reading = form is TableFormat.TABLE and output is None
    show_or_write(brief(learned.report) if for_reading else learned.report, form, output, force=force)
    if form is TableFormat.TABLE:
        use = "The next `cfir code --coder encoder` uses it." if learned.helps else "`cfir code` goes on without it."
        print_text(
            f"Learned from {', '.join(learned.coders)}: {counted(learned.n_codings, 'coding')} on "
            f"{counted(learned.n_transcripts, 'transcript')}. Every figure is of transcripts left out of the fit. {use}"
        )


def evaluate(
    study: StudyPath,
    reference: Annotated[str, typer.Option("--reference", help="The coder to compare with, usually a person.")],
    coder: Annotated[
        str | None, typer.Option("--coder", help="The coder to judge. Default: the last machine coder.")
    ] = None,
    level: Annotated[Level, typer.Option("--level", help="What codes are counted as.")] = Level.CODE,
    figure: Annotated[Path | None, typer.Option("--figure", help="Draw the calibration curve (.png or .svg).")] = None,
    form: Format = TableFormat.TABLE,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for scores, confusion, calibration, misses (.csv).")
    ] = None,
    force: Force = False,
) -> None:
    """Judge one coder by another, per code and overall.

    Example: cfir evaluate mystudy --reference ana --figure curve.svg
    """
    from cfir_coder.workflow.evaluating import evaluate_study
    from cfir_coder.workflow.evaluation_files import write_evaluation

    found = evaluate_study(study, reference=reference, coder=coder, level=level.value)
    tell(found.notes)
    written = write_evaluation(found, output, figure, force=force)
    if form is TableFormat.TABLE:
        print_text(f"{found.coder} against {found.reference} on {counted(found.n_transcripts, 'transcript')}.")
    print_frame(found.scores, form)
    if form is TableFormat.TABLE and output is None:
        print_frame(found.confusion.head(20), form, title="What was taken for what")
        print_frame(found.calibration, form, title="Confidence, and the share that is right")
        print_frame(found.misses, form, title="Worst misses")
    tell([f"written: {', '.join(map(str, written))}"] if written else [])


def next_(
    study: StudyPath,
    by: Annotated[By, typer.Option("--by", help="Rank transcripts or passages.")] = By.TRANSCRIPT,
    first: Annotated[
        First, typer.Option("--first", help="Uncertain and unlike what is coded, or confident.")
    ] = First.UNCERTAIN,
    most: Most = 10,
    form: Format = TableFormat.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Say which transcripts or passages to code next.

    Example: cfir next mystudy --by passage
    """
    from cfir_coder.workflow.seeking import next_to_code
    from cfir_coder.workflow.tables import check_table

    check_table(output, force=force)
    with progress_bar() as progress:
        found = next_to_code(study, by=by.value, surest_first=first is First.CONFIDENT, most=most, progress=progress)
    show_or_write(found, form, output, force=force)
    if not len(found):
        tell(["people have coded every transcript as a whole."])
        raise typer.Exit(1)


def like(
    study: StudyPath,
    quotes: Annotated[list[str], typer.Argument(help="One to three quotes, or ids of codings.", metavar="QUOTE...")],
    most: Most = 20,
    form: Format = TableFormat.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Find the passages most like some that you marked.

    Example: cfir like mystudy "we lost people we had worked with for years"
    """
    from cfir_coder.workflow.seeking import passages_like
    from cfir_coder.workflow.tables import check_table

    check_table(output, force=force)
    with progress_bar() as progress:
        found = passages_like(study, tuple(quotes), most=most, progress=progress)
    show_or_write(found, form, output, force=force)
