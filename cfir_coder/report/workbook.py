"""Tables as sheets of one formatted workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfir_coder.files import replacing

if TYPE_CHECKING:
    import pandas as pd

LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds."""
CUT = " [cut]"
MOST_ROWS = 100_000
"""Rows of a sheet; longer tables are cut there, and their CSV file holds all of them."""
_WIDEST, _NARROWEST = 60, 9
_LOOKED_AT = 200
"""Rows from which a column's width is taken."""
_TEAL, _ORANGE = "#CCE6E4", "#FBDDC4"  # apart for every kind of colour vision (Okabe & Ito 2008, lightened)
_FIXED_DATE = datetime(2000, 1, 1)  # so that the same tables give the same bytes


def write_workbook(sheets: Mapping[str, pd.DataFrame], path: Path, *, notes: Mapping[str, str] | None = None) -> None:
    """Write each table as a sheet with a frozen, filtered header, wrapped text and coloured valences.

    notes: what each sheet counts, on a first sheet. Text is written as text, never as formula or link.
    The same tables give the same bytes.
    """
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with replacing(path) as temporary:
        workbook = xlsxwriter.Workbook(temporary, options)
        workbook.set_properties({"created": _FIXED_DATE})
        formats = _formats(workbook)
        if notes:
            _write_notes(workbook, notes, formats)
        for name, frame in sheets.items():
            _write_sheet(workbook, name, frame, formats)
        workbook.close()


def _formats(workbook: Any) -> dict[str, Any]:
    common = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
    return {
        "header": workbook.add_format(common | {"bold": True, "bottom": 1, "text_wrap": True}),
        "text": workbook.add_format(common),
        "long": workbook.add_format(common | {"text_wrap": True}),
        "number": workbook.add_format(common),
        "total": workbook.add_format(common | {"bold": True, "top": 1}),
        "facilitator": workbook.add_format({"bg_color": _TEAL}),
        "barrier": workbook.add_format({"bg_color": _ORANGE}),
    }


def _write_notes(workbook: Any, notes: Mapping[str, str], formats: dict[str, Any]) -> None:
    sheet = workbook.add_worksheet("read me")
    sheet.set_column(0, 0, 30, formats["text"])
    sheet.set_column(1, 1, 110, formats["long"])
    sheet.write_row(0, 0, ("sheet", "what it holds"), formats["header"])
    for row, (name, note) in enumerate(notes.items(), 1):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, note)


def _write_sheet(workbook: Any, name: str, frame: pd.DataFrame, formats: dict[str, Any]) -> None:
    from pandas import isna
    from pandas.api.types import is_numeric_dtype

    sheet = workbook.add_worksheet(name[:31])
    rows = min(len(frame), MOST_ROWS)
    totals = _total_rows(frame)
    for column, header in enumerate(map(str, frame.columns)):
        is_number = is_numeric_dtype(frame[header].dtype)
        cells = frame[header].tolist()[:rows]
        width = _width(header, cells)
        form = formats["number" if is_number else "long" if width >= _WIDEST else "text"]
        sheet.set_column(column, column, width, form)
        sheet.write_string(0, column, header, formats["header"])
        for row, cell in enumerate(cells, 1):
            style = formats["total"] if row - 1 in totals else form
            if is_number and not isna(cell):
                sheet.write_number(row, column, cell, style)
            elif isinstance(cell, str) and cell:
                sheet.write_string(row, column, _fitting(cell), style)
    sheet.freeze_panes(1, _labels(frame))
    if rows and len(frame.columns):
        sheet.autofilter(0, 0, rows, len(frame.columns) - 1)
        _colour(sheet, frame, rows, formats)


def _colour(sheet: Any, frame: pd.DataFrame, rows: int, formats: dict[str, Any]) -> None:
    """Colour counts above 0 of facilitators and barriers, and the words themselves."""
    for column, header in enumerate(map(str, frame.columns)):
        for side in ("facilitator", "barrier"):
            if side in header:
                rule = {"type": "cell", "criteria": ">", "value": 0, "format": formats[side]}
                sheet.conditional_format(1, column, rows, column, rule)
            elif header == "valence":
                rule = {"type": "cell", "criteria": "==", "value": f'"{side}"', "format": formats[side]}
                sheet.conditional_format(1, column, rows, column, rule)


def _total_rows(frame: pd.DataFrame) -> set[int]:
    if "level" not in frame.columns:
        return set()
    return {row for row, level in enumerate(frame["level"]) if "total" in str(level)}


def _labels(frame: pd.DataFrame) -> int:
    """Columns that stay in view: those before the first number, at most four."""
    from pandas.api.types import is_numeric_dtype

    first = next((i for i, name in enumerate(frame.columns) if is_numeric_dtype(frame[name].dtype)), 1)
    return min(first, 4)


def _width(header: str, cells: list[Any]) -> float:
    longest = max((len(str(cell)) for cell in cells[:_LOOKED_AT]), default=0)
    return float(min(_WIDEST, max(_NARROWEST, longest + 1, min(len(header) + 2, 18))))


def _fitting(cell: str) -> str:
    """A cell without characters that XML forbids, cut to what Excel holds."""
    clean = "".join(char for char in cell if char >= " " or char in "\t\n\r")
    return clean if len(clean) <= LONGEST_CELL else clean[: LONGEST_CELL - len(CUT)] + CUT
