"""The tables of the sample, kept: `pytest --update-golden` rewrites them when results are meant to change."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cfir_coder.cli.app import app
from cfir_coder.report import TABLE_FILES

TABLES = tuple(name for name in TABLE_FILES if name.endswith(".csv") and name != "codings.csv")
BRIEF = ("document", "start", "end", "code", "valence", "strength", "confidence", "speaker", "turn")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    folder = tmp_path_factory.mktemp("golden")
    shutil.copytree(sample, folder / "transcripts_sample")
    done = CliRunner().invoke(app, ["code", str(folder / "transcripts_sample"), "-o", str(folder / "results")])
    assert done.exit_code == 0
    return folder / "results"


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_sample_are_as_they_were(
    results: Path, golden: Callable[[str, str], None], name: str
) -> None:
    golden(name, (results / name).read_text(encoding="utf-8-sig"))


def test_the_codings_of_the_sample_are_as_they_were(results: Path, golden: Callable[[str, str], None]) -> None:
    text = (results / "codings.csv").read_text(encoding="utf-8-sig")
    brief = io.StringIO()
    table = csv.writer(brief, lineterminator="\n")
    table.writerow(BRIEF)
    table.writerows([row[name] for name in BRIEF] for row in csv.DictReader(io.StringIO(text)))

    golden("codings_brief.csv", brief.getvalue())
