"""Canonical text, its hash, its offsets in other units, and spreadsheet-safe cells.

Offsets are Unicode code points, 0-based, end exclusive, into the canonical text.
"""

from __future__ import annotations

import hashlib
import re

CONTEXT_WIDTH = 32
"""Characters of context that a quote carries on each side."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def canonical_text(raw: str) -> str:
    """Drop a leading byte order mark and turn CRLF and CR into LF; change nothing else."""
    return raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def text_hash(text: str) -> str:
    """SHA-256 of the UTF-8 form, 64 hex digits: the identity of a document."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def to_utf16(text: str, offset: int) -> int:
    """Turn a code point offset into UTF-16 code units, as JavaScript and REFI-QDA readers count."""
    return offset + sum(1 for char in text[:offset] if ord(char) > 0xFFFF)


def from_utf16(text: str, offset: int) -> int:
    """Turn an offset in UTF-16 code units into code points.

    An offset inside a surrogate pair becomes that of the character it belongs to.
    """
    units = 0
    for index, char in enumerate(text):
        units += 2 if ord(char) > 0xFFFF else 1
        if units > offset:
            return index
    return len(text)


def context(text: str, start: int, end: int, width: int = CONTEXT_WIDTH) -> tuple[str, str]:
    """The characters before and after a span, at most `width` of each."""
    return text[max(0, start - width) : start], text[end : end + width]


def one_line(text: str) -> str:
    """The words of a text on one line, a blank between them: what to print, or to compare regardless of white space."""
    return " ".join(text.split())


def word_count(text: str) -> int:
    """How many runs of letters and digits there are; an apostrophe or hyphen inside a word joins it."""
    return len(_WORD.findall(text))


_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


def defuse(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run as a formula, or that looks so treated already.

    Source: OWASP, CSV Injection (2024).
    """
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA_STARTS) else cell


def undefuse(cell: str) -> str:
    """Take back what `defuse` did."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA_STARTS) else cell


def slug(phrase: str) -> str:
    """Make the last part of a code id out of a phrase: "Waiting lists!" becomes "waiting_lists"."""
    return re.sub(r"[^a-z0-9]+", "_", phrase.lower().replace("’", "").replace("'", "")).strip("_")
