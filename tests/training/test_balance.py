"""What the training corpus holds, and what is told twice in it."""

from __future__ import annotations

import json

from training.balance import Text, by_author, by_construct, turns, twins

LONG = "we never had the money for a second nurse so the whole thing stood still until the grant came in"


def text(where: str, words: str) -> Text:
    return Text(where, tuple(words.split()))


def test_a_text_told_twice_is_found_whatever_stands_around_it() -> None:
    found = twins([text("a", LONG), text("b", f"well {LONG} and that was that"), text("c", LONG[::-1])])
    assert [(each.first, each.second, each.shared) for each in found] == [("a", "b", 1.0)]


def test_what_everybody_says_is_no_repetition() -> None:
    assert twins([text("a", "that is a good question"), text("b", "that is a good question")]) == []


def test_texts_are_compared_with_others_and_not_among_themselves() -> None:
    own, other = [text("a", LONG), text("b", LONG)], [text("gold", LONG)]
    assert [(each.first, each.second) for each in twins(own, other)] == [("a", "gold"), ("b", "gold")]


def test_passages_are_counted_by_author_and_construct(tmp_path) -> None:
    rows = [
        {
            "text": "Funding is a barrier.",
            "cfir_2022": "inner_setting.available_resources.funding",
            "valence": "barrier",
        },
        {"text": "We share a desk.", "cfir_2022": "inner_setting.available_resources.space", "valence": "barrier"},
    ]
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "passages.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "ann" / "uncoded.jsonl").write_text(json.dumps({"text": "Hello."}), encoding="utf-8")
    assert by_author(tmp_path)["ann"] == {"passages": 2, "uncoded": 1}
    counted = by_construct(tmp_path)["inner_setting.available_resources"]
    assert (counted["all"], counted["barrier"], counted["facilitator"]) == (2, 2, 0)


def test_only_what_participants_say_in_coded_transcripts_is_compared(tmp_path) -> None:
    (tmp_path / "one.txt").write_text("Interviewer: How do you pay for it?\n\nP1: Out of my own pocket.\n")
    (tmp_path / "other.txt").write_text("P1: Nobody coded this.\n")
    (tmp_path / "gold.jsonl").write_text(json.dumps({"doc": "one.txt"}))
    assert [each.words for each in turns(tmp_path)] == [("out", "of", "my", "own", "pocket")]
