"""Tables as sheets of one formatted workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfir_coder.files import replacing
from cfir_coder.report.sheet_layout import (
    TOTALS,
    Column,
    SheetLayout,
    lay_out_sheet,
    text_height,
)
from cfir_coder.text import cell_text, cell_texts, counted

if TYPE_CHECKING:
    import pandas as pd

NOTES_SHEET = "read me"
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
_HEADER_ROWS = 2
_FIXED_DATE = datetime(2000, 1, 1)  # so that the same tables give the same bytes
_SHADES = {
    "facilitator": ("#DDF0FB", "#56B4E9"),
    "barrier": ("#FCECCC", "#E69F00"),
    "mixed": ("#F5E4EE", "#CC79A7"),
    "neutral": ("#EEEEEE", "#BBBBBB"),
}
"""Lightest and strongest shade; told apart by every kind of colour vision (Okabe and Ito 2008)."""
_TOTAL = "#F2F2F2"
_NOTE_WIDTH = 100.0
_PAGE_WIDTH = 400
"""Characters that can still be read when a sheet is printed one page wide."""


def write_workbook(
    sheets: Mapping[str, pd.DataFrame],
    path: Path,
    *,
    notes: Mapping[str, str] | None = None,
    most_rows: int = EXCEL_ROWS - _HEADER_ROWS,
) -> None:
    """Write each table as a sheet with a frozen, filtered header, wrapped quotes and coloured valences.

    notes: what each sheet counts, on a first sheet. A table with more rows than most_rows, or more columns
    than Excel has, is left out, and the notes say so. Counts of a valence are shaded, the darker the more.
    Text is written as text, never as formula or link; see `cell_text` for what a cell can't hold.
    The same tables give the same bytes.
    """
    import xlsxwriter

    told = dict(notes or {})
    for name, frame in sheets.items():
        if len(frame) > most_rows or len(frame.columns) > EXCEL_COLUMNS:
            size = f"{counted(len(frame), 'row')} and {len(frame.columns):,} columns"
            told[name] = f"Left out of this workbook: {size} are too many. {told.get(name, '')}".strip()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with replacing(path) as temporary:
        workbook = xlsxwriter.Workbook(temporary, options)
        workbook.set_properties({"created": _FIXED_DATE})
        formats = _Formats(workbook)
        if told:
            _write_notes(workbook.add_worksheet(NOTES_SHEET), told, formats)
        for name, frame in sheets.items():
            if len(frame) <= most_rows and len(frame.columns) <= EXCEL_COLUMNS:
                _write_sheet(workbook.add_worksheet(name[:31]), frame, formats)
        workbook.close()


class _Formats:
    """Cell formats by what they say, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            common = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
            self._made[key] = self._workbook.add_format(common | properties)
        return self._made[key]

    def header(self, **properties: Any) -> Any:
        return self.of(bold=True, bottom=1, text_wrap=True, valign="bottom", **properties)

    def cell(self, column: Column, level: str) -> Any:
        properties: dict[str, Any] = {"align": "center"} if column.is_number else {}
        if column.kind == "long":
            properties["text_wrap"] = True
        elif column.kind == "fraction":
            properties["num_format"] = "0.00"
        elif column.kind == "count" and level:
            properties["num_format"] = "0;-0;–"
        if level in TOTALS:
            properties |= {"bold": True, "bg_color": _TOTAL}
        elif level == "subconstruct" and column.name == "construct":
            properties["indent"] = 1
        return self.of(**properties)

    def valence(self, name: str) -> Any:
        return self.of(bg_color=_SHADES[name][0])


def _write_notes(sheet: Any, notes: Mapping[str, str], formats: _Formats) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, _NOTE_WIDTH)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_row(0, 0, ("sheet", "what it holds"), formats.header())
    for row, (name, note) in enumerate(notes.items(), 1):
        sheet.set_row(row, text_height(note, _NOTE_WIDTH))
        sheet.write_string(row, 0, cell_text(name), formats.of(bold=True))
        sheet.write_string(row, 1, cell_text(note), formats.of(text_wrap=True))


