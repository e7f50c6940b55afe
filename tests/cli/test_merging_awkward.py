"""Merging and settling what real coders hand in: alike files, matches in a ring, lists edited twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.made_merge import (
    ACCESS,
    ANA,
    BEN,
    COLUMNS,
    FAR,
    FUNDING,
    JUDGE,
    LEADERS,
    MONEY,
    TEXT,
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
NO_CODER = tuple(name for name in COLUMNS if name != "coder")
OTHER = TEXT.replace("P01", "P02")
FOUND_NOTHING = dict.fromkeys(COLUMNS, "") | {"document": "P01.txt"}


def test_two_coders_whose_files_are_the_same_are_two_coders(folder: Path) -> None:
    files = [write(folder / f"{name}.csv", ANA, columns=NO_CODER) for name in ("ana", "ben")]

    assert merge(*files, files[0]).exit_code == 0
    assert sorted((one["coder"], one["code"]) for one in listed("codings.csv")) == sorted(
        (name, one["code"]) for name in ("ana", "ben") for one in ANA
    )


def test_two_files_of_one_name_that_tell_their_coder_are_one_coders(folder: Path) -> None:
    (folder / "second").mkdir()
    first = write(folder / "ana.csv", ANA[:1])
    second = write(folder / "second" / "ana.csv", ANA[1:], coder="ana")

    assert merge(first, second, write(folder / "ben.csv", BEN)).exit_code == 0
    assert sum(one["coder"] == "ana" for one in listed("codings.csv")) == 3


def test_documents_in_common_without_any_code_measure_nothing_and_merge_all_the_same(folder: Path) -> None:
    there = row(JUDGE, LEADERS, text=OTHER, document="P02.txt")
    done = merge(
        write(folder / "ana.csv", [FOUND_NOTHING, there]),
        write(folder / "ben.csv", [FOUND_NOTHING]),
    )

    assert done.exit_code == 0, done.output
    assert "hold no code that two of them looked for, so there is nothing to measure" in " ".join(done.stderr.split())
    assert [one["code"] for one in listed("codings.csv")] == [LEADERS]
    assert run("agree", "merged").exit_code == 1


MATCHES = ("inductive.ana.trust=inductive.ben.faith", "inductive.ana.trust=inductive.cem.belief")


def three_themes(folder: Path) -> list[str]:
    named = {"ana": "trust", "ben": "faith", "cem": "belief"}
    return [write(folder / f"{who}.csv", [row(FAR, f"inductive.{theme}")]) for who, theme in named.items()]


@pytest.mark.parametrize(
    "matches",
    [
        MATCHES,
        (MATCHES[0], "inductive.ben.faith=inductive.cem.belief"),
        (*MATCHES, "inductive.ben.faith=inductive.cem.belief"),
        ("inductive.cem.belief=inductive.ben.faith", "inductive.ben.faith=inductive.ana.trust"),
    ],
    ids=["from one", "a chain", "a ring", "backwards"],
)
def test_matched_codes_of_three_coders_are_one_code(folder: Path, matches: tuple[str, ...]) -> None:
    told = [part for each in matches for part in ("--match", each)]

    done = merge(*three_themes(folder), options=("--transcripts", "transcripts", *told))

    assert done.exit_code == 0, done.output
    codes = {one["code"] for one in listed("codings.csv")}
    assert codes == {"inductive.belief" if matches[0].startswith("inductive.cem") else "inductive.trust"}


@pytest.mark.parametrize(
    ("matches", "message"),
    [
        (["inductive.ana.trsut=inductive.ben.faith"], "--match: nobody has the code inductive.ana.trsut."),
        (
            ["inductive.ana.trust=inductive.ben.faith", "inductive.cem.trust=inductive.dan.x"],
            "would both be called inductive.trust",
        ),
    ],
)
def test_a_match_that_can_not_be_is_told(folder: Path, matches: list[str], message: str) -> None:
    told = [part for each in matches for part in ("--match", each)]

    done = merge(*three_themes(folder), options=("--transcripts", "transcripts", *told))

    assert done.exit_code in (1, 2)
    assert message in done.stderr
    assert not Path("merged").exists()


def test_forced_over_an_edited_list_keeps_what_stood_in_it(folder: Path) -> None:
    files = write(folder / "ana.csv", ANA), write(folder / "ben.csv", BEN)
    merge(*files)
    for rationale in ("first", "second"):
        fill({"opposite valence" + FUNDING: {"decision": "A", "rationale": rationale}})
        Path("merged", "filled.csv").replace("merged/disagreements.csv")
        forced = merge(*files, options=("--transcripts", "transcripts", "--force"))
        assert forced.exit_code == 0, forced.output
        assert "was edited and is written anew; what stood in it is kept as" in forced.stderr

    kept = [listed(name)[0]["rationale"] for name in ("disagreements.edited.csv", "disagreements.edited-2.csv")]
    assert kept == ["first", "second"]
    assert run("adjudicate", "merged", "--from", "merged/disagreements.edited.csv").exit_code == 0


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ({"decision": "A", "own_strength": "3"}, 'strength "3" is no number -2 to 2'),
        ({"decision": "A", "own_strength": "1.5"}, 'strength "1.5" is no number -2 to 2'),
        ({"decision": "own", "own_end": "inf", "own_valence": "mixed"}, 'own_end is "inf", not a whole number'),
        ({"decision": "A", "own_start": "3"}, 'own_start and own_end go with the decision "own"'),
    ],
)
def test_a_decision_that_can_not_be_carried_out_is_told(folder: Path, decision: Row, message: str) -> None:
    merged(folder)
    fill({"opposite valence" + FUNDING: decision})

    result = run("adjudicate", "merged", "--from", "merged/filled.csv")

    assert result.exit_code == 1
    assert message in result.stderr


def test_a_decision_has_its_time_and_is_taken_back_by_open_not_by_an_empty_cell(folder: Path) -> None:
    merged(folder)
    fill({"opposite valence" + FUNDING: {"decision": "A"}, "missed" + ACCESS: {"decision": "none"}})
    run("adjudicate", "merged", "--from", "merged/filled.csv")
    first = listed("decisions.csv")
    fill({"opposite valence" + FUNDING: {"decision": ""}, "missed" + ACCESS: {"decision": "Open"}})

    result = run("adjudicate", "merged", "--from", "merged/filled.csv")

    assert all(one["decided_at"].startswith("20") for one in first)
    assert "empty in filled.csv and decided before, which stands: " in result.stderr
    assert [one["decision"] for one in listed("decisions.csv")] == ["ana"]
    assert listed("decisions.csv") == [one for one in first if one["decision"] == "ana"]


def test_undo_goes_back_to_the_passage_whose_decision_it_took(folder: Path) -> None:
    """Decide the first, skip the second, undo at the third, and the first comes again."""
    merged(folder)

    told = run("adjudicate", "merged", typed="a\nmoney was gone\ns\nz\nq\n")

    assert told.exit_code == 0, told.output
    places = [line.split(":")[0] for line in told.stdout.splitlines() if " of 4: " in line]
    assert places == ["1 of 4", "2 of 4", "3 of 4", "1 of 4"]
    assert listed("decisions.csv") == []


def test_a_coder_who_read_little_makes_no_code_one_sided(folder: Path) -> None:
    """cem read the second interview only, in which nobody gave the code; ana and ben gave it six times in the first."""
    sentences = [JUDGE, TRAINING, FAR, "Then the money ran out.", "Nobody paid for the clinic.", "And now?"][:5]
    same = [row(each, LEADERS) for each in sentences]
    theirs = row(JUDGE, FUNDING, text=OTHER, document="P02.txt")
    files = [write(folder / f"{who}.csv", [*same, theirs]) for who in ("ana", "ben")]
    merge(*files, write(folder / "cem.csv", [theirs]))

    codes = json.loads(run("agree", "merged", "--format", "json").stdout)["levels"]["leaf"]["codes"]

    assert codes[LEADERS]["coded"] == {"ana": 5.0, "ben": 5.0, "cem": 0.0}
    assert codes[LEADERS]["flags"] == []
    assert codes[FUNDING]["flags"] == ["rare"]


def test_where_one_of_three_saw_half_the_u_alpha_family_says_what_it_can_not_tell(folder: Path) -> None:
    theirs = [row(JUDGE, LEADERS, text=OTHER, document="P02.txt"), row(FAR, FUNDING, text=OTHER, document="P02.txt")]
    files = [write(folder / f"{who}.csv", [row(TRAINING, ACCESS), *theirs]) for who in ("ana", "ben")]
    merge(*files, write(folder / "cem.csv", theirs))

    done = run("agree", "merged", "--also", "k_u_alpha", "--format", "json")

    assert done.exit_code == 0, done.output
    assert (
        "in the documents that every coder has seen" in json.loads(done.stdout)["more"][ACCESS]["k_u_alpha"]["reason"]
    )


def three_coders(folder: Path) -> list[str]:
    """ana and ben differ on money in both interviews; cem read the second only and found nothing."""
    theirs = [row(MONEY, FUNDING, text=OTHER, document="P02.txt", valence="barrier")]
    ana = write(folder / "ana.csv", [*ANA, *theirs])
    ben = write(folder / "ben.csv", [*BEN, *(one | {"valence": "facilitator"} for one in theirs)])
    return [ana, ben, write(folder / "aaron.csv", [FOUND_NOTHING | {"document": "P02.txt"}])]


def test_a_letter_means_the_coder_that_it_meant_when_the_list_was_filled(folder: Path) -> None:
    """With aaron among them A is aaron; what was decided for ana stays ana's."""
    ana, ben, aaron = three_coders(folder)
    merge(ana, ben)
    fill({"opposite valence" + FUNDING: {"decision": "A"}})
    run("adjudicate", "merged", "--from", "merged/filled.csv")

    merge(ana, ben, aaron)
    run("adjudicate", "merged", "--draw")

    stands = {(one["document"], one["valence"]) for one in listed("consensus.csv") if one["code"] == FUNDING}
    assert ("P01.txt", "barrier") in stands


