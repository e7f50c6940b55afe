"""Placed rows to codings: each once, with its words as they stand in the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cfir_coder.exchange.placing import Outcome
from cfir_coder.model.coding import CoderKind, Coding, standing
from cfir_coder.text import counted


@dataclass(frozen=True, slots=True)
class Made:
    """Codings in the order of the files, and what a person should know. faults: rows that contradict each other."""

    codings: tuple[Coding, ...]
    notes: tuple[str, ...]
    faults: tuple[str, ...]


def codings_of(outcomes: Sequence[Outcome], *, codebook: str, at: datetime) -> Made:
    """The codings of every placed row. codebook: the label to record; at: when rows without a date were coded.

    Of rows with one span, code and coder the first is kept, with the memos of all; two valences are a fault.
    """
    kept: dict[str, Coding] = {}
    first: dict[str, str] = {}
    faults: list[str] = []
    doubled = 0
    for outcome in outcomes:
        for code in outcome.codes if outcome.is_placed else ():
            coding = _coding(outcome, code, codebook, at)
            other = kept.setdefault(coding.id, coding)
            if other is coding:
                first[coding.id] = outcome.told.place
                continue
            doubled += 1
            if (other.valence, other.strength) != (coding.valence, coding.strength):
                where = f"{coding.document}, {coding.start}-{coding.end}"
                faults.append(
                    f"{outcome.told.place}: {coding.coder} gave {code} to {where} "
                    f"with another valence or strength than in {first[coding.id]}. Keep one of them."
                )
            elif coding.memo and coding.memo not in other.memo:
                memo = " | ".join(filter(None, (other.memo, coding.memo)))
                kept[coding.id] = other.model_copy(update={"memo": memo})
    notes = [f"{counted(doubled, 'row')} doubled (same span, code and coder); each counts once."] if doubled else []
    return Made(tuple(kept.values()), (*notes, *told_contradictions(kept.values())), tuple(faults))


def _coding(outcome: Outcome, code: str, codebook: str, at: datetime) -> Coding:
    told, transcript, located = outcome.told, outcome.transcript, outcome.located
    memo = told.memo
    if located is not None and located.is_edited:
        memo = f'{memo} [in the coder\'s file: "{told.quote}"]'.strip()
    return Coding(
        **standing(transcript, located.span if located else (0, 0)),
        code=code,
        valence=told.valence,
        strength=told.strength,
        coder=told.coder,
        coder_kind=CoderKind.HUMAN,
        status=told.status,
        memo=memo,
        codebook=codebook,
        created_at=told.created_at or at,
    )


def told_contradictions(codings: Iterable[Coding]) -> list[str]:
    """A note on codings whose valence and strength point in two ways, by place; none where there are none."""
    found = [one for one in codings if one.contradicts_itself]
    if not found:
        return []
    places = [f"{one.document} {one.start}-{one.end} ({one.valence}, {one.strength})" for one in found[:5]]
    return [
        f"valence and strength point in two ways in {counted(len(found), 'coding')}, which stand as told: "
        f"{', '.join(places)}{', ...' if len(found) > 5 else ''}. A barrier has -1 or -2, a facilitator 1 or 2."
    ]
