from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cfir_coder.report import TABLE_FILES, write_csv, write_workbook

FRAME = pd.DataFrame(
    {
        "level": ["construct", "domain total"],
        "quote": ["=HYPERLINK(1)", "plain ’ é 🙂"],
        "strength": pd.Series([-1, None], dtype="Int64"),
        "barrier_codings": [2, 0],
        "share": [0.5, float("nan")],
    }
)


def test_a_csv_opens_right_in_excel_and_runs_no_formula(tmp_path: Path) -> None:
    write_csv(FRAME, tmp_path / "t.csv")

    assert (
        b"\xef\xbb\xbflevel,quote,strength,barrier_codings,share\n"
        b"construct,'=HYPERLINK(1),-1,2,0.5\n"
        b"domain total,plain \xe2\x80\x99 \xc3\xa9 \xf0\x9f\x99\x82,,0,\n"
    ) == (tmp_path / "t.csv").read_bytes()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_start_of_a_formula_is_defused(tmp_path: Path, start: str) -> None:
    write_csv(pd.DataFrame({"a": [f"{start}1"]}), tmp_path / "t.csv")

    assert f"'{start}1" == pd.read_csv(tmp_path / "t.csv", encoding="utf-8-sig", lineterminator="\n")["a"][0]


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    long = FRAME.assign(quote=["x" * 40_000, "a\x00b"])

    write_workbook({"first": FRAME, "second": long}, tmp_path / "t.xlsx", notes={"first": "what it holds"})

    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert ["read me", "first", "second"] == book.sheetnames
    sheet = book["first"]
    assert ("=HYPERLINK(1)", "s") == (sheet["B3"].value, sheet["B3"].data_type)
    assert (-1, None, 2) == (sheet["C3"].value, sheet["C4"].value, sheet["D3"].value)
    assert ("B3", "A2:E4") == (sheet.freeze_panes, sheet.auto_filter.ref)
    assert 32_767 == len(book["second"]["B3"].value)
    assert book["second"]["B3"].value.endswith("x [cut: 40,000 characters]")
    assert "ab" == book["second"]["B4"].value


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_workbook({"t": FRAME}, tmp_path / f"{name}.xlsx")

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_text("mine")

    with pytest.raises(Exception, match="already in use"):
        write_workbook({"a": FRAME, "A": FRAME}, path)

    assert "mine" == path.read_text()
    assert ["t.xlsx"] == [each.name for each in tmp_path.iterdir()]


def test_the_files_of_a_run_are_the_ones_promised() -> None:
    assert (
        "codings.csv",
        "transcripts.csv",
        "themes.csv",
        "matrix_facilitators_barriers.csv",
        "matrix_by_site.csv",
        "matrix_by_site_wide.csv",
        "matrix_by_role.csv",
        "matrix_by_role_wide.csv",
        "cases_by_codes.csv",
        "inductive_codes.csv",
        "silent.csv",
        "matrices.xlsx",
    ) == TABLE_FILES