def test_a_coder_who_has_not_seen_a_passage_can_not_be_chosen(folder: Path) -> None:
    merge(*three_coders(folder))
    rows = [one for one in listed() if one["document"] == "P01.txt" and one["ana_code"] == FUNDING]
    assert rows[0]["aaron_code"] == "(not seen)"
    write(Path("merged", "filled.csv"), [rows[0] | {"decision": "aaron"}], columns=tuple(rows[0]))

    result = run("adjudicate", "merged", "--from", "merged/filled.csv")

    assert result.exit_code == 1
    assert "aaron hasn't seen this passage, so there is nothing of aaron's to take" in result.stderr


def test_a_decision_for_a_coder_who_is_gone_is_stale(folder: Path) -> None:
    ana, ben, aaron = three_coders(folder)
    merge(ana, ben, aaron)
    fill({"opposite valence" + FUNDING: {"decision": "ana"}})
    run("adjudicate", "merged", "--from", "merged/filled.csv")
    merge(ben, write(folder / "cem.csv", [*ANA]))

    drawn = run("adjudicate", "merged", "--draw")

    assert drawn.exit_code == 0, drawn.output
    assert "stale and without effect" in drawn.stderr


def test_what_is_noted_on_an_undecided_passage_is_kept_and_comes_back(folder: Path) -> None:
    merged(folder)
    fill(
        {
            "opposite valence" + FUNDING: {"rationale": "ask on Monday"},
            "missed" + ACCESS: {"own_valence": "mixed"},
        }
    )

    read = run("adjudicate", "merged", "--from", "merged/filled.csv")
    merged(folder)

    assert "4 undecided are left out" in " ".join(read.stdout.split())
    assert "filled in without a decision, and kept as a remark: " in read.stderr
    told = {one["type"] + one["ana_code"]: one for one in listed()}
    assert told["opposite valence" + FUNDING]["rationale"] == "ask on Monday"
    assert told["missed" + ACCESS]["own_valence"] == "mixed"
    assert not any(one["decision"] for one in told.values())


