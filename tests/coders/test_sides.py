"""Which way a stretch leans: the network decides, words overrule it where they are certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.coders.sides import Trust, weigh
from cfir_coder.coders.valence import Judgement
from cfir_coder.model.coding import Valence

READ = {"facilitator": 0.6, "barrier": 0.3, "mixed": 0.08, "neutral": 0.02}


def words(valence: Valence, confidence: float) -> Judgement:
    return Judgement(valence, 0, confidence, ())


def test_the_network_decides_where_words_say_nothing() -> None:
    valence, confidence = weigh(READ, words(Valence.NEUTRAL, 0.15), Trust(1, 1))
    assert valence is Valence.FACILITATOR
    assert confidence == pytest.approx(0.6, abs=1e-3)


def test_unsure_words_move_the_odds_and_certain_words_overrule() -> None:
    unsure, less = weigh(READ, words(Valence.BARRIER, 0.55), Trust(1, 1))
    certain, _ = weigh(READ, words(Valence.BARRIER, 0.95), Trust(1, 1))
    assert unsure is Valence.FACILITATOR
    assert less < 0.6
    assert certain is Valence.BARRIER


def test_a_verdict_in_so_many_words_overrules_the_network_unless_it_is_next_to_sure() -> None:
    called = Judgement(Valence.BARRIER, 0, 0.6, (), certain=True)

    assert weigh(READ, words(Valence.BARRIER, 0.6), Trust(side=0.1))[0] is Valence.FACILITATOR
    assert weigh({"facilitator": 0.95, "barrier": 0.05}, called, Trust(side=0.1))[0] is Valence.BARRIER
    assert weigh({"facilitator": 0.995, "barrier": 0.005}, called, Trust(side=0.1))[0] is Valence.FACILITATOR


def test_odds_are_multiplied() -> None:
    _, confidence = weigh({"facilitator": 0.5, "barrier": 0.5}, words(Valence.FACILITATOR, 0.8), Trust(side=1))
    assert confidence == pytest.approx(0.8, abs=1e-3)


def test_words_that_nobody_trusts_change_nothing() -> None:
    for valence in Valence:
        assert weigh(READ, words(valence, 0.99), Trust())[0] is Valence.FACILITATOR


@given(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), st.floats(0, 1), st.sampled_from(Valence))
def test_confidence_is_the_largest_of_four_probabilities(
    chances: list[float], confidence: float, said: Valence
) -> None:
    read = {valence.value: chance / sum(chances) for valence, chance in zip(Valence, chances, strict=True)}
    _, told = weigh(read, words(said, confidence), Trust(1, 1))
    assert 0.25 <= told <= 1
