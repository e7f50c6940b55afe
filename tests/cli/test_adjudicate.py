"""`cfir adjudicate`: decisions read back from a list or asked for one by one, and the consensus."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.made_merge import (
    ACCESS,
    ANA,
    BELIEVE,
    BEN,
    FUNDING,
    JUDGE,
    LEADERS,
    MONEY,
    TRAINING,
    Row,
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


def test_a_filled_list_becomes_the_consensus_and_matrices_can_be_drawn_from_it(folder: Path) -> None:
    merged(folder)
    measured = Path("merged", "agreement.csv").read_bytes()
    fill(
        {
            "opposite valence" + FUNDING: {"decision": "A", "rationale": "money ran out", "decided_by": "lee"},
            "missed" + ACCESS: {"decision": "none"},
            "missed": {"decision": "ben"},
            "strength" + LEADERS: {
                "decision": "union",
                "own_strength": "1",
                "codebook_change": "say what counts as strong",
            },
        }
    )

    result = run("adjudicate", "merged", "--from", "merged/filled.csv")

    assert result.exit_code == 0, result.output
    assert "3 codings in the consensus: 0 passages agreed, 4 adjudicated" in result.stdout.replace("\n", " ")
    stands = {(one["code"], one["quote"], one["valence"], one["strength"]) for one in listed("consensus.csv")}
    assert stands == {
        (LEADERS, JUDGE, "facilitator", "1"),
        (FUNDING, MONEY, "barrier", "-2"),
        (ACCESS, BELIEVE, "", ""),
    }
    assert "adjudicated by lee: ana" in listed("consensus.csv")[1]["evidence"]
    assert listed("codebook_changes.csv")[0]["codebook_change"] == "say what counts as strong"
    assert Path("merged", "agreement.csv").read_bytes() == measured
    matrix = run("matrix", "merged", "--coder", "consensus", "--format", "csv")
    assert matrix.exit_code == 0, matrix.output
    assert run("check", "merged").exit_code == 0
    told = run("agree", "merged", "--coder", "ana", "--coder", "consensus")
    assert "agreement with it is no reliability" in told.stderr


def test_a_second_merge_keeps_decisions_and_tells_stale_ones(folder: Path) -> None:
    merged(folder)
    fill({"opposite valence" + FUNDING: {"decision": "A"}, "missed" + ACCESS: {"decision": "none"}})
    run("adjudicate", "merged", "--from", "merged/filled.csv")
    changed = [ANA[0], ANA[1], row(TRAINING[:-8], ACCESS, "barrier", -1)]

    result = merge(write(folder / "ana.csv", changed), write(folder / "ben.csv", BEN))

    assert "1 decision is stale, as the passages changed" in result.stderr
    assert [one["decision"] for one in listed()] == ["ana", "", "", ""]


def test_an_edited_list_isn_t_overwritten_until_it_is_read_back(folder: Path) -> None:
    merged(folder)
    fill({"opposite valence" + FUNDING: {"decision": "A"}})
    Path("merged", "filled.csv").replace("merged/disagreements.csv")

    refused = merged(folder)

    assert refused.exit_code == 1
    assert "disagreements.csv changed since cfir wrote it" in refused.stderr
    run("adjudicate", "merged", "--from", "merged/disagreements.csv")
    assert merged(folder).exit_code == 0
    assert listed()[0]["decision"] == "ana"


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ({"decision": "maybe"}, '"maybe" is no decision. Choose from ana, ben, A, B, union'),
        ({"decision": "union"}, "union leaves the valence open (barrier, facilitator). Fill in own_valence"),
        ({"decision": "A", "own_code": "nonsense"}, 'own_code: "nonsense" is no code'),
        ({"decision": "own", "own_start": "x", "own_valence": "mixed"}, 'own_start is "x", not a whole number'),
    ],
)
def test_a_decision_that_can_t_stand_is_told_and_none_is_kept(folder: Path, decision: Row, message: str) -> None:
    merged(folder)
    fill({"opposite valence" + FUNDING: decision, "missed" + ACCESS: {"decision": "none"}})

    result = run("adjudicate", "merged", "--from", "merged/filled.csv")

    assert result.exit_code == 1
    assert message in result.stderr
    assert not Path("merged", "decisions.csv").exists()


def test_the_walk_keeps_each_answer_can_be_broken_off_and_undone(folder: Path) -> None:
    merged(folder)

    first = run("adjudicate", "merged", "--by", "lee", typed="a\nmoney was gone\nn\nnot there\nz\nq\n")

    assert first.exit_code == 0, first.output
    assert [(one["decision"], one["decided_by"]) for one in listed("decisions.csv")] == [("ana", "lee")]

    second = run("adjudicate", "merged", typed="n\n\nb\n\nk\nboth right\n\n2\n")

    assert second.exit_code == 0, second.output
    assert "1 of 3" in second.stdout
    told = sorted((one["decision"], one["own_strength"]) for one in listed("decisions.csv"))
    assert told == [("ana", ""), ("ben", ""), ("both", "2"), ("none", "")]


def test_trivial_boundaries_can_be_taken_together(folder: Path) -> None:
    ana, ben = [row(JUDGE, LEADERS)], [row(JUDGE[4:], LEADERS)]
    merge(write(folder / "ana.csv", ana), write(folder / "ben.csv", ben))

    result = run("adjudicate", "merged", "--trivial")

    assert result.exit_code == 0, result.output
    assert [one["quote"] for one in listed("consensus.csv")] == [JUDGE]
