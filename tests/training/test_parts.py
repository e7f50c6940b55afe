"""Which windows of an author are read."""

from training.corpus import EVERYTHING, NOTHING, within

TEXTS = [f"Passage {number} of an author." for number in range(300)]


def test_parts_that_follow_each_other_hold_every_window_once() -> None:
    parts = [(fold / 3, 1 / 3) for fold in range(3)]

    assert [1] * len(TEXTS) == [sum(within(text, part) for part in parts) for text in TEXTS]


def test_a_part_that_runs_over_the_end_begins_anew() -> None:
    early, late = (text for text in (min(TEXTS, key=_order), max(TEXTS, key=_order)))

    assert within(early, (0.9, 0.2))
    assert within(late, (0.9, 0.2))
    assert not any(within(text, (0.9, 0.2)) for text in TEXTS if 0.2 < _order(text) < 0.8)


def test_everything_and_nothing() -> None:
    assert all(within(text, EVERYTHING) for text in TEXTS)
    assert not any(within(text, NOTHING) for text in TEXTS)


def _order(text: str) -> float:
    """Where a text stands in the order, 0-1: the least share, from 0 on, that holds it."""
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if within(text, (0.0, middle)) else (middle, high)
    return high
