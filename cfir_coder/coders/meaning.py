"""From sentences' vectors to stretches with a code: what the heads score, and where one thought ends.

Sentences that are worth coding stand in runs; a run is cut where two codes explain it better than one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

LONGEST = 4
"""Sentences that one coding may cover."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """How runs are found and cut.

    coded_from: a sentence belongs to a run from this probability. new_stretch: what cutting once more costs, in log
    units of a code's probability. doubtful_from: sentences that reach only this make runs of their own.
    """

    coded_from: float = 0.5
    new_stretch: float = 1.2
    doubtful_from: float = 1.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences `first <= x < end` of a turn that make one thought.

    vector: the mean over their word pieces (384,). coded: 0-1. chances: (codes,) probabilities that sum to 1.
    """

    first: int
    end: int
    vector: Floats
    coded: float
    chances: Floats


class Heads:
    """The linear heads on the normalised vector, as the model's card lists their outputs; valence on `leanings`."""

    def __init__(self, arrays: Mapping[str, Floats]) -> None:
        self._arrays = arrays

    @property
    def arrays(self) -> Mapping[str, Floats]:
        """The heads' weights and biases, by name."""
        return self._arrays

    def features(self, vectors: Floats) -> Floats:
        """Normalise (n, 384) vectors as the network did."""
        return self._normal("norm", vectors)

    def leanings(self, features: Floats, tones: Floats, head: str, columns: Sequence[int | None]) -> Floats:
        """What the valence head is given of stretches with a code: (n, 640).

        256 numbers of what the layers for valence make of them, told the code, then the features (n, 384): the head's
        logits are the mean of what both say.
        tones: (n, 384). columns: (n,) the codes, as outputs of a head of codes; None: a code that it doesn't know.
        """
        import numpy as np

        known = [self._arrays["tone.none"] if each is None else self._arrays[f"tone.{head}"][each] for each in columns]
        told = np.hstack([self._normal("tone.norm", tones), np.array(known, np.float32)])
        leaning = self._normal("tone.scaled", np.maximum(self.logits("tone.hidden", told), 0))
        both: Floats = np.hstack([leaning, features])
        return both

    def _normal(self, name: str, vectors: Floats) -> Floats:
        """Rows of mean 0 and variance 1, scaled and moved as was learned (layer normalisation)."""
        import numpy as np

        vectors = np.asarray(vectors, np.float32)
        centred = vectors - vectors.mean(1, keepdims=True)
        scale = np.sqrt((centred**2).mean(1, keepdims=True) + 1e-5)
        normal: Floats = centred / scale * self._arrays[f"{name}.weight"] + self._arrays[f"{name}.bias"]
        return normal

    def logits(self, head: str, features: Floats) -> Floats:
        """head: coded, codes_2022, codes_2009, or valence, which takes leanings; gives (n, outputs)."""
        found: Floats = features @ self._arrays[f"{head}.weight"].T + self._arrays[f"{head}.bias"]
        return found

    def senses(self, features: Floats) -> Floats:
        """The general sense of each stretch's words, of length 1: (n, 384)."""
        import numpy as np

        senses = self.logits("sense", features)
        scaled: Floats = senses / np.maximum(np.linalg.norm(senses, axis=1, keepdims=True), 1e-6)
        return scaled


def log_softmax(logits: Floats) -> Floats:
    """Log of rows that sum to 1."""
    import numpy as np

    shifted = logits - logits.max(axis=-1, keepdims=True)
    logged: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logged


def sigmoid(logits: Floats) -> Floats:
    """0-1."""
    import numpy as np

    found: Floats = 1 / (1 + np.exp(-logits))
    return found


def cut(coded: Floats, logged: Floats, lengths: NDArray[np.int32], cutting: Cutting) -> list[tuple[int, int]]:
    """Cut a turn's sentences into stretches, as ranges of sentences.

    coded: (sentences,) probabilities. logged: (sentences, codes) log probabilities. lengths: (sentences,) pieces.
    Each run is cut by dynamic programming so that the best code of every stretch, summed over its sentences, loses
    least.
    """
    stretches: list[tuple[int, int]] = []
    worth, readable = coded >= cutting.coded_from, (lengths > 0).tolist()
    doubtful = ~worth & (coded >= cutting.doubtful_from)
    for start, end in (*_runs(worth.tolist(), readable), *_runs(doubtful.tolist(), readable)):
        stretches += _best_cut(logged[start:end], start, cutting.new_stretch)
    return sorted(stretches)


def _runs(wanted: Sequence[bool], readable: Sequence[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for index, (yes, can) in enumerate(zip(wanted, readable, strict=True)):
        if not (yes and can):
            continue
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def _best_cut(logged: Floats, offset: int, new_stretch: float) -> list[tuple[int, int]]:
    n = len(logged)
    best = [0.0] + [float("-inf")] * n
    came_from = [0] * (n + 1)
    for end in range(1, n + 1):
        for first in range(max(0, end - LONGEST), end):
            value = best[first] + float(logged[first:end].sum(axis=0).max()) - new_stretch
            if value > best[end]:
                best[end], came_from[end] = value, first
    cuts, end = [], n
    while end > 0:
        cuts.append((offset + came_from[end], offset + end))
        end = came_from[end]
    return cuts[::-1]


def pooled(vectors: Floats, lengths: NDArray[np.int32], stretches: Sequence[tuple[int, int]]) -> Floats:
    """The mean vector of each stretch over its sentences' word pieces: (stretches, 384)."""
    import numpy as np

    weights = np.asarray(lengths, np.float32)
    means = [
        np.average(np.asarray(vectors[first:end], np.float32), axis=0, weights=np.maximum(weights[first:end], 1e-6))
        for first, end in stretches
    ]
    return np.array(means, np.float32).reshape(len(means), -1)
