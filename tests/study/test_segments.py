"""What a person says of stretches of a text: what is said now stands, also for what lies inside."""

from __future__ import annotations

import pytest

from cfir_coder.study.segments import Segment, is_read, said_now

TEXT = "Money is short. We wait. It helps."


def segment(start: int, end: int, *, done: bool = True, memo: str = "") -> Segment:
    return Segment("a", start, end, done, memo)


def test_a_turn_that_is_not_done_any_more_takes_its_sentences_along_but_not_their_remarks() -> None:
    held = [segment(0, 15), segment(16, 24, memo="who?"), segment(40, 50)]

    now = said_now(held, [segment(0, 34, done=False)])

    assert now == [segment(16, 24, done=False, memo="who?"), segment(40, 50)]


def test_of_another_text_and_of_what_only_overlaps_nothing_is_said() -> None:
    held = [segment(0, 15), Segment("b", 3, 9, True)]

    now = said_now(held, [segment(5, 24, done=False, memo="?")])

    assert now == [segment(0, 15), segment(5, 24, done=False, memo="?"), Segment("b", 3, 9, True)]


@pytest.mark.parametrize(
    ("read", "is_all"),
    [
        ([(0, 15), (16, 24), (25, 34)], True),
        ([(0, 15), (25, 34)], False),
        ([(0, 34)], True),
        ([(0, 20), (3, 24), (24, 34)], True),
        ([(16, 34)], False),
        ([], False),
    ],
    ids=["sentences with blanks between", "a gap", "the whole", "overlaps", "the end only", "nothing"],
)
def test_a_stretch_is_read_when_all_of_it_but_blanks_was(read: list[tuple[int, int]], is_all: bool) -> None:
    assert is_read(TEXT, 0, 34, read) is is_all
