"""In what a file counts: code points, UTF-16 code units, bytes, or with two characters for a line end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate
from types import MappingProxyType

Width = Callable[[str], int]

COUNTS: MappingProxyType[str, Width] = MappingProxyType(
    {
        "code points": lambda char: 1,
        "UTF-16 code units": lambda char: 2 if ord(char) > 0xFFFF else 1,
        "UTF-8 bytes": lambda char: len(char.encode("utf-8", "surrogatepass")),
        "code points with CRLF": lambda char: 2 if char == "\n" else 1,
        "UTF-16 code units with CRLF": lambda char: 2 if ord(char) > 0xFFFF or char == "\n" else 1,
        "UTF-8 bytes with CRLF": lambda char: 2 if char == "\n" else len(char.encode("utf-8", "surrogatepass")),
    }
)
"""Units of offsets that programs are known to write, the likeliest first."""

Place = tuple[int, int, str]
"""start, end, quote."""


def offset_unit(text: str, places: Iterable[Place]) -> str | None:
    """The unit in which every quote stands at its offsets; None when there is none.

    Code points are taken when they fit, so that a text of plain letters, where all are the same, isn't touched.
    """
    told = list(places)
    for unit in COUNTS:
        if all(text[start:end] == quote for start, end, quote in converted(text, told, unit)):
            return unit
    return None


def converted(text: str, places: Iterable[Place], unit: str) -> list[Place]:
    """Places with their offsets in code points; an offset inside a character becomes that character's."""
    if unit == "code points":
        return list(places)
    reach = list(accumulate(map(COUNTS[unit], text), initial=0))
    return [(_at(reach, start), _at(reach, end), quote) for start, end, quote in places]


def _at(reach: list[int], offset: int) -> int:
    return bisect_right(reach, offset) - 1