def _write_sheet(sheet: Any, frame: pd.DataFrame, formats: _Formats) -> None:
    layout = lay_out_sheet(frame)
    _write_header(sheet, layout, formats)
    for index, column in enumerate(layout.columns):
        cells = frame.iloc[:, index]
        _write_column(sheet, index, column, cells.astype(object).where(cells.notna(), None).tolist(), layout, formats)
    top = layout.header_rows
    sheet.freeze_panes(top, layout.kept_in_view)
    for line, height in enumerate(layout.line_heights(frame), top):
        sheet.set_row(line, height)
    sheet.set_landscape()
    sheet.repeat_rows(0, top - 1)
    if layout.total_width <= _PAGE_WIDTH:
        sheet.fit_to_pages(1, 0)
    if len(frame) and layout.columns:
        sheet.autofilter(top - 1, 0, top - 1 + len(frame), len(layout.columns) - 1)
        _shade(sheet, frame, layout)


def _write_header(sheet: Any, layout: SheetLayout, formats: _Formats) -> None:
    for group, first, last in layout.groups:
        form = formats.header(align="center", left=1)
        if last > first:
            sheet.merge_range(0, first, 0, last, cell_text(group), form)
        else:
            sheet.write_string(0, first, cell_text(group), form)
    starts = {first for _, first, _ in layout.groups}
    last = layout.header_rows - 1
    sheet.set_row(last, layout.header_height)
    for index, column in enumerate(layout.columns):
        properties: dict[str, Any] = {"left": 1} if index in starts else {}
        if column.is_number:
            properties |= {"align": "center", "rotation": 90 if layout.is_upright else 0}
        sheet.set_column(index, index, layout.width(column))
        sheet.write_string(last, index, cell_text(column.head), formats.header(**properties))


def _write_column(
    sheet: Any, index: int, column: Column, cells: list[Any], layout: SheetLayout, formats: _Formats
) -> None:
    levels = layout.levels or ("",) * len(cells)
    form_of = {level: formats.cell(column, level) for level in dict.fromkeys(levels)}
    texts = cell_texts("" if column.is_number or cell is None else str(cell) for cell in cells)
    for row, (cell, text, level) in enumerate(zip(cells, texts, levels, strict=True), layout.header_rows):
        if text:
            is_valence = column.name == "valence" and text in _SHADES
            sheet.write_string(row, index, text, formats.valence(text) if is_valence else form_of[level])
        elif column.is_number and cell is not None:
            sheet.write_number(row, index, cell, form_of[level])
        elif level in TOTALS:
            sheet.write_blank(row, index, None, form_of[level])


def _shade(sheet: Any, frame: pd.DataFrame, layout: SheetLayout) -> None:
    """Shade counts above 0 by valence, on one scale for all that count the same; totals stay plain."""
    from xlsxwriter.utility import xl_range

    body = [line for line in range(len(frame)) if not layout.is_total(line)]
    blocks = _runs(body)
    scales: dict[tuple[str, str, bool], list[int]] = {}
    for index, column in enumerate(layout.columns):
        if column.is_number and column.side in _SHADES:
            counted = column.head if column.group in _SHADES else ""
            scales.setdefault((column.side, counted, column.group == "all"), []).append(index)
    for (side, _, _), columns in scales.items():
        most = max(int(frame.iloc[body, index].max()) for index in columns) if body else 0
        for index in columns if most else ():
            places = [
                xl_range(first + layout.header_rows, index, last + layout.header_rows, index) for first, last in blocks
            ]
            first = blocks[0][0] + layout.header_rows
            rule = _scale(side, most) | {"multi_range": " ".join(places)}
            sheet.conditional_format(first, index, first, index, rule)


def _scale(side: str, most: int) -> dict[str, Any]:
    light, strong = _SHADES[side]
    ends = {"min_type": "num", "max_type": "num", "min_value": 0, "min_color": "#FFFFFF", "max_value": most}
    if most == 1:
        return ends | {"type": "2_color_scale", "max_color": light}
    return ends | {"type": "3_color_scale", "mid_type": "num", "mid_value": 1, "mid_color": light, "max_color": strong}


def _runs(lines: list[int]) -> list[tuple[int, int]]:
    """Unbroken runs of line numbers, both ends included."""
    runs: list[tuple[int, int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], line)
        else:
            runs.append((line, line))
    return runs
