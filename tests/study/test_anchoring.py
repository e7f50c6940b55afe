"""A coding finds its place again in a corrected transcript, or stays with the old text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfir_coder.model.coding import Coder, CoderKind, Coding, Status
from cfir_coder.model.transcript import Transcript
from cfir_coder.study import Study
from cfir_coder.study.anchoring import Anchoring, reanchor
from cfir_coder.text import context
from tests.strategies import codings, transcripts
from tests.study.test_store import BOOK, NOW, coding, interview, run

OLD = "I: Well?\n\nP: Money is short here. We wait and wait for it.\n"


def old_coding(words: str) -> Coding:
    transcript = interview(text=OLD)
    found = coding(transcript, words, coder="ana")
    prefix, suffix = context(OLD, found.start, found.end)
    return found.model_copy(update={"prefix": prefix, "suffix": suffix})


@pytest.mark.parametrize(
    ("words", "text", "how", "quote"),
    [
        ("Money is short", OLD + "More.\n", Anchoring.EXACT, "Money is short"),
        ("Money is short", "I: Well then, tell me?\n\nP: Money is short here.\n", Anchoring.MOVED, "Money is short"),
        ("Money is short here", "I: So?\n\nP: Money is shart here, they say.\n", Anchoring.APPROXIMATE, None),
        ("We wait and wait", "I: Well?\n\nP: Money is gone.\n", Anchoring.ORPHAN, None),
        ("wait", "I: So?\n\nP: Money. We wait, and wait, and wait.\n", Anchoring.ORPHAN, None),
    ],
)
def test_how_a_coding_is_found_again(words: str, text: str, how: Anchoring, quote: str | None) -> None:
    found, moved = reanchor(old_coding(words), interview(text=text))

    assert how is found
    if how is Anchoring.ORPHAN:
        assert moved is None
    else:
        assert moved is not None
        assert text[moved.start : moved.end] == moved.quote
        assert quote is None or quote == moved.quote
    if how is Anchoring.APPROXIMATE:
        assert 'until the text was corrected: "Money is short here"' in moved.memo


def test_of_two_places_the_one_with_the_context_is_taken() -> None:
    text = "I: Why wait here, honestly?\n\nP: Money is short here. We wait and wait for it.\n"

    found, moved = reanchor(old_coding("and wait"), interview(text=text))

    assert (Anchoring.MOVED, text.index("and wait")) == (found, moved.start)


def test_of_two_places_that_overlap_neither_is_guessed() -> None:
    laughed = "P: Money, ha ha ha.\n"
    found = coding(interview(text=f"I: Well?\n\n{laughed}"), "ha ha", coder="ana")

    how, moved = reanchor(found, interview(text=f"I: Very well?\n\n{laughed}"))

    assert (Anchoring.ORPHAN, None) == (how, moved)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.text(alphabet="xyz \n", max_size=30))
def test_words_added_in_front_move_every_coding_and_change_no_quote(data: st.DataObject, added: str) -> None:
    before = data.draw(transcripts())
    found = data.draw(codings(before))
    after = Transcript(document="A.txt", text=f"{added}{before.text}", format="txt")

    how, moved = reanchor(found, after)

    assert how in (Anchoring.EXACT, Anchoring.MOVED, Anchoring.ORPHAN)
    if moved is not None:
        assert found.quote == moved.quote == after.text[moved.start : moved.end]


def test_what_people_did_is_carried_over_to_the_corrected_text(tmp_path: Path) -> None:
    old, new = interview(text=OLD), interview(text=OLD.replace("Well?", "Well then?").replace(" for it", ""))
    kept = coding(old, "Money is short")
    by_ana = [coding(old, words, coder="ana") for words in ("We wait", "wait for it")]
    with Study.open_or_create(tmp_path / "study.db") as study:
        study.record_run(run(kept, coding(old, "here"), over=(old,)))
        study.set_status([kept.id], Status.ACCEPTED, by="ana", at=NOW)
        study.add_codings(Coder(name="ana", kind=CoderKind.HUMAN), by_ana, covered=(), codebook=BOOK.hash, at=NOW)

        told = study.record_run(run(over=(new,)))

        assert [
            "A.txt has a new text; what people coded or decided was carried over: "
            "0 exact, 2 moved, 0 approximate, 1 orphan."
        ] == told
        assert [("Money is short", "accepted"), ("We wait", "accepted")] == [
            (one.quote, one.status) for one in study.codings()
        ]
        assert all(new.text[one.start : one.end] == one.quote for one in study.codings())
        assert "wait for it" in [one.quote for one in study.codings(current_only=False)]
        assert ["re-anchor moved", "re-anchor moved", "re-anchor orphan"] == [
            what for _, who, what, *_ in study.log() if who == "cfir"
        ]
        assert [] == study.record_run(run(over=(new,)))


@pytest.mark.parametrize(
    ("corrected", "quote"),
    [
        ("Moneyy is short heere. We wait", "Moneyy is short heere"),
        ("The money. Money iss short here. We wait", "Money iss short here"),
        ("Money i short here. We wait", "Money i short here"),
    ],
)
def test_a_place_with_letters_put_in_or_taken_out_begins_and_ends_with_whole_words(corrected: str, quote: str) -> None:
    long = old_coding("Money is short here. We wait and wait for it.")
    how, moved = reanchor(long, interview(text=f"I: So?\n\nP: {corrected} and wait for it.\n"))

    assert how is Anchoring.APPROXIMATE
    assert moved is not None
    assert f"{quote}. We wait and wait for it." == moved.quote
