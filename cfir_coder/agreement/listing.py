"""Disagreements as rows to decide on: who coded what, in context, and what may settle it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.disagreement import Difference
from cfir_coder.agreement.events import Event, by_need
from cfir_coder.model.coding import Coding
from cfir_coder.model.transcript import Transcript

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
_UNDECIDED = dict.fromkeys(DECISION_COLUMNS, "")
_OF_CODER = ("code", "valence", "strength", "memo")
CONTEXT = 200
"""Most characters of context on each side."""


def letters(coders: Sequence[str]) -> dict[str, str]:
    """A letter for each coder by name: A, B, ... for up to 26."""
    return {name: chr(ord("A") + index) for index, name in enumerate(coders[:26])}


def disagreement_rows(comparison: Comparison, decided: dict[str, dict[str, str]] | None = None) -> list[dict[str, Any]]:
    """One row for each disagreement, the most pressing first; with what was decided on it before."""
    texts = {each.hash: each for each in comparison.transcripts}
    columns = {name: tuple(f"{name}_{what}" for what in _OF_CODER) for name in comparison.names}
    kept = {key: {column: told.get(column, "") for column in DECISION_COLUMNS} for key, told in (decided or {}).items()}
    rows = []
    for event in by_need(event for event in comparison.events if event.is_disagreement):
        key = event.codings[0].text_hash
        passage = marked_passage(event, texts.get(key), comparison.places.sentences(key))
        rows.append(_row(event, columns, passage, kept.get(event.id, _UNDECIDED)))
    return rows


def suggestion(event: Event) -> str:
    """What mostly settles such a difference; empty where only talking does."""
    kinds = {finding.difference for finding in event.findings} - {Difference.AGREE}
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
    marks |= {(one.end - low, 0, f" <{one.coder}]") for one in codings}
    out, last = [], 0
    for at, _, mark in sorted(marks):
        out += [passage[last:at], mark]
        last = at
    return " ".join("".join([*out, passage[last:]]).split())


def _row(event: Event, columns: Mapping[str, tuple[str, ...]], passage: str, decided: dict[str, str]) -> dict[str, Any]:
    """columns: names of what is told of each coder, by coder."""
    first = event.codings[0]
    row: dict[str, Any] = {
        "id": event.id,
        "type": event.difference.value,
        "details": "; ".join(map(str, event.findings)),
        "document": first.document,
        "turn": first.turn,
        "speaker": first.speaker,
        "start": event.start,
        "end": event.end,
        "quote": passage,
    }
    for name, names in columns.items():
        own = [one for one in event.codings if one.coder == name]
        row |= zip(names, _told(own) if own else ("" if name in event.saw else "(not seen)", "", "", ""), strict=True)
    row["suggestion"] = suggestion(event)
    return row | decided


def _told(own: Sequence[Coding]) -> tuple[Any, ...]:
    """Code, valence, strength and memo of a coder's codings of a passage."""
    if len(own) == 1:
        (one,) = own
        return one.code, one.valence.value if one.valence else "", one.strength, one.memo
    return (
        " | ".join(one.code for one in own),
        " | ".join(one.valence.value if one.valence else "" for one in own),
        " | ".join("" if one.strength is None else str(one.strength) for one in own),
        " | ".join(filter(None, (one.memo for one in own))),
    )
