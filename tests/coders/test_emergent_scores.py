import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.coders.emergent_scores import evenness, log_odds, mutual_information


def test_log_odds_worked_by_hand() -> None:
    """10 of 100 words here, 5 of 100 there, prior 7.5 each: ln((17.5/182.5)/(12.5/187.5)) / sqrt(1/17.5 + 1/12.5)."""
    assert pytest.approx(0.9815, abs=1e-4) == log_odds(10, 5, 100, 100)


def test_log_odds_of_a_word_that_both_sides_say_alike_is_0() -> None:
    assert pytest.approx(0.0, abs=1e-12) == log_odds(7, 7, 300, 300)


@pytest.mark.parametrize("counts", [(0, 0, 100, 100), (3, 0, 100, 0), (0, 3, 0, 100)])
def test_log_odds_without_anything_to_compare_is_0(counts: tuple[int, int, int, int]) -> None:
    assert log_odds(*counts) == 0.0


@given(st.integers(1, 50), st.integers(0, 50), st.integers(50, 500), st.integers(50, 500))
def test_log_odds_turn_their_sign_when_the_sides_are_exchanged(
    here: int, there: int, n_here: int, n_there: int
) -> None:
    assert log_odds(here, there, n_here, n_there) == pytest.approx(-log_odds(there, here, n_there, n_here), abs=1e-9)


def test_evenness_of_a_published_example() -> None:
    """Gries (2008): 1 to 5 hits in parts of 9, 10, 10, 10 and 11 words have DP 0.18; normed 0.18 / 0.82."""
    hits = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
    words = {"1": 9, "2": 10, "3": 10, "4": 10, "5": 11}

    assert evenness(hits, words) == pytest.approx(1 - 0.18 / 0.82)


def test_evenness_worked_by_hand() -> None:
    assert evenness({"a": 3, "b": 1}, {"a": 50, "b": 50}) == pytest.approx(0.5)


def test_who_talks_more_may_say_it_more() -> None:
    assert evenness({"a": 3, "b": 1}, {"a": 300, "b": 100}) == pytest.approx(1.0)


def test_what_the_quietest_voice_alone_says_is_least_even() -> None:
    assert evenness({"b": 4}, {"a": 300, "b": 100}) == pytest.approx(0.0)


def test_evenness_of_one_voice_is_1_and_of_nothing_said_0() -> None:
    assert evenness({"a": 4}, {"a": 10}) == 1.0
    assert evenness({}, {"a": 10}) == 0.0
    assert evenness({}, {}) == 0.0


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((5, 5, 5, 100), 1.0), ((0, 5, 5, 100), -1.0), ((1, 10, 10, 100), 0.0), ((4, 4, 4, 4), 1.0)],
    ids=["never apart", "never together", "by chance", "in every window"],
)
def test_mutual_information_at_its_ends(counts: tuple[int, int, int, int], expected: float) -> None:
    assert mutual_information(*counts) == pytest.approx(expected)


def test_mutual_information_worked_by_hand() -> None:
    """5 windows of 100 with both, 10 with each: ln(5) / -ln(0.05)."""
    assert mutual_information(5, 10, 10, 100) == pytest.approx(math.log(5) / -math.log(0.05))
