"""A coding sheet as a workbook that a person fills in with Excel or LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from cfir_coder.codebooks.naming import CodeNames
from cfir_coder.files import replacing
from cfir_coder.model.codebook import Code, Codebook
from cfir_coder.model.coding import Valence
from cfir_coder.model.coding_sheet import (
    ABOUT,
    CODES,
    CODING,
    COLUMNS,
    DONE,
    EDITABLE,
    HELP,
    HIDDEN,
    TRIPLE,
    TRIPLES,
    CodingSheet,
    SheetRow,
)
from cfir_coder.report.sheet_help import help_lines
from cfir_coder.report.sheet_layout import text_height
from cfir_coder.text import cell_text, defuse

_FIXED_DATE = datetime(2000, 1, 1)  # so that the same sheet has the same bytes
_WIDTHS = {"document": 16.0, "speaker": 11.0, "text": 62.0, "memo": 26.0, "done": 7.0, "passages": 44.0}
_TRIPLE_WIDTHS = {"code": 25.0, "valence": 11.0, "strength": 9.0}
_PROPOSED, _CONTEXT, _EMPTY, _DONE, _HEAD = "#FFF2CC", "#EDEDED", "#FFFFFF", "#E8F3E4", "#D9E2EC"
_STRENGTHS = (2, 1, 0, -1, -2)
_CODE_HEAD = ("code", "what it is", "stands under", "definition", "include", "exclude", "examples", "id")
_CODE_WIDTHS = (34.0, 12.0, 30.0, 60.0, 44.0, 44.0, 44.0, 44.0)
_OPEN = {"format_columns": True, "format_rows": True, "autofilter": True}
"""What a locked sheet still allows besides selecting: widths, heights, filtering."""


def write_coding_sheet(sheet: CodingSheet, codebook: Codebook, path: Path) -> None:
    """Write the workbook: rows to code, the codebook, how to use it, and (hidden) what the sheet is of.

    Everything is locked without a password but codes, memo and done. Text is written as text, never as formula; what
    a program might run when somebody picks or retypes it has an apostrophe before it. The same sheet gives the same
    bytes.
    """
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    names = CodeNames(codebook)
    labels = {code: defuse(cell_text(name)) for code, name in names.labels.items()}
    used = (mark.code for row in sheet.rows for mark in row.before.marks)
    labels |= {code: defuse(code) for code in used if code not in labels}
    with replacing(path) as temporary:
        workbook = xlsxwriter.Workbook(temporary, options)
        workbook.set_properties({"created": _FIXED_DATE, "title": f"Coding sheet of {sheet.about.coder}"})
        _write_rows(workbook, sheet, labels)
        _write_codes(workbook, codebook, labels)
        _write_help(workbook, sheet)
        _write_about(workbook, sheet)
        workbook.close()


def _format(workbook: Any, **properties: Any) -> Any:
    common = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
    return workbook.add_format(common | {"border_color": "#C8C8C8"} | properties)


def _write_rows(workbook: Any, sheet: CodingSheet, labels: dict[str, str]) -> None:
    page = workbook.add_worksheet(CODING)
    head = _format(workbook, bold=True, bg_color=_HEAD, valign="vcenter")
    formats = {
        "locked": _format(workbook),
        "context": _format(workbook, font_color="#666666", italic=True, bg_color=_CONTEXT),
        "open": _format(workbook, locked=False, bg_color=_EMPTY),
        "proposed": _format(workbook, locked=False, bg_color=_PROPOSED, italic=True),
    }
    page.set_row(0, 30)
    for column, name in enumerate(COLUMNS):
        width = _WIDTHS.get(name) or _TRIPLE_WIDTHS.get(name.partition(" ")[0], 10.0)
        page.set_column(column, column, width, None, {"hidden": name in HIDDEN})
        page.write_string(0, column, name, head)
    for line, row in enumerate(sheet.rows, 1):
        page.set_row(line, max(text_height(row.text, _WIDTHS["text"]), text_height(row.note, _WIDTHS["passages"])))
        _write_row(page, line, row, labels, formats)
    page.freeze_panes(1, COLUMNS.index("text") + 1)
    last = max(1, len(sheet.rows))
    page.autofilter(0, 0, last, COLUMNS.index("passages"))
    _add_lists(page, last, len(labels))
    done = COLUMNS.index("done")
    is_done = {"type": "formula", "criteria": f'=${_letter(done)}2="{DONE}"'}
    page.conditional_format(1, 0, last, done, is_done | {"format": workbook.add_format({"bg_color": _DONE})})
    page.protect("", _OPEN)
    page.set_landscape()
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.set_selection(1, COLUMNS.index(TRIPLES[0]), 1, COLUMNS.index(TRIPLES[0]))


def _write_row(page: Any, line: int, row: SheetRow, labels: dict[str, str], formats: dict[str, Any]) -> None:
    fixed = formats["context" if row.is_context else "locked"]
    shown = {"document": row.document, "speaker": row.speaker, "text": row.text, "passages": row.note}
    hidden = {"id": row.id, "hash": row.hash, "before": row.before.model_dump_json(exclude_defaults=True)}
    for name, text in (shown | hidden).items():
        write = page.write_string if text else page.write_blank
        write(line, COLUMNS.index(name), cell_text(text), fixed)
    page.write_number(line, COLUMNS.index("row"), row.place, fixed)
    for name in EDITABLE:
        page.write_blank(line, COLUMNS.index(name), None, fixed if row.is_context else formats["open"])
    if row.before.memo:
        page.write_string(line, COLUMNS.index("memo"), defuse(row.before.memo), formats["open"])
    if row.before.done:
        page.write_string(line, COLUMNS.index("done"), DONE, formats["open"])
    for slot, mark in enumerate(row.before.marks):
        form = formats["proposed" if mark.is_proposal else "open"]
        column = COLUMNS.index(TRIPLES[len(TRIPLE) * slot])
        page.write_string(line, column, labels[mark.code], form)
        page.write(line, column + 1, mark.valence.value if mark.valence else None, form)
        page.write(line, column + 2, mark.strength, form)


def _add_lists(page: Any, last: int, n_codes: int) -> None:
    """Drop-down lists; what isn't in them is refused by the program that edits the sheet."""
    kinds = {
        "code": (f"={CODES}!$A$2:$A${n_codes + 1}", "This is no code of the codebook. Choose from the list."),
        "valence": ([each.value for each in Valence], "Choose facilitator, barrier, mixed or neutral."),
        "strength": (list(map(str, _STRENGTHS)), "A whole number from -2 (strong barrier) to 2 (strong facilitator)."),
        "done": ([DONE], f'Write "{DONE}", or leave it empty.'),
    }
    for column, name in enumerate(COLUMNS):
        kind = name.partition(" ")[0]
        if name in EDITABLE and kind in kinds:
            source, message = kinds[kind]
            rule = {"validate": "list", "source": source, "error_title": "Not in the list", "error_message": message}
            page.data_validation(1, column, last, column, rule)


