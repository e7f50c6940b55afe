"""Which way a stretch leans, when the network and the words both have a say.

Both give odds, and odds of separate witnesses multiply: the network's are taken as they are, the words' as far as they
were found to be trustworthy. So the network decides where words say little, and words overrule it where they are
certain: where somebody calls it a barrier or a facilitator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

from cfir_coder.coders.valence import Judgement
from cfir_coder.model.coding import Valence


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the words are believed, as factors of their log-odds; 0: not at all, 1: as much as the network.

    side: facilitator against barrier. mixed: mixed against the rest.
    """

    side: float = 0.0
    mixed: float = 0.0


def weigh(read: Mapping[str, float], words: Judgement, trust: Trust) -> tuple[Valence, float]:
    """The likeliest valence and its probability.

    read: the network's probability of each valence; words: what the cue grammar makes of the same stretch.
    """
    scores = {Valence(name): log(max(chance, 1e-6)) for name, chance in read.items()}
    odds = odds_of(words.confidence)
    if words.valence is Valence.MIXED:
        scores[Valence.MIXED] = scores.get(Valence.MIXED, log(1e-6)) + trust.mixed * odds
    elif words.valence is not Valence.NEUTRAL:
        sign = 1 if words.valence is Valence.FACILITATOR else -1
        shift = sign * (odds_of(1.0) if words.certain else trust.side * odds)
        scores[Valence.FACILITATOR] += shift / 2
        scores[Valence.BARRIER] -= shift / 2
    best = max(scores, key=lambda name: scores[name])
    return best, round(1 / sum(exp(score - scores[best]) for score in scores.values()), 4)


def odds_of(confidence: float) -> float:
    """Log-odds of a probability, kept within what a hundred to one would say."""
    confidence = min(max(confidence, 0.01), 0.99)
    return log(confidence / (1 - confidence))
