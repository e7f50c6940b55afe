"""Sets of codes as rows of zeros and ones, and alpha over them for any sample of documents.

Distances depend only on how many codes two sets have and share, so thousands of sets are compared by counting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from math import comb
from typing import TYPE_CHECKING, TypeAlias

from cfir_coder.agreement.division import divide
from cfir_coder.agreement.sets import Distance, distances_of_sizes

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Bools, Floats, Ints

    _Subsets: TypeAlias = tuple[Ints, Ints, Floats]
    """Subsets of codes as numbers, the documents they are in, and how often."""
    _SubsetsOf: TypeAlias = Callable[[int, int], _Subsets]

_AT_ONCE = 512
"""Sets whose distances to others are held at a time."""
_FEW_CODES = 3
"""Codes of the smaller of two sets up to which subsets are counted, not sets compared."""


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
    sets = _Sets.of(holds[seen], np.repeat(document, seen.sum(axis=1)), rows.n_documents)
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


@dataclass(frozen=True, eq=False)
class _Sets:
    """Each document's different sets and how often they were given, in order of size, then document.

    holds: shape (sets, codes), as 32-bit floats, exact for whole numbers as small as these.
    """

    holds: Floats
    size: Ints
    document: Ints
    counts: Floats
    n_documents: int

    @classmethod
    def of(cls, holds: Bools, document: Ints, n_documents: int) -> _Sets:
        """Count the sets of each document; the empty one, mostly the commonest, without looking at it again."""
        import numpy as np

        is_empty = ~holds.any(axis=1)
        blank = np.bincount(document[is_empty], minlength=n_documents)
        empty = np.flatnonzero(blank)
        packed = np.packbits(holds[~is_empty], axis=1)
        keys = np.concatenate((document[~is_empty, None].astype(">u4").view(np.uint8).reshape(-1, 4), packed), axis=1)
        whole = np.ascontiguousarray(keys).view(np.dtype((np.void, keys.shape[1]))).reshape(-1)
        _, first, counts = np.unique(whole, return_index=True, return_counts=True)
        coded, where = holds[~is_empty][first], document[~is_empty][first]
        size = coded.sum(axis=1)
        order = np.lexsort((where, size))
        return cls(
            np.concatenate((np.zeros((len(empty), holds.shape[1])), coded[order])).astype(np.float32),
            np.concatenate((np.zeros(len(empty), dtype=np.int64), size[order])),
            np.concatenate((empty, where[order])),
            np.concatenate((blank[empty], counts[order])).astype(float),
            n_documents,
        )

    def differences(self, distances: Sequence[Distance]) -> list[Floats]:
        """Sums of distances between the sets of each two documents, by each distance: (documents, documents)."""
        import numpy as np

        totals = [np.zeros((self.n_documents, self.n_documents)) for _ in distances]
        starts = np.flatnonzero(np.diff(self.size, prepend=-1)).tolist()
        classes = [slice(start, end) for start, end in pairwise([*starts, len(self.size)])]
        subsets = lru_cache(maxsize=None)(lambda number, size: self._subsets(classes[number], size))
        for number, rows in enumerate(classes):
            for other, columns in enumerate(classes[number:], number):
                sizes = int(self.size[rows.start]), int(self.size[columns.start])
                if sizes[0] <= _FEW_CODES:
                    shared = [self._common(subsets(number, j), subsets(other, j)) for j in range(sizes[0] + 1)]
                    found = [_by_counts(distances_of_sizes(distance, *sizes), shared) for distance in distances]
                else:
                    found = self._between(rows, columns, distances)
                for total, each in zip(totals, found, strict=True):
                    total += each
                    if columns is not rows:
                        total += each.T
        return totals

    def _subsets(self, part: slice, size: int) -> _Subsets:
        """Every subset of that many codes of every set of one size."""
        import numpy as np

        n_sets, n_codes = part.stop - part.start, self.holds.shape[1]
        width = int(self.size[part.start])
        members = np.nonzero(self.holds[part])[1].reshape(n_sets, width)
        chosen = np.array(list(combinations(range(width), size)), dtype=np.intp).reshape(comb(width, size), size)
        keys = (members[:, chosen] * n_codes ** np.arange(size)).sum(axis=2)
        times = len(chosen)
        return keys.reshape(-1), np.repeat(self.document[part], times), np.repeat(self.counts[part], times)

    def _common(self, one: _Subsets, other: _Subsets) -> Floats:
        """How often each two documents have a subset in common: shape (documents, documents)."""
        import numpy as np

        both = np.intersect1d(one[0], other[0])
        total: Floats = np.zeros((self.n_documents, self.n_documents))
        for first in range(0, len(both), _AT_ONCE):
            part = both[first : first + _AT_ONCE]
            total += self._by_document(one, part) @ self._by_document(other, part).T
        return total

    def _by_document(self, subsets: _Subsets, wanted: Ints) -> Floats:
        """How often each document has each wanted subset: shape (documents, subsets)."""
        import numpy as np

        keys, document, counts = subsets
        place = np.searchsorted(wanted, keys)
        kept = np.flatnonzero(wanted[np.minimum(place, len(wanted) - 1)] == keys)
        cells = document[kept] * len(wanted) + place[kept]
        flat = np.bincount(cells, weights=counts[kept], minlength=self.n_documents * len(wanted)).astype(float)
        return flat.reshape(self.n_documents, len(wanted))

    def _between(self, rows: slice, columns: slice, distances: Sequence[Distance]) -> list[Floats]:
        """The same between sets of two sizes."""
        import numpy as np

        sizes = int(self.size[rows.start]), int(self.size[columns.start])
        tables = [np.array(distances_of_sizes(distance, *sizes)) for distance in distances]
        document, counts = self.document[columns], self.counts[columns]
        starts = np.flatnonzero(np.diff(document, prepend=-1))
        totals = [np.zeros((self.n_documents, self.n_documents)) for _ in distances]
        for first in range(rows.start, rows.stop, _AT_ONCE):
            part = slice(first, min(first + _AT_ONCE, rows.stop))
            here = self.document[part]
            firsts = np.flatnonzero(np.diff(here, prepend=-1))
            shared = (self.holds[part] @ self.holds[columns].T).astype(np.intp)
            for total, table in zip(totals, tables, strict=True):
                by_column = np.add.reduceat(table[shared] * counts, starts, axis=1) * self.counts[part][:, None]
                total[np.ix_(here[firsts], document[starts])] += np.add.reduceat(by_column, firsts, axis=0)
        return totals


def _by_counts(distances: Sequence[float], shared: Sequence[Floats]) -> Floats:
    """Sums of distances of sets of two sizes.

    shared: how often each two documents have a subset of 0, 1, ... codes in common.
    A distance f(s) of the number of shared codes s is the sum over j of (s choose j) times Newton's forward difference
    of f at 0, and (s choose j) is how many subsets of j codes both sets hold: those are counted document by document.
    """
    import numpy as np

    steps = [float(np.diff(distances, size)[0]) for size in range(len(shared))]
    total: Floats = np.tensordot(steps, np.stack(shared), axes=1)
    return total
