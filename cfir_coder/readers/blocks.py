"""Paragraphs and table rows of a document to canonical text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cfir_coder.readers.columns import is_heading_row
from cfir_coder.readers.labels import Sort, label_sort
from cfir_coder.readers.notes import CLOCK

_TIME = re.compile(rf"^[\[(]?{CLOCK}[\])]?(?:\s*(?:-->|[-–])\s*[\[(]?{CLOCK}[\])]?)?$")
_LONGEST_LABEL_CELL = 48


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
    return len(label) <= _LONGEST_LABEL_CELL and (
        label_sort(label) is not Sort.NONE or cell.rstrip().endswith(":")
    )
