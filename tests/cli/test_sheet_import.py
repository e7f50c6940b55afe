"""`cfir import` of a coding sheet: what a person filled in."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from cfir_coder.model.coding import CoderKind, Status
from cfir_coder.model.coding_sheet import COLUMNS
from cfir_coder.study import Study
from cfir_coder.workflow.agreement_load import comparison_of_study
from tests.cli.made_sheet import (
    ONE_CODE,
    cfir,
    everything,
    fill,
    folder,
    hand_in,
    held,
    line,
    made,
    path,
)
from tests.made_proposals import FINANCING, LAW, LAWS, MONEY, MOTIVATION, WANT

__all__ = ["folder", "path"]


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
