"""Which way passages lean, settled on transcripts that the layers for valence haven't read: two things.

Writers of sets have told more mixed passages than people do, so the head's start is moved until its probabilities fit
what people gave. Then it is chosen how far words are believed beside it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cfir_coder.coders.encoded import judgement
from cfir_coder.coders.sides import Trust
from cfir_coder.coders.valence import Judgement
from training.corpus import VALENCES
from training.deciding import found_by
from training.tuning import Tuning, placed

FACILITATOR, BARRIER, MIXED = (VALENCES.index(name) for name in ("facilitator", "barrier", "mixed"))


@dataclass(frozen=True, slots=True)
class Leaning:
    """A proposal with the right code. read: (valences,) the network's probabilities. words: what the cue grammar says.

    given: the valences that people gave there.
    """

    read: np.ndarray
    words: Judgement
    given: frozenset[str]


def leanings(tuning: Tuning, settings: Mapping[str, Any]) -> list[Leaning]:
    """Every proposal whose code is right."""
    return [
        Leaning(np.array([one.decided.valences[name] for name in VALENCES]), tuning.words(one), given)
        for one in placed(tuning, settings)
        if (given := frozenset(each.valence for each in found_by(one.mark(), tuning)))
    ]


def levelled(right: Sequence[Leaning], shift: np.ndarray) -> list[Leaning]:
    """The same, with the log odds of each valence moved. shift: (valences,)."""
    moved = [one.read * np.exp(shift) for one in right]
    return [Leaning(read / read.sum(), one.words, one.given) for read, one in zip(moved, right, strict=True)]


def shift_of(right: Sequence[Leaning]) -> np.ndarray:
    """What makes the valences that people gave likeliest, added to the log odds of each: (valences,).

    Two numbers are fitted, facilitator against barrier and mixed against both; what is neutral is too rare to fit.
    Source: the bias of the softmax alone, as in Guo et al. (2017), On Calibration of Modern Neural Networks, 4.2.
    """
    from scipy.optimize import minimize

    logged = np.log(np.maximum([one.read for one in right], 1e-9))
    given = np.array([[name in one.given for name in VALENCES] for one in right], float)
    given /= given.sum(1, keepdims=True)

    def lost(numbers: np.ndarray) -> float:
        moved = logged + _shift(*numbers)
        return float((given * (np.logaddexp.reduce(moved, axis=1, keepdims=True) - moved)).sum())

    return _shift(*minimize(lost, np.zeros(2), method="Nelder-Mead").x)


def _shift(side: float, mixed: float) -> np.ndarray:
    shift = np.zeros(len(VALENCES))
    shift[[FACILITATOR, BARRIER, MIXED]] = side / 2, -side / 2, mixed
    return shift


def trust_in_words(right: Sequence[Leaning]) -> dict[str, float]:
    """How far the words' odds are to be believed: what gives most right valences on right codes.

    On the side the middle is taken of all that comes to within a standard error of the most, as a few passages decide
    between them. On mixed passages, of equals, words are believed least.
    Source: the rule of one standard error, Breiman et al. (1984), Classification and Regression Trees, 3.4.3.
    """
    told = [(dict(zip(VALENCES, one.read.tolist(), strict=True)), one) for one in right]

    def rightly(side: float, mixed: float) -> int:
        trust = Trust(side, mixed)
        return sum(judgement(read, one.words, trust).valence in one.given for read, one in told)

    pairs = itertools.product((0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0), (0.0, 0.5, 1.0, 2.0))
    counts = {pair: rightly(*pair) for pair in pairs}
    most = max(counts.values())
    least = most - np.sqrt(most * (1 - most / len(right)))
    sides = sorted({side for (side, _), count in counts.items() if count >= least})
    side = sides[(len(sides) - 1) // 2]
    mixed = max((mixed for among, mixed in counts if among == side), key=lambda mixed: (counts[side, mixed], -mixed))
    return {"side": side, "mixed": mixed}
