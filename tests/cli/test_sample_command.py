"""`cfir sample`: which transcripts are double-coded."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cfir_coder.cli.app import app
from cfir_coder.readers import join_participants, read_folder, read_participants
from cfir_coder.study import Study
from tests.made_study import BASE


def cfir(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(each) for each in arguments], prog_name="cfir")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    read = read_folder([sample])
    joined = join_participants(read.transcripts, read_participants(sample / "participants.csv"))
    folder = tmp_path_factory.mktemp("sample")
    with Study.open_or_create(folder / "study.db") as opened:
        opened.add_sources(joined.transcripts, joined.participants, BASE)
    return folder


def test_a_third_of_the_sample_reaches_every_court(study: Path, tmp_path: Path) -> None:
    done = cfir("sample", study, "--share", 0.33, "--by", "site", "-o", tmp_path / "double.csv")

    assert done.exit_code == 0, done.output
    with (tmp_path / "double.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert ["Court 1", "Court 2", "Court 3", "Court 4"] == [row["site"] for row in rows]
    assert {"document", "participant", "site", "words", "sentences", "read_by", "text_hash"} == set(rows[0])
    assert "Drawn: 4 of 12 transcripts, seed 1." in done.stdout


def test_the_units_needed_are_those_of_the_literature(study: Path) -> None:
    """Donner and Eliasziw (1992): kappa .4 against .6 at prevalence .1 and .3."""
    done = cfir("sample", study, "--kappa0", 0.4, "--kappa1", 0.6, "--prevalence", 0.1, "--prevalence", 0.3)

    assert "Sentences needed to tell kappa 0.6 from 0.4 (two-sided .05, power .80):" in done.stdout
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [["0.1", "405"], ["0.3", "191"]] == [line[:2] for line in lines if line[:1] in (["0.1"], ["0.3"])]
    assert "take them for the least" in done.stderr


def test_alike_units_need_more_of_them(study: Path) -> None:
    done = cfir("sample", study, "--kappa0", 0.4, "--kappa1", 0.6, "--prevalence", 0.3, "--icc", 0.05)

    line = next(line.split() for line in done.stdout.splitlines() if line.split()[:1] == ["0.3"])
    assert "191" == line[1]
    assert int(line[2]) > 1000
    assert "take them for the least" not in done.stderr


def test_more_strata_than_places_are_told(study: Path) -> None:
    done = cfir("sample", study, "--share", 0.25, "--by", "site,role", "--format", "csv")

    assert 3 == len({row["site"] for row in csv.DictReader(io.StringIO(done.stdout))})
    assert "12 strata (site, role) are more than 3 places" in done.stderr
    assert "no transcript of site Court" in done.stderr


def test_an_attribute_that_nobody_has_is_told(study: Path) -> None:
    done = cfir("sample", study, "--by", "county")

    assert 2 == done.exit_code
    assert 'nobody has the attribute "county". There are: site, role, date, setting' in done.stderr
