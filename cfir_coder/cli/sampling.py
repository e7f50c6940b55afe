"""`cfir sample`: which transcripts a second person should code, and whether they are enough."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cfir_coder.cli.options import Force, Format, Output, StudyPath, TableFormat
from cfir_coder.cli.render import print_frame, print_text, tell
from cfir_coder.text import counted


class SampleUnit(StrEnum):
    """What is counted as one judgement."""

    SENTENCE = "sentence"
    TURN = "turn"


def sample(
    study: StudyPath,
    share: Annotated[float, typer.Option("--share", help="Share of the transcripts to draw, 0-1, rounded up.")] = 0.2,
    by: Annotated[
        str, typer.Option("--by", help="Attributes that are to be represented, with commas: site,role.")
    ] = "",
    seed: Annotated[int, typer.Option("--seed", help="Number that decides the draw; the same gives the same.")] = 1,
    unit: Annotated[SampleUnit, typer.Option("--unit", help="What counts as one judgement.")] = SampleUnit.SENTENCE,
    kappa0: Annotated[float, typer.Option("--kappa0", help="Kappa that would be too low.")] = 0.6,
    kappa1: Annotated[float, typer.Option("--kappa1", help="Kappa that you expect.")] = 0.8,
    prevalence: Annotated[
        list[float] | None,
        typer.Option("--prevalence", help="Share of units that have the code, 0-1. Default: 0.05, 0.1 and 0.2."),
    ] = None,
    icc: Annotated[
        float | None, typer.Option("--icc", min=0, max=1, help="How alike units of one transcript are, 0-1.")
    ] = None,
    form: Format = TableFormat.TABLE,
    output: Output = None,
    force: Force = False,
) -> None:
    """Draw transcripts to double-code, and say if they suffice.

    Example: cfir sample cfir-results --share 0.25 --by site,role -o double.csv
    """
    from cfir_coder.workflow.sampling import SampleRequest, sample_study
    from cfir_coder.workflow.tables import check_table, write_table

    check_table(output, force=force)
    attributes = tuple(name.strip() for name in by.split(",") if name.strip())
    prevalences = tuple(prevalence or SampleRequest().prevalences)
    found = sample_study(study, SampleRequest(share, attributes, seed, unit.value, kappa0, kappa1, prevalences, icc))
    for_reading = form is TableFormat.TABLE
    if output is not None:
        write_table(found.table, output, force=force)
        tell([f"{counted(len(found.table), 'transcript')} written to {output}"])
    else:
        print_frame(found.table.drop(columns="text_hash") if for_reading else found.table, form, most_rows=None)
    if for_reading:
        print_text(f"Drawn: {len(found.table)} of {found.n_transcripts} transcripts, seed {seed}.")
        needed = (
            f"{unit.value.capitalize()}s needed to tell kappa {kappa1:g} from {kappa0:g} (two-sided .05, power .80):"
        )
        print_text(needed)
        print_frame(found.need, form)
    tell(found.notes)
