"""Find the place of a coding again in a corrected transcript.

Source of the selector: W3C Web Annotation Data Model (2017), TextQuoteSelector: a quote with its context.
"""

from __future__ import annotations

from enum import StrEnum

from cfir_coder.model.coding import CoderKind, Coding, placed, standing
from cfir_coder.model.transcript import Transcript
from cfir_coder.text import context

MOST_EDITS = 0.1
"""Share of a quote's characters that may differ for an approximate place (0-1)."""


class Anchoring(StrEnum):
    """How a coding was found again."""

    EXACT = "exact"
    MOVED = "moved"
    APPROXIMATE = "approximate"
    ORPHAN = "orphan"


def reanchor(coding: Coding, transcript: Transcript) -> tuple[Anchoring, Coding | None]:
    """The coding at its place in another text of the same document; None for an orphan, which has no place.

    exact: the quote stands at the same offsets. moved: it stands once, or once with its context. approximate: it
    stands nowhere, but once with at most a tenth of its characters changed; the memo then tells the old quote.
    """
    text = transcript.text
    if text[coding.start : coding.end] == coding.quote:
        return Anchoring.EXACT, placed(coding, transcript, (coding.start, coding.end))
    standing = _places(text, coding.quote)
    places = standing if len(standing) == 1 else [at for at in standing if _has_context(text, at, coding)]
    if len(places) == 1:
        return Anchoring.MOVED, placed(coding, transcript, (places[0], places[0] + len(coding.quote)))
    if not standing and (near := _near(text, coding.quote)):
        moved = placed(coding, transcript, near)
        told = f'{coding.memo} [until the text was corrected: "{coding.quote}"]'.strip()
        return Anchoring.APPROXIMATE, moved.model_copy(update={"memo": told})
    return Anchoring.ORPHAN, None


def find_again(old: Transcript, span: tuple[int, int], new: Transcript) -> tuple[Anchoring, tuple[int, int] | None]:
    """Where a stretch of an old text stands in the new one, found as a coding of it would be."""
    stretch = Coding(**standing(old, span), code="", coder="", coder_kind=CoderKind.HUMAN)
    how, place = reanchor(stretch, new)
    return how, (place.start, place.end) if place is not None else None


def _places(text: str, quote: str) -> list[int]:
    places = []
    at = text.find(quote)
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    return places


def _has_context(text: str, at: int, coding: Coding) -> bool:
    before, after = context(text, at, at + len(coding.quote))
    return (bool(coding.prefix) and before == coding.prefix) or (bool(coding.suffix) and after == coding.suffix)


def _near(text: str, quote: str) -> tuple[int, int] | None:
    """The one stretch that differs from a quote in few characters; None when there is none or a second one."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    floor = 100 * (1 - MOST_EDITS)
    found = partial_ratio_alignment(quote, text, score_cutoff=floor)
    if found is None:
        return None
    start, end = found.dest_start, found.dest_end
    rest = text[:start] + "\0" * (end - start) + text[end:]
    return None if partial_ratio_alignment(quote, rest, score_cutoff=floor) else _whole(text, quote, start, end)


def _whole(text: str, quote: str, start: int, end: int) -> tuple[int, int]:
    """The stretch from the quote's first character to its last, when some were put in or taken out between them.

    What is found at first is as long as the quote, and so begins or ends within a word when the correction isn't.
    """
    from rapidfuzz.distance import Levenshtein

    room = round(MOST_EDITS * len(quote)) + 1
    first, last = max(0, start - room), min(len(text), end + room)
    steps = Levenshtein.opcodes(quote, text[first:last])
    if steps and steps[0].tag == "insert":
        first += steps[0].dest_end - steps[0].dest_start
    if steps and steps[-1].tag == "insert":
        last -= steps[-1].dest_end - steps[-1].dest_start
    return first, last
