"""Where the words that a model quotes stand in a turn; words that nobody said stand nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cfir_coder.model.transcript import Span
from cfir_coder.text import word_count

FEWEST_WORDS = 3
"""Words that a quote must hold, unless it is all of one or more sentences."""
MEANT_WORDS = 8
"""Words from which on a quote that stands several times is meant: no phrase that people use again and again is so long.

Of one that is shorter nobody knows which place is meant.
"""

_MARKS = str.maketrans({**dict.fromkeys("‘’‚‛ʼ`´", "'"), **dict.fromkeys("“”„‟«»", '"')})
_SPACE = re.compile(r"\s+")
_WRAPPED = " \t\n'\""


def find_quote(quote: str, text: str, sentences: Sequence[Span] = ()) -> Span | None:
    """Where a quote stands, in characters of `text`; None when it doesn't, or only inside a longer word.

    Letters, case and punctuation must be the same; white space and the shape of quotation marks may differ, and
    marks around the whole quote may be added. A quote of fewer than FEWEST_WORDS stands only where it is all of the
    text or of its `sentences`; one that stands several times stands at the first place from MEANT_WORDS on.
    """
    letters, places = _plain(text)
    plain = _SPACE.sub(" ", quote.translate(_MARKS)).strip()
    for wanted in (plain, plain.strip(_WRAPPED)):
        found = _places(wanted, letters)
        if found:
            start, end = found[0]
            span = places[start], places[end - 1] + 1
            n_words = word_count(wanted)
            is_long = n_words >= FEWEST_WORDS or _is_all(span, text, [(0, len(text)), *sentences])
            return span if is_long and (len(found) == 1 or n_words >= MEANT_WORDS) else None
    return None


def _is_all(span: Span, text: str, sentences: Sequence[Span]) -> bool:
    """Whether a span is one or more whole sentences; marks at either end don't matter."""
    return any(_is_wordless(span[0], start, text) for start, _ in sentences) and any(
        _is_wordless(span[1], end, text) for _, end in sentences
    )


def _is_wordless(one: int, other: int, text: str) -> bool:
    """Whether no letter or digit stands between two places."""
    return not any(letter.isalnum() for letter in text[min(one, other) : max(one, other)])


def _plain(text: str) -> tuple[str, list[int]]:
    """A text with straight marks and single spaces, and where each of its characters stands in the original."""
    straight = text.translate(_MARKS)
    letters: list[str] = []
    places: list[int] = []
    for index, letter in enumerate(straight):
        if letter.isspace():
            if letters and letters[-1] == " ":
                continue
            letter = " "
        letters.append(letter)
        places.append(index)
    return "".join(letters), places


def _places(wanted: str, letters: str) -> list[Span]:
    """The places that begin and end where words do."""
    if not any(letter.isalnum() for letter in wanted):
        return []
    found = []
    at = letters.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        cut_before = at > 0 and letters[at - 1].isalnum() and wanted[0].isalnum()
        cut_after = end < len(letters) and letters[end].isalnum() and wanted[-1].isalnum()
        if not (cut_before or cut_after):
            found.append((at, end))
        at = letters.find(wanted, at + 1)
    return found
