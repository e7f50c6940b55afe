"""Offsets that a file gives, held against the text: right, right in another unit, or wrong. The quote proves it."""

from __future__ import annotations

from collections.abc import Sequence

from cfir_coder.agreement.offsets import COUNTS, converted
from cfir_coder.exchange.folding import fold
from cfir_coder.exchange.locating import Found, Located
from cfir_coder.exchange.rows import ToldCoding
from cfir_coder.model.transcript import Span

CODE_POINTS = "code points"


def at_given_offsets(rows: Sequence[ToldCoding], text: str, text_hash: str) -> tuple[str, list[Located | None]]:
    """The unit that the offsets of a file in one document count, and what stands at each row's offsets.

    The unit is the one in which most quotes stand where they should; code points where another one is no better.
    None for a row without offsets, or whose quote doesn't stand there. A row without a quote is believed only when
    it tells the hash of this very text.
    """
    given = [(row.start or 0, row.end or 0, row.quote or "") for row in rows]
    quoted = [index for index, row in enumerate(rows) if row.start is not None and row.quote is not None]
    unit, best = CODE_POINTS, _fitting(given, quoted, text, CODE_POINTS)
    for other in COUNTS:
        if best == len(quoted):
            break
        fitting = _fitting(given, quoted, text, other)
        if fitting > best:
            unit, best = other, fitting
    places = converted(text, given, unit)
    return unit, [
        _at(row, (start, end), text, text_hash, unit) for row, (start, end, _) in zip(rows, places, strict=True)
    ]


def _fitting(given: Sequence[tuple[int, int, str]], quoted: Sequence[int], text: str, unit: str) -> int:
    """How many quotes stand at their offsets when these count that unit."""
    places = converted(text, [given[index] for index in quoted], unit)
    return sum(end <= len(text) and text[start:end].strip() == quote.strip() for start, end, quote in places)


def _at(row: ToldCoding, span: Span, text: str, text_hash: str, unit: str) -> Located | None:
    start, end = span
    if row.start is None or not 0 <= start < end <= len(text):
        return None
    if row.quote is None:
        is_this_text = row.text_hash == text_hash and unit == CODE_POINTS and bool(text[start:end].strip())
        return Located(Found.AT_OFFSETS, (_bare(text, start, end),)) if is_this_text else None
    here, told = text[start:end], row.quote
    if here.strip() == told.strip() and told.strip():
        how, why = (Found.AT_OFFSETS, "") if unit == CODE_POINTS else (Found.MENDED, f"they count {unit}")
        return Located(how, (_bare(text, start, end),), why)
    if fold(here) and fold(here) == fold(told):
        return Located(Found.APPROXIMATE, (_bare(text, start, end),), "spaces, marks or capitals differ")
    return None


def _bare(text: str, start: int, end: int) -> Span:
    """The span without the blanks at its ends."""
    here = text[start:end]
    first = start + len(here) - len(here.lstrip())
    return first, first + len(here.strip())
