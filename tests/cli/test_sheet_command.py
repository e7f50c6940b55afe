"""`cfir sheet`: a workbook of a study's transcripts for one person to code in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from cfir_coder.cli.app import app
from cfir_coder.model.coding import Coder, CoderKind, Status
from cfir_coder.model.coding_sheet import COLUMNS
from cfir_coder.study import Study
from tests.made_proposals import FINANCING, LAWS, MONEY, proposals, record, two_interviews
from tests.made_study import BASE, NOW


def cfir(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(each) for each in arguments], prog_name="cfir")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    record(tmp_path / "s", two_interviews(tmp_path))
    return tmp_path / "s"


def code_by_hand(folder: Path, tmp_path: Path, coder: str) -> None:
    """One coding of the first interview, on its second sentence."""
    by_hand = proposals(two_interviews(tmp_path)[0])[1].model_copy(
        update={
            "coder": coder,
            "coder_kind": CoderKind.HUMAN,
            "status": Status.ACCEPTED,
            "memo": "mine",
            "strength": -2,
        }
    )
    with Study.open(folder) as study:
        study.add_codings(Coder(name=coder, kind=CoderKind.HUMAN), [by_hand], covered=(), codebook=BASE.hash, at=NOW)


def rows(path: Path) -> list[dict[str, Any]]:
    header, *lines = openpyxl.load_workbook(path)["Coding"].iter_rows(values_only=True)
    assert COLUMNS == header
    return [dict(zip(COLUMNS, line, strict=True)) for line in lines]


def test_a_row_is_a_turn_and_questions_are_there_to_be_read(folder: Path, tmp_path: Path) -> None:
    done = cfir("sheet", folder, "--coder", "ana", "-o", tmp_path / "ana.xlsx")

    assert done.exit_code == 0, done.output
    assert f"{tmp_path}/ana.xlsx: 2 turns of 2 documents to code." == done.stdout.replace("\n", "")
    told = rows(tmp_path / "ana.xlsx")
    assert [("P1.txt", "Interviewer"), ("P1.txt", "P1"), ("P2.txt", "Interviewer"), ("P2.txt", "P2")] == [
        (row["document"], row["speaker"]) for row in told
    ]
    assert "The new statute helps us. The budget ran out. People here want it to work." == told[1]["text"]
    assert ["context", None, None] == [told[0][name] for name in ("id", "code 1", "done")]


def test_a_row_can_be_a_sentence_and_documents_can_come_from_a_list(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "double.csv").write_text("document,site\nP2.txt,Court 2\n", encoding="utf-8")

    cfir("sheet", folder, "--coder", "ana", "--segments", "sentence", "--documents", tmp_path / "double.csv",
         "-o", tmp_path / "ana.xlsx")  # fmt: skip

    told = rows(tmp_path / "ana.xlsx")
    assert ["How is it?", "The new statute helps us.", MONEY, "People here want it to work."] == [
        row["text"] for row in told
    ]
    assert {"P2.txt"} == {row["document"] for row in told}


def test_the_default_is_blind_for_others_and_shows_ones_own(folder: Path, tmp_path: Path) -> None:
    for coder in ("ana", "ben"):
        code_by_hand(folder, tmp_path, coder)

    done = cfir("sheet", folder, "--coder", "ben", "--segments", "sentence", "-o", tmp_path / "ben.xlsx")

    told = rows(tmp_path / "ben.xlsx")
    coded = [row for row in told if row["code 1"]]
    assert "filled in: 1 coding of ben" in " ".join(done.stdout.split())
    assert [(MONEY, "Financing", "barrier", -2, "mine", None)] == [
        (row["text"], row["code 1"], row["valence 1"], row["strength 1"], row["memo"], row["passages"]) for row in coded
    ]
    assert not any(row["code 2"] for row in told)


def test_proposals_are_filled_in_with_their_passages_where_not_decided_on(folder: Path, tmp_path: Path) -> None:
    cfir("reject", folder, "--by", "ana", "--code", "motivation")
    code_by_hand(folder, tmp_path, "ana")

    cfir("sheet", folder, "--coder", "ana", "--with-proposals", "-o", tmp_path / "ana.xlsx")

    row = rows(tmp_path / "ana.xlsx")[1]
    assert ["Financing", "Policies & Laws", None] == [row[f"code {n}"] for n in (1, 2, 3)]
    assert (
        "1: on “The budget ran out.”\n2: proposed by cues (confidence 0.90), on “The new statute helps us.”"
        == row["passages"]
    )
    marks = json.loads(row["before"])["marks"]
    assert [(FINANCING, False), (LAWS, True)] == [(mark["code"], mark.get("is_proposal", False)) for mark in marks]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--coder", "ana", "--documents", "P9.txt", "-o", "a.xlsx"),
            'the study has no document "P9.txt". There are: P1',
        ),
        (
            ("--coder", "ana", "--blind", "--with-proposals", "-o", "a.xlsx"),
            "--blind hides what --with-proposals shows",
        ),
        (("--coder", "cues", "-o", "a.xlsx"), '--coder: a sheet is a person\'s; "cues" is none.'),
        (("--coder", "ana", "-o", "a.csv"), "a coding sheet is a workbook. Name an .xlsx file"),
    ],
)
def test_what_can_not_be_a_sheet_is_told_and_nothing_is_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)

    done = cfir("sheet", folder, *options)

    assert 2 == done.exit_code
    assert message in done.stderr
    assert not list(tmp_path.glob("a.*"))


def test_a_sheet_that_somebody_may_have_filled_in_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "ana.xlsx").write_text("mine")

    done = cfir("sheet", folder, "--coder", "ana", "-o", tmp_path / "ana.xlsx")

    assert 1 == done.exit_code
    assert "mine" == (tmp_path / "ana.xlsx").read_text()


def test_a_document_is_known_by_its_participant_too(folder: Path, tmp_path: Path) -> None:
    for number, name in enumerate(("P1.txt", "p1", "P1")):
        done = cfir("sheet", folder, "--coder", "ana", "--documents", name, "-o", tmp_path / f"{number}.xlsx")
        assert done.exit_code == 0, done.output
        assert "1 document" in done.stdout
    assert cfir("accept", folder, "--by", "ana", "--document", "p1", "--dry-run").exit_code == 0
