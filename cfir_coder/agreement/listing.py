"""Disagreements as rows to decide on: who coded what, in context, and what may settle it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.disagreement import Difference, Finding
from cfir_coder.agreement.events import Event, by_need
from cfir_coder.model.coding import Coding
from cfir_coder.model.transcript import Transcript
from cfir_coder.text import one_line

DECISION_COLUMNS = (
    "decision",
    "own_code",
    "own_valence",
    "own_strength",
    "own_start",
    "own_end",
    "rationale",
    "decided_by",
    "codebook_change",
)
"""What a person fills in."""
_UNDECIDED = ("",) * len(DECISION_COLUMNS)
_OF_EVENT = ("id", "type", "details", "document", "turn", "speaker", "start", "end", "quote")
_OF_CODER = ("code", "valence", "strength", "memo")
CONTEXT = 200
"""Most characters of context on each side."""


def letters(coders: Sequence[str]) -> dict[str, str]:
    """A letter for each coder by name: A, B, ... for up to 26."""
    return {name: chr(ord("A") + index) for index, name in enumerate(coders[:26])}


def disagreement_table(
    comparison: Comparison, decided: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Sequence[Any]]:
    """One row for each disagreement, the most pressing first, with what was decided on it before; column by column."""
    texts = {each.hash: each for each in comparison.transcripts}
    names = comparison.names
    columns = (*_OF_EVENT, *(f"{name}_{what}" for name in names for what in _OF_CODER), "suggestion", *DECISION_COLUMNS)
    kept = {key: tuple(told.get(column, "") for column in DECISION_COLUMNS) for key, told in (decided or {}).items()}
    rows = []
    for event in by_need(event for event in comparison.events if event.is_disagreement):
        key = event.codings[0].text_hash
        passage = marked_passage(event, texts.get(key), comparison.places.sentences(key))
        rows.append(_row(event, names, passage, kept.get(event.id, _UNDECIDED)))
    by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
    return dict(zip(columns, by_column, strict=True))


def suggestion(event: Event) -> str:
    """What mostly settles such a difference; empty where only talking does."""
    return _told_of(event.findings)[2]


@lru_cache(maxsize=1024)
def _told_of(findings: tuple[Finding, ...]) -> tuple[str, str, str]:
    """Type, details and suggestion."""
    return findings[0].difference.value, "; ".join(map(str, findings)), _suggested(findings)


def _suggested(findings: tuple[Finding, ...]) -> str:
    kinds = {finding.difference for finding in findings} - {Difference.AGREE}
    if kinds <= {Difference.BOUNDARY, Difference.SPLIT}:
        return "union"
    if kinds <= {Difference.NEAR} or kinds <= {Difference.EXTRA}:
        return "both"
    return ""


def marked_passage(event: Event, text: Transcript | None, sentences: Sequence[tuple[int, int]] = ()) -> str:
    """The passage with a sentence on each side, and where each coder's span begins `[ana>` and ends `<ana]`."""
    start, end = event.start, event.end
    if text is not None:
        first_after = bisect_left(sentences, (end, 0))
        last_before = bisect_left(sentences, (start, 0), hi=first_after) - 1
        if last_before >= 0 and sentences[last_before][1] > start:
            last_before -= 1
        low, high = start, end
        if last_before >= 0 and sentences[last_before][1] > start - CONTEXT:
            low = max(sentences[last_before][0], start - CONTEXT)
        if first_after < len(sentences) and sentences[first_after][0] < end + CONTEXT:
            high = min(sentences[first_after][1], end + CONTEXT)
        return _marked(text.text[low:high], low, event.codings)
    found = sorted(event.codings, key=lambda one: (one.start, -one.end))
    return " ... ".join(dict.fromkeys(f"[{one.coder}> {one.quote} <{one.coder}]" for one in found))


def _marked(passage: str, low: int, codings: Iterable[Coding]) -> str:
    marks = {(one.start - low, 1, f"[{one.coder}> ") for one in codings}
    marks.update([(one.end - low, 0, f" <{one.coder}]") for one in codings])
    out, last = "", 0
    for at, _, mark in sorted(marks):
        out += passage[last:at] + mark
        last = at
    return one_line(out + passage[last:])


def _row(event: Event, names: Sequence[str], passage: str, decided: tuple[str, ...]) -> tuple[Any, ...]:
    """names: of the coders, in order."""
    first = event.codings[0]
    kind, details, suggested = _told_of(event.findings)
    by_coder: dict[str, list[Coding]] = {}
    for one in event.codings:
        by_coder.setdefault(one.coder, []).append(one)
    told: list[Any] = []
    for name in names:
        own = by_coder.get(name)
        told += _told(own) if own else ("" if name in event.saw else "(not seen)", "", "", "")
    place = (first.document, first.turn, first.speaker, event.start, event.end, passage)
    return (event.id, kind, details, *place, *told, suggested, *decided)


def _told(own: Sequence[Coding]) -> tuple[Any, ...]:
    """Code, valence, strength and memo of a coder's codings of a passage."""
    if len(own) == 1:
        (one,) = own
        return one.code, str(one.valence or ""), one.strength, one.memo
    return (
        " | ".join(one.code for one in own),
        " | ".join(one.valence or "" for one in own),
        " | ".join("" if one.strength is None else str(one.strength) for one in own),
        " | ".join(filter(None, (one.memo for one in own))),
    )
