"""Canonical text, its hash, its offsets in other units, and spreadsheet-safe cells.

Offsets are Unicode code points, 0-based, end exclusive, into the canonical text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

CONTEXT_WIDTH = 32
"""Characters of context that a quote carries on each side."""

LONGEST_CELL = 32_767
"""UTF-16 code units that a cell of Excel holds."""

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
    if text.isprintable() and "  " not in text:
        return text.strip()  # each blank is one already, which takes a fourth of the time to see
    return " ".join(text.split())


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and what is counted: "1 document", "2,000 documents"; plural: where it isn't the noun with an s."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def first_few(names: Sequence[str], most: int) -> str:
    """The first of some names, with commas: "a, b", or "a, b, ..." where there are more than that many."""
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")


def word_count(text: str) -> int:
    """How many runs of letters and digits there are; an apostrophe or hyphen inside a word joins it."""
    return len(_WORD.findall(text))


_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


def defuse(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run as a formula, or that looks so treated already.

    Source: OWASP, CSV Injection (2024).
    """
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA_STARTS) else cell


def defused_cells(cells: Sequence[object]) -> Sequence[object]:
    """Every text among the cells as `defuse` makes it; most columns have nothing to defuse and are looked at once."""
    if not _FORMULA_CELL.search("\0".join(cell for cell in cells if isinstance(cell, str))):
        return cells
    return [defuse(cell) if isinstance(cell, str) else cell for cell in cells]


_FORMULA_CELL = re.compile("(?:\\A|\0)'*[=+\\-@\t\r]")
"""A formula at the start of any of the cells that zeros stand between."""


def undefuse(cell: str) -> str:
    """Take back what `defuse` did."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA_STARTS) else cell


def cell_texts(texts: Iterable[str]) -> list[str]:
    """Every text as `cell_text` makes it; most columns have nothing to mend and are looked at once."""
    given = list(texts)
    if max(map(len, given), default=0) * 2 <= LONGEST_CELL and not _FORBIDDEN.search("".join(given)):
        return given
    return [cell_text(text) for text in given]


def cell_text(text: str) -> str:
    """Text that a cell of Excel can hold: without characters that XML forbids, and cut to its length.

    Excel counts UTF-16 code units. What is cut is told at the end of the cell.
    """
    clean = _FORBIDDEN.sub("", text) if _FORBIDDEN.search(text) else text
    if len(clean) * 2 <= LONGEST_CELL:
        return clean
    units = clean.encode("utf-16-le")
    if len(units) // 2 <= LONGEST_CELL:
        return clean
    mark = f" [cut: {len(clean):,} characters]"
    return units[: 2 * (LONGEST_CELL - len(mark))].decode("utf-16-le", "ignore") + mark


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def slug(phrase: str) -> str:
    """Make the last part of a code id out of a phrase: "Waiting lists!" becomes "waiting_lists"."""
    return re.sub(r"[^a-z0-9]+", "_", phrase.lower().replace("’", "").replace("'", "")).strip("_")
