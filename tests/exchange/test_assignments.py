"""`cfir import --assigned`: who was to look at what, for all codes or for some, kept in the study."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cfir_coder.study import Study
from cfir_coder.text import text_hash
from tests.exchange.made import (
    BOOK,
    CLINIC,
    FINANCING,
    LEADERS,
    P01,
    coded,
    make_study,
    run,
    state,
    write_csv,
    write_xlsx,
)
from tests.exchange.test_importing import ROWS, ana, row


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path / "study")


def test_an_assignment_says_who_was_to_look_at_what(study: Path, tmp_path: Path) -> None:
    assigned = write_csv(tmp_path / "who.csv", ("coder", "document"), [["ana", "P01"], ["ana", "P02"], ["ben", "P02"]])

    run("import", ana(tmp_path), "--study", study, "--assigned", assigned)

    with Study.open(study) as opened:
        assert [one.coder for one in opened.coverage()] == ["ana", "ana"]


def test_an_assignment_of_an_unknown_document_is_told_and_nothing_is_imported(study: Path, tmp_path: Path) -> None:
    assigned = write_csv(tmp_path / "who.csv", ("coder", "document"), [["ana", "P09"]])

    result = run("import", ana(tmp_path), "--study", study, "--assigned", assigned)

    assert 'who.csv, line 2: the study has no transcript "P09".' in result.stderr
    assert coded(study) == []


def test_an_assignment_to_some_codes_is_kept_with_those_below_and_those_used(study: Path, tmp_path: Path) -> None:
    """LEADERS was used beside it, so it was looked for; a later import without an assignment doesn't widen it."""
    lines = [["ana", "P01", "Available Resources"], ["ana", "P02", ""], ["ben", "P01", ""]]
    assigned = write_xlsx(tmp_path / "who.xlsx", ("Coder", "Document", "Code"), lines)

    result = run("import", ana(tmp_path, ROWS[:1]), "--study", study, "--assigned", assigned)
    again = run("import", ana(tmp_path, ROWS[:1], name="again.csv"), "--study", study)

    assert (result.exit_code, again.exit_code) == (0, 0), result.output
    assert "used by somebody not assigned to it: 1 code; that counts as looked for." in result.stderr
    assert "who.xlsx: no file is of ben; what is assigned to them isn't kept." in result.stderr
    resources = "inner_setting.available_resources"
    below = {code for code in BOOK.by_id if code.startswith(f"{resources}.")}
    with Study.open(study) as opened:
        assert opened.codes_looked_for() == {("ana", text_hash(P01)): {resources, *below, LEADERS}}
        assert [one.coder for one in opened.coverage()] == ["ana", "ana"]


def test_what_an_assignment_tells_last_stands_and_narrowing_is_told(study: Path, tmp_path: Path) -> None:
    some = write_csv(tmp_path / "some.csv", ("coder", "document", "code"), [["ana", "P01", LEADERS]])
    every = write_csv(tmp_path / "every.csv", ("coder", "document", "code"), [["ana", "P01", ""]])
    run("import", ana(tmp_path), "--study", study)

    narrowed = run("import", ana(tmp_path), "--study", study, "--assigned", some)
    with Study.open(study) as opened:
        kept = opened.codes_looked_for()
    run("import", ana(tmp_path), "--study", study, "--assigned", every)

    told = "looked at for every code until now, from now on for the assigned codes only: P01.txt by ana."
    assert told in narrowed.stderr
    assert kept == {("ana", text_hash(P01)): {LEADERS, FINANCING}}
    with Study.open(study) as opened:
        assert opened.codes_looked_for() == {}


def test_a_misspelt_code_of_an_assignment_is_a_fault_with_its_cell_and_nothing_is_imported(
    study: Path, tmp_path: Path
) -> None:
    lines = [["ana", "P01", "Fundding"], ["", "P01", ""]]
    for told, fault in ((lines[:1], 'the codebook has no code "Fundding"'), (lines[1:], "who.csv, line 2: no coder")):
        assigned = write_csv(tmp_path / "who.csv", ("coder", "document", "code"), told)

        result = run("import", ana(tmp_path), "--study", study, "--inductive", "--assigned", assigned)

        assert result.exit_code == 1
        assert fault in result.stderr
        assert state(study) == ([], [], [], [])


def test_a_coder_assigned_to_some_codes_by_import_is_missing_on_the_others_in_agree(
    study: Path, tmp_path: Path
) -> None:
    """ben looked for financing only: that ana alone coded the leaders is no disagreement."""
    assigned = write_csv(tmp_path / "who.csv", ("coder", "document", "code"), [["ben", "P01", FINANCING]])
    ben = ana(tmp_path, [row(CLINIC, FINANCING, "barrier", -2, by="ben")], name="ben.csv")
    run("import", ana(tmp_path), "--study", study)

    for options in ((), ("--assigned", assigned)):
        run("import", ben, "--study", study, *options)
        told = json.loads(run("agree", study, "--format", "json").stdout)
        later = json.loads(run("agree", study, "--format", "json", "--assigned", assigned).stdout)
        assert sorted(told["levels"]["leaf"]["codes"]) == sorted([FINANCING, *([] if options else [LEADERS])])
        assert list(later["levels"]["leaf"]["codes"]) == [FINANCING]
