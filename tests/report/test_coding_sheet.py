"""The workbook that a person codes in: what may be edited, what may be chosen, and that nothing runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cfir_coder.model.codebook import Code, Codebook, CodeKind
from cfir_coder.model.coding import Valence
from cfir_coder.model.coding_sheet import COLUMNS, HIDDEN, Before, CodingSheet, Mark, SheetAbout, SheetRow
from cfir_coder.report.coding_sheet import write_coding_sheet

BOOK = Codebook(
    id="b",
    name="B",
    version="1",
    codes=(
        Code(id="a", name="Setting", kind=CodeKind.DOMAIN),
        Code(id="a.b", name="Money", kind=CodeKind.CONSTRUCT, parent="a", definition="What is paid.", examples=("x",)),
        Code(id="a.c", name="=1+1", kind=CodeKind.CONSTRUCT, parent="a"),
        Code(id="a.d", name="Other", kind=CodeKind.CONSTRUCT, parent="a"),
        Code(id="a.b.d", name="Other", kind=CodeKind.THEME, parent="a.b"),
    ),
)
OWN = Mark(id="1" * 12, code="a.b", valence=Valence.BARRIER, strength=-2, start=0, end=9)
PROPOSED = Mark(id="2" * 12, code="a.c", start=0, end=4, is_proposal=True)
PLACE: dict[str, Any] = {"document": "P1.txt", "text_hash": "f" * 64}
ROWS = (
    SheetRow(place=1, start=0, end=5, speaker="I", text="Well?", is_context=True, **PLACE),
    SheetRow(
        place=2,
        start=6,
        end=15,
        speaker="P1",
        text="=HYPERLINK(1)",
        before=Before(marks=(OWN, PROPOSED), memo="+see", done=True),
        note="2: proposed",
        **PLACE,
    ),
    SheetRow(place=3, start=16, end=20, speaker="P1", text="Long. " * 100, **PLACE),
)
ABOUT = SheetAbout(
    coder="ana", codebook=BOOK.hash, segments="turn", machine="cues", documents={"f" * 64: "P1.txt"}, n_rows=3
)
SHEET = CodingSheet(about=ABOUT, rows=ROWS)


@pytest.fixture
def book(tmp_path: Path) -> openpyxl.Workbook:
    write_coding_sheet(SHEET, BOOK, tmp_path / "ana.xlsx")
    return openpyxl.load_workbook(tmp_path / "ana.xlsx")


def cell(book: openpyxl.Workbook, name: str, row: int) -> Any:
    return book["Coding"].cell(row, COLUMNS.index(name) + 1)


def test_only_codes_memo_and_done_can_be_edited_and_nothing_in_a_row_to_be_read(book: openpyxl.Workbook) -> None:
    sheet = book["Coding"]

    assert sheet.protection.sheet
    assert sheet.protection.password is None
    unlocked = [name for name in COLUMNS if not cell(book, name, 3).protection.locked]
    triples = [f"{name} {slot}" for slot in (1, 2, 3, 4) for name in ("code", "valence", "strength")]
    assert [*triples, "memo", "done"] == unlocked
    assert all(cell(book, name, 2).protection.locked for name in COLUMNS)
    assert all(book[name].protection.sheet for name in ("Codebook", "How to", "about"))


def test_codes_are_chosen_from_the_codebook_sheet_and_the_rest_from_lists(book: openpyxl.Workbook) -> None:
    rules = {str(rule.sqref): rule for rule in book["Coding"].data_validations.dataValidation}

    assert {"D2:D4", "E2:E4", "F2:F4", "G2:G4", "J2:J4", "M2:M4", "Q2:Q4"} <= set(rules)
    assert "Codebook!$A$2:$A$6" == rules["D2:D4"].formula1
    assert '"facilitator,barrier,mixed,neutral"' == rules["E2:E4"].formula1
    assert '"2,1,0,-1,-2"' == rules["F2:F4"].formula1
    assert ("list", True) == (rules["D2:D4"].type, rules["D2:D4"].showErrorMessage)
    labels = [each.value for each in book["Codebook"]["A"]]
    assert ["code", "Setting", "Money", "'=1+1", "Other (Setting)", "Other (Money)"] == labels
    assert ("What is paid.", "Setting", "a.b") == tuple(book["Codebook"].cell(3, n).value for n in (4, 3, 8))


def test_what_was_coded_is_filled_in_and_a_proposal_looks_different(book: openpyxl.Workbook) -> None:
    names = ("code 1", "valence 1", "strength 1", "code 2", "valence 2", "memo", "done")

    assert ["Money", "barrier", -2, "'=1+1", None, "'+see", "yes"] == [cell(book, name, 3).value for name in names]
    own, proposed = cell(book, "code 1", 3), cell(book, "code 2", 3)
    assert ("FFFFFFFF", False) == (own.fill.fgColor.rgb, own.font.i)
    assert ("FFFFF2CC", True) == (proposed.fill.fgColor.rgb, proposed.font.i)


def test_no_cell_of_any_sheet_is_a_formula_or_a_link(book: openpyxl.Workbook) -> None:
    kinds = {each.data_type for sheet in book for row in sheet.iter_rows() for each in row}

    assert {"s", "n"} == kinds
    assert "=HYPERLINK(1)" == cell(book, "text", 3).value
    assert not any(sheet._hyperlinks for sheet in book)


def test_header_stays_in_view_text_is_wrapped_and_what_programs_need_is_hidden(book: openpyxl.Workbook) -> None:
    sheet = book["Coding"]

    assert "D2" == sheet.freeze_panes
    assert 62 <= sheet.column_dimensions["C"].width < 64
    assert cell(book, "text", 4).alignment.wrap_text
    assert sheet.row_dimensions[4].height > 100
    letters = [cell(book, name, 1).column_letter for name in HIDDEN]
    hidden = [key for key, each in sheet.column_dimensions.items() if each.hidden]
    assert letters[0] in hidden
    assert "veryHidden" == book["about"].sheet_state
    assert ["Coding", "Codebook", "How to", "about"] == book.sheetnames


def test_the_same_sheet_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_coding_sheet(SHEET, BOOK, tmp_path / f"{name}.xlsx")

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_how_to_use_it_stands_in_the_workbook(book: openpyxl.Workbook) -> None:
    told = "\n".join(str(row[0].value) for row in book["How to"].iter_rows())

    assert "Yellow cells in italics hold proposals of the machine coder cues" in told
    assert "cfir import FILE.xlsx --coder ana --study STUDY" in told
