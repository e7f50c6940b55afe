"""`cfir agree` on what was merged: by hand, in other units, beside other tools."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.made_merge import (
    ACCESS,
    LEADERS,
    folder,
    merged,
    run,
)

__all__ = ["folder"]


def test_agreement_of_a_code_can_be_followed_by_hand(folder: Path) -> None:
    """Six sentences of the participant: leaders agree on one; funding on one (the span with an emoji is dominant)."""
    merged(folder)

    told = json.loads(run("agree", "merged", "--format", "json").stdout)
    codes = told["levels"]["leaf"]["codes"]

    assert codes[LEADERS]["coefficients"]["krippendorff_alpha"]["value"] == 1.0
    access = codes[ACCESS]
    assert (access["units"], access["coded"], access["coded_by_all"]) == (6.0, {"ana": 1.0, "ben": 1.0}, 0.0)
    assert access["coefficients"]["cohen_kappa"]["value"] == pytest.approx((4 / 6 - 26 / 36) / (1 - 26 / 36))
    assert access["coefficients"]["percent_agreement"]["ci95"] is None
    assert access["no_interval"] == "1 document is too few for an interval; see the range over documents"
    assert told["valence_strength"]["valence_opposite_rate"]["value"] == 0.5
    assert told["inputs"].keys() == {"study.db"}


def test_agreement_by_document_other_units_and_more_coefficients(folder: Path) -> None:
    merged(folder)

    result = run("agree", "merged", "--by", "document", "--unit", "turn", "--also", "fleiss_kappa", "--also", "u_alpha")

    assert result.exit_code == 0, result.output
    assert "unit: turn (dominant)" in result.stdout
    assert "fleiss kappa" in result.stdout


def test_further_coefficients_of_matched_spans_are_told_or_say_why_not(folder: Path) -> None:
    merged(folder)

    asked = ("--also", "fleiss_kappa", "--also", "u_alpha")
    result = run("agree", "merged", "--unit", "span", *asked, "--format", "json")

    more = json.loads(result.stdout)["more"][LEADERS]
    assert (more["fleiss_kappa"]["value"], more["fleiss_kappa"]["reason"][:28]) == (
        None,
        "matched spans have no negati",
    )
    assert (
        more["u_alpha"]
        == json.loads(run("agree", "merged", *asked, "--format", "json").stdout)["more"][LEADERS]["u_alpha"]
    )
    assert run("agree", "merged", "--unit", "span", *asked).exit_code == 0


@pytest.mark.parametrize("tool", ["nvivo", "maxqda", "atlasti", "qualcoder"])
def test_another_tools_numbers_stand_beside_ours_with_their_definition(folder: Path, tool: str) -> None:
    merged(folder)

    result = run("agree", "merged", "--compare-with", tool)

    assert result.exit_code == 0, result.output
    assert "their agreement" in result.stdout


def test_the_methods_paragraph_tells_the_settings(folder: Path) -> None:
    merged(folder)

    said = run("agree", "merged", "--methods", "--unit", "turn").stdout

    assert "2 coders (ana, ben) coded 1 document in common." in said
    assert "The unit of agreement was the turn (excluding interviewers)" in said
    assert "Reliability was measured before adjudication" in said


def test_tables_are_written_where_o_says(folder: Path) -> None:
    merged(folder)

    run("agree", "merged", "-o", "tables")

    assert sorted(path.name for path in Path("tables").iterdir()) == [
        "agreement.csv",
        "agreement.json",
        "agreement.xlsx",
        "methods.txt",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--coder", "zoe"), 'merged has no coder "zoe". There are: ana, ben.'),
        (("--by", "shoe_size"), 'no participant has "shoe_size"'),
        (("--also", "magic"), 'there is no coefficient "magic"'),
    ],
)
def test_agree_refuses_what_isn_t_there(folder: Path, options: tuple[str, ...], message: str) -> None:
    merged(folder)

    result = run("agree", "merged", *options)

    assert result.exit_code == 2
    assert message in result.stderr
