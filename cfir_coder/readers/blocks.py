"""Paragraphs and table rows of a document to canonical text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cfir_coder.readers.columns import is_heading_row
from cfir_coder.readers.labels import Sort, label_sort
from cfir_coder.readers.notes import CLOCK

_TIME = re.compile(rf"^[\[(]?{CLOCK}[\])]?(?:\s*(?:-->|[-–])\s*[\[(]?{CLOCK}[\])]?)?$")
_LONGEST_LABEL_CELL = 48


class TextWriter:
    """Writes canonical text paragraph by paragraph and remembers where named places came to stand.

    A blank line parts paragraphs; white space around them goes, and empty ones are left out.
    """

    def __init__(self) -> None:
        self._paragraphs: list[str] = []
        self._length = 0
        self._pieces: list[str] = []
        self._open: list[tuple[str, int]] = []
        self.places: dict[str, int] = {}

    @property
    def text(self) -> str:
        """Everything written, with a line end after the last paragraph."""
        return "\n\n".join(self._paragraphs) + ("\n" if self._paragraphs else "")

    def write(self, words: str) -> None:
        """Go on with the paragraph."""
        self._pieces.append(words)

    def place(self, name: str) -> None:
        """Remember this place by name."""
        self._open.append((name, sum(map(len, self._pieces))))

    def end_paragraph(self) -> None:
        """Close the paragraph; what comes next stands below a blank line."""
        written = "".join(self._pieces)
        kept = written.strip(" \n\r\u00a0") if written.strip() else ""
        lead = written.find(kept)
        start = self._length + (2 if self._paragraphs and kept else 0)
        for name, offset in self._open:
            self.places[name] = start + min(max(0, offset - lead), len(kept)) if kept else self._length
        if kept:
            self._paragraphs.append(kept)
            self._length = start + len(kept)
        self._pieces, self._open = [], []

    def end_row(self, cells: Sequence[str], places: Sequence[str]) -> None:
        """Write a table's row; places in its cells stand at its start, or at its end by their name."""
        row = row_text(cells)
        self.write(row)
        self._open = [(name, len(row) if name.startswith(END) else 0) for name in places]
        self.end_paragraph()


END = "end "
"""Begins the name of a place where something ends."""


def written(blocks: Iterable[str]) -> str:
    """Put a blank line between paragraphs, none around them; empty ones are left out."""
    kept = [stripped for block in blocks if (stripped := block.strip())]
    return "\n\n".join(kept) + "\n" if kept else ""


def row_text(cells: Sequence[str]) -> str:
    """A table's row as a line: `[time] Label: words` where it is a turn, else cells parted by tabs.

    A row of column names is dropped.
    """
    if is_heading_row(cells):
        return ""
    filled = [cell for cell in cells if cell]
    times = [cell for cell in filled if _TIME.match(cell)]
    rest = [cell for cell in filled if cell not in times and not cell.isdecimal()]
    if len(rest) == 2 and _is_label(rest[0]):
        stamp = f"[{times[0].strip('[]()')}] " if times else ""
        return f"{stamp}{_bare(rest[0])}: {rest[1]}"
    return "\t".join(filled)


def _bare(cell: str) -> str:
    return re.sub(r"[ ::]+$", "", cell)


def _is_label(cell: str) -> bool:
    label = _bare(cell)
    return len(label) <= _LONGEST_LABEL_CELL and (label_sort(label) is not Sort.NONE or cell.rstrip().endswith(":"))
