"""Documents of which a person has done some rows of a sheet: they count in no agreement, and that is told."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from cfir_coder.model.coding_sheet import COLUMNS
from cfir_coder.readers import read_transcript
from cfir_coder.study import Run, Study
from tests.cli.made_sheet import cfir, fill, folder, made
from tests.exchange.made import write_csv
from tests.made_proposals import FINANCING, LAW, LAWS, TEXT
from tests.made_study import BASE, NOW

__all__ = ["folder"]
TOLD = "ana has read 1 document in part only (P2.txt): left out of agreement until every row of a coding sheet is done."


def bens(folder: Path, tmp_path: Path) -> Path:
    """ben coded the law in both interviews."""
    with Study.open(folder) as study:
        texts = {one.document: one.text for one in study.transcripts()}
    rows = [[name, at, at + len(LAW), LAW, LAWS, "ben"] for name, text in texts.items() if (at := text.index(LAW))]
    return write_csv(tmp_path / "ben.csv", ("document", "start", "end", "quote", "code", "coder"), rows)


@pytest.fixture
def halfway(folder: Path, tmp_path: Path) -> Path:
    """ana has done all of P1, and of P2 a row in which she coded and one in which she didn't; ben has done both."""
    sheet = made(folder, tmp_path / "ana.xlsx")
    done = {(row, "done"): "yes" for row in (3, 4, 5, 7, 8)}
    fill(sheet, done | {(3, "code 1"): LAWS, (8, "code 1"): FINANCING})
    for file in (sheet, bens(folder, tmp_path)):
        assert cfir("import", file, "--study", folder).exit_code == 0
    return folder


def test_agree_says_which_documents_are_left_out_as_they_are_read_in_part(halfway: Path) -> None:
    shown = cfir("agree", halfway)
    told = json.loads(cfir("agree", halfway, "--format", "json").stdout)

    assert TOLD in shown.stderr
    assert TOLD in told["notes"]
    assert told["read_in_part"] == {"ana": ["P2.txt"]}
    assert list(told["documents"].values()) == ["P1.txt"]
    assert list(told["levels"]["leaf"]["codes"]) == [LAWS]


def test_merge_says_it_too_and_so_does_agree_on_the_merged_folder(halfway: Path, tmp_path: Path) -> None:
    merged = cfir("merge", "--study", halfway, "-o", tmp_path / "merged")
    told = json.loads((tmp_path / "merged" / "agreement.json").read_text(encoding="utf-8"))

    assert merged.exit_code == 0, merged.output
    assert TOLD in merged.stderr
    assert told["read_in_part"] == {"ana": ["P2.txt"]}
    assert TOLD in cfir("agree", tmp_path / "merged").stderr


def test_where_nothing_is_in_common_what_is_begun_is_told_as_the_reason(folder: Path, tmp_path: Path) -> None:
    sheet = made(folder, tmp_path / "ana.xlsx")
    fill(sheet, {(8, "done"): "yes"})
    for file in (sheet, bens(folder, tmp_path)):
        cfir("import", file, "--study", folder)

    result = cfir("agree", folder, "--coder", "ana", "--coder", "ben")

    assert result.exit_code == 1
    assert TOLD in " ".join(result.stderr.split())


def test_once_every_row_is_done_nothing_is_left_out(halfway: Path, tmp_path: Path) -> None:
    sheet = made(halfway, tmp_path / "rest.xlsx")
    fill(sheet, {(9, "done"): "yes"})
    assert cfir("import", sheet, "--study", halfway).exit_code == 0

    told = json.loads(cfir("agree", halfway, "--format", "json").stdout)

    assert told["read_in_part"] == {}
    assert list(told["documents"].values()) == ["P1.txt", "P2.txt"]


def test_merge_of_a_coding_sheet_as_a_file_says_to_import_it_first(folder: Path, tmp_path: Path) -> None:
    sheet = made(folder, tmp_path / "ana.xlsx")

    result = cfir("merge", sheet, "--study", folder, "-o", tmp_path / "merged")

    assert result.exit_code == 1
    assert "is a coding sheet. Take it into its study first with `cfir import ana.xlsx --study STUDY`" in result.stderr
    assert not (tmp_path / "merged").exists()


def test_a_sentence_put_into_a_text_later_is_to_be_read_before_the_text_counts_again(
    folder: Path, tmp_path: Path
) -> None:
    """ana and ben had coded both interviews in files; then the second got a sentence more."""
    for name in ("ana", "ben"):
        file = bens(folder, tmp_path)
        renamed = write_text(tmp_path / f"{name}s.csv", file.read_text(encoding="utf-8").replace("ben", name))
        assert cfir("import", renamed, "--study", folder).exit_code == 0
    corrected = tmp_path / "P2.txt"
    write_text(corrected, TEXT.format(n=2).rstrip() + " Nobody told the deputies.\n")
    told = code_again(folder, corrected)

    left_out = json.loads(cfir("agree", folder, "--format", "json").stdout)
    for name in ("ana", "ben"):
        sheet = tmp_path / f"{name}.xlsx"
        assert cfir("sheet", folder, "--coder", name, "--documents", "P2.txt", "-o", sheet).exit_code == 0
        assert done_in(sheet) == [None, None]  # the question, and the turn with the new sentence
        fill(sheet, {(3, "done"): "yes"})
        assert cfir("import", sheet, "--study", folder).exit_code == 0
    after = json.loads(cfir("agree", folder, "--format", "json").stdout)

    assert [line for line in told if "not read by" in line] == [
        f"P2.txt: 1 sentence not read by {name}; it counts as read in part." for name in ("ana", "ben")
    ]
    assert left_out["read_in_part"] == {"ana": ["P2.txt"], "ben": ["P2.txt"]}
    assert list(left_out["documents"].values()) == ["P1.txt"]
    assert (after["read_in_part"], list(after["documents"].values())) == ({}, ["P1.txt", "P2.txt"])


def test_a_sheet_knows_what_was_done_in_another_one_of_sentences(halfway: Path, tmp_path: Path) -> None:
    """In the second sheet a row is a turn: that of P1 is done, that of P2 isn't, as one of its sentences isn't."""
    sheet = tmp_path / "turns.xlsx"
    cfir("sheet", halfway, "--coder", "ana", "-o", sheet)
    assert done_in(sheet) == [None, "yes", None, None]

    fill(sheet, {(3, "done"): None})
    assert cfir("import", sheet, "--study", halfway).exit_code == 0

    again = tmp_path / "again.xlsx"
    cfir("sheet", halfway, "--coder", "ana", "-o", again)
    assert done_in(again) == [None, None, None, None]


def write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def code_again(folder: Path, file: Path) -> list[str]:
    """A machine meets a document's new text; what the study says to that."""
    with Study.open(folder) as study:
        transcript = read_transcript(file, document=file.name)
        return study.record_run(Run("cues", NOW, NOW, "0", {}, BASE, [transcript], (), ()))


def done_in(sheet: Path) -> list[str | None]:
    """What the column says, row by row."""
    rows = openpyxl.load_workbook(sheet)["Coding"].iter_rows(min_row=2, values_only=True)
    return [row[COLUMNS.index("done")] for row in rows]
