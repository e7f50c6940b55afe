"""`cfir agree --ratings`: any table of ratings, in full precision."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cfir_coder.cli.app import app
from tests.agreement.golden_files import example

CANONICAL = "\n".join(
    [
        "A,B,C,D",
        *(
            ",".join("" if value is None else str(value) for value in row)
            for row in example("krippendorff_canonical_4x12")["data"]
        ),
    ]
)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["agree", *arguments], prog_name="cfir")


def write(folder: Path, text: str) -> str:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def coefficients(folder: Path, text: str, *options: str) -> dict[str, Any]:
    result = run("--ratings", write(folder, text), "--format", "json", *options)
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout)["coefficients"])


def test_json_holds_value_error_interval_and_reason_in_full_precision(tmp_path: Path) -> None:
    found = coefficients(tmp_path, CANONICAL)

    alpha = found["krippendorff_alpha"]
    assert alpha["value"] == pytest.approx(0.743421052631579, abs=1e-12)
    assert alpha["se"] == pytest.approx(0.14557388698483495, abs=1e-12)
    assert alpha["ci95"] == pytest.approx([0.4190622192060093, 1.0], abs=1e-6)
    assert alpha["reason"] is None
    assert found["cohen_kappa"]["value"] is None
    assert found["cohen_kappa"]["reason"] == "defined for two coders only"


@pytest.mark.parametrize(
    ("level", "value"),
    [("ordinal", 0.8153875037548813), ("interval", 0.8491071428571428), ("ratio", 0.7974027747116121)],
)
def test_the_level_decides_the_metric(tmp_path: Path, level: str, value: float) -> None:
    found = coefficients(tmp_path, CANONICAL, "--level", level)

    assert found["krippendorff_alpha"]["value"] == pytest.approx(value, abs=1e-12)
    assert found["krippendorff_alpha_nominal"]["value"] == pytest.approx(0.743421052631579, abs=1e-12)


def test_undefined_is_null_with_a_reason(tmp_path: Path) -> None:
    found = coefficients(tmp_path, "A,B\nx,x\nx,x\n")

    assert found["percent_agreement"]["value"] == 1.0
    assert found["krippendorff_alpha"] == {
        "value": None,
        "se": None,
        "ci95": None,
        "reason": "no variation: every rating is the same value",
    }


def test_a_column_of_unit_names_and_blank_cells_are_no_ratings(tmp_path: Path) -> None:
    result = run("--ratings", write(tmp_path, "unit;ana;ben\n1;yes; \n2;yes;yes\n3;no;no\n"), "--format", "json")

    told = json.loads(result.stdout)
    assert told["coders"] == ["ana", "ben"]
    assert (told["units"], told["units_seen_by_two"]) == (3, 2)
    assert 'column "unit" names the units and is no coder.' in result.stderr


def test_whole_numbers_written_two_ways_are_one_value(tmp_path: Path) -> None:
    found = coefficients(tmp_path, "A,B\n1,1.0\n2,2.0\n1,\n")

    assert found["krippendorff_alpha"]["value"] == 1.0


def test_intervals_over_documents_need_the_column_that_names_them(tmp_path: Path) -> None:
    rows = "\n".join(f"d{index % 7},{index % 2},{index % 2 if index % 5 else 1}" for index in range(40))

    found = coefficients(tmp_path, f"document,A,B\n{rows}\n", "--cluster", "document")

    assert found["krippendorff_alpha"]["convention"] == "jackknife over clusters"
    assert found["krippendorff_alpha"]["ci95"] is not None


def test_csv_and_table_say_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, CANONICAL)

    csv, table = run("--ratings", path, "--format", "csv").stdout, run("--ratings", path).stdout

    assert csv.startswith("coefficient,value,se,ci_low,ci_high,reason,convention\npercent_agreement,0.81818181818181")
    assert "krippendorff alpha" in table
    assert "0.743   0.146   0.419 to 1.000" in table


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("", (), "is empty. The first line names the columns"),
        ("A\n1\n", (), "needs a column for each of two coders"),
        ("A,A\n1,1\n", (), 'two columns are "A"'),
        ("A,B\n1,1\n1\n", (), "line 3: 1 cells, 2 columns"),
        ("A,B\n1,low\n", ("--level", "interval"), 'line 2: "low" is no number, which --level interval needs'),
        ("A,B\nlow,high\n", ("--level", "ordinal"), "name the values in order with --categories"),
        ("A,B\n-1,2\n", ("--level", "ratio"), "needs values from 0 on"),
        ("A,B\n1,7\n", ("--categories", "1,2"), 'the value "7" is not among --categories 1,2'),
    ],
)
def test_a_bad_table_is_told_with_its_place(tmp_path: Path, text: str, options: tuple[str, ...], message: str) -> None:
    result = run("--ratings", write(tmp_path, text), *options)

    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stdout == ""


def test_named_ranks_are_ordinal(tmp_path: Path) -> None:
    text = "A,B\nlow,low\nhigh,middle\nmiddle,middle\nhigh,high\n"
    numbers = text.replace("low", "1").replace("middle", "2").replace("high", "3")

    named = coefficients(tmp_path, text, "--level", "ordinal", "--categories", "low,middle,high")

    assert named["krippendorff_alpha"] == coefficients(tmp_path, numbers, "--level", "ordinal")["krippendorff_alpha"]


def test_agree_without_anything_to_compare_is_wrong_usage() -> None:
    result = run()

    assert result.exit_code == 2


def test_what_may_be_no_rating_and_no_coder_is_told(tmp_path: Path) -> None:
    table = "unit,ana,ben,notes\n1,yes,no,see memo\n2,yes,NA,\n3,no,no,odd\n4,yes,yes,\n"

    told = run("--ratings", write(tmp_path, table)).stderr

    assert '"NA" stands in 1 cell and counts as a rating' in told
    assert 'column "notes" counts as a coder' in told
    assert 'column "ana" counts' not in told
    assert 'column "ben" counts' not in told


def test_only_the_named_columns_are_coders(tmp_path: Path) -> None:
    table = "unit,ana,ben,notes\n1,yes,no,see memo\n2,yes,yes,\n3,no,no,odd\n4,yes,yes,\n"
    alone = "ana,ben\nyes,no\nyes,yes\nno,no\nyes,yes\n"

    chosen = coefficients(tmp_path, table, "--coder", "Ana", "--coder", "ben")

    assert chosen == coefficients(tmp_path, alone)
    assert chosen != coefficients(tmp_path, table)
    unknown = run("--ratings", write(tmp_path, table), "--coder", "cem")
    assert unknown.exit_code == 2
    assert 'there is no column "cem"' in unknown.stderr


@pytest.mark.parametrize("option", [("--by", "site"), ("--also", "fleiss_kappa"), ("--unit", "token"), ("--methods",)])
def test_options_of_a_study_are_not_silently_left_out_with_ratings(tmp_path: Path, option: tuple[str, ...]) -> None:
    refused = run("--ratings", write(tmp_path, CANONICAL), *option)

    assert refused.exit_code == 2
    assert f"{option[0]} goes with a study" in refused.stderr


def test_options_of_ratings_are_not_silently_left_out_with_a_study(tmp_path: Path) -> None:
    refused = run(str(tmp_path), "--level", "ordinal")

    assert refused.exit_code == 2
    assert "--level goes with --ratings" in refused.stderr


def test_an_interval_lies_within_what_a_coefficient_can_be(tmp_path: Path) -> None:
    found = coefficients(tmp_path, "unit,a,b\n1,1,0\n2,1,0\n3,0,0\n4,1,0\n")

    low, high = found["gwet_ac1"]["ci95"]
    assert (low, high) == (-1.0, 1.0)
    assert all(-1 <= each["ci95"][0] <= each["ci95"][1] <= 1 for each in found.values() if each["ci95"])
