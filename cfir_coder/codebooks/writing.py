"""Write a codebook as YAML, CSV or XLSX; reading it back gives the same codes, lists and rules."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import yaml

from cfir_coder.codebooks.cells import CODES, COLUMNS, HEADER, LISTS, PRECEDENCE, ROW, table_rows, term_entry
from cfir_coder.errors import CodebookError
from cfir_coder.files import replacing, write_text
from cfir_coder.model.codebook import Code, Codebook
from cfir_coder.model.cue import DEFAULT_WEIGHT, Cue
from cfir_coder.text import defuse


def write_codebook(codebook: Codebook, path: Path) -> None:
    """Write a codebook in the format that the file's name asks for, whole or not at all.

    Raises CodebookError for another suffix than .yaml, .yml, .csv and .xlsx.
    """
    match path.suffix.lower():
        case ".yaml" | ".yml":
            write_text(path, _yaml(codebook))
        case ".csv":
            _write_csv(codebook, path)
        case ".xlsx":
            _write_xlsx(codebook, path)
        case suffix:
            raise CodebookError(f'{path}: a codebook is written as .yaml, .csv or .xlsx, not "{suffix}".')


def _write_csv(codebook: Codebook, path: Path) -> None:
    columns = (ROW, *dict.fromkeys(column for part in COLUMNS.values() for column in part))
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as handle:
        table = csv.DictWriter(handle, columns, lineterminator="\n")
        table.writeheader()
        for part, rows in table_rows(codebook).items():
            for row in rows:
                table.writerow({ROW: part} | {name: defuse(cell) for name, cell in row.items()})


def _write_xlsx(codebook: Codebook, path: Path) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with replacing(path) as temporary:
        workbook = xlsxwriter.Workbook(temporary, options)
        bold = workbook.add_format({"bold": True, "valign": "top"})
        wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        tables = table_rows(codebook)
        for part in (CODES, LISTS, PRECEDENCE, HEADER):
            sheet = workbook.add_worksheet(part)
            sheet.write_row(0, 0, COLUMNS[part], bold)
            sheet.freeze_panes(1, 1)
            for column, name in enumerate(COLUMNS[part]):
                sheet.set_column(column, column, _WIDTHS.get(name, 18), wrap)
                for number, row in enumerate(tables[part], 1):
                    if row[name]:
                        sheet.write_string(number, column, row[name], wrap)
        workbook.close()


_WIDTHS = {"id": 40, "definition": 50, "include": 40, "exclude": 40, "examples": 40, "cues": 50, "entries": 60}


def _yaml(codebook: Codebook) -> str:
    told: dict[str, Any] = {"codebook": codebook.id, "name": codebook.name, "version": codebook.version}
    if codebook.source:
        told["source"] = codebook.source
    if codebook.lists:
        told["lists"] = {name: [term_entry(term) for term in terms] for name, terms in codebook.lists.items()}
    told["codes"] = [code_entry(code) for code in codebook.codes]
    if codebook.precedence:
        told["precedence"] = [
            {"prefer": rule.prefer, "over": rule.over}
            | ({"when": rule.when_pattern} if rule.when_pattern else {})
            | ({"reason": rule.reason} if rule.reason else {})
            for rule in codebook.precedence
        ]
    return yaml.dump(told, sort_keys=False, allow_unicode=True, width=110)


def code_entry(code: Code) -> dict[str, Any]:
    """A code as its entry in a YAML codebook, without what is empty or said by default."""
    told: dict[str, Any] = {"id": code.id, "name": code.name, "kind": code.kind.value}
    if code.parent and code.parent != code.id.rpartition(".")[0]:
        told["parent"] = code.parent
    for key in ("abbreviation", "definition", "include", "exclude", "color"):
        if getattr(code, key):
            told[key] = getattr(code, key)
    if code.typical_valence:
        told["typical_valence"] = code.typical_valence.value
    if code.reverse_rated:
        told["reverse_rated"] = True
    for key in ("examples", "cfir_2009"):
        if getattr(code, key):
            told[key] = list(getattr(code, key))
    for key in ("cues", "exclusions"):
        if getattr(code, key):
            told[key] = [_cue(cue) for cue in getattr(code, key)]
    return told


def _cue(cue: Cue) -> str | dict[str, Any]:
    if cue.weight == DEFAULT_WEIGHT and cue.scope == "clause":
        return cue.pattern
    told: dict[str, Any] = {"cue": cue.pattern}
    if cue.weight != DEFAULT_WEIGHT:
        told["weight"] = cue.weight
    if cue.scope != "clause":
        told["scope"] = cue.scope
    return told