def _write_codes(workbook: Any, codebook: Codebook, labels: dict[str, str]) -> None:
    page = workbook.add_worksheet(CODES)
    head, plain = _format(workbook, bold=True, bg_color=_HEAD), _format(workbook)
    bold = _format(workbook, bold=True)
    page.set_row(0, 20)
    for column, (name, width) in enumerate(zip(_CODE_HEAD, _CODE_WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, name, head)
    for line, (code_id, label) in enumerate(labels.items(), 1):
        cells = _code_cells(codebook, codebook.by_id.get(code_id), code_id)
        heights = [text_height(cell, width) for cell, width in zip(cells, _CODE_WIDTHS[1:], strict=True)]
        page.set_row(line, max(heights))
        page.write_string(line, 0, label, bold)
        for column, cell in enumerate(cells, 1):
            page.write_string(line, column, cell, plain)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(1, len(labels)), len(_CODE_HEAD) - 1)
    page.protect("", _OPEN)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _code_cells(codebook: Codebook, code: Code | None, code_id: str) -> tuple[str, ...]:
    if code is None:
        return "", "", "Not in the codebook of this study.", "", "", "", code_id
    above = " > ".join(each.name for each in reversed(list(codebook.ancestors(code.id))[1:]))
    cells = (code.kind.value, above, code.definition, code.include, code.exclude, "\n".join(code.examples), code.id)
    return tuple(map(cell_text, cells))


def _write_help(workbook: Any, sheet: CodingSheet) -> None:
    page = workbook.add_worksheet(HELP)
    page.hide_gridlines(2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    width = 110.0
    page.set_column(0, 0, width)
    plain = workbook.add_format({"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True})
    head = workbook.add_format({"font_name": "Calibri", "font_size": 13, "bold": True, "valign": "bottom"})
    for line, (text, is_head) in enumerate(help_lines(sheet.about, sheet.n_unshown)):
        page.set_row(line, 24 if is_head else text_height(text, width) + 4)
        page.write_string(line, 0, cell_text(text), head if is_head else plain)
    page.protect("", _OPEN)


def _write_about(workbook: Any, sheet: CodingSheet) -> None:
    page = workbook.add_worksheet(ABOUT)
    for line, (name, told) in enumerate(_about(sheet)):
        page.write_string(line, 0, name)
        page.write_string(line, 1, told)
    page.protect()
    page.very_hidden()


def _about(sheet: CodingSheet) -> Iterator[tuple[str, str]]:
    about = sheet.about
    yield from {
        "format": about.format,
        "sheet": sheet.id,
        "coder": about.coder,
        "codebook": about.codebook,
        "segments": about.segments,
        "machine": about.machine,
        "n_rows": str(about.n_rows),
    }.items()
    for text_hash, name in about.documents.items():
        yield text_hash, cell_text(name)


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
