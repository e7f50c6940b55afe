"""A study of two interviews, a coding sheet of it, and what a person does with the workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from cfir_coder.cli.app import app
from cfir_coder.model.coding_sheet import COLUMNS
from cfir_coder.study import Study
from tests.made_proposals import LAW, MONEY, WANT, record, two_interviews

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
