"""Which spans of two coders meet, and which of them belong together: found in columns, not span by span."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from cfir_coder.agreement.assignment import best_pairs
from cfir_coder.agreement.columns import CodingColumns

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Bools, Floats, Ints

_FAR = 1 << 40
_ENDS = 1 << 40
"""One shared character weighs more than all distances of ends."""


@dataclass(frozen=True, eq=False)
class Meetings:
    """Pairs of entries that share characters: `left` and `right` are indices into the columns, `shared` how many."""

    left: Ints
    right: Ints
    shared: Ints

    def where(self, kept: Bools) -> Meetings:
        """Only some of the pairs."""
        return Meetings(self.left[kept], self.right[kept], self.shared[kept])


def meetings(columns: CodingColumns, lefts: Ints, rights: Ints, *, of_one_code: bool) -> Meetings:
    """Every left and right entry of one document (and one code) that share a character, in order of left, then right.

    lefts, rights: indices into the columns, ascending.
    """
    import numpy as np

    group = columns.document * len(columns.codes) + columns.code if of_one_code else columns.document
    base = group * _FAR
    begins, finishes = base + columns.start, base + columns.end
    by_start = rights[np.argsort(begins[rights], kind="stable")]
    reach = np.maximum.accumulate(finishes[by_start]) if len(by_start) else by_start
    first = np.searchsorted(reach, begins[lefts], side="right")
    last = np.searchsorted(begins[by_start], finishes[lefts], side="left")
    counts = np.maximum(last - first, 0)
    left = np.repeat(lefts, counts)
    at = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    right = by_start[at]
    shared = np.minimum(columns.end[left], columns.end[right]) - np.maximum(columns.start[left], columns.start[right])
    kept = (shared > 0) & (group[left] == group[right])
    left, right, shared = left[kept], right[kept], shared[kept]
    order = np.lexsort((right, left))
    return Meetings(left[order], right[order], shared[order])


def likenesses(columns: CodingColumns, pairs: Meetings) -> Floats:
    """Shared over all characters of each pair, 0-1 (intersection over union)."""
    widths = columns.end - columns.start
    found: Floats = pairs.shared / (widths[pairs.left] + widths[pairs.right] - pairs.shared)
    return found


def weights(columns: CodingColumns, pairs: Meetings) -> Ints:
    """What each pair is worth: characters shared, then nearness of the ends."""
    import numpy as np

    starts = np.abs(columns.start[pairs.left] - columns.start[pairs.right])
    found: Ints = pairs.shared * _ENDS - starts - np.abs(columns.end[pairs.left] - columns.end[pairs.right])
    return found


def best_of(columns: CodingColumns, pairs: Meetings) -> tuple[Ints, Ints]:
    """One-to-one pairs that share the most characters, then whose ends are nearest: left and right, in order.

    Where neither span meets another the choice is plain; only the rest is weighed against each other.
    """
    import numpy as np

    size = len(columns.start)
    is_plain = (np.bincount(pairs.left, minlength=size)[pairs.left] == 1) & (
        np.bincount(pairs.right, minlength=size)[pairs.right] == 1
    )
    rest = pairs.where(~is_plain)
    edges = zip(rest.left.tolist(), rest.right.tolist(), strict=True)
    weighed = dict(zip(edges, weights(columns, rest).tolist(), strict=True))
    chosen = np.array(best_pairs(weighed), dtype=np.int64).reshape(-1, 2)
    left = np.concatenate((pairs.left[is_plain], chosen[:, 0]))
    right = np.concatenate((pairs.right[is_plain], chosen[:, 1]))
    order = np.argsort(left)
    return left[order], right[order]


def matched(columns: CodingColumns, like: float) -> tuple[Ints, Ints]:
    """Entries of one code, over all pairs of coders, that belong together and are alike enough: left, right."""
    import numpy as np

    found = []
    for one, other in combinations(range(len(columns.coders)), 2):
        lefts, rights = (np.flatnonzero(columns.coder == who) for who in (one, other))
        pairs = meetings(columns, lefts, rights, of_one_code=True)
        left, right = best_of(columns, pairs)
        shared = np.minimum(columns.end[left], columns.end[right]) - np.maximum(
            columns.start[left], columns.start[right]
        )
        alike = likenesses(columns, Meetings(left, right, shared)) >= like
        found.append(np.stack((left[alike], right[alike])))
    both = np.concatenate(found, axis=1) if found else np.zeros((2, 0), dtype=np.int64)
    return both[0], both[1]
