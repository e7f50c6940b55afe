"""Where the words that a model quotes stand in a turn; words that nobody said stand nowhere."""

from __future__ import annotations

import re

from cfir_coder.model.transcript import Span

_MARKS = str.maketrans({**dict.fromkeys("‘’‚‛ʼ`´", "'"), **dict.fromkeys("“”„‟«»", '"')})
_SPACE = re.compile(r"\s+")
_WRAPPED = " \t\n'\""


def find_quote(quote: str, text: str) -> Span | None:
    """Where a quote stands, in characters of `text`; None when it doesn't, or only inside a longer word.

    Letters, case and punctuation must be the same; white space and the shape of quotation marks may differ, and
    marks around the whole quote may be added. The first of several places is given.
    """
    letters, places = _plain(text)
    plain = _SPACE.sub(" ", quote.translate(_MARKS)).strip()
    for wanted in (plain, plain.strip(_WRAPPED)):
        found = _first_whole(wanted, letters)
        if found is not None:
            return places[found[0]], places[found[1] - 1] + 1
    return None


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


def _first_whole(wanted: str, letters: str) -> Span | None:
    """The first place that begins and ends where words do."""
    if not any(letter.isalnum() for letter in wanted):
        return None
    at = letters.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        cut_before = at > 0 and letters[at - 1].isalnum() and wanted[0].isalnum()
        cut_after = end < len(letters) and letters[end].isalnum() and wanted[-1].isalnum()
        if not (cut_before or cut_after):
            return at, end
        at = letters.find(wanted, at + 1)
    return None
