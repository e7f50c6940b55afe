"""Agreement when a unit holds any number of codes: the value is the set of them, the empty set included."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from cfir_coder.agreement.alpha import krippendorff_alpha
from cfir_coder.agreement.measure import Measure
from cfir_coder.agreement.patterns import PatternTable

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats

Codes = Set[str]
Distance = Callable[["Codes", "Codes"], float]
"""0 for equal sets, two empty ones included, up to 1. Used as delta itself, not squared."""


def jaccard(one: Codes, other: Codes) -> float:
    """1 - shared / all: Jaccard (1912)."""
    return 1 - len(one & other) / len(one | other) if one != other else 0.0


def dice(one: Codes, other: Codes) -> float:
    """1 - 2 shared / (sizes): Dice (1945)."""
    return 1 - 2 * len(one & other) / (len(one) + len(other)) if one != other else 0.0


def masi(one: Codes, other: Codes) -> float:
    """1 - J M, with M 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, else 0.

    Source: Passonneau (2006), Measuring agreement on set-valued items. (DKPro's MASI, (1 - J)(1 - M), is another.)
    """
    if one == other:
        return 0.0
    shared = one & other
    if not shared:
        return 1.0
    monotonicity = 2 / 3 if shared in (one, other) else 1 / 3
    return 1 - len(shared) / len(one | other) * monotonicity


def passonneau_2004(one: Codes, other: Codes) -> float:
    """0 for equal sets, 1/3 where one holds the other, 2/3 where they overlap, else 1: Passonneau (2004).

    Every set holds the empty one.
    """
    if one == other:
        return 0.0
    shared = one & other
    if shared in (one, other):
        return 1 / 3
    return 2 / 3 if shared else 1.0


DISTANCES: MappingProxyType[str, Distance] = MappingProxyType(
    {"masi": masi, "jaccard": jaccard, "dice": dice, "passonneau_2004": passonneau_2004}
)


def differences(sets: Sequence[Codes], distance: Distance) -> Floats:
    """The distance of each two sets: shape (sets, sets)."""
    import numpy as np

    n = len(sets)
    apart = np.zeros((n, n))
    for row in range(n):
        for column in range(row):
            apart[row, column] = apart[column, row] = distance(sets[row], sets[column])
    return apart


@lru_cache(maxsize=1024)
def distances_of_sizes(distance: Distance, one: int, other: int) -> tuple[float, ...]:
    """The distance of sets of two sizes by how many codes they share: 0 to the smaller size."""
    return tuple(
        distance(frozenset(range(one)), frozenset(range(one - shared, one - shared + other)))  # type: ignore[arg-type]
        for shared in range(min(one, other) + 1)
    )


def set_alpha(table: PatternTable, distance: Distance = masi) -> Measure:
    """Krippendorff's alpha over sets of codes; the table's categories are frozensets."""
    return krippendorff_alpha(table, differences=differences(_sets(table), distance))


def _sets(table: PatternTable) -> list[Codes]:
    return [each for each in table.categories if isinstance(each, Set)]
