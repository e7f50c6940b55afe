"""Find the place of a quote in a text: exact, unique by context, approximate, ambiguous or not found; never guessed.

Source of the selector: W3C Web Annotation Data Model (2017), TextQuoteSelector: a quote with what stands around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cfir_coder.exchange.folding import SearchedText, fold, stands_alone, word_edges
from cfir_coder.exchange.rows import ToldCoding
from cfir_coder.model.transcript import Span, Transcript

MOST_EDITS = 0.1
"""Share of a quote's characters that may differ for an approximate place (0-1)."""
SHORTEST_EDITED = 20
"""Characters below which an edited quote isn't looked for: one word more or less would be another quote."""
_CLOCK_SLACK = 1000
"""Milliseconds by which a told time may miss its turn, as tools round to seconds."""
OUTER_QUOTES = "\"'“”‘’„«»‹›"


class Found(StrEnum):
    """How a quote was found."""

    AT_OFFSETS = "at its offsets"
    MENDED = "at its offsets in another unit"
    EXACT = "exact"
    BY_CONTEXT = "unique by context"
    APPROXIMATE = "approximate"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not found"

    @property
    def is_placed(self) -> bool:
        """Whether there is one place."""
        return self not in (Found.AMBIGUOUS, Found.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quote stands. places: one when it was found, the possible ones when it is ambiguous.

    why: what decided between places, or what differs from the text. is_edited: words differ, not only marks.
    """

    how: Found
    places: tuple[Span, ...] = ()
    why: str = ""
    is_edited: bool = False

    @property
    def span(self) -> Span:
        """The one place."""
        return self.places[0]


def locate(told: ToldCoding, transcript: Transcript, searched: SearchedText) -> Located:
    """Find the quote of a coding by its words and what the file tells beside them.

    exact: it stands once, character for character. unique by context: it stands several times, but once where the
    words around it, its speaker, turn or time say. approximate: only spaces, marks or capitals differ, or at most a
    tenth of its characters, and there is no second such place. Short words inside a longer one ("us" in "bus") are no
    place.
    """
    quote = (told.quote or "").strip()
    if not fold(quote):
        return Located(Found.NOT_FOUND, why="the quote has no words")
    is_short = len(fold(quote)) < SHORTEST_EDITED

    def whole(places: list[Span]) -> list[Span]:
        return [place for place in places if stands_alone(transcript.text, place)] if is_short else places

    if standing := whole(searched.exact(quote)):
        return _decide(standing, told, transcript, searched, Found.EXACT, "")
    for wanted, what in ((quote, "spaces, marks or capitals"), (quote.strip(OUTER_QUOTES), "marks around it")):
        if fold(wanted) and (alike := whole(searched.alike(wanted))):
            return _decide(alike, told, transcript, searched, Found.APPROXIMATE, f"{what} differ")
    if is_short and searched.alike(quote):
        return Located(Found.NOT_FOUND, why="it is short and stands only inside other words")
    return _edited(quote, searched)


def _decide(
    places: Sequence[Span],
    told: ToldCoding,
    transcript: Transcript,
    searched: SearchedText,
    once: Found,
    why: str,
) -> Located:
    """The one place of several that everything told beside the quote leaves; ambiguous when it leaves more."""
    if len(places) == 1:
        return Located(once, tuple(places), why)
    left, reasons = list(places), []
    for reason, holds in _evidence(told, transcript, searched):
        kept = [place for place in left if holds(place)]
        if kept and len(kept) < len(left):
            left = kept
            reasons.append(reason)
        if len(left) == 1:
            return Located(Found.BY_CONTEXT, tuple(left), " and ".join(reasons))
    return Located(Found.AMBIGUOUS, tuple(left), f"it stands {len(places)} times")


def _evidence(
    told: ToldCoding, transcript: Transcript, searched: SearchedText
) -> Iterator[tuple[str, Callable[[Span], bool]]]:
    """What a place must fulfil, by what the file tells beside the quote; the surest first."""
    text = transcript.text
    before, after = fold(told.prefix), fold(told.suffix)
    if before:
        yield "words before it", lambda place: fold(text[: place[0]][-4 * len(told.prefix) :]).endswith(before)
    if after:
        yield "words after it", lambda place: fold(text[place[1] :][: 4 * len(told.suffix)]).startswith(after)
    if told.passage.strip() and fold(told.passage) != fold(told.quote or ""):
        passages = searched.exact(told.passage.strip()) or searched.alike(told.passage)
        yield "its passage", lambda place: any(start <= place[0] and place[1] <= end for start, end in passages)
    if told.turn is not None:
        turns = {turn.index: turn for turn in transcript.turns}
        turn = turns.get(told.turn)
        yield "its turn", lambda place: turn is not None and turn.start <= place[0] < turn.end
    if told.speaker:
        yield "its speaker", lambda place: _is_said_by(told.speaker, place, transcript)
    if told.time_ms is not None:
        yield "its time", lambda place: _is_said_at(told.time_ms or 0, place, transcript)


def _is_said_by(speaker: str, place: Span, transcript: Transcript) -> bool:
    from cfir_coder.readers.labels import label_key

    turn = transcript.turn_at(place[0])
    if turn is None:
        return False
    voice = transcript.speaker(turn.speaker)
    names = {label_key(name) for name in (voice.label, voice.participant or "", voice.role.value) if name}
    return label_key(speaker) in names


def _is_said_at(time_ms: int, place: Span, transcript: Transcript) -> bool:
    turn = transcript.turn_at(place[0])
    if turn is None or turn.start_ms is None:
        return False
    later = [each.start_ms for each in transcript.turns if each.start_ms is not None and each.start_ms > turn.start_ms]
    end = turn.end_ms if turn.end_ms is not None else min(later, default=time_ms + 1)
    return turn.start_ms - _CLOCK_SLACK <= time_ms < max(end, turn.start_ms + 1) + _CLOCK_SLACK


def _edited(quote: str, searched: SearchedText) -> Located:
    """The one stretch that differs from a quote in few characters."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    wanted, text = fold(quote), searched.folded
    if len(wanted) < SHORTEST_EDITED:
        return Located(Found.NOT_FOUND, why="it is too short to be looked for with changes")
    floor = 100 * (1 - MOST_EDITS)
    found = partial_ratio_alignment(wanted, text, score_cutoff=floor) if len(text) >= len(wanted) else None
    if found is None:
        return Located(Found.NOT_FOUND, why="nothing like it stands in the text")
    at, end = found.dest_start, found.dest_end
    rest = text[:at] + "\0" * (end - at) + text[end:]
    place = _fitted(wanted, searched, *searched.unfolded(at, end))
    second = partial_ratio_alignment(wanted, rest, score_cutoff=floor)
    if second is not None:
        other = _fitted(wanted, searched, *searched.unfolded(second.dest_start, second.dest_end))
        return Located(Found.AMBIGUOUS, tuple(sorted((place, other))), "it stands changed in more than one place")
    edits = _distance(wanted, fold(searched.text[slice(*place)]))
    if edits > MOST_EDITS * len(wanted):
        return Located(Found.NOT_FOUND, why=f"the nearest place differs in {edits} of {len(wanted)} characters")
    return Located(Found.APPROXIMATE, (place,), f"{edits} of {len(wanted)} characters differ", is_edited=True)


def _fitted(wanted: str, searched: SearchedText, start: int, end: int) -> Span:
    """The stretch nearest to a found one that begins and ends where words do and differs least from the quote."""
    text, slack = searched.text, max(4, int(MOST_EDITS * len(wanted)) + 2)
    starts = list(word_edges(text, max(0, start - slack), min(start + slack, end - 1))) or [start]
    ends = list(word_edges(text, max(end - slack, start + 1), min(len(text), end + slack))) or [end]
    best_start = min(starts, key=lambda at: (_distance(wanted, fold(text[at:end])), abs(at - start)))
    best_end = min(
        (at for at in ends if at > best_start),
        key=lambda at: (_distance(wanted, fold(text[best_start:at])), abs(at - end)),
        default=end,
    )
    return _trimmed(text, best_start, best_end)


def _trimmed(text: str, start: int, end: int) -> Span:
    bare = text[start:end].strip()
    first = start + text[start:end].find(bare) if bare else start
    return (first, first + len(bare)) if bare else (start, end)


def _distance(one: str, other: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(one, other))
