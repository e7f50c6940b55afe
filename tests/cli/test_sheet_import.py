"""`cfir import` of a coding sheet: what a person filled in, and what somebody did to the workbook meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from cfir_coder.cli.app import app
from cfir_coder.model.coding import CoderKind, Status
from cfir_coder.model.coding_sheet import COLUMNS
from cfir_coder.readers import read_transcript
from cfir_coder.study import Study
from cfir_coder.workflow.agreement_load import comparison_of_study
from tests.made_proposals import FINANCING, LAW, LAWS, MONEY, MOTIVATION, TEXT, WANT, record, two_interviews

SENTENCES = {LAW: 3, MONEY: 4, WANT: 5}
"""Rows of the first interview's sentences in the sheet; row 2 is the question, rows 6 to 9 the second interview."""


def cfir(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(each) for each in arguments], prog_name="cfir")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    record(tmp_path / "s", two_interviews(tmp_path))
    return tmp_path / "s"


@pytest.fixture
def path(folder: Path, tmp_path: Path) -> Path:
    """A sheet of sentences for ana."""
    return made(folder, tmp_path / "ana.xlsx")


def made(folder: Path, path: Path, *options: str) -> Path:
    done = cfir("sheet", folder, "--coder", "ana", "--segments", "sentence", "-o", path, *options)
    assert done.exit_code == 0, done.output
    return path


def fill(path: Path, cells: dict[tuple[int, str], Any]) -> None:
    """Write cells, by row and column's name."""
    book = openpyxl.load_workbook(path)
    for (row, name), value in cells.items():
        book["Coding"].cell(row, COLUMNS.index(name) + 1).value = value
    book.save(path)


def edit(path: Path, change: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book["Coding"])
    book.save(path)


def hand_in(path: Path, folder: Path, *options: object) -> Any:
    return cfir("import", path, "--study", folder, "--coder", "ana", *options)


def held(folder: Path) -> list[tuple[Any, ...]]:
    with Study.open(folder) as study:
        return [
            (one.document, one.quote, one.code, one.valence and one.valence.value, one.strength, one.memo)
            for one in study.codings(coder="ana")
        ]


def everything(folder: Path) -> tuple[Any, ...]:
    with Study.open(folder) as study:
        return study.codings(), study.log(), study.coverage(), study.decisions(), study.segments("ana"), study.coders()


def line(done: Any) -> str:
    return " ".join(done.stdout.split())


ONE_CODE = {
    (4, "code 1"): "Financing",
    (4, "valence 1"): "barrier",
    (4, "strength 1"): -2,
    (4, "memo"): "look again",
    (4, "done"): "yes",
}


def test_what_was_filled_in_becomes_codings_of_that_person_on_that_segment(path: Path, folder: Path) -> None:
    fill(path, ONE_CODE | {(3, "code 1"): LAWS, (3, "code 2"): "financing"})

    done = hand_in(path, folder)

    assert done.exit_code == 0, done.output
    assert "ana.xlsx: 3 codings by ana new, 0 changed, 0 withdrawn. 1 of 6 rows done" in line(done)
    assert [
        ("P1.txt", LAW, FINANCING, None, None, ""),
        ("P1.txt", LAW, LAWS, None, None, ""),
        ("P1.txt", MONEY, FINANCING, "barrier", -2, "look again"),
    ] == held(folder)
    assert '1 row has codes but no "done"' in done.stderr
    with Study.open(folder) as study:
        coding = study.codings(coder="ana")[2]
        text = next(one for one in study.transcripts() if one.document == "P1.txt").text
    assert (CoderKind.HUMAN, Status.ACCEPTED, "P1", 1) == (
        coding.coder_kind,
        coding.status,
        coding.speaker,
        coding.turn,
    )
    assert coding.quote == text[coding.start : coding.end]
    assert coding.evidence[0].what.startswith("coding sheet ")


def test_handing_in_twice_changes_nothing(path: Path, folder: Path) -> None:
    fill(path, ONE_CODE)
    hand_in(path, folder)
    before = everything(folder)

    again = hand_in(path, folder)

    assert "0 codings by ana new, 0 changed, 0 withdrawn." in line(again)
    assert before == everything(folder)


def test_a_code_taken_out_withdraws_that_coding_and_nobody_elses(path: Path, folder: Path, tmp_path: Path) -> None:
    fill(path, ONE_CODE | {(3, "code 1"): LAWS})
    hand_in(path, folder)
    second = made(folder, tmp_path / "second.xlsx")
    fill(second, {(4, "code 1"): None, (4, "valence 1"): None, (4, "strength 1"): None})

    done = hand_in(second, folder)

    assert "0 codings by ana new, 0 changed, 1 withdrawn." in line(done)
    assert f"withdrawn: Financing on “{MONEY}” (P1.txt)." in done.stderr
    assert [("P1.txt", LAW, LAWS, None, None, "")] == held(folder)
    with Study.open(folder) as study:
        assert 6 == len(study.codings(coder="cues"))


