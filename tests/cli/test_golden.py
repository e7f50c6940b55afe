"""The tables of the sample, kept: `pytest --update-golden` rewrites them when results are meant to change."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from cfir_coder.report import TABLE_FILES
from tests.commands import CodedSample

TABLES = tuple(name for name in TABLE_FILES if name.endswith(".csv") and name not in ("codings.csv", "silent.csv"))
BRIEF = ("document", "start", "end", "code", "valence", "strength", "confidence", "speaker", "turn")


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_sample_are_as_they_were(
    coded_sample: CodedSample, golden: Callable[[str, str], None], name: str
) -> None:
    golden(name, (coded_sample.results / name).read_text(encoding="utf-8-sig"))


def test_the_codings_of_the_sample_are_as_they_were(
    coded_sample: CodedSample, golden: Callable[[str, str], None]
) -> None:
    text = (coded_sample.results / "codings.csv").read_text(encoding="utf-8-sig")
    brief = io.StringIO()
    table = csv.writer(brief, lineterminator="\n")
    table.writerow(BRIEF)
    table.writerows([row[name] for name in BRIEF] for row in csv.DictReader(io.StringIO(text)))

    golden("codings_brief.csv", brief.getvalue())
