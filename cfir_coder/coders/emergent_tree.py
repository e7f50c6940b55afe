"""Chunks that mean alike: Ward's tree over them, and how stable its groups are when transcripts are left out."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]
    Group = NDArray[np.intp]

FOLDS = 5
"""Parts of the transcripts, each left out once."""
PARTITIONS = 2
"""How often the transcripts are parted anew."""
DIGITS = 4
"""Decimals that points are rounded to, so that the last bits of arithmetic decide nothing."""


def centred(vectors: Floats, documents: Sequence[int]) -> Floats:
    """Points (n, d) of length 1: each vector without the mean of its document.

    What a transcript is about as a whole (a person's way of talking, a job) would else draw its chunks together.
    """
    import numpy as np

    points = np.array(vectors, dtype=np.float64)
    labels = np.asarray(documents)
    for document in sorted(set(documents)):
        inside = labels == document
        points[inside] -= points[inside].mean(axis=0)
    points /= np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
    rounded: Floats = np.round(points, DIGITS)
    return rounded


def ward(points: Floats) -> NDArray[np.intp]:
    """The merges of Ward's tree: (n - 1, 2) indices, points first, then merges in their order.

    Source: Ward (1963), Hierarchical grouping to optimize an objective function, JASA 58.
    """
    return _grown(_distances(points))


def _distances(points: Floats) -> Floats:
    """Euclidean distances (n, n), by one product of matrices, which is many times faster than pair by pair."""
    import numpy as np

    squares = (points**2).sum(axis=1)
    apart: Floats = np.sqrt(np.maximum(squares[:, None] + squares[None] - 2 * points @ points.T, 0))
    return np.round(apart, 2 * DIGITS)


def _grown(apart: Floats) -> NDArray[np.intp]:
    import numpy as np
    from scipy.cluster.hierarchy import linkage

    if len(apart) < 2:
        return np.zeros((0, 2), dtype=np.intp)
    merges: NDArray[np.intp] = linkage(apart[np.triu_indices(len(apart), 1)], "ward")[:, :2].astype(np.intp)
    return merges


def groups(merges: NDArray[np.intp], *, least: int, most: int) -> Iterator[Group]:
    """Every group of the tree with `least` to `most` members, sorted, in the order of merging."""
    import numpy as np

    n = len(merges) + 1
    members: dict[int, list[int]] = {index: [index] for index in range(n)}
    for place, (one, other) in enumerate(merges.tolist(), n):
        if one not in members or other not in members:
            continue
        merged = sorted(members.pop(one) + members.pop(other))
        if len(merged) <= most:
            members[place] = merged
            if len(merged) >= least:
                yield np.array(merged, dtype=np.intp)


def stability(points: Floats, documents: Sequence[int], chosen: Sequence[Group], *, seed: int = 0) -> list[float]:
    """How well each group comes back when transcripts are left out, 0-1.

    Transcripts are parted into fifths twice; each fifth is left out once, the tree is grown anew, and a group is
    compared with the group of the new tree that is most like it by Jaccard's index over the points that are there.
    The mean is told. From 0.75 on a group is called stable, below 0.5 it is dissolved. A time when fewer than two of
    its points are there isn't counted; nan when there is no other.
    Source: Hennig (2007), Cluster-wise assessment of cluster stability, CSDA 52, with transcripts as what is resampled.
    """
    import numpy as np

    labels, apart = np.asarray(documents), _distances(points)
    every = sorted(set(documents))
    sums, times = np.zeros(len(chosen)), np.zeros(len(chosen))
    for out in _left_out(every, seed):
        here = np.flatnonzero(~np.isin(labels, out))
        if len(here) < 2:
            continue
        inside = np.zeros((len(points), len(chosen)))
        for column, group in enumerate(chosen):
            inside[group, column] = 1
        best = _best_jaccard(_grown(apart[np.ix_(here, here)]), inside[here])
        there = inside[here].sum(axis=0) >= 2
        sums += np.where(there, best, 0)
        times += there
    return [float(total / count) if count else float("nan") for total, count in zip(sums, times, strict=True)]


def _left_out(documents: Sequence[int], seed: int) -> Iterator[list[int]]:
    parts = min(FOLDS, len(documents))
    for number in range(PARTITIONS if parts < len(documents) else 1):
        order = random.Random(seed + number).sample(list(documents), len(documents))
        for part in range(parts):
            yield order[part::parts]


def _best_jaccard(merges: NDArray[np.intp], inside: Floats) -> Floats:
    """The highest index of each column's members with any group of the tree. inside: (points, columns) 0 or 1."""
    import numpy as np

    n = len(inside)
    sizes = np.ones(2 * n - 1)
    shared = np.zeros((2 * n - 1, inside.shape[1]))
    shared[:n] = inside
    for place, (one, other) in enumerate(merges.tolist(), n):
        sizes[place] = sizes[one] + sizes[other]
        shared[place] = shared[one] + shared[other]
    together = sizes[:, None] + inside.sum(axis=0)[None] - shared
    highest: Floats = (shared / together).max(axis=0)
    return highest
