"""Merging into a folder that holds something, and what a merge lists of what it had to guess."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.agreement.golden_files import example
from tests.cli.made_merge import (
    ANA,
    BEN,
    FAR,
    FUNDING,
    JUDGE,
    LEADERS,
    MONEY,
    TEXT,
    fill,
    folder,
    listed,
    merge,
    merged,
    row,
    run,
    write,
)

__all__ = ["folder"]


def hashes(folder: str) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


@pytest.mark.parametrize("options", [("--study", "results"), ("--transcripts", "transcripts")])
def test_a_study_is_not_replaced_by_a_merge(folder: Path, options: tuple[str, str]) -> None:
    assert run("code", "transcripts", "--coder", "cues", "-o", "results").exit_code == 0
    ana, ben, before = write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN), hashes("results")

    for force in ((), ("--force",)):
        refused = run("merge", ana, ben, *options, "-o", "results", *force)
        assert refused.exit_code == 1
        assert "Choose another -o" in refused.stderr
    assert hashes("results") == before


def test_a_study_folder_and_the_file_of_a_study_are_not_replaced_either(folder: Path) -> None:
    assert run("init", "project").exit_code == 0
    ana, ben = write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN)
    before = hashes("project")

    assert run("merge", ana, ben, "--transcripts", "transcripts", "-o", "project").exit_code == 1
    assert hashes("project") == before

    assert run("code", "transcripts", "--coder", "cues", "-o", "results").exit_code == 0
    refused = run("merge", ana, ben, "--study", "results/study.db", "-o", "results")
    assert "is the study itself" in refused.stderr


@pytest.mark.parametrize("who", ["cem", "ana"])
def test_what_somebody_coded_in_a_merged_folder_is_not_lost(folder: Path, who: str) -> None:
    merged(folder)
    assert merged(folder).exit_code == 0
    more = write(folder / "more.csv", [row(FAR, FUNDING)], coder=who)
    assert run("import", more, "--coder", who, "--study", "merged").exit_code == 0
    before = Path("merged", "study.db").read_bytes()

    refused = merged(folder)

    assert refused.exit_code == 1
    assert f"{who} worked in this folder's study since it was merged" in refused.stderr
    assert Path("merged", "study.db").read_bytes() == before


def test_a_consensus_is_drawn_anew_from_the_decisions_that_stand(folder: Path) -> None:
    merged(folder)
    fill({f"opposite valence{FUNDING}": {"decision": "ana", "decided_by": "cem"}})
    assert run("adjudicate", "merged", "--from", "merged/filled.csv").exit_code == 0
    first = [(one["quote"], one["code"]) for one in listed("consensus.csv")]
    assert (MONEY, FUNDING) in first

    changed = [one | ({"strength": 2} if one["code"] == FUNDING else {}) for one in BEN]
    again = merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", changed))

    assert "1 decision is stale" in again.stderr
    assert "the consensus is drawn anew from the decisions that stand" in again.stderr
    assert (MONEY, FUNDING) not in [(one["quote"], one["code"]) for one in listed("consensus.csv")]
    assert run("matrix", "merged", "--coder", "consensus").exit_code == 0


def test_a_first_merge_draws_no_consensus(folder: Path) -> None:
    assert "consensus" not in merged(folder).stderr
    assert not Path("merged", "consensus.csv").exists()


def test_what_is_taken_for_a_quote_that_does_not_stand_is_listed(folder: Path) -> None:
    words = f"{JUDGE} {MONEY}"
    wrong = words.replace("backed us", "backed uss")
    near = row(words, FUNDING, "barrier", -2) | {"quote": wrong, "end": TEXT.index(JUDGE) + len(wrong)}

    told = merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", [*BEN[:1], near]))

    assert "look at them in approximate.csv" in told.stderr
    (line,) = listed("approximate.csv")
    assert line["told_quote"] == near["quote"]
    assert line["quote"] in TEXT
    assert TEXT[int(line["start"]) : int(line["end"])] == line["quote"]
    assert line["place"].startswith("ben.csv, line 3")

    merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN))
    assert not Path("merged", "approximate.csv").exists()


@pytest.mark.parametrize("new", ["Funding", "funding", "inner_setting.available_resources.funding"])
def test_an_alias_may_be_a_name_as_well_as_an_id(folder: Path, new: str) -> None:
    old = [one | {"code": "Money"} if one["code"] == FUNDING else one for one in BEN]
    options = ("--transcripts", "transcripts", "--alias", f"Money={new}")

    result = merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", old), options=options)

    assert result.exit_code == 0, result.output
    assert {one["code"] for one in listed("codings.csv") if one["quote"].startswith(MONEY)} == {FUNDING}


def test_an_alias_for_nothing_is_told_with_what_may_be_meant(folder: Path) -> None:
    options = ("--transcripts", "transcripts", "--alias", "Money=Fundings")

    result = merge(
        write(folder / "ana.csv", [ANA[1] | {"code": "Money"}]), write(folder / "ben.csv", BEN), options=options
    )

    assert result.exit_code == 1
    assert 'the alias "Fundings" is no code of the codebook. Did you mean "Funding"' in result.stderr


def test_an_assignment_of_no_document_names_those_there_are(folder: Path) -> None:
    Path("who.csv").write_text("coder,document\nana,elsewhere.doc\nben,P01.txt\n", encoding="utf-8")
    options = ("--transcripts", "transcripts", "--assigned", "who.csv")

    result = merge(write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN), options=options)

    assert 'the assignment names "elsewhere.doc", which no file and no transcript is called' in result.stderr
    assert "P01.txt" in result.stderr
    assert "--document" not in result.stderr


def test_a_consensus_with_a_machine_is_told_to_be_one(folder: Path) -> None:
    assert run("code", "transcripts", "--coder", "cues", "-o", "results").exit_code == 0
    assert run("import", write(folder / "ana.csv", ANA), "--coder", "ana", "--study", "results").exit_code == 0

    drawn = run("adjudicate", "results", "--draw")

    assert "a consensus of ana, cues rests on a machine's proposals" in drawn.stderr


def test_json_holds_the_cross_table_and_the_totals_of_groups(folder: Path) -> None:
    merged(folder)

    told = json.loads(run("agree", "merged", "--by", "document", "--format", "json").stdout)

    table = {(line["first coder"], name): n for line in told["valence_table"] for name, n in line.items() if n}
    assert table["barrier", "facilitator"] == 1
    assert set(told["group_totals"]) == set(told["groups"])
    assert all("pooled_kappa" in each for each in told["group_totals"].values())
    shown = run("agree", "merged").stdout
    assert "valence by ana, across: ben" in " ".join(shown.split())


def test_judgements_nobody_gave_are_not_said_to_lack_passages(folder: Path) -> None:
    bare = [one | {"valence": "", "strength": ""} for one in ANA]
    merge(write(folder / "ana.csv", bare), write(folder / "ben.csv", bare))

    told = json.loads(run("agree", "merged", "--format", "json").stdout)["valence_strength"]

    assert told["valence_alpha"]["reason"] == "no two coders gave one passage a valence"
    assert told["strength_alpha_ordinal"]["reason"] == "no two coders gave one passage a strength"


def test_the_worked_story_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its judgements rest on every pair that the merge aligns, the pair under two codes included."""
    monkeypatch.chdir(tmp_path)
    story = example("synthetic_span_merge")
    Path("transcripts").mkdir()
    Path("transcripts", "story.txt").write_text(story["text"], encoding="utf-8", newline="")
    files = [
        write(tmp_path / f"{name}.csv", [{**span, "document": "story.txt"} for span in story[name]])
        for name in ("coder_A", "coder_B")
    ]
    options = ("--codebook", "cfir-2009", "--alias", "Access to Knowledge=Access to Knowledge & Information")

    assert merge(*files, options=("--transcripts", "transcripts", *options)).exit_code == 0
    told = json.loads(run("agree", "merged", "--format", "json").stdout)["valence_strength"]

    expected = {
        "valence_alpha": story["valence_alpha_nominal"],
        "strength_alpha_ordinal": story["strength_alpha"]["ordinal"],
        "strength_alpha_interval": story["strength_alpha"]["interval"],
        "strength_quadratic_kappa": story["strength_quadratic_kappa"],
        "aligned_passages": story["n_aligned_pairs"],
    }
    found = {name: told[f"{name}, whatever the code"]["value"] for name in expected}
    assert found == pytest.approx(expected, abs=1e-9)
    assert told["aligned_passages"]["value"] == story["n_aligned_pairs"] - 1


