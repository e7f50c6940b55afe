"""Every stretch of a transcript that could be coded, with what it means: what `cfir next` and `cfir like` rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.cues import Cued
from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.learned import ReadText
from cfir_coder.coders.nlp import SpokenTurn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cfir_coder.coders.encoder import Reading

    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Meant:
    """A stretch `start <= x < end` of a text. sense: (384,), of length 1. features: (384,), of length 1.

    parts: the same of each of its sentences, senses and features side by side (sentences, 768).

    coded: 0-1, whether it is worth coding. code, chance: the likeliest code and how likely it is if it is coded.
    """

    text_hash: str
    turn: int
    start: int
    end: int
    sense: Floats
    features: Floats
    parts: Floats
    coded: float
    code: str
    chance: float

    @property
    def confidence(self) -> float:
        """That it is coded, with this code."""
        return self.coded * self.chance


def stretches_of(decider: Decider, text: ReadText, *, coded_from: float) -> list[Meant]:
    """Cut what participants say into stretches, as for proposals. coded_from: 0 keeps all that was said."""
    return [
        meant
        for spoken, reading, cued in text.cued()
        for meant in _of_turn(decider, text.text_hash, spoken, reading, cued, coded_from)
    ]


def _of_turn(
    decider: Decider,
    text_hash: str,
    spoken: SpokenTurn,
    reading: Reading,
    cued: Cued,
    coded_from: float,
) -> list[Meant]:
    import numpy as np

    weigher, heads = decider.weigher, decider.heads
    stretches = list(weigher.weigh(spoken.tokens, reading, cued, coded_from=coded_from))
    if not stretches:
        return []
    whole = np.stack([one.features for one in stretches])
    senses, scaled = heads.senses(whole), unit(whole)
    features = heads.features(reading.vectors)
    parts = np.hstack([heads.senses(features), unit(features)])
    found = []
    for row, one in enumerate(stretches):
        best = int(one.chances.argmax())
        place = spoken.span(one.start, one.end)
        said = parts[one.first : one.last]
        code, chance = weigher.codes[best], float(one.chances[best])
        found.append(
            Meant(text_hash, spoken.turn.index, *place, senses[row], scaled[row], said, one.coded, code, chance)
        )
    return found


def unit(rows: Floats) -> Floats:
    """Rows scaled to length 1; a row of zeros stays."""
    import numpy as np

    scaled: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return scaled


def likeness(stretches: Sequence[Meant], senses: Floats, features: Floats) -> Floats:
    """How like each stretch is to some examples, -1 to 1: the mean over the examples of the mean of two cosines.

    Of the stretch as a whole and each of its sentences the likest counts: one sentence may say it among others.
    senses, features: (examples, 384), rows of length 1.
    """
    import numpy as np

    example = np.hstack([senses, features]).mean(axis=0) / 2
    wholes = np.array([np.hstack([one.sense, one.features]) for one in stretches]) @ example
    parts = np.array([(one.parts @ example).max() for one in stretches])
    found: Floats = np.maximum(wholes, parts)
    return found


@dataclass(frozen=True, slots=True)
class Worth:
    """What coding a text would teach: means over its passages, each 0-1 (unlike_seen: 1 - cosine).

    unlike_seen: how far its passages are from the nearest that people coded, or that a text ranked above it holds; 1
    where there is none.
    """

    text_hash: str
    n_passages: int
    uncertainty: float
    unlike_seen: float
    confidence: float


def next_texts(
    stretches: Sequence[Meant], seen: Floats, *, most: int | None = None, surest_first: bool = False
) -> list[Worth]:
    """Which texts to code next; of equals the one that comes first.

    Uncertain and diverse, as `next_passages`: each next one has the greatest sum of uncertainty and unlike_seen.
    seen: (n, 384) senses of what people have coded. surest_first: by confidence instead.
    """
    import numpy as np

    rows: dict[str, list[int]] = {}
    for row, one in enumerate(stretches):
        rows.setdefault(one.text_hash, []).append(row)
    senses = np.array([one.sense for one in stretches])
    nearest = (senses @ seen.T).max(axis=1) if len(seen) and rows else np.zeros(len(stretches))
    ranked: list[Worth] = []
    while rows and len(ranked) != most:
        worths = [
            Worth(
                text_hash,
                len(own),
                float(np.mean([uncertainty(stretches[row]) for row in own])),
                float((1 - nearest[own]).mean()),
                float(np.mean([stretches[row].confidence for row in own])),
            )
            for text_hash, own in rows.items()
        ]
        best = max(worths, key=lambda one: one.confidence if surest_first else one.uncertainty + one.unlike_seen)
        ranked.append(best)
        nearest = np.maximum(nearest, (senses @ senses[rows.pop(best.text_hash)].T).max(axis=1))
    return ranked


def next_passages(stretches: Sequence[Meant], seen: Floats, *, most: int, surest_first: bool = False) -> list[int]:
    """Which stretches to look at next, by place.

    Uncertain and diverse: each next one has the greatest sum of its uncertainty and its distance from what people have
    coded (seen: (n, 384) senses) and from those already chosen (maximal marginal relevance; Carbonell and Goldstein,
    1998). surest_first: by confidence instead.
    """
    import numpy as np

    if surest_first:
        order = sorted(range(len(stretches)), key=lambda index: (-stretches[index].confidence, index))
        return order[:most]
    if not stretches:
        return []
    senses = np.array([one.sense for one in stretches])
    doubt = np.array([uncertainty(one) for one in stretches])
    nearest = (senses @ seen.T).max(axis=1) if len(seen) else np.zeros(len(stretches))
    chosen: list[int] = []
    while len(chosen) < min(most, len(stretches)):
        worth = doubt + 1 - nearest
        worth[chosen] = -np.inf
        best = int(worth.argmax())
        chosen.append(best)
        nearest = np.maximum(nearest, senses @ senses[best])
    return chosen


def uncertainty(stretch: Meant) -> float:
    """0-1: that it is worth coding, times how far its likeliest code is from certain."""
    return stretch.coded * (1 - stretch.chance)
