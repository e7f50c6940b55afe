"""Which chunks fall together however the study is looked at: trees over many resamples, and what they agree on.

One tree turns over when little changes: a transcript more, another encoder. So many are grown, each on part of the
transcripts, on part of the chunks, and with another weight of general sense against features; how often two chunks
share a branch is what candidates are made of.
Source: Fred and Jain (2005), Combining multiple clusterings using evidence accumulation, IEEE TPAMI 27.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.emergent_tree import best_jaccard, branches, groups, grown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]
    Group = NDArray[np.intp]

RESAMPLES = 100
TRANSCRIPTS = 0.8
"""The share of the transcripts that a resample holds."""
LEFT_OUT = (0.4, 0.7)
"""Between these shares of a resample's chunks, those that stir the network most, are left out of it."""
BLUR = 0.1
"""Standard deviation of what is added to each rank (0-1), so that no chunk stands on the edge always."""
SENSE = (0.3, 0.7)
"""Between these bounds weighs general sense; features weigh the rest."""
SIZES = (8, 12, 18)
"""Mean sizes of the branches at which each tree is cut."""
OFTEN = 0.15
"""A chunk that is left out of more than all but this share of its chances belongs to no theme."""


@dataclass(frozen=True, slots=True)
class Resample:
    """rows: the chunks of one tree, in order. merges: (rows - 1, 2). here: whether each chunk's transcript is held."""

    rows: Group
    merges: NDArray[np.intp]
    here: NDArray[np.bool_]


def resamples(sense: Floats, features: Floats, documents: Sequence[int], ranks: Floats) -> list[Resample]:
    """Grow Ward's tree on resamples, the same at each call.

    sense, features: (chunks, d) points of length 1. documents: numbers from 0. ranks: 0-1, high for what stirs least.
    """
    import numpy as np

    random, labels = np.random.default_rng(0), np.asarray(documents)
    alike, fitting = sense @ sense.T, features @ features.T
    count = len(set(documents))
    found = []
    for _ in range(RESAMPLES):
        held = random.permutation(count)[: max(2, round(TRANSCRIPTS * count))]
        here = np.isin(labels, held)
        rows = np.flatnonzero(here)
        blurred = ranks[rows] + BLUR * random.standard_normal(len(rows))
        kept = len(rows) - int(random.uniform(*LEFT_OUT) * len(rows))
        weight = random.uniform(*SENSE)
        rows = np.sort(rows[np.argsort(-blurred, kind="stable")[:kept]])
        block = np.ix_(rows, rows)
        cosine = weight * alike[block] + (1 - weight) * fitting[block]
        apart = np.sqrt(np.maximum(2 - 2 * cosine, 0))
        found.append(Resample(rows, grown(np.round(apart, 6)), here))
    return found


def shares(drawn: Sequence[Resample]) -> Floats:
    """How often two chunks share a branch, of the times that both transcripts are held: (chunks, chunks), 0-1.

    The diagonal says how often a chunk was in a tree at all.
    """
    import numpy as np

    n = len(drawn[0].here)
    together, both = np.zeros((n, n), np.float32), np.zeros((n, n), np.float32)
    for one in drawn:
        block = np.ix_(one.rows, one.rows)
        for size in SIZES:
            labels = branches(one.merges, max(2, len(one.rows) // size))
            together[block] += labels[:, None] == labels[None]
        held = np.flatnonzero(one.here)
        both[np.ix_(held, held)] += len(SIZES)
    found: Floats = together / np.maximum(both, 1)
    return found


def agreed(shared: Floats, *, least: int, most: int) -> Iterator[Group]:
    """Groups of `least` to `most` chunks: every branch of the tree over the shares (average linkage)."""
    import numpy as np

    often = np.flatnonzero(np.diag(shared) > OFTEN)
    apart = 1 - shared[np.ix_(often, often)].astype(np.float64)
    for group in groups(grown(np.round(apart, 6), "average"), least=least, most=most):
        yield often[group]


def togetherness(shared: Floats, rows: Group) -> float:
    """How often two of these chunks share a branch when they are in a tree, on average over pairs, about 0-1."""
    import numpy as np

    block, own = shared[np.ix_(rows, rows)], np.sqrt(np.diag(shared)[rows])
    scaled = block / np.maximum(np.outer(own, own), 1e-9)
    n = len(rows)
    return float((scaled.sum() - n) / (n * (n - 1)))


def stability(drawn: Sequence[Resample], chosen: Sequence[Group]) -> list[float]:
    """How well each group comes back in the resamples' trees, 0-1.

    In each resample a group's chunks whose transcripts are held are compared with the branch that is most like them by
    Jaccard's index; a chunk that was left out of the tree counts against it. The mean is told: from 0.75 on a group is
    called stable, below 0.5 it is dissolved. A resample that holds fewer than two of its chunks isn't counted; nan
    when there is no other.
    Source: Hennig (2007), Cluster-wise assessment of cluster stability, CSDA 52, with transcripts as what is resampled.
    """
    import numpy as np

    sums, times = np.zeros(len(chosen)), np.zeros(len(chosen))
    for one in drawn:
        inside = np.zeros((len(one.here), len(chosen)))
        for column, group in enumerate(chosen):
            inside[group, column] = one.here[group]
        held = inside.sum(axis=0)
        counts = held >= 2
        sums += np.where(counts, best_jaccard(one.merges, inside[one.rows], held), 0)
        times += counts
    return [float(total / count) if count else float("nan") for total, count in zip(sums, times, strict=True)]
