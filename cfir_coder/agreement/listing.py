"""Disagreements as rows to decide on: who coded what, in context, and what may settle it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.disagreement import Difference
from cfir_coder.agreement.events import Event, by_need
from cfir_coder.agreement.units import units_of
from cfir_coder.model.coding import Coding
from cfir_coder.model.transcript import Span, Transcript

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
CONTEXT = 200
"""Most characters of context on each side."""


def letters(coders: Sequence[str]) -> dict[str, str]:
    """A letter for each coder by name: A, B, ... for up to 26."""
    return {name: chr(ord("A") + index) for index, name in enumerate(coders[:26])}


def disagreement_rows(comparison: Comparison, decided: dict[str, dict[str, str]] | None = None) -> list[dict[str, Any]]:
    """One row for each disagreement, the most pressing first; with what was decided on it before."""
    texts = {each.hash: each for each in comparison.transcripts}
    sentences = {key: units_of(text, "sentence") for key, text in texts.items()}
    kept = decided or {}
    rows = []
    for event in by_need(event for event in comparison.events if event.is_disagreement):
        text = texts.get(event.codings[0].text_hash)
        rows.append(_row(event, comparison.names, text, sentences, kept.get(event.id, {})))
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
        last_before = bisect_right(sentences, start, key=_end) - 1
        first_after = bisect_left(sentences, end, key=_start)
        low, high = start, end
        if last_before >= 0 and sentences[last_before][1] > start - CONTEXT:
            low = max(sentences[last_before][0], start - CONTEXT)
        if first_after < len(sentences) and sentences[first_after][0] < end + CONTEXT:
            high = min(sentences[first_after][1], end + CONTEXT)
        return _marked(text.text[low:high], low, event.codings)
    found = sorted(event.codings, key=lambda one: (one.start, -one.end))
    return " ... ".join(dict.fromkeys(f"[{one.coder}> {one.quote} <{one.coder}]" for one in found))


def _start(span: Span) -> int:
    return span[0]


def _end(span: Span) -> int:
    return span[1]


def _marked(passage: str, low: int, codings: Iterable[Coding]) -> str:
    opens = sorted({(one.start - low, one.coder) for one in codings})
    closes = sorted({(one.end - low, one.coder) for one in codings})
    marks = [(at, 1, f"[{coder}> ") for at, coder in opens] + [(at, 0, f" <{coder}]") for at, coder in closes]
    out, last = [], 0
    for at, _, mark in sorted(marks):
        out += [passage[last:at], mark]
        last = at
    return " ".join("".join([*out, passage[last:]]).split())


def _row(
    event: Event,
    coders: Sequence[str],
    text: Transcript | None,
    sentences: dict[str, list[tuple[int, int]]],
    decided: dict[str, str],
) -> dict[str, Any]:
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
        "quote": marked_passage(event, text, sentences.get(first.text_hash, [])),
    }
    for name in coders:
        own = [one for one in event.codings if one.coder == name]
        nothing = "" if name in event.saw else "(not seen)"
        row[f"{name}_code"] = " | ".join(one.code for one in own) or nothing
        row[f"{name}_valence"] = " | ".join(one.valence.value if one.valence else "" for one in own)
        strengths = ["" if one.strength is None else str(one.strength) for one in own]
        row[f"{name}_strength"] = own[0].strength if len(own) == 1 else " | ".join(strengths)
        row[f"{name}_memo"] = " | ".join(filter(None, (one.memo for one in own)))
    row["suggestion"] = suggestion(event)
    return row | {column: decided.get(column, "") for column in DECISION_COLUMNS}
