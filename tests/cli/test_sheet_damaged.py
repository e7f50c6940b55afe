"""`cfir import` of a coding sheet with faults, or to which somebody did something meanwhile."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cfir_coder.model.coding_sheet import COLUMNS, HIDDEN
from cfir_coder.readers import read_transcript
from tests.cli.made_sheet import (
    ONE_CODE,
    cfir,
    edit,
    everything,
    fill,
    folder,
    hand_in,
    held,
    made,
    path,
)
from tests.made_proposals import FINANCING, MONEY, TEXT, WANT, record

__all__ = ["folder", "path"]


def test_every_fault_is_told_with_its_cell_and_the_study_is_as_before(path: Path, folder: Path) -> None:
    before = everything(folder)
    fill(
        path,
        {
            (3, "code 1"): "Finansing",
            (3, "valence 2"): "barrier",
            (4, "code 2"): "Motivation",
            (4, "valence 2"): "good",
            (4, "strength 2"): 3,
            (5, "done"): "maybe",
            (2, "code 1"): "Financing",
            (7, "code 1"): "Financing",
            (7, "code 2"): "financing",
        },
    )

    done = hand_in(path, folder)

    assert 1 == done.exit_code
    assert [
        "error: ana.xlsx, sheet Coding, row 2: there is something filled in, but what an interviewer says can't be "
        "coded. Clear the row.",
        'error: ana.xlsx, sheet Coding, cell D3: "Finansing" is no code. Did you mean "Financing"?',
        "error: ana.xlsx, sheet Coding, cell G3: valence or strength without a code. Choose a code, or clear them.",
        'error: ana.xlsx, sheet Coding, cell H4: "good" is none of facilitator, barrier, mixed, neutral.',
        'error: ana.xlsx, sheet Coding, cell I4: strength "3" is no whole number -2 to 2.',
        'error: ana.xlsx, sheet Coding, cell Q5: "maybe" is neither "yes" nor empty.',
    ] == done.stderr.splitlines()
    assert before == everything(folder)


def test_a_code_twice_in_a_row_is_a_fault(path: Path, folder: Path) -> None:
    fill(path, {(3, "code 1"): "Financing", (3, "code 3"): FINANCING})

    done = hand_in(path, folder)

    assert 1 == done.exit_code
    assert "ana.xlsx, sheet Coding, cell J3: the code stands in this row twice. Clear one of them." in done.stderr


def test_the_name_of_several_codes_asks_which(path: Path, folder: Path) -> None:
    fill(path, {(3, "code 1"): "Innovation"})

    done = hand_in(path, folder)

    assert 1 == done.exit_code
    assert (
        'cell D3: "Innovation" is the name of several codes. Write "Innovation (domain)", '
        '"Innovation (Reflecting & Evaluating)".'
    ) in done.stderr


def test_deleted_rows_are_told_and_take_nothing_away(path: Path, folder: Path, tmp_path: Path) -> None:
    fill(path, ONE_CODE)
    hand_in(path, folder)
    second = made(folder, tmp_path / "second.xlsx")
    edit(second, lambda sheet: sheet.delete_rows(4))

    done = hand_in(second, folder)

    assert "1 row was deleted from the sheet (row 3); what was coded there stays." in done.stderr
    assert 1 == len(held(folder))


def test_rows_in_another_order_are_told_and_land_where_they_belong(path: Path, folder: Path) -> None:
    fill(path, ONE_CODE)

    def turn_round(sheet: Any) -> None:
        _, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        for number, row in enumerate(reversed(rows), 2):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value

    edit(path, turn_round)

    done = hand_in(path, folder)

    assert "rows stand in another order than they were made in; that changes nothing." in done.stderr
    assert [("P1.txt", MONEY, FINANCING, "barrier", -2, "look again")] == held(folder)


def test_texts_sorted_apart_from_their_codes_are_refused(path: Path, folder: Path) -> None:
    fill(path, ONE_CODE | {(4, "text"): WANT, (5, "text"): MONEY})

    done = hand_in(path, folder)

    assert 1 == done.exit_code
    assert "ana.xlsx, sheet Coding, row 4: text and codes don't belong together any more" in done.stderr
    assert [] == held(folder)


def test_a_small_edit_of_a_text_is_told_and_a_large_one_refused(path: Path, folder: Path) -> None:
    fill(path, ONE_CODE | {(4, "text"): "The budget ran out!", (8, "text"): "typo"})

    small = hand_in(path, folder)
    fill(path, {(4, "text"): "Something else altogether, which nobody said."})
    large = hand_in(path, folder)

    assert "the text of 2 rows was edited in the sheet (rows 4, 8); the study's text stands." in small.stderr
    assert [("P1.txt", MONEY, FINANCING, "barrier", -2, "look again")] == held(folder)
    assert 1 == large.exit_code
    assert "row 4: the text was changed, so the codes can't be placed. Put the text back." in large.stderr


def test_a_row_copied_with_other_codes_is_a_fault_with_the_same_ones_none(path: Path, folder: Path) -> None:
    fill(path, ONE_CODE)
    edit(path, lambda sheet: sheet.append([each.value for each in sheet[4]]))
    same = hand_in(path, folder)
    fill(path, {(10, "valence 1"): "facilitator"})

    other = hand_in(path, folder)

    assert "1 row stands in the sheet twice, with the same codes; each counts once." in same.stderr
    assert 1 == other.exit_code
    assert "rows 4 and 10 are the same segment with different codes. Delete one of them." in other.stderr


def test_somebody_elses_sheet_is_refused(path: Path, folder: Path) -> None:
    done = cfir("import", path, "--study", folder, "--coder", "ben")

    assert 2 == done.exit_code
    assert 'is the sheet of ana, not of ben. Say --coder "ana".' in done.stderr


def test_a_sheet_of_another_study_is_refused(path: Path, tmp_path: Path) -> None:
    (tmp_path / "P1.txt").write_text("A title.\n\n" + TEXT.format(n=1), encoding="utf-8")
    record(tmp_path / "other", [read_transcript(tmp_path / "P1.txt", document="P1.txt")])
    fill(path, ONE_CODE)

    done = hand_in(path, tmp_path / "other")

    assert 1 == done.exit_code
    assert "P1.txt, P2.txt: the study has no such text. Is it the right --study?" in done.stderr
    assert [] == held(tmp_path / "other")


def test_a_workbook_whose_columns_were_moved_is_refused(path: Path, folder: Path) -> None:
    edit(path, lambda sheet: sheet.delete_cols(2))

    done = hand_in(path, folder)

    assert 1 == done.exit_code
    assert 'the sheet "Coding" isn\'t as it was made; columns were moved or renamed.' in done.stderr


def test_a_cell_that_would_be_a_formula_comes_back_as_it_was_written(path: Path, folder: Path, tmp_path: Path) -> None:
    fill(path, ONE_CODE | {(4, "memo"): "'=1+1, she said"})
    hand_in(path, folder)

    sheet = openpyxl.load_workbook(made(folder, tmp_path / "second.xlsx"))["Coding"]

    assert "=1+1, she said" == held(folder)[0][-1]
    assert "'=1+1, she said" == sheet.cell(4, COLUMNS.index("memo") + 1).value


def saved_as_csv(path: Path, columns: tuple[str, ...] = COLUMNS) -> Path:
    """The rows as Excel saves them, where a person keeps only some columns."""
    rows = openpyxl.load_workbook(path)["Coding"].iter_rows(values_only=True)
    with path.with_suffix(".csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([row[COLUMNS.index(name)] for name in columns] for row in rows)
    return path.with_suffix(".csv")


def without_hidden_columns(path: Path) -> Path:
    return saved_as_csv(path, tuple(name for name in COLUMNS if name not in HIDDEN))


def without_unused_columns(path: Path) -> Path:
    return saved_as_csv(path, tuple(name for name in COLUMNS if not name.endswith((" 2", " 3", " 4"))))


def cleaned_by_hand(path: Path) -> Path:
    gone = (*HIDDEN, *(name for name in COLUMNS if name.endswith((" 2", " 3", " 4"))))
    return saved_as_csv(path, tuple(name for name in COLUMNS if name not in gone))


def without_about(path: Path) -> Path:
    book = openpyxl.load_workbook(path)
    del book["about"]
    book.save(path)
    return path


@pytest.mark.parametrize(
    "torn", [saved_as_csv, without_hidden_columns, without_unused_columns, cleaned_by_hand, without_about]
)
def test_a_sheet_that_is_no_whole_workbook_is_refused_by_import_and_merge(
    torn: Callable[[Path], Path], path: Path, folder: Path, tmp_path: Path
) -> None:
    fill(path, ONE_CODE)
    file, before = torn(path), everything(folder)

    done = hand_in(file, folder)
    merged = cfir("merge", file, "--transcripts", tmp_path, "-o", tmp_path / "merged")

    refusal = (
        f'error: {file} is a coding sheet saved as another kind of file, or without its hidden sheet "about": valence, '
        'strength and "done" would be lost. Hand in the workbook itself with `cfir import`, as .xlsx and with its '
        "hidden sheet. When it is lost, make a new one with `cfir sheet` and copy the codes over.\n"
    )
    assert (1, refusal) == (done.exit_code, done.stderr)
    assert (1, refusal) == (merged.exit_code, merged.stderr)
    assert before == everything(folder)


def test_a_table_of_ones_own_with_columns_like_a_sheets_is_read(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text(
        f"row,id,document,quote,code 1,code 2,valence,done\n1,a,P1.txt,{MONEY},Financing,,barrier,yes\n",
        encoding="utf-8",
    )

    done = hand_in(table, folder)

    assert 0 == done.exit_code, done.output
    assert [("P1.txt", MONEY, FINANCING, "barrier", None, "")] == held(folder)
