"""What is rated: characters, tokens, sentences, turns or whole documents of what may be coded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Literal, get_args

from cfir_coder.model.transcript import Span, Transcript

UnitKind = Literal["character", "token", "sentence", "turn", "document", "span"]
"""span: no text in between is rated, so there are no negatives: matched spans only, no kappa."""
UNIT_KINDS: tuple[UnitKind, ...] = get_args(UnitKind)

_SIGN = re.compile(r"\S")
_TOKEN = re.compile(r"\S+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_END = re.compile(r"[.?!…]+[\"'”’)\]*]*(?=\s)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Sgt|Lt|Jr|Sr|vs|etc|No|approx|e\.g|i\.e|a\.m|p\.m)|\b[A-Z])\.$", re.IGNORECASE
)


def spoken_spans(transcript: Transcript, *, with_interviewer: bool = False) -> list[Span]:
    """What coders rate: the turns that may be coded, in order; with those of interviewers when asked."""
    turns = transcript.turns if with_interviewer else transcript.coded_turns()
    return sorted((turn.start, turn.end) for turn in turns if turn.start < turn.end)


def units_of(transcript: Transcript, kind: UnitKind, *, with_interviewer: bool = False) -> list[Span]:
    """The units of a transcript in order, without blanks around them; they never overlap.

    character: the turns, to be weighed by their length. document: everything from the first turn to the last.
    """
    turns = spoken_spans(transcript, with_interviewer=with_interviewer)
    text = transcript.text
    match kind:
        case "token":
            return [found.span() for start, end in turns for found in _TOKEN.finditer(text, start, end)]
        case "sentence":
            return list(sentences_of(text, tuple(turns)))
        case "document":
            return [(turns[0][0], turns[-1][1])] if turns else []
        case _:
            return turns


@lru_cache(maxsize=512)
def sentences_of(text: str, turns: tuple[Span, ...]) -> tuple[Span, ...]:
    """The sentences of those turns, in order; kept, as agreement is measured on the same texts again and again."""
    return tuple(sentence for start, end in turns for sentence in sentences(text, start, end))


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a turn at . ? ! … (and quotes that close behind them) before a blank, and at blank lines.

    Not after an abbreviation or an initial, and not where the next word goes on in lower case.
    """
    cuts = [start]
    for found in _END.finditer(text, start, end):
        following = _SIGN.search(text, found.end(), end)
        if following is None:
            continue
        is_short = found[0] == "." and _is_abbreviation(text, start, found.end())
        if not following[0].islower() and not is_short:
            cuts.append(found.end())
    cuts += [found.start() for found in _BLANK_LINE.finditer(text, start, end)]
    cuts = [*sorted(set(cuts)), end]
    for first, last in pairwise(cuts):
        piece = text[first:last]
        if piece.strip():
            yield first + len(piece) - len(piece.lstrip()), first + len(piece.rstrip())


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether the word that ends there is one; "I." is no initial, it ends a sentence."""
    word = text[max(start, text.rfind(" ", start, end) + 1) : end]
    return word != "I." and _ABBREVIATION.search(word) is not None