def test_a_third_coder_of_another_code_counts_whatever_the_code(folder: Path) -> None:
    coded = {"ana": (FUNDING, "facilitator"), "ben": (FUNDING, "facilitator"), "cem": (LEADERS, "barrier")}
    merge(*(write(folder / f"{who}.csv", [row(MONEY, *told)]) for who, told in coded.items()))

    told = json.loads(run("agree", "merged", "--format", "json").stdout)["valence_strength"]

    assert told["aligned_passages"]["value"] == told["aligned_passages, whatever the code"]["value"] == 1
    assert told["valence_alpha, whatever the code"]["value"] < 1


def test_a_note_outlives_its_decision(folder: Path) -> None:
    merged(folder)

    assert run("adjudicate", "merged", typed="m\nsay when money counts\na\n\nz\nq\n").exit_code == 0

    (noted,) = listed("decisions.csv")
    assert (noted["decision"], noted["codebook_change"]) == ("", "say when money counts")


def test_a_note_keeps_nobody_from_trivial_decisions(folder: Path) -> None:
    merge(write(folder / "ana.csv", [row(MONEY, FUNDING)]), write(folder / "ben.csv", [row(MONEY + " 👍", FUNDING)]))
    assert run("adjudicate", "merged", typed="m\nsay when money counts\nq\n").exit_code == 0

    assert run("adjudicate", "merged", "--trivial").exit_code == 0

    (decided,) = listed("decisions.csv")
    assert (decided["decision"], decided["codebook_change"]) == ("union", "say when money counts")
