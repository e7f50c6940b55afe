from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfir_coder.errors import TableError
from cfir_coder.report import TABLE_FILES, WORKBOOK, write_csv, write_tables, write_workbook
from cfir_coder.text import undefuse

CODINGS = pd.DataFrame(
    {
        "document": ["a.txt", "b.txt"],
        "quote": ["- no\nnever", "yes"],
        "code": ["outer.money", "outer.money"],
        "valence": ["barrier", "facilitator"],
        "coder": ["cues", "cues"],
        "coder_kind": ["machine", "machine"],
        "codebook": ["t 1 abc", "t 1 abc"],
        "text_hash": ["0f", "0e"],
        "prefix": ["", ""],
    }
)
WIDE = pd.DataFrame(
    {
        "level": ["domain total", "construct", "subconstruct", "total"],
        "domain": ["Outer", "Outer", "Outer", "(all)"],
        "construct": ["(all)", "Money", "Money: Late", "(all)"],
        "Court 1 | facilitator": [5, 4, 1, 5],
        "Court 1 | barrier": [0, 0, 0, 0],
        "all | codings": [5, 4, 1, 5],
    }
)
TABLES = {"codings": CODINGS, "matrix_by_site_wide": WIDE}

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12).filter(
    lambda text: text == undefuse(text)
)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.tuples(cells, st.integers(-9, 9) | st.none(), st.sampled_from([0.0, 0.1234, None])), min_size=1)
)
def test_reading_a_csv_back_gives_the_table(rows: list[tuple[str, int | None, float | None]], tmp_path_factory) -> None:
    frame = pd.DataFrame(
        {
            "text": pd.Series([row[0] for row in rows], dtype="str"),
            "strength": pd.Series([row[1] for row in rows], dtype="Int64"),
            "share": pd.Series([row[2] for row in rows], dtype="float64"),
        }
    )
    path = tmp_path_factory.mktemp("csv") / "t.csv"

    write_csv(frame, path)

    read = pd.read_csv(
        path,
        encoding="utf-8-sig",
        dtype=frame.dtypes.to_dict(),
        keep_default_na=False,
        na_values={"strength": [""], "share": [""]},
        lineterminator="\n",
    )
    read["text"] = pd.Series([undefuse(cell) for cell in read["text"]], dtype="str")
    pd.testing.assert_frame_equal(frame, read)


def test_a_fraction_has_at_most_four_decimals(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"share": [1 / 3, 1.0, 0.5]}), tmp_path / "t.csv")

    assert b"\xef\xbb\xbfshare\n0.3333\n1.0\n0.5\n" == (tmp_path / "t.csv").read_bytes()


def test_a_column_named_like_a_formula_is_defused(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"=cmd|x": ["a"]}), tmp_path / "t.csv")

    assert b"\xef\xbb\xbf'=cmd|x\na\n" == (tmp_path / "t.csv").read_bytes()


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_tables(TABLES, tmp_path / name) for name in ("first", "second"))

    assert ["codings.csv", "matrix_by_site_wide.csv", WORKBOOK] == [path.name for path in first]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_table_of_an_earlier_run_doesnt_stay(tmp_path: Path) -> None:
    (tmp_path / "themes.csv").write_text("old")
    (tmp_path / "mine.csv").write_text("mine")

    write_tables(TABLES, tmp_path)

    assert ["codings.csv", WORKBOOK, "matrix_by_site_wide.csv", "mine.csv"] == sorted(
        path.name for path in tmp_path.iterdir()
    )


def test_all_tables_are_replaced_or_none(tmp_path: Path) -> None:
    for name in ("codings.csv", "matrix_by_site_wide.csv"):
        (tmp_path / name).write_text(f"old {name}")
    (tmp_path / WORKBOOK).mkdir()

    with pytest.raises(TableError, match=r"matrices\.xlsx can't be replaced \(a folder has its name\)"):
        write_tables(TABLES, tmp_path)

    assert "old codings.csv" == (tmp_path / "codings.csv").read_text()
    assert "old matrix_by_site_wide.csv" == (tmp_path / "matrix_by_site_wide.csv").read_text()
    assert ["codings.csv", WORKBOOK, "matrix_by_site_wide.csv"] == sorted(path.name for path in tmp_path.iterdir())


def test_the_sheet_of_codings_goes_without_what_only_programs_need(tmp_path: Path) -> None:
    write_tables(TABLES, tmp_path)

    book = openpyxl.load_workbook(tmp_path / WORKBOOK)
    assert ["document", "quote", "code", "valence", "coder", "coder_kind"] == [
        cell.value for cell in book["codings"][1]
    ]
    notes = {row[0]: row[1] for row in book["read me"].values}
    assert ("cues (machine)", "t 1 abc") == (notes["coded by"], notes["coded with"])
    assert TABLE_FILES[0] in notes["codings"]


def test_cases_stand_over_their_valences_and_totals_are_bold(tmp_path: Path) -> None:
    write_workbook({"wide": WIDE}, tmp_path / "t.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["wide"]
    assert [
        (None, None, None, "Court 1", None, "all"),
        ("level", "domain", "construct", "facilitator", "barrier", "codings"),
    ] == list(sheet.values)[:2]
    assert ["D1:E1"] == [str(merged) for merged in sheet.merged_cells.ranges]
    assert ("D3", "A2:F6", "$1:$2") == (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows)
    assert [True, False, False, True] == [sheet.cell(row, 3).font.bold for row in range(3, 7)]
    assert [0, 0, 1, 0] == [sheet.cell(row, 3).alignment.indent for row in range(3, 7)]


def test_counts_are_shaded_up_to_the_largest_and_totals_are_not(tmp_path: Path) -> None:
    write_workbook({"wide": WIDE}, tmp_path / "t.xlsx")

    rules = openpyxl.load_workbook(tmp_path / "t.xlsx")["wide"].conditional_formatting
    (place, scale), *others = [(str(rule.sqref), rule.rules[0].colorScale) for rule in rules]
    assert [] == others
    assert "D4:D5" == place
    assert ["0", "1", "4"] == [str(int(float(point.val))) for point in scale.cfvo]


def test_a_table_too_long_for_a_sheet_is_left_out_and_told(tmp_path: Path) -> None:
    write_workbook({"wide": WIDE, "codings": CODINGS}, tmp_path / "t.xlsx", notes={"wide": "All."}, most_rows=3)

    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert ["read me", "codings"] == book.sheetnames
    assert ("wide", "Left out of this workbook: 4 rows and 6 columns are too many. All.") == next(
        book["read me"].iter_rows(min_row=2, values_only=True)
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x0b\ufffeb\ud800", "ab"),
        ("_x0041_", "_x0041_"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("http://a.b", "http://a.b"),
        ("{=SUM(A1)}", "{=SUM(A1)}"),
    ],
)
def test_a_cell_shows_the_text_as_it_is_but_for_what_xml_forbids(tmp_path: Path, text: str, shown: str) -> None:
    write_workbook({"t": pd.DataFrame({"a": pd.Series([text], dtype=object)})}, tmp_path / "t.xlsx")

    cell = openpyxl.load_workbook(tmp_path / "t.xlsx")["t"]["A2"]
    assert (shown, "s", None) == (cell.value, cell.data_type, cell.hyperlink)
