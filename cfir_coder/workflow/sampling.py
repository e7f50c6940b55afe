"""Draw the transcripts to double-code, and say how many units the wanted precision needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.agreement.sample_size import design_effect, units_to_tell_apart
from cfir_coder.agreement.sampling import Draw, draw_sample
from cfir_coder.agreement.units import UnitKind, units_of
from cfir_coder.errors import UsageError
from cfir_coder.model.case import Participant
from cfir_coder.model.coding import CoderKind
from cfir_coder.model.transcript import Transcript
from cfir_coder.study import Study
from cfir_coder.text import counted, word_count

if TYPE_CHECKING:
    import pandas as pd

NOT_TOLD = "(not told)"


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """What to draw, and how precise agreement shall be.

    share: of the transcripts, 0-1. by: attributes of participants. unit: what is counted as one judgement.
    kappa0: agreement that would be too little; kappa1: agreement that is expected. prevalences: shares of units that
    have a code, 0-1. intraclass: how alike units of one transcript are, 0-1; None: not known.
    """

    share: float = 0.2
    by: tuple[str, ...] = ()
    seed: int = 1
    unit: UnitKind = "sentence"
    kappa0: float = 0.6
    kappa1: float = 0.8
    prevalences: tuple[float, ...] = (0.05, 0.1, 0.2)
    intraclass: float | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """table: the transcripts drawn. need: units needed at each prevalence, and whether the sample has them."""

    table: pd.DataFrame
    need: pd.DataFrame
    draw: Draw
    n_transcripts: int
    n_units: int
    notes: tuple[str, ...]


def sample_study(path: Path, request: SampleRequest) -> Sample:
    """Draw transcripts of a study and count what they hold; changes nothing.

    Raises UsageError for an attribute that nobody has, and for a share, kappa or prevalence out of range.
    """
    with Study.open(path) as study:
        transcripts = [one for one in study.transcripts() if units_of(one, request.unit)]
        people = {person.id: person for person in study.participants()}
        kinds = {coder.name: coder.kind for coder in study.coders()}
        seen = [(one.text_hash, one.coder) for one in study.coverage() if kinds[one.coder] is CoderKind.HUMAN]
    _check_attributes(request.by, people.values())
    strata = {one.hash: tuple(_value(one, people, name) for name in request.by) for one in transcripts}
    draw = draw_sample(strata, request.share, seed=request.seed)
    chosen = [one for one in transcripts if one.hash in draw.drawn]
    sizes = [len(units_of(one, request.unit)) for one in chosen]
    coders = {one.hash: sorted({coder for text, coder in seen if text == one.hash}) for one in chosen}
    table = _table(chosen, strata, sizes, coders, people, request)
    return Sample(
        table, _need(sizes, request), draw, len(transcripts), sum(sizes), tuple(_notes(draw, strata, request))
    )


def _check_attributes(names: Sequence[str], people: Iterable[Participant]) -> None:
    known = ["site", "role", *dict.fromkeys(name for one in people for name in one.attributes)]
    for name in names:
        if name not in known:
            raise UsageError(f'nobody has the attribute "{name}". There are: {", ".join(known)}.')


def _value(transcript: Transcript, people: dict[str, Participant], name: str) -> str:
    """What a transcript's participants have; several values stand together, as in a focus group."""
    here = [people[one.participant] for one in transcript.speakers if one.participant in people]
    values = sorted({one.attribute(name) for one in here} - {""})
    return "; ".join(values) or NOT_TOLD


def _table(
    chosen: Sequence[Transcript],
    strata: dict[str, tuple[str, ...]],
    sizes: Sequence[int],
    coders: dict[str, list[str]],
    people: dict[str, Participant],
    request: SampleRequest,
) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "document": one.document,
            "participant": "; ".join(each.participant for each in one.speakers if each.participant in people),
            **dict(zip(request.by, strata[one.hash], strict=True)),
            "words": sum(word_count(one.speech(turn)) for turn in one.coded_turns()),
            f"{request.unit}s": size,
            "read_by": "; ".join(coders[one.hash]),
            "text_hash": one.hash,
        }
        for one, size in zip(chosen, sizes, strict=True)
    ]
    return pd.DataFrame(rows)


def _need(sizes: Sequence[int], request: SampleRequest) -> pd.DataFrame:
    """Units needed, also when those of one transcript are alike, and in transcripts of the sample's mean length."""
    import pandas as pd

    n_units = sum(sizes)
    mean = n_units / len(sizes)
    rows = []
    for prevalence in request.prevalences:
        units = units_to_tell_apart(request.kappa0, request.kappa1, prevalence)
        row: dict[str, object] = {"prevalence": prevalence, "units_needed": units}
        if request.intraclass is not None:
            units = ceil(units * design_effect(mean, request.intraclass))
            row["with_clustering"] = units
        row |= {"transcripts": ceil(units / mean), "sample_has": n_units, "enough": "yes" if n_units >= units else "no"}
        rows.append(row)
    return pd.DataFrame(rows)


def _notes(draw: Draw, strata: dict[str, tuple[str, ...]], request: SampleRequest) -> list[str]:
    notes = []
    if draw.left_out:
        told = ", ".join(" / ".join(stratum) for stratum in draw.left_out[:5])
        more = ", ..." if len(draw.left_out) > 5 else ""
        notes.append(
            f"{len(draw.strata)} strata ({', '.join(request.by)}) are more than {len(draw.drawn)} places: those drawn "
            f"are spread over {' and '.join(request.by)} each. Nothing was drawn from {len(draw.left_out)} strata: "
            f"{told}{more}. A larger --share, or fewer attributes in --by, reaches them all."
        )
    for which, name in enumerate(request.by):
        values = {stratum[which] for stratum in strata.values()}
        reached = {strata[key][which] for key in draw.drawn}
        if missing := sorted(values - reached):
            notes.append(f"no transcript of {name} {', '.join(missing)} was drawn.")
        if NOT_TOLD in values:
            count = sum(stratum[which] == NOT_TOLD for stratum in strata.values())
            notes.append(
                f"{counted(count, 'transcript has', 'transcripts have')} no {name}; those without stand in a "
                "stratum of their own."
            )
    if request.intraclass is None:
        notes.append(
            "the numbers hold for independent units, and units of one interview are not: take them for the least. "
            "Tell how alike they are with --icc (0-1), if a pilot says so."
        )
    return notes
