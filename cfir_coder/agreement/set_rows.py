"""Sets of codes as rows of zeros and ones, and alpha over them for any sample of documents.

How documents differ in their sets is counted once, so that they can be resampled at no cost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from cfir_coder.agreement.division import divide
from cfir_coder.agreement.set_counts import CountedSets
from cfir_coder.agreement.sets import Distance, distances_of_sizes

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class SetRows:
    """Every coder's set of codes on every unit.

    holds: shape (units, coders, codes). seen: (units, coders), whose sets count. document: (units,).
    """

    holds: Bools
    seen: Bools
    document: Ints
    n_documents: int

    @classmethod
    def of(cls, unit: Ints, coder: Ints, code: Ints, seen: Bools, document: Ints, n_documents: int) -> SetRows:
        """From the units that are coded: index of unit, coder and code each. seen: shape (units, coders)."""
        import numpy as np

        holds = np.zeros((*seen.shape, int(code.max(initial=0)) + 1), dtype=bool)
        holds[unit, coder, code] = True
        return cls(holds, seen, document, n_documents)


def alpha_by_document(rows: SetRows, distances: Sequence[Distance]) -> list[Callable[[Floats], Floats]]:
    """Alpha by each distance as a function of how often each document counts: (..., documents) -> (...).

    Expected differences are a quadratic form over documents, so that resampling them costs nothing however many
    sets there are.
    """
    import numpy as np

    is_paired = rows.seen.sum(axis=1) > 1
    holds, seen, document = rows.holds[is_paired], rows.seen[is_paired], rows.document[is_paired]
    observed = [_observed(holds, seen, document, rows.n_documents, distance) for distance in distances]
    sets = CountedSets.of(holds[seen], np.repeat(document, seen.sum(axis=1)), rows.n_documents)
    expected = sets.differences(distances)
    sizes = np.bincount(sets.document, weights=sets.counts, minlength=rows.n_documents)

    def alpha_of(apart: Floats, by_chance: Floats) -> Callable[[Floats], Floats]:
        def alpha(counts: Floats) -> Floats:
            n = counts @ sizes
            chance = ((counts @ by_chance) * counts).sum(axis=-1)
            return 1 - divide((n - 1) * (counts @ apart), np.where(chance > 1e-12 * np.maximum(n, 1), chance, 0.0))

        return alpha

    return [alpha_of(*each) for each in zip(observed, expected, strict=True)]


def _observed(holds: Bools, seen: Bools, document: Ints, n_documents: int, distance: Distance) -> Floats:
    """Differences of each unit's sets, over its sets less one, summed by document."""
    import numpy as np

    size = holds.sum(axis=2)
    apart = np.zeros(len(holds))
    for one, other in combinations(range(holds.shape[1]), 2):
        both = np.flatnonzero(seen[:, one] & seen[:, other])
        shared = (holds[both, one] & holds[both, other]).sum(axis=1)
        apart[both] += _looked_up(distance, size[both, one], size[both, other], shared)
    weights = 2 * apart / (seen.sum(axis=1) - 1)
    total: Floats = np.bincount(document, weights=weights, minlength=n_documents).astype(float)
    return total


def _looked_up(distance: Distance, one: Ints, other: Ints, shared: Ints) -> Floats:
    import numpy as np

    most = int(max(one.max(initial=0), other.max(initial=0))) + 1
    key, place = np.unique((one * most + other) * most + shared, return_inverse=True)
    pairs, common = np.divmod(key, most)
    values = [
        distances_of_sizes(distance, *divmod(pair, most))[n]
        for pair, n in zip(pairs.tolist(), common.tolist(), strict=True)
    ]
    found: Floats = np.array(values, dtype=float)[place.reshape(-1)]
    return found
