"""A text without what programs change when they copy it: spaces, quotation marks, dashes, capitals, invisible signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import pairwise

from cfir_coder.model.transcript import Span

_SINGLE = "‘’‚‛′`´ʼ‹›"
_DOUBLE = "“”„‟″«»"
_DASHES = "‐‑‒–—―−"
_ALIKE = {
    **dict.fromkeys(map(ord, _SINGLE), "'"),
    **dict.fromkeys(map(ord, _DOUBLE), '"'),
    **dict.fromkeys(map(ord, _DASHES), "-"),
}


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    """What a character is compared as: nothing, or one or more characters.

    Compatibility decomposition (Unicode Standard Annex 15) makes "…" three stops and "é" e with its accent.
    """
    kept = [each for each in unicodedata.normalize("NFKD", char.translate(_ALIKE)).casefold() if not each.isspace()]
    return "".join(each for each in kept if unicodedata.category(each) not in ("Cf", "Cc")).translate(_ALIKE)


def fold(words: str) -> str:
    """Words as they are compared when they aren't the same character for character."""
    return "".join(map(_fold_char, words))


class SearchedText:
    """A text in which quotes are looked for, as it stands and folded; folded once, when first needed."""

    def __init__(self, text: str) -> None:
        self.text = text

    def exact(self, quote: str) -> list[Span]:
        """Every place where the quote stands character for character."""
        return [(at, at + len(quote)) for at in _every(self.text, quote)]

    def alike(self, quote: str) -> list[Span]:
        """Every place where only spaces, quotation marks, dashes, capitals or invisible signs differ."""
        wanted = fold(quote)
        return [self.unfolded(at, at + len(wanted)) for at in _every(self.folded, wanted) if self._is_whole(at, wanted)]

    @cached_property
    def folded(self) -> str:
        """The folded text."""
        return fold(self.text)

    @cached_property
    def _origin(self) -> list[int]:
        """For each folded character the one of the text that it comes from."""
        return [index for index, char in enumerate(self.text) for _ in _fold_char(char)]

    def unfolded(self, start: int, end: int) -> Span:
        """The stretch of the text that a stretch of the folded text comes from."""
        return self._origin[start], self._origin[end - 1] + 1

    def _is_whole(self, at: int, wanted: str) -> bool:
        """Whether a place begins and ends with a character of the text, not inside one ("…")."""
        origin, end = self._origin, at + len(wanted)
        return (at == 0 or origin[at - 1] != origin[at]) and (end == len(origin) or origin[end] != origin[end - 1])


def stands_alone(text: str, span: Span) -> bool:
    """Whether a span begins and ends where words do, not inside one ("us" in "bus")."""
    start, end = span
    return not any(_is_of_word(text, at - 1) and _is_of_word(text, at) for at in (start, end))


def _is_of_word(text: str, at: int) -> bool:
    """Whether words go on there; scripts without spaces between words (Lo) have no such places."""
    if not 0 <= at < len(text):
        return False
    return (text[at].isalnum() and unicodedata.category(text[at]) != "Lo") or unicodedata.combining(text[at]) > 0


def word_edges(text: str, start: int, end: int) -> Iterator[int]:
    """The offsets between start and end, both included, at which a word begins or ends."""
    inside = [_is_of_word(text, at) for at in range(start - 1, end + 1)]
    return (start + index for index, (before, after) in enumerate(pairwise(inside)) if not (before and after))


def _every(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
