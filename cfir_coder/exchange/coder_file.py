"""A coder's file, opened once: its bytes, its text, its sheets of cells, each read when it is asked for."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from cfir_coder.errors import ExchangeError, TranscriptError
from cfir_coder.text import canonical_text, undefuse

MOST_ROWS = 250_000
_MOST_COLUMNS = 1_024
_LONGEST_CELL = 4 * 1024 * 1024
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls")
LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Row:
    """number: the row's last line in a text file, or its number in a sheet, from 1. cells: as text, "" where empty."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """One cell; empty beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: all rows that aren't empty. name: None in a text file, which has only one."""

    file: str
    name: str | None
    rows: tuple[Row, ...]

    def place(self, row: Row, column: int | None = None) -> str:
        """Where a row or a cell stands: "ana.csv, line 7", "ana.xlsx, sheet codings, cell D7"."""
        if self.name is None:
            return f"{self.file}, line {row.number}" + (f", column {column + 1}" if column is not None else "")
        where = f"row {row.number}" if column is None else f"cell {column_letters(column)}{row.number}"
        return f"{self.file}, sheet {self.name}, {where}"


class CoderFile:
    """A file that somebody hands in. Everything raises ExchangeError for what can't be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.suffix = path.suffix.lower()

    @cached_property
    def raw(self) -> bytes:
        """The file's bytes."""
        from cfir_coder.readers.opening import read_bytes

        if not self.path.exists():
            raise ExchangeError(f"{self.path}: there is no such file.")
        try:
            return read_bytes(self.path)
        except TranscriptError as error:
            raise ExchangeError(_without_transcripts(f"{self.path} {error}")) from error

    @cached_property
    def text(self) -> str:
        """The file's text, whatever its encoding, with LF line ends."""
        from cfir_coder.readers.decoding import decode

        try:
            return canonical_text(decode(self.raw).text)
        except TranscriptError as error:
            raise ExchangeError(_without_transcripts(f"{self.path} {error}")) from error

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The tables in the file, those of a workbook in its order."""
        if self.suffix not in TABLES:
            return ()
        read = {".xlsx": _workbook_sheets, ".xls": _old_workbook_sheets}.get(self.suffix, _text_sheets)
        sheets = read(self)
        if any(len(sheet.rows) > MOST_ROWS for sheet in sheets):
            raise ExchangeError(f"{self.path} has more than {MOST_ROWS:,} rows. Split it by document.")
        return sheets


def column_letters(column: int) -> str:
    """The name of a sheet's column, from 0: A, B, ..., Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _text_sheets(file: CoderFile) -> tuple[Sheet, ...]:
    text = file.text
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    delimiter = max(",;\t|", key=lambda each: len(_first_row(text, each)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = tuple(
            Row(reader.line_num, tuple(undefuse(cell) for cell in row))
            for row in reader
            if any(cell.strip() for cell in row)
        )
    except csv.Error as error:
        raise ExchangeError(
            f"{file.path}, line {reader.line_num}: {error}. Save the table again as CSV (UTF-8)."
        ) from error
    return (Sheet(file.name, None, rows),)


def _first_row(text: str, delimiter: str) -> list[str]:
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return next((row for row in rows if any(cell.strip() for cell in row)), [])
    except csv.Error:
        return []


def _workbook_sheets(file: CoderFile) -> tuple[Sheet, ...]:
    from cfir_coder.readers.archive import open_archive
    from cfir_coder.readers.damage import refusing_damage

    try:
        open_archive(file.raw, part="xl/workbook.xml", what="an Excel workbook (.xlsx)").close()
        import openpyxl

        with refusing_damage("an Excel workbook (.xlsx)", "Open it in Excel and save it again."):
            book = openpyxl.load_workbook(io.BytesIO(file.raw), read_only=True, data_only=True, keep_links=False)
            sheets = tuple(Sheet(file.name, sheet.title, _rows_of(sheet)) for sheet in book.worksheets)
            book.close()
    except TranscriptError as error:
        raise ExchangeError(_without_transcripts(f"{file.path} {error}")) from error
    return sheets


def _old_workbook_sheets(file: CoderFile) -> tuple[Sheet, ...]:
    """The sheets of a workbook of Excel 97 to 2003, as MAXQDA and others export them."""
    from cfir_coder.readers.damage import refusing_damage

    what, mend = "an old Excel workbook (.xls)", "Open it in Excel or LibreOffice and save it as .xlsx."
    try:
        with refusing_damage(what, mend):
            import xlrd

            book = xlrd.open_workbook(file_contents=file.raw, logfile=io.StringIO(), on_demand=True)
            return tuple(Sheet(file.name, sheet.name, _old_rows_of(sheet, book.datemode)) for sheet in book.sheets())
    except TranscriptError as error:
        raise ExchangeError(_without_transcripts(f"{file.path} {error}")) from error


def _old_rows_of(sheet: Any, datemode: int) -> tuple[Row, ...]:
    from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR
    from xlrd.xldate import xldate_as_datetime

    def value(cell: Any) -> object:
        if cell.ctype == XL_CELL_DATE:
            return xldate_as_datetime(cell.value, datemode)
        if cell.ctype == XL_CELL_BOOLEAN:
            return bool(cell.value)
        return None if cell.ctype == XL_CELL_ERROR else cell.value

    rows = ((number + 1, sheet.row(number)) for number in range(sheet.nrows))
    told = (Row(number, tuple(_cell(value(cell)) for cell in cells)) for number, cells in rows)
    return tuple(row for row in told if any(cell.strip() for cell in row.cells))


def _rows_of(sheet: Any) -> tuple[Row, ...]:
    sheet.reset_dimensions()  # some programs write a sheet's size wrongly, and rows would be lost
    rows = enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=MOST_ROWS + 2, values_only=True), 1)
    told = (Row(number, tuple(_cell(value) for value in row)) for number, row in rows)
    return tuple(row for row in told if any(cell.strip() for cell in row.cells))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat()
    return undefuse(canonical_text(str(value)))


def _without_transcripts(message: str) -> str:
    """The readers of files speak of transcripts; here the file is a coder's."""
    return message.replace("Export the transcript again.", "Export it again.").replace(
        "Export the transcript as text.", "Save it as .xlsx or .csv."
    )
