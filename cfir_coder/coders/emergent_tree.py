"""Chunks as points, and trees over them: their groups, their branches, and what of a tree is most like a group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]
    Group = NDArray[np.intp]

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


def grown(apart: Floats, method: str = "ward") -> NDArray[np.intp]:
    """The merges of a tree: (n - 1, 2) indices, points first, then merges in their order.

    apart: (n, n) distances. method: as scipy names it.
    Source: Ward (1963), Hierarchical grouping to optimize an objective function, JASA 58.
    """
    import numpy as np
    from scipy.cluster.hierarchy import linkage

    if len(apart) < 2:
        return np.zeros((0, 2), dtype=np.intp)
    merges: NDArray[np.intp] = linkage(apart[np.triu_indices(len(apart), 1)], method)[:, :2].astype(np.intp)
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


def branches(merges: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Cut a tree into `count` branches: (n,) labels of the branch that each point is in."""
    import numpy as np

    n = len(merges) + 1
    above = list(range(2 * n - 1))
    for place, (one, other) in enumerate(merges[: max(0, n - count)].tolist(), n):
        above[one] = above[other] = place
    for index in reversed(range(2 * n - 1)):
        above[index] = above[above[index]]
    return np.array(above[:n], dtype=np.intp)


def best_jaccard(merges: NDArray[np.intp], inside: Floats, wanted: Floats) -> Floats:
    """The highest index of each column's members with any group of the tree.

    inside: (points, columns) 0 or 1. wanted: (columns,) members of each column, whether in the tree or not.
    """
    import numpy as np

    n = len(inside)
    sizes = np.ones(2 * n - 1)
    shared = np.zeros((2 * n - 1, inside.shape[1]))
    shared[:n] = inside
    for place, (one, other) in enumerate(merges.tolist(), n):
        sizes[place] = sizes[one] + sizes[other]
        shared[place] = shared[one] + shared[other]
    highest: Floats = (shared / (sizes[:, None] + wanted[None] - shared)).max(axis=0)
    return highest
