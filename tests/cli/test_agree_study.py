"""Several coders, rounds, sites and assignments by the commands; files that can't be what they seem."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.made_merge import (
    ACCESS,
    ANA,
    BEN,
    FUNDING,
    JUDGE,
    LEADERS,
    MONEY,
    TRAINING,
    folder,
    listed,
    merge,
    row,
    run,
    write,
)

__all__ = ["folder"]


def test_a_coder_assigned_to_some_codes_is_missing_on_the_others_in_every_command(folder: Path) -> None:
    """ben was to look for funding only: what he didn't code otherwise is no disagreement, here and in `cfir agree`."""
    (folder / "assigned.csv").write_text(
        f"coder,document,code\nana,P01.txt,\nben,P01.txt,{FUNDING}\n", encoding="utf-8"
    )
    ana, ben = write(folder / "ana.csv", ANA), write(folder / "ben.csv", [row(MONEY, FUNDING, "barrier", -2)])

    result = merge(ana, ben, options=("--transcripts", "transcripts", "--assigned", "assigned.csv"))

    assert result.exit_code == 0, result.output
    assert listed() == []
    assert [(one["coder"], one["code"]) for one in listed("coverage.csv")] == [("ana", ""), ("ben", FUNDING)]
    told = json.loads(run("agree", "merged", "--format", "json").stdout)
    assert list(told["levels"]["leaf"]["codes"]) == [FUNDING]
    assert told["levels"]["leaf"]["codes"][FUNDING]["coded"] == {"ana": 1.0, "ben": 1.0}
    assert "in 1 cases a coder looked for some of the codes only" in told["methods"]


def test_everything_that_was_read_stands_in_the_json_with_its_hash(folder: Path) -> None:
    ana, ben = write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN)

    merge(ana, ben)

    told = json.loads(Path("merged", "agreement.json").read_text(encoding="utf-8"))
    assert told["inputs"] == {Path(one).name: sha256(Path(one).read_bytes()).hexdigest() for one in (ana, ben)}
    assert json.loads(Path("merged", "run.json").read_text(encoding="utf-8"))["inputs"] == told["inputs"]


def test_the_workbook_holds_the_tables_of_the_report(folder: Path) -> None:
    from openpyxl import load_workbook

    ana, ben = write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN)
    merge(ana, ben, write(folder / "cem.csv", ANA))

    book = load_workbook(Path("merged", "agreement.xlsx"))

    assert book.sheetnames[:5] == ["read me", "agreement", "over_codes", "pairs", "valence_strength"]
    (head, *lines) = [[cell.value for cell in line] for line in book["pairs"].iter_rows()]
    assert [line[:3] for line in lines] == [["ana", "ben", 1], ["ana", "cem", 1], ["ben", "cem", 1]]
    assert head[:3] == ["first", "second", "documents"]


@pytest.mark.parametrize("tool", ["nvivo", "maxqda", "atlasti", "qualcoder"])
def test_of_three_coders_each_pairs_own_numbers_stand_beside_the_other_tools(folder: Path, tool: str) -> None:
    """cem coded as ana did: of that pair every number of ours is 1."""
    merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN), write(folder / "cem.csv", ANA))

    result = run("agree", "merged", "--compare-with", tool, "-o", "tables")

    assert result.exit_code == 0, result.output
    told = json.loads(Path("tables", "agreement.json").read_text(encoding="utf-8"))
    assert len({one["coders"] for one in told["other_tool"]["numbers"]}) == 3
    from openpyxl import load_workbook

    (head, *lines) = [
        [cell.value for cell in line] for line in load_workbook("tables/agreement.xlsx")["other_tool"].iter_rows()
    ]
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    alike = [one for one in rows if one["coders"] == "ana, cem" and one["code"]]
    assert {one["our_kappa"] for one in alike} == {1}
    assert {one["percent_agreement"] for one in alike} == {1}


def test_rounds_are_compared_and_the_hint_is_told(folder: Path) -> None:
    people = "participant,site,role,transcript,round\nP01,A,judge,P01.txt,1\nP02,B,judge,P02.txt,2\n"
    (folder / "transcripts" / "participants.csv").write_text(people, encoding="utf-8")
    second = [{**one, "document": "P02.txt"} for one in ANA]
    merge(write(folder / "ana.csv", ANA + second), write(folder / "ben.csv", BEN + second))

    result = run("agree", "merged", "--round", "round", "-o", "tables")

    assert result.exit_code == 0, result.output
    assert "by round" in result.stdout
    assert "rounds 1 and 2: no code has enough coded units in both" in result.stderr.replace("\n", " ")
    told = json.loads(Path("tables", "agreement.json").read_text(encoding="utf-8"))
    assert told["rounds"]["2"][FUNDING]["coefficients"]["krippendorff_alpha"]["value"] == 1.0
    assert told["rounds"]["1"][ACCESS]["coefficients"]["krippendorff_alpha"]["value"] < 1


