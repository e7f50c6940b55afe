"""A table with a passage in each row and a column for each code, marked where the passage has it.

Dedoose exports excerpts so ("Code: Costs Applied", TRUE or FALSE); many coders make such sheets by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from cfir_coder.errors import ExchangeError
from cfir_coder.exchange.coder_file import CoderFile, Row, Sheet
from cfir_coder.exchange.columns import Columns, find_columns
from cfir_coder.exchange.long_table import check_widths, fields_of
from cfir_coder.exchange.records import collected, marks_of_valence, told_coding
from cfir_coder.exchange.rows import Imported, Told, ToldCoding
from cfir_coder.text import first_few

NEEDED = (("document", "participant"), ("quote", "range"))
ABSENT = frozenset({"", "0", "no", "n", "false", "-", "–", "none"})
PRESENT = frozenset({"1", "x", "yes", "y", "true", "✓", "✔", "☒", "☑"})
_DEDOOSE = re.compile(r"^Code:\s*(?P<code>.+?)\s+Applied$", re.IGNORECASE)
_JUDGED = re.compile(r"^(?P<valence>[a-z]+)(?:[\s,/(]+(?P<strength>[+−-]?[0-2])\)?)?$")


def recognises(file: CoderFile, told: Told) -> bool:
    """A table that names document and quote, no code, and has a column of marks."""
    return any(_code_columns(sheet, columns) for sheet, columns in _tables(file, told))


def read(file: CoderFile, told: Told) -> Imported:
    """One coding for each mark; a row without any says that the coder looked at the document."""
    rows: list[ToldCoding] = []
    notes: list[str] = []
    faults: list[str] = []
    dialect = ""
    for sheet, columns in _tables(file, told):
        codes = _code_columns(sheet, columns)
        if not codes:
            continue
        unread = [name for index, name in enumerate(columns.header) if name and index not in {*columns.used, *codes}]
        if unread:
            shown = first_few(unread, 8)
            notes.append(f"{file.name}: columns not read, as they aren't filled with marks: {shown}.")
        dialect = columns.dialect if columns.dialect.startswith("Dedoose") else dialect
        try:
            check_widths(sheet, columns)
            rows += collected(_makers(file, sheet, columns, codes))
        except ExchangeError as error:
            faults += error.faults or (str(error),)
    if faults:
        raise ExchangeError(faults[0], faults)
    return Imported(tuple(rows), tuple(notes), dialect=dialect)


def _tables(file: CoderFile, told: Told) -> Iterator[tuple[Sheet, Columns]]:
    """The sheets with documents and quotes that have no better way to tell their codes."""
    for sheet in file.sheets:
        columns = find_columns(sheet, told.columns, NEEDED)
        if columns is not None and ("code" not in columns or any(map(_DEDOOSE.match, columns.header))):
            yield sheet, columns


def _code_columns(sheet: Sheet, columns: Columns) -> dict[int, str]:
    """The columns that stand for one code each, with its name."""
    named = {
        index: match["code"] for index, name in enumerate(columns.header) if (match := _DEDOOSE.match(name.strip()))
    }
    if named:
        return named
    below = sheet.rows[columns.first :]
    return {
        index: name
        for index, name in enumerate(columns.header)
        if name
        and index not in columns.used
        and all(_is_mark(row.cell(index)) for row in below)
        and any(row.cell(index).strip() for row in below)
    }


def _makers(file: CoderFile, sheet: Sheet, columns: Columns, codes: dict[int, str]) -> Iterator[Any]:
    for row in sheet.rows[columns.first :]:
        told = {name: value for name, value in fields_of(row, columns).items() if name != "code"}
        place = sheet.place(row)
        marked = [index for index in codes if row.cell(index).strip().casefold() not in ABSENT]
        if not marked:
            yield partial(told_coding, file, place, told)
        for index in marked:
            yield partial(_marked, file, sheet, row, told, index, codes[index])


def _marked(file: CoderFile, sheet: Sheet, row: Row, told: dict[str, Any], index: int, code: str) -> ToldCoding:
    mark, where = row.cell(index).strip().casefold(), sheet.place(row, index)
    judged: dict[str, Any] = {}
    if mark not in PRESENT:
        match = _JUDGED.match(mark)
        valence = marks_of_valence(match["valence"]) if match else None
        if match is None or valence is None:
            raise ExchangeError(
                f'{where}: "{row.cell(index)}" is no mark. Write 1 or x, a valence (barrier), or both with a strength '
                "(barrier -2); leave it empty where the code isn't."
            )
        judged = {"valence": valence.value, "strength": (match["strength"] or "").replace("−", "-")}
    return told_coding(file, sheet.place(row), told | {"code": code} | judged, where)


def _is_mark(cell: str) -> bool:
    mark = cell.strip().casefold()
    if mark in ABSENT or mark in PRESENT:
        return True
    match = _JUDGED.match(mark)
    return match is not None and marks_of_valence(match["valence"]) is not None
