"""How the sets of codes in each two documents differ, all together.

Distances depend only on how many codes two sets have and share, so thousands of sets are compared by counting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import comb
from typing import TYPE_CHECKING

from cfir_coder.agreement.sets import Distance, distances_of_sizes

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Bools, Floats, Ints

_FEW_CODES = 3
"""Codes of the smaller of two sets up to which subsets are counted, not sets compared."""
_SUBSETS_AT_ONCE = 1024
_CELLS_AT_ONCE = 1 << 18
"""Pairs of larger sets whose distances are held at a time."""


@dataclass(frozen=True, eq=False)
class CountedSets:
    """Each document's different sets and how often they were given, in order of size, then document.

    holds: shape (sets, codes), as 32-bit floats, exact for whole numbers as small as these.
    """

    holds: Floats
    size: Ints
    document: Ints
    counts: Floats
    n_documents: int

    @classmethod
    def of(cls, holds: Bools, document: Ints, n_documents: int) -> CountedSets:
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

    def differences(self, distances: Sequence[Distance]) -> Floats:
        """Sums of distances between the sets of each two documents: (distances, documents, documents)."""
        import numpy as np

        total = self._among_large(distances)
        for n_codes in range(_FEW_CODES + 1):
            subsets = self._subsets(n_codes)
            for size in np.unique(self.size[(self.size >= n_codes) & (self.size <= _FEW_CODES)]).tolist():
                total += self._in_common(subsets, size, distances)
        return total

    def _subsets(self, n_codes: int) -> _Subsets:
        """Every subset of that many codes of every set, in the order of the sets."""
        import numpy as np

        bounds = np.flatnonzero(np.diff(self.size, prepend=-1, append=-1))
        first = np.searchsorted(self.size, n_codes)
        keys, sets = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.intp)]
        for start, end in pairwise(bounds[bounds >= first].tolist()):
            width = int(self.size[start])
            members = np.nonzero(self.holds[start:end])[1].reshape(end - start, width)
            chosen = np.array(list(combinations(range(width), n_codes)), dtype=np.intp).reshape(
                comb(width, n_codes), n_codes
            )
            keys.append((members[:, chosen] * self.holds.shape[1] ** np.arange(n_codes)).sum(axis=2).reshape(-1))
            sets.append(np.repeat(np.arange(start, end), len(chosen)))
        return _Subsets(n_codes, np.concatenate(keys), np.concatenate(sets))

    def _in_common(self, subsets: _Subsets, size: int, distances: Sequence[Distance]) -> Floats:
        """What these subsets bring to the distances of sets of one size from those as large or larger.

        A distance f(s) of the number of shared codes s is the sum over j of (s choose j) times Newton's forward
        difference of f at 0, and (s choose j) is how many subsets of j codes both sets hold: those are counted
        document by document.
        """
        import numpy as np

        sizes = self.size[subsets.sets]
        first, last = np.searchsorted(sizes, (size, size + 1))
        steps = np.array([_steps(distance, size, int(self.size[-1]), subsets.n_codes) for distance in distances])
        total = np.zeros((len(distances), self.n_documents, self.n_documents))
        wanted = np.unique(subsets.keys[first:last])
        for start in range(0, len(wanted), _SUBSETS_AT_ONCE):
            part = wanted[start : start + _SUBSETS_AT_ONCE]
            (own,) = self._by_document(subsets, slice(first, last), part, np.ones((1, steps.shape[1])))
            for each, step, others in zip(
                total, steps, self._by_document(subsets, slice(last, None), part, steps), strict=True
            ):
                larger = own @ others.T
                each += step[size] * (own @ own.T) + larger + larger.T
        return total

    def _by_document(self, subsets: _Subsets, which: slice, wanted: Ints, worth: Floats) -> Floats:
        """How often each document has each wanted subset, times what it is worth in a set of that size.

        worth: (ways, sizes); gives (ways, documents, subsets).
        """
        import numpy as np

        keys = subsets.keys[which]
        place = np.searchsorted(wanted, keys)
        kept = np.flatnonzero(wanted[np.minimum(place, len(wanted) - 1)] == keys)
        sets = subsets.sets[which][kept]
        cells = self.document[sets] * len(wanted) + place[kept]
        shape = (self.n_documents, len(wanted))
        counted = self.counts[sets] * worth[:, self.size[sets]]
        return np.array([np.bincount(cells, each, self.n_documents * len(wanted)).reshape(shape) for each in counted])

    def _among_large(self, distances: Sequence[Distance]) -> Floats:
        """Distances among the sets of more than a few codes."""
        import numpy as np

        large = np.flatnonzero(self.size > _FEW_CODES)
        large = large[np.argsort(self.document[large], kind="stable")]
        holds, document, counts = self.holds[large], self.document[large], self.counts[large]
        sizes, kind = np.unique(self.size[large], return_inverse=True)
        tables = [_of_sizes(distance, sizes.tolist()) for distance in distances]
        n_shared = int(sizes.max(initial=0)) + 1
        total = np.zeros((len(distances), self.n_documents, self.n_documents))
        at_once = max(1, _CELLS_AT_ONCE // max(1, len(large)))

        def add(rows: slice, columns: slice) -> None:
            place = (holds[rows] @ holds[columns].T).astype(np.intp)
            place += kind[rows, None] * (len(sizes) * n_shared)
            place += kind[columns] * n_shared
            down, across = (np.flatnonzero(np.diff(document[each], prepend=-1)) for each in (rows, columns))
            met = np.ix_(document[rows][down], document[columns][across])
            for each, table in zip(total, tables, strict=True):
                cells = table[place]
                cells *= counts[columns]
                by_column = np.add.reduceat(cells, across, axis=1)
                apart = np.add.reduceat(by_column * counts[rows, None], down, axis=0)
                each[met] += apart
                if columns != rows:
                    each.T[met] += apart

        for start in range(0, len(large), at_once):
            rows = slice(start, min(start + at_once, len(large)))
            add(rows, rows)
            if rows.stop < len(large):
                add(rows, slice(rows.stop, len(large)))
        return total


@dataclass(frozen=True, eq=False)
class _Subsets:
    """Subsets of `n_codes` codes as numbers, and the sets that they are of."""

    n_codes: int
    keys: Ints
    sets: Ints


def _steps(distance: Distance, size: int, most: int, order: int) -> Floats:
    """Newton's forward difference at 0 of the distance from a set of one size, by the size of the other, 0 to most.

    0 for smaller ones, which are compared from their side.
    """
    import numpy as np

    found = np.zeros(most + 1)
    for other in range(size, most + 1):
        found[other] = np.diff(distances_of_sizes(distance, size, other), order)[0]
    return found


def _of_sizes(distance: Distance, sizes: Sequence[int]) -> Floats:
    """The distance by the sizes of two sets and by how many codes they share, flat."""
    import numpy as np

    found = np.zeros((len(sizes), len(sizes), max(sizes, default=0) + 1))
    for one, small in enumerate(sizes):
        for other, large in enumerate(sizes[one:], one):
            found[one, other, : small + 1] = found[other, one, : small + 1] = distances_of_sizes(distance, small, large)
    return found.reshape(-1)