def test_a_code_taken_out_of_the_same_workbook_later_is_withdrawn_too(path: Path, folder: Path) -> None:
    fill(path, ONE_CODE)
    hand_in(path, folder)
    fill(path, {(4, name): None for name in ("code 1", "valence 1", "strength 1", "memo", "done")})

    done = hand_in(path, folder)

    assert "1 withdrawn." in line(done)
    assert [] == held(folder)


def test_another_code_valence_or_strength_replaces_what_was_there(path: Path, folder: Path, tmp_path: Path) -> None:
    fill(path, ONE_CODE | {(3, "code 1"): LAWS, (3, "valence 1"): "mixed"})
    hand_in(path, folder)
    second = made(folder, tmp_path / "second.xlsx")
    fill(second, {(4, "code 1"): "Motivation", (3, "valence 1"): "facilitator", (3, "strength 1"): 1})

    done = hand_in(second, folder)

    assert "1 coding by ana new, 1 changed, 1 withdrawn." in line(done)
    assert [
        ("P1.txt", LAW, LAWS, "facilitator", 1, ""),
        ("P1.txt", MONEY, MOTIVATION, "barrier", -2, "look again"),
    ] == held(folder)


def test_rows_nobody_touched_leave_what_was_coded_since_alone(path: Path, folder: Path) -> None:
    """ana accepted a proposal after her sheet was made; an untouched row of it says nothing against that."""
    cfir("accept", folder, "--by", "ana", "--code", "financing", "--document", "P1.txt")
    fill(path, {(3, "done"): "yes"})

    hand_in(path, folder)
    hand_in(path, folder)

    assert [("P1.txt", MONEY, FINANCING, "barrier", None, "")] == held(folder)


def test_proposals_of_done_rows_are_accepted_those_taken_out_rejected_the_rest_left_open(
    folder: Path, tmp_path: Path
) -> None:
    path = made(folder, tmp_path / "ana.xlsx", "--with-proposals")
    fill(path, {(3, "done"): "yes", (4, "code 1"): None, (4, "valence 1"): None, (9, "valence 1"): "facilitator"})

    done = hand_in(path, folder)
    again = hand_in(path, folder)

    assert "2 proposals accepted, 1 rejected." in line(done)
    assert "proposals" not in line(again)
    assert [("P1.txt", LAW, LAWS, "facilitator", None, ""), ("P2.txt", WANT, MOTIVATION, "facilitator", None, "")] == (
        held(folder)
    )
    with Study.open(folder) as study:
        told = [(one.document, one.code, one.status.value) for one in study.codings(coder="cues")]
        assert all(one.is_from_proposal for one in study.codings(coder="ana"))
    assert [
        ("P1.txt", LAWS, "accepted"),
        ("P1.txt", FINANCING, "rejected"),
        ("P1.txt", MOTIVATION, "proposed"),
        ("P2.txt", LAWS, "proposed"),
        ("P2.txt", FINANCING, "proposed"),
        ("P2.txt", MOTIVATION, "accepted"),
    ] == told


def test_withdrawing_what_came_from_a_proposal_rejects_it(folder: Path, tmp_path: Path) -> None:
    cfir("accept", folder, "--by", "ana", "--code", "financing", "--document", "P1.txt")
    path = made(folder, tmp_path / "ana.xlsx")
    fill(path, {(4, "code 1"): None, (4, "valence 1"): None})

    hand_in(path, folder)

    with Study.open(folder) as study:
        assert [Status.REJECTED] == list(study.decisions().values())
        assert Status.REJECTED is study.codings(coder="cues")[1].status
    assert [] == held(folder)


def test_only_a_document_that_is_done_as_a_whole_counts_as_read(path: Path, folder: Path) -> None:
    fill(path, ONE_CODE | {(3, "done"): "yes"})
    partly = hand_in(path, folder)
    with Study.open(folder) as study:
        seen_partly = comparison_of_study(study).seen
    fill(path, {(5, "done"): "x"})

    whole = hand_in(path, folder)

    assert "2 of 6 rows done; 0 documents done as a whole." in line(partly)
    assert "3 of 6 rows done; 1 document done as a whole." in line(whole)
    assert {"cues"} == {coder for coder, _ in seen_partly}
    with Study.open(folder) as study:
        names = {one.hash: one.document for one in study.transcripts()}
        assert [("ana", "P1.txt")] == [
            (one.coder, names[one.text_hash]) for one in study.coverage() if one.coder == "ana"
        ]


def test_a_remark_on_a_row_without_a_code_is_kept_and_comes_back(path: Path, folder: Path, tmp_path: Path) -> None:
    fill(path, {(5, "memo"): "ask Ben", (5, "done"): "yes"})
    hand_in(path, folder)

    sheet = openpyxl.load_workbook(made(folder, tmp_path / "second.xlsx"))["Coding"]

    assert ["ask Ben", "yes"] == [sheet.cell(5, COLUMNS.index(name) + 1).value for name in ("memo", "done")]


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
