"""Valence learned from people: held to the network until there is evidence, and taken only where it helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import check_grad

from cfir_coder.coders import learned_valence
from cfir_coder.coders.learned_valence import LeaningExample, LeaningFit, ValenceGain
from cfir_coder.coders.meaning import Heads
from cfir_coder.coders.sides import Trust
from cfir_coder.coders.valence import Judgement
from cfir_coder.model.coding import Valence

NAMES = ("facilitator", "barrier", "mixed", "neutral")
WIDTH = 6
SILENT = Judgement(Valence.NEUTRAL, 0, 0.15, ())
PRAISE = Judgement(Valence.FACILITATOR, 1, 0.9, ())


def fit_of(examples: Sequence[LeaningExample]) -> LeaningFit:
    """A network that takes everything for a facilitator, a little."""
    arrays = {
        "valence.weight": np.zeros((4, WIDTH), np.float32),
        "valence.bias": np.array([0.5, 0, 0, 0], np.float32),
    }
    return LeaningFit(Heads(arrays), NAMES, Trust(1.0, 1.0), examples)


def example(number: int, construct: str, valence: str, words: Judgement = SILENT) -> LeaningExample:
    features = np.random.default_rng(number).normal(size=WIDTH).astype(np.float32)
    return LeaningExample(f"text{number % 4}", features, construct, valence, words)


LEANT = [example(n, "cost", "barrier") for n in range(12)] + [
    example(n, "champions", "facilitator") for n in range(12, 24)
]


def read(fit: LeaningFit, examples: Sequence[LeaningExample]) -> list[str]:
    return [NAMES[best] for best in fit.logged(examples, fit.fit(fit.examples)).argmax(1)]


def test_how_a_construct_leans_is_learned() -> None:
    fit = fit_of(LEANT)

    assert ["barrier", "facilitator"] == read(fit, [example(90, "cost", ""), example(91, "champions", "")])


def test_a_construct_that_nobody_coded_leans_as_all_do() -> None:
    told = fit_of(LEANT).fit(LEANT)

    assert "culture" not in told.codes
    assert abs(told.codes["cost"]["barrier"]) > 0.3


def test_words_that_were_wrong_are_believed_less() -> None:
    wrong = [example(n, "cost", "barrier", PRAISE) for n in range(24)]
    right = [replace(one, valence="facilitator") for one in wrong]

    assert fit_of(wrong).fit(wrong).trust.side < 0.9 < fit_of(right).fit(right).trust.side


def test_what_helps_on_transcripts_left_out_is_told_with_its_figures() -> None:
    gain = fit_of(LEANT).judged()

    assert gain is not None
    assert (24, 4, 0.5, 1.0, True) == (gain.n_passages, gain.n_transcripts, gain.before, gain.after, gain.helps)
    assert gain.loss_after < gain.loss_before


@pytest.mark.parametrize(
    ("won", "lost", "loss_after", "helps"),
    [(10, 4, 0.9, True), (10, 6, 0.9, False), (10, 4, 1.1, False), (0, 0, 0.5, False)],
)
def test_it_is_taken_when_the_gain_is_larger_than_its_error(
    won: int, lost: int, loss_after: float, helps: bool
) -> None:
    """10 - 4 is more than the root of 14; 10 - 6 is no more than the root of 16."""
    after = 0.7 + (won - lost) / 100
    gain = ValenceGain(100, 4, before=0.7, after=after, won=won, lost=lost, loss_before=1.0, loss_after=loss_after)

    assert helps is gain.helps


@pytest.mark.parametrize("examples", [LEANT[:19], [replace(one, text_hash="text0") for one in LEANT]])
def test_nothing_is_learned_from_few_passages_or_transcripts(examples: list[LeaningExample]) -> None:
    assert fit_of(examples).judged() is None


def test_the_slopes_are_those_of_the_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []
    monkeypatch.setattr(learned_valence, "minimum", lambda loss, start: kept.append((loss, start)) or start)
    mixed = Judgement(Valence.MIXED, 0, 0.7, ())
    examples = [*LEANT, example(50, "cost", "mixed", mixed), example(51, "cost", "neutral", PRAISE)]

    fit_of(examples).fit(examples)

    loss, start = kept[0]
    at = start + np.random.default_rng(1).normal(scale=0.3, size=start.shape)
    assert check_grad(lambda x: loss(x)[0], lambda x: loss(x)[1], at) < 1e-2