def test_the_rule_counts_without_a_unit(folder: Path) -> None:
    merge(
        write(folder / "ana.csv", ANA),
        write(folder / "ben.csv", BEN),
        options=("--transcripts", "transcripts", "--rule", "any"),
    )

    told = json.loads(Path("merged", "agreement.json").read_text(encoding="utf-8"))
    assert (told["settings"]["unit"], told["settings"]["rule"]) == ("sentence", "any")


def test_two_files_that_would_be_one_coder_are_refused(folder: Path) -> None:
    """Each coder hands in a codings.csv without saying who coded."""
    columns = ("document", "start", "end", "quote", "code", "valence", "strength")
    for name, rows in (("ana", ANA), ("ben", BEN)):
        (folder / name).mkdir()
        write(folder / name / "codings.csv", rows, columns=columns)

    result = merge("ana/codings.csv", "ben/codings.csv")

    assert result.exit_code == 1
    assert 'both would be the coder "codings" of P01.txt' in result.stderr.replace("\n", " ")
    assert not Path("merged").exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (row(JUDGE, LEADERS, document="elsewhere.txt"), "is none of the transcripts"),
        (row(JUDGE, "leaders_of_old"), 'the codebook has no code "leaders_of_old"'),
        (row("The tower fell down.", LEADERS, text="The tower fell down."), "quotes stand nowhere in P01.txt"),
    ],
)
def test_a_study_and_an_earlier_merge_are_as_before_when_a_file_is_refused(
    folder: Path, changed: dict[str, object], message: str
) -> None:
    assert run("code", "transcripts", "-o", "results").exit_code == 0
    merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN), options=("--study", "results"))
    before = {
        path: path.read_bytes() for path in (*Path("results").iterdir(), *Path("merged").iterdir()) if path.is_file()
    }

    result = merge("ana.csv", write(folder / "ben.csv", [*BEN, changed]), options=("--study", "results"))

    assert result.exit_code == 1
    assert message in result.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_site_ratings_of_two_raters_are_compared_by_rank_through_a_ratings_table(folder: Path) -> None:
    """Site by construct, -2 to +2; empty is not rated. Alpha ordinal of these by hand: see the sums below.

    Values -2 -2 | -1 1 | 2 2 | 1 2: n = 2, 1, 0, 2, 3 of -2..2. Ranks' middles: 1, 2.5, 3, 4, 6.5.
    Observed: 2 * ((4 - 2.5)^2 + (6.5 - 4)^2) = 17. Expected: sum over all ordered pairs n_c n_k d^2.
    """
    lines = ("Court 1: Funding,-2,-2", "Court 1: Leaders,-1,1", "Court 2: Funding,2,2", "Court 2: Leaders,1,2")
    table = "\n".join(("unit,mia,noa", *lines, "Court 3: Leaders,,1")) + "\n"
    (folder / "ratings.csv").write_text(table, encoding="utf-8")

    result = run(
        "agree", "--ratings", "ratings.csv", "--level", "ordinal", "--categories=-2,-1,0,1,2", "--format", "json"
    )

    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    middles, n = {-2: 1.0, -1: 2.5, 1: 4.0, 2: 6.5}, {-2: 2, -1: 1, 1: 2, 2: 3}
    expected = sum(n[a] * n[b] * (middles[a] - middles[b]) ** 2 for a in n for b in n)
    assert told["coefficients"]["krippendorff_alpha"]["value"] == pytest.approx(1 - 7 * 17 / expected, abs=1e-12)
    assert (told["units"], told["units_seen_by_two"]) == (5, 4)


def test_codes_of_one_name_are_told_apart_in_the_table(folder: Path) -> None:
    """CFIR has three constructs called Innovation Deliverers."""
    codes = [f"{above}.innovation_deliverers" for above in ("individuals.roles", "process.engaging")]
    ana, ben = ([row(quote, code) for quote, code in zip((JUDGE, TRAINING), codes, strict=True)] for _ in "ab")

    merge(write(folder / "ana.csv", ana), write(folder / "ben.csv", ben))

    with Path("merged", "agreement.csv").open(encoding="utf-8-sig") as file:
        names = {one["code"]: one["name"] for one in csv.DictReader(file) if one["level_of_codes"] == "leaf"}
    assert len(set(names.values())) == 2
    assert names[codes[1]] == "Engaging: Innovation Deliverers"
