"""What counts as found by `cfir like`, and which text `cfir next` would name."""

from __future__ import annotations

import numpy as np
import pytest

from cfir_coder.coders.stretches import Meant, next_texts
from training.seeking_figures import ranked


def test_average_precision_of_a_ranking_worked_by_hand() -> None:
    """Right at ranks 1 and 3: (1/1 + 2/3) / 2; two of the first ten."""
    scores = np.array([0.9, 0.8, 0.7, *np.linspace(0.6, 0.1, 9)])
    right = np.array([True, False, True, *[False] * 9])

    assert (pytest.approx(5 / 6), 0.2) == ranked(scores, right)


def test_nothing_to_find_is_no_precision() -> None:
    assert (0.0, 0.0) == ranked(np.array([0.5, 0.1]), np.array([False, False]))


def meant(text: str, sense: tuple[float, float], *, coded: float, chance: float) -> Meant:
    vector = np.array(sense)
    return Meant(text, 0, 0, 1, vector, vector, vector[None], coded, "a", chance)


def test_a_text_is_worth_the_mean_of_its_passages() -> None:
    stretches = [
        meant("t", (1.0, 0.0), coded=1.0, chance=0.5),
        meant("t", (0.0, 1.0), coded=0.5, chance=0.8),
        meant("u", (0.0, 1.0), coded=1.0, chance=1.0),
    ]

    told = next_texts(stretches, np.array([[1.0, 0.0]]))

    assert [("u", 1), ("t", 2)] == [(one.text_hash, one.n_passages) for one in told]
    assert [pytest.approx((0.0, 1.0, 1.0)), pytest.approx((0.3, 0.0, 0.45))] == [
        (one.uncertainty, one.unlike_seen, one.confidence) for one in told
    ]


def test_the_next_text_is_unlike_those_ranked_above_it() -> None:
    alike = [meant(text, (1.0, 0.0), coded=1.0, chance=chance) for text, chance in (("a", 0.2), ("b", 0.3))]
    other = meant("c", (0.0, 1.0), coded=1.0, chance=0.9)

    assert ["a", "c", "b"] == [one.text_hash for one in next_texts([*alike, other], np.zeros((0, 2)))]
    assert ["a", "c"] == [one.text_hash for one in next_texts([*alike, other], np.zeros((0, 2)), most=2)]
    surest = next_texts([*alike, other], np.zeros((0, 2)), surest_first=True)
    assert ["c", "b", "a"] == [one.text_hash for one in surest]
    assert [] == next_texts([], np.zeros((0, 2)))


def test_where_nothing_is_coded_all_is_new() -> None:
    told = next_texts([meant("t", (1.0, 0.0), coded=1.0, chance=0.5)], np.zeros((0, 2)))

    assert [1.0] == [one.unlike_seen for one in told]
