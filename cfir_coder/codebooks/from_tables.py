"""Read a codebook kept in a spreadsheet: CSV, or XLSX with a sheet for each part."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cfir_coder.codebooks.cells import CODES, COLUMNS, HEADER, LISTS, PRECEDENCE, ROW, split_cue_cell
from cfir_coder.codebooks.draft import CODE_CUES, CODE_ENTRIES, CODE_TEXTS, Draft, DraftCode, DraftCue, unknown_key
from cfir_coder.codebooks.faults import Faults, Place, Written
from cfir_coder.text import undefuse

_Cells = Mapping[str, Written]


def draft_from_csv(text: str, file: str, faults: Faults) -> Draft:
    """Read what a CSV codebook says. Without a column `row` every row is a code.

    A row is named by its number in a spreadsheet, the header being row 1.
    """
    unit = f"{file}, row"
    draft = Draft(at=Place(unit, 1))
    rows = list(csv.reader(io.StringIO(text)))
    if not rows:
        faults.add(draft.at, "the file is empty. The first row must name the columns.")
        return draft
    names = [name.strip().lower() for name in rows[0]]
    known = (ROW, *dict.fromkeys(column for columns in COLUMNS.values() for column in columns))
    for name in names:
        if name not in known:
            unknown_key(Written(name, Place(unit, 1)), known, faults, what="column")
    for number, row in enumerate(rows[1:], 2):
        cells = _cells(names, row, Place(unit, number))
        part = cells.pop(ROW, Written(CODES, Place(unit, number))).text or CODES
        if part not in COLUMNS:
            wanted = ", ".join(COLUMNS)
            faults.add(Place(unit, number), f'there is no kind of row "{part}". Use {wanted}.')
        elif cells:
            _put(draft, part, cells, Place(unit, number))
    return draft


def draft_from_xlsx(path: Path, faults: Faults) -> Draft:
    """Read what a workbook with the sheets codebook, codes, lists and precedence says."""
    import openpyxl

    draft = Draft(at=Place(f"{path.name}, sheet {CODES}, row", 1))
    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever the broken part of a workbook makes it raise
        faults.add(draft.at, f"this isn't a workbook that can be read ({type(error).__name__}). Save it anew as .xlsx.")
        return draft
    for part, columns in COLUMNS.items():
        if part in workbook.sheetnames:
            _read_sheet(draft, part, columns, workbook[part].iter_rows(values_only=True), path.name, faults)
        elif part == CODES:
            faults.add(draft.at, f'there is no sheet "{CODES}". Name the sheet of the codes so.')
    workbook.close()
    return draft


def _read_sheet(
    draft: Draft, part: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], file: str, faults: Faults
) -> None:
    unit = f"{file}, sheet {part}, row"
    names: list[str] = []
    for number, row in enumerate(rows, 1):
        texts = ["" if cell is None else str(cell) for cell in row]
        if number == 1:
            names = [text.strip().lower() for text in texts]
            for name in filter(None, names):
                if name not in columns:
                    unknown_key(Written(name, Place(unit, 1)), columns, faults, what="column")
        elif cells := _cells(names, texts, Place(unit, number)):
            _put(draft, part, cells, Place(unit, number))


def _cells(names: list[str], row: Iterable[str], at: Place) -> dict[str, Written]:
    """The cells of a row that hold something, by column."""
    told = zip(names, row, strict=False)
    return {name: Written(undefuse(text).strip(), at) for name, text in told if name and text.strip()}


def _put(draft: Draft, part: str, cells: _Cells, at: Place) -> None:
    if part == HEADER:
        draft.header.update({name: cell for name, cell in cells.items() if name in COLUMNS[HEADER]})
    elif part == LISTS:
        if "list" in cells:
            draft.lists[cells["list"].text] = list(_lines(cells.get("entries")))
    elif part == PRECEDENCE:
        draft.precedence.append({name: cell for name, cell in cells.items() if name in COLUMNS[PRECEDENCE]})
    else:
        draft.codes.append(_code(cells, at))


def _code(cells: _Cells, at: Place) -> DraftCode:
    code = DraftCode(at=at)
    for name, cell in cells.items():
        if name in CODE_TEXTS:
            code.texts[name] = cell
        elif name in CODE_ENTRIES:
            code.entries[name] = list(_lines(cell))
        elif name in CODE_CUES:
            code.cues[name] = [_cue(line) for line in _lines(cell)]
    return code


def _cue(line: Written) -> DraftCue:
    pattern, weight, scope = split_cue_cell(line.text)
    return DraftCue(
        Written(pattern, line.at),
        Written(weight, line.at) if weight else None,
        Written(scope, line.at) if scope else None,
    )


def _lines(cell: Written | None) -> Iterator[Written]:
    """The entries of a cell, one on each line."""
    if cell is not None:
        yield from (Written(line.strip(), cell.at) for line in cell.text.splitlines() if line.strip())