def test_an_own_code_is_known_by_its_name_and_its_place_lies_in_the_text(folder: Path) -> None:
    merged(folder)
    own = {"decision": "own", "own_code": "High-level Leaders", "own_valence": "mixed"}
    fill({"opposite valence" + FUNDING: own | {"own_end": "99999"}})
    outside = run("adjudicate", "merged", "--from", "merged/filled.csv")
    fill({"opposite valence" + FUNDING: own | {"own_strength": "0"}})
    inside = run("adjudicate", "merged", "--from", "merged/filled.csv")

    assert "-99999 lies outside the text, which ends at" in outside.stderr
    assert inside.exit_code == 0, inside.output
    assert (LEADERS, "mixed") in {(one["code"], one["valence"]) for one in listed("consensus.csv")}


def test_codes_of_ones_own_that_are_not_matched_are_no_consensus(folder: Path) -> None:
    merge(*three_themes(folder))

    drawn = run("adjudicate", "merged", "--draw")

    assert "0 codings in the consensus" in drawn.stdout
    assert "3 passages under a coder's own inductive code left out" in " ".join(drawn.stdout.split())


def test_valence_and_strength_that_point_in_two_ways_are_told(folder: Path) -> None:
    done = merge(write(folder / "ana.csv", [row(MONEY, FUNDING, "barrier", 2)]), write(folder / "ben.csv", BEN))

    assert done.exit_code == 0, done.output
    assert "valence and strength point in two ways in 1 coding, which stand as told: P01.txt " in done.stderr
