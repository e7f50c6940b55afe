"""The corpus as windows: sentences, and whole passages with the codes and valences that they were given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.corpus import load_labels, load_windows
from training.passages import passage_windows

FINANCING, CHAMPION = "outer_setting.financing", "individuals.roles.opinion_leaders"
TALK = (
    "Well, nobody had planned for it. The county paid for the first year, and then it stopped. I drive in on Mondays."
)


@pytest.fixture
def author(tmp_path: Path) -> Path:
    """One interview with a passage of two codes, and one stand-alone passage."""
    folder = tmp_path / "a1"
    folder.mkdir()
    text = f"Interviewer: Who paid for it?\n\nP1: {TALK}\n"
    (folder / "one.txt").write_text(text, encoding="utf-8")
    start = text.index("The county")
    end = text.index(" I drive")
    codes = [{"cfir_2022": FINANCING, "valence": "mixed"}, {"cfir_2022": CHAMPION, "valence": "facilitator"}]
    _write(folder / "gold.jsonl", [{"doc": "one.txt", "start": start, "end": end, "codes": codes}])
    alone = {
        "text": "It cost too much.",
        "context": "And then?",
        "cfir_2022": FINANCING,
        "cfir_2009": "external_policy_incentives",
    }
    _write(folder / "passages.jsonl", [alone | {"valence": "barrier"}])
    return folder


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_a_passage_is_whole_and_stands_once_for_each_of_its_codes(author: Path) -> None:
    alone, told = passage_windows([author], load_labels())

    assert ("passages", "And then?", "It cost too much.") == (alone.source, alone.question, alone.text)
    assert (False, True) == (alone.in_transcript, told.in_transcript)
    assert "Who paid for it?" == told.question
    assert [
        ("The county paid for the first year, and then it stopped.", (FINANCING,), "mixed"),
        ("The county paid for the first year, and then it stopped.", (CHAMPION,), "facilitator"),
    ] == [(told.text[each.start : each.end], each.codes_2022, each.valence) for each in told.stretches]


def test_the_code_of_2009_is_the_usual_one_where_none_was_given(author: Path) -> None:
    alone, told = passage_windows([author], load_labels())

    assert ("external_policy_incentives",) == alone.stretches[0].codes_2009 == told.stretches[0].codes_2009
    assert () == told.stretches[1].codes_2009


def test_the_network_learns_sentences_and_the_passage_as_a_whole(author: Path) -> None:
    (told,) = [each for each in load_windows([author], load_labels()) if each.source == "one.txt"]

    assert [
        ("Well, nobody had planned for it.", False, ()),
        ("The county paid for the first year, and then it stopped.", True, (FINANCING, CHAMPION)),
        ("I drive in on Mondays.", False, ()),
    ] == [(told.text[each.start : each.end], each.coded, each.codes_2022) for each in told.stretches]

    rows = json.loads((author / "gold.jsonl").read_text(encoding="utf-8"))
    begins = (author / "one.txt").read_text(encoding="utf-8").index("Well, nobody")
    _write(author / "gold.jsonl", [rows | {"start": begins}])
    (told,) = [each for each in load_windows([author], load_labels()) if each.source == "one.txt"]

    both = told.text[: told.text.index(" I drive")]
    assert [True, True, False, None] == [each.coded for each in told.stretches]
    assert (both, (FINANCING, CHAMPION), "mixed") == (
        told.text[told.stretches[-1].start : told.stretches[-1].end],
        told.stretches[-1].codes_2022,
        told.stretches[-1].valence,
    )
