"""Where a passage of one's own begins and ends, told by its first and last words or by two offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfir_coder.errors import AgreementError
from cfir_coder.model.transcript import Span

NEAR = 1000
"""Characters before and after a passage within which one of one's own has to stand."""
_OFFSETS = re.compile(r"\s*(\d+)(?:\s*[-–,]\s*|\s+)(\d+)\s*")
_ELLIPSIS = re.compile(r"\.\.\.|…")
_QUOTES = '"“”„«» '
_ALIKE = ("'’‘", '"“”')


def own_passage(written: str, text: str | None, around: Span) -> Span:
    """The span that somebody means by "first words ... last words", by all of its words, or by "66-120".

    Upper and lower case and white space don't matter; of several places the one most like `around` is meant. Nothing
    before or after the dots leaves that end as it is.
    text: None where it isn't known. Raises AgreementError where nothing of the kind stands near.
    """
    told = _OFFSETS.fullmatch(written)
    if told:
        return _checked(int(told[1]), int(told[2]), text, around)
    if text is None:
        raise AgreementError("the text isn't known, so words can't be looked up. Give two offsets, such as 66-120.")
    if not written.strip(f"{_QUOTES}.…"):
        raise AgreementError("no words were given.")
    window = (max(0, around[0] - NEAR), min(len(text), around[1] + NEAR))
    near = list(_places(written, text, around, window))
    if near:
        return min(near, key=lambda span: (abs(span[0] - around[0]) + abs(span[1] - around[1]), span))
    raise AgreementError(_missing(written, text, window))


def _places(written: str, text: str, around: Span, window: Span) -> Iterator[Span]:
    """Every place in the window that may be meant."""
    for form in dict.fromkeys((written, written.strip(_QUOTES))):
        yield from _found(form, text, window)
        for dots in _ELLIPSIS.finditer(form):
            first, last = form[: dots.start()].strip(), form[dots.end() :].strip()
            if first or last:
                starts = _found(first, text, window) if first else [around]
                ends = _found(last, text, window) if last else [around]
                yield from ((one[0], other[1]) for one in starts for other in ends if one[0] < other[1])


def _found(words: str, text: str, window: Span) -> list[Span]:
    """Where words stand, whole ones; in any case, with any white space and either kind of quotation marks.

    The window ends what is found, not what is looked at: the sign behind it tells whether a word goes on.
    """
    if not words.strip():
        return []
    body = r"\s+".join("".join(map(_loosely, word)) for word in words.split())
    before = r"(?<!\w)" if words.strip()[0].isalnum() else ""
    after = r"(?!\w)" if words.strip()[-1].isalnum() else ""
    found = re.compile(before + body + after, re.IGNORECASE).finditer(text, window[0], window[1] + 1)
    return [match.span() for match in found if match.end() <= window[1]]


def _loosely(char: str) -> str:
    return next((f"[{alike}]" for alike in _ALIKE if char in alike), re.escape(char))


def _missing(written: str, text: str, window: Span) -> str:
    """Which of the words don't stand near the passage, and whether they stand elsewhere."""
    parts = [part.strip(_QUOTES) for part in _ELLIPSIS.split(written)]
    parts = [part for part in parts if part]
    gone = next((part for part in parts if not _found(part, text, window)), None)
    if gone is None:
        return f'no passage near this one goes from "{parts[0]}" to "{parts[-1]}".'
    elsewhere = ", only further away" if _found(gone, text, (0, len(text))) else ""
    return f'"{gone}" doesn\'t stand near this passage{elsewhere}.'


def _checked(start: int, end: int, text: str | None, around: Span) -> Span:
    if start >= end:
        raise AgreementError(f"{start}-{end}: a passage ends after it begins.")
    if text is not None and end > len(text):
        raise AgreementError(f"{start}-{end} lies outside the text, which ends at {len(text)}.")
    if start < around[0] - NEAR or end > around[1] + NEAR:
        raise AgreementError(f"{start}-{end} isn't near this passage, which stands at {around[0]}-{around[1]}.")
    if text is not None and not text[start:end].strip():
        raise AgreementError(f"{start}-{end} holds nothing but white space.")
    return start, end
