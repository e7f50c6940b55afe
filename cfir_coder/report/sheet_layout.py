"""How a table stands on a sheet: its header, its widths, what stays in view."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from cfir_coder.matrices.cases import SEPARATOR
from cfir_coder.matrices.choose import VALENCES
from cfir_coder.matrices.outline import DOMAIN_TOTAL, TOTAL

if TYPE_CHECKING:
    import pandas as pd

TOTALS = (DOMAIN_TOTAL, TOTAL)
"""Levels of lines that sum up others."""
_NAMES = {valence.replace(" ", "_"): valence for valence in VALENCES} | {"all": "all"}
_BY_VALENCE = re.compile(rf"({'|'.join(_NAMES)})_(.+)")
_LONG_TEXT = re.compile(r"quote(_\d+)?|exemplar_\d+|evidence|memo|warnings|speakers")
_ID_COLUMNS = frozenset({"code", "codebook", "text_hash"})
_KEPT_IN_VIEW = ("theme", "construct", "code_name", "domain", "participant", "document")
_WIDEST = {"long": 60.0, "text": 34.0, "id": 20.0}
_LEVEL_HEAD = 24
"""Characters of a number column's name that still stand level."""
_POINTS, _TALLEST = 13.0, 400.0
"""Height of one line of text; Excel's rows end at 409 points."""
_LOOKED_AT = 200
"""Rows from which a column's width is taken."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    group: what the upper line of the header says over it; empty for a column that stands alone.
    kind: "count", "fraction", "long" (wrapped text), "text" or "id".
    """

    name: str
    group: str
    head: str
    kind: str
    width: float

    @property
    def side(self) -> str:
        """The valence that its numbers count; empty when they count no valence alone."""
        return next((name for name in (self.head, self.group) if name in VALENCES), "")

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""
        return self.kind in ("count", "fraction")


@dataclass(frozen=True)
class SheetLayout:
    """The columns of a table and the lines that are totals."""

    columns: tuple[Column, ...]
    levels: tuple[str, ...]

    @cached_property
    def header_rows(self) -> int:
        """2 when columns stand in groups, else 1."""
        return 2 if any(column.group for column in self.columns) else 1

    @cached_property
    def groups(self) -> list[tuple[str, int, int]]:
        """Neighbouring columns of one group: its name, first and last column."""
        spans: list[tuple[str, int, int]] = []
        for index, column in enumerate(self.columns):
            if column.group and spans and spans[-1][0] == column.group and spans[-1][2] == index - 1:
                spans[-1] = (column.group, spans[-1][1], index)
            elif column.group:
                spans.append((column.group, index, index))
        return spans

    @cached_property
    def kept_in_view(self) -> int:
        """How many columns don't scroll away: up to the one that names the line."""
        names = [column.name for column in self.columns]
        return next((names.index(name) + 1 for name in _KEPT_IN_VIEW if name in names[:4]), 1)

    @cached_property
    def is_upright(self) -> bool:
        """Whether the names of number columns are written upwards, being too long to stand side by side."""
        return any(column.is_number and len(column.head) > _LEVEL_HEAD for column in self.columns)

    @cached_property
    def header_height(self) -> float:
        """Points that the lowest header line needs."""
        if self.is_upright:
            return min(_TALLEST, 12 + 5.8 * max(len(c.head) for c in self.columns if c.is_number))
        return _POINTS * max((_lines(c.head, c.width - 3) for c in self.columns), default=1) + 3

    def width(self, column: Column) -> float:
        """Characters that a column is wide."""
        return 5.0 if self.is_upright and column.is_number else column.width

    @cached_property
    def total_width(self) -> float:
        """Characters that all columns are wide."""
        return sum(map(self.width, self.columns))

    def line_heights(self, frame: pd.DataFrame) -> list[float]:
        """Points that each line needs for its wrapped text; empty when nothing is wrapped.

        Told rather than left to the program that opens the file: not every one finds it out by itself.
        """
        heights: list[float] = []
        for index, column in enumerate(self.columns):
            if column.kind == "long":
                texts = frame.iloc[:, index].tolist()
                needed = [text_height(text, column.width) for text in texts]
                heights = list(map(max, heights, needed)) if heights else needed
        return heights

    def is_total(self, line: int) -> bool:
        """Whether a line sums up others."""
        return bool(self.levels) and self.levels[line] in TOTALS


def lay_out_sheet(frame: pd.DataFrame) -> SheetLayout:
    """Find groups, kinds and widths of a table's columns."""
    levels = tuple(frame["level"]) if "level" in frame.columns else ()
    is_grouped = bool(levels)
    return SheetLayout(tuple(_column(frame, name, is_grouped) for name in map(str, frame.columns)), levels)


def _column(frame: pd.DataFrame, name: str, is_grouped: bool) -> Column:
    from pandas.api.types import is_float_dtype, is_numeric_dtype

    cells = frame[name]
    if is_numeric_dtype(cells.dtype):
        group, head = _grouped(name) if is_grouped else ("", name)
        kind = "fraction" if is_float_dtype(cells.dtype) else "count"
        return Column(name, group, head, kind, min(17.0, max(9.0, len(head) + 3.0)))
    kind = "long" if _LONG_TEXT.fullmatch(name) else "id" if name in _ID_COLUMNS else "text"
    longest = max((len(str(cell)) for cell in cells[:_LOOKED_AT].tolist()), default=0)
    return Column(name, "", name, kind, min(_WIDEST[kind], max(9.0, longest + 1.0, len(name) + 3.0)))


def _grouped(name: str) -> tuple[str, str]:
    """Split "Court 1 | barrier" and "barrier_codings" into what stands above and below."""
    if SEPARATOR in name:
        group, _, head = name.rpartition(SEPARATOR)
        return group, head
    match = _BY_VALENCE.fullmatch(name)
    return (_NAMES[match[1]], match[2].replace("_", " ")) if match else ("", name)


def text_height(text: str, width: float) -> float:
    """Points that a wrapped text needs in a column of that width."""
    return min(_TALLEST, _POINTS * _lines(text, width) + 2)


def _lines(text: str, width: float) -> int:
    """Lines that a text fills in a column as wide as `width` of the default font's larger digits."""
    if len(text) <= width and "\n" not in text:
        return 1
    return sum(max(1, ceil(len(part) / (1.1 * width))) for part in text.split("\n"))
