"""Conversations in rows (.csv, .xlsx): columns found by their names."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import islice

from cfir_coder.errors import TranscriptError
from cfir_coder.readers.archive import open_archive
from cfir_coder.readers.captions import Caption, draft_from_captions
from cfir_coder.readers.columns import conversation_columns
from cfir_coder.readers.damage import refusing_damage
from cfir_coder.readers.decoding import decode
from cfir_coder.readers.dialogue import Draft
from cfir_coder.readers.header import attribute_name
from cfir_coder.readers.notes import milliseconds
from cfir_coder.text import canonical_text

MOST_ROWS = 100_000
_MOST_COLUMNS = 256
_HEADING_ROWS = 20
"""Rows at the top in which the headings are looked for."""

Row = Sequence[object]


class NoConversation(TranscriptError):
    """A table without columns for who speaks and what is said: some other table."""


def read_csv(raw: bytes) -> Draft:
    """Read rows parted by commas, semicolons or tabs."""
    decoded = decode(raw)
    text = canonical_text(decoded.text)
    first_lines = "\n".join(text.split("\n", 5)[:5])
    delimiter = max(",;\t|", key=first_lines.count)
    csv.field_size_limit(max(csv.field_size_limit(), 4 * 1024 * 1024))
    with refusing_damage("a table (.csv)", "Save it again as CSV (UTF-8)."):
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MOST_ROWS + 1))
    return _draft(rows, decoded.encoding)


def read_xlsx(raw: bytes) -> Draft:
    """Read the first sheet that holds a conversation."""
    open_archive(raw, part="xl/workbook.xml", what="an Excel workbook (.xlsx)").close()
    import openpyxl

    with refusing_damage("an Excel workbook (.xlsx)", "Open it in Excel and save it again."):
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheets = [
            list(islice(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), MOST_ROWS + 1))
            for sheet in book.worksheets
        ]
        book.close()
    for rows in sheets[:-1]:
        try:
            return _draft(rows, "utf-8")
        except NoConversation:
            continue
    return _draft(sheets[-1] if sheets else [], "utf-8")


def _draft(rows: Sequence[Row], encoding: str) -> Draft:
    if len(rows) > MOST_ROWS:
        raise TranscriptError(f"has more than {MOST_ROWS:,} rows. Split it into one file for each conversation.")
    for index, row in enumerate(rows[:_HEADING_ROWS]):
        names = [attribute_name(str(cell)) if cell is not None else "" for cell in row]
        columns = conversation_columns(names)
        if "words" in columns and ("speaker" in columns or "start" in columns):
            captions = _captions(rows[index + 1 :], columns, names)
            return draft_from_captions(captions, convention="columns", encoding=encoding)
    found = ", ".join(str(cell) for cell in rows[0] if cell not in (None, ""))[:120] if rows else ""
    raise NoConversation(
        f"has no columns of who speaks and what is said ({found or 'none'}). Call them speaker and text."
    )


def _captions(rows: Iterable[Row], columns: dict[str, int], names: Sequence[str]) -> Iterator[Caption]:
    """One caption a row; an empty speaker goes on with the one above."""
    speaker: str | None = None

    def cell(row: Row, column: str) -> object:
        index = columns.get(column, len(row))
        return row[index] if index < len(row) else None

    def unit(column: str) -> str:
        return names[columns[column]] if column in columns else ""

    for row in rows:
        words = html.unescape(str(cell(row, "words") or ""))
        named = html.unescape(str(cell(row, "speaker") or "")).strip(" \t\n:")
        speaker = named or speaker
        if words.strip():
            start, end = _time(cell(row, "start"), unit("start")), _time(cell(row, "end"), unit("end"))
            yield Caption(words, speaker, start, end)


_SECONDS = re.compile(r"^\d+(?:[.,]\d+)?$")


def _time(cell: object, heading: str) -> int | None:
    """A cell's time in milliseconds: a clock, seconds, or milliseconds when the heading says so."""
    if isinstance(cell, timedelta):
        return round(cell.total_seconds() * 1000)
    if isinstance(cell, datetime | time):
        return ((cell.hour * 60 + cell.minute) * 60 + cell.second) * 1000 + cell.microsecond // 1000
    written = str(cell if cell is not None else "").strip()
    if _SECONDS.match(written):
        number = float(written.replace(",", "."))
        return round(number if heading.endswith("ms") else number * 1000) if number < 1e9 else None
    return milliseconds(written)
