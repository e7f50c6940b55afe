"""A table with one coding in each row: our codings.csv, and the coded segments that other tools export."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from cfir_coder.errors import ExchangeError
from cfir_coder.exchange.coder_file import CoderFile, Row, Sheet
from cfir_coder.exchange.columns import Columns, check_told_columns, column_key, find_columns
from cfir_coder.exchange.records import collected, told_coding
from cfir_coder.exchange.rows import Imported, LeftOut, Told, ToldCoding
from cfir_coder.text import first_few

NEEDED = (("document", "participant"), ("code",), ("quote", "start", "range"))
"""Of each group a table of codings has at least one."""
NO_TEXT = {"imid": "an area of a picture", "avid": "a stretch of sound or film"}
"""What a segment of QualCoder is, by the beginning of its id, when it is no text."""


def recognises(file: CoderFile, told: Told) -> bool:
    """A table whose columns name document, code, and a quote or a span."""
    if told.columns and file.sheets:
        check_told_columns(file.sheets, told.columns)
    return any(find_columns(sheet, told.columns, NEEDED) for sheet in file.sheets)


def read(file: CoderFile, told: Told) -> Imported:
    """Every coding of every sheet that holds codings, in order."""
    rows: list[ToldCoding] = []
    notes: list[str] = []
    left_out: list[LeftOut] = []
    faults: list[str] = []
    dialect = ""
    for sheet in file.sheets:
        columns = find_columns(sheet, told.columns, NEEDED)
        if columns is None:
            notes.append(f"{file.name}: sheet {sheet.name} holds no codings and wasn't read.")
            continue
        dialect = dialect or columns.dialect
        try:
            check_widths(sheet, columns)
            rows += collected(_makers(file, sheet, columns, left_out))
        except ExchangeError as error:
            faults += error.faults or (str(error),)
        notes += unread_columns(file, columns)
    if faults:
        raise ExchangeError(faults[0], faults)
    return Imported(tuple(rows), tuple(notes), tuple(left_out), dialect)


def fields_of(row: Row, columns: Columns) -> dict[str, Any]:
    """What a row tells, by field; empty cells tell nothing."""
    found: dict[str, Any] = {}
    for field, places in columns.by_field.items():
        cells = [row.cell(place) for place in places]
        if any(cells) and any(map(str.strip, cells)):
            found[field] = tuple(cells) if field == "above" else cells[0]
    return found


def check_widths(sheet: Sheet, columns: Columns) -> None:
    """Raise ExchangeError for a row of a text file that has more or fewer cells than there are columns."""
    if sheet.name is None:
        width = len(columns.header)
        faults = [
            f"{sheet.place(row)}: {len(row.cells)} cells, {width} columns. Put commas in a cell in quotes."
            for row in sheet.rows[columns.first :]
            if len(row.cells) != width
        ]
        if faults:
            raise ExchangeError(faults[0], faults)


def unread_columns(file: CoderFile, columns: Columns) -> list[str]:
    """A note that names the columns of another tool that weren't read."""
    names = [name for index, name in enumerate(columns.header) if name and index not in columns.used]
    shown = first_few(names, 8)
    return [f"{file.name}: read as {columns.dialect}; columns not read: {shown}."] if names else []


def _makers(file: CoderFile, sheet: Sheet, columns: Columns, left_out: list[LeftOut]) -> Iterator[Any]:
    code_columns = columns.by_field["code"]
    for row in sheet.rows[columns.first :]:
        told, place = fields_of(row, columns), sheet.place(row)
        no_text = NO_TEXT.get(str(told.get("segment_id", "")).partition(":")[0])
        if no_text:
            reason = f"{no_text}, not of a text"
            code, document = str(told.get("code", "")), str(told.get("document", ""))
            left_out.append(LeftOut(place, document, "", code, str(told.get("coder", "")), reason))
            continue
        filled = [column for column in code_columns if row.cell(column).strip()]
        for column in filled or code_columns[:1]:
            yield partial(told_coding, file, place, told | {"code": row.cell(column).strip()}, sheet.place(row, column))


def why_not(file: CoderFile) -> str:
    """What a table lacks to be read, in one sentence with the way to mend it."""
    if not any(sheet.rows for sheet in file.sheets):
        return f"{file.path} is empty. The first line names the columns."
    header = next(sheet.rows[0] for sheet in file.sheets if sheet.rows).cells
    keys = {column_key(cell) for cell in header}
    names = ", ".join(cell.strip() for cell in header if cell.strip())[:300] or "none"
    if "kappa" in keys and any(key.startswith("agreement") for key in keys):
        return (
            f"{file.path} is a table of agreement, as NVivo's coding comparison: it holds no quotes. "
            "Hand in the coded text itself: a table of document, quote, code and coder, or the transcripts as .docx "
            "with the codes as comments; see docs/import.md. How far coders agree is told by `cfir agree`."
        )
    sheet = next(sheet for sheet in file.sheets if sheet.rows)
    groups = [" or ".join(group) for group in NEEDED if find_columns(sheet, {}, (group,)) is None]
    missing = ", ".join("quote" if each.startswith("quote") else each.partition(" ")[0] for each in groups)
    return (
        f"{file.path}: no column {missing or 'that belongs to them'} (found: {names}). A coder file has document, "
        "quote (or start and end) and code. `cfir import` can be told what a column holds: "
        '--column quote="Excerpt Copy".'
    )
