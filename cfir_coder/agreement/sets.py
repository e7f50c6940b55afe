"""Agreement when a unit holds any number of codes: the value is the set of them, the empty set included."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from types import MappingProxyType
from typing import TYPE_CHECKING

from cfir_coder.agreement.alpha import krippendorff_alpha
from cfir_coder.agreement.division import divide
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


def set_alpha(table: PatternTable, distance: Distance = masi) -> Measure:
    """Krippendorff's alpha over sets of codes; the table's categories are frozensets."""
    return krippendorff_alpha(table, differences=differences(_sets(table), distance))


def set_alpha_by_document(
    rows: Sequence[tuple[int, Sequence[Codes | None], float]], n_documents: int, distance: Distance = masi
) -> Callable[[Floats], Floats]:
    """The same as a function of how often each document counts: (..., documents) -> (...).

    rows: document, the coders' sets (None for not seen), how many units. Expected differences are a quadratic form
    over documents, so that resampling them costs nothing however many sets there are.
    """
    import numpy as np

    place: dict[Codes, int] = {}
    totals: dict[tuple[int, int], float] = {}
    observed = np.zeros(n_documents)
    for document, given, n in rows:
        seen = [one for one in given if one is not None]
        if len(seen) < 2:
            continue
        apart = sum(distance(one, other) for at, one in enumerate(seen) for other in seen[:at])
        observed[document] += 2 * n * apart / (len(seen) - 1)
        for one in seen:
            key = (document, place.setdefault(one, len(place)))
            totals[key] = totals.get(key, 0.0) + n
    given_by = np.zeros((n_documents, len(place)))
    for (document, index), n in totals.items():
        given_by[document, index] = n
    expected = _expected_differences(list(place), given_by, distance)
    sizes = given_by.sum(axis=1)

    def alpha(counts: Floats) -> Floats:
        n = counts @ sizes
        chance = ((counts @ expected) * counts).sum(axis=-1)
        return 1 - divide((n - 1) * (counts @ observed), np.where(chance > 1e-12 * np.maximum(n, 1), chance, 0.0))

    return alpha


def _expected_differences(sets: Sequence[Codes], given_by: Floats, distance: Distance) -> Floats:
    """Sum of distances of each two documents' sets: shape (documents, documents), some sets at a time."""
    import numpy as np

    if distance not in (masi, jaccard):
        found: Floats = given_by @ differences(sets, distance) @ given_by.T
        return found
    codes = sorted(set().union(*sets)) if sets else []
    index = {code: at for at, code in enumerate(codes)}
    holds = np.zeros((len(sets), len(codes)))
    for row, each in enumerate(sets):
        holds[row, [index[code] for code in each]] = 1
    sizes = holds.sum(axis=1)
    total = np.zeros((len(given_by), len(given_by)))
    for first in range(0, len(sets), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        shared = holds[part] @ holds.T
        whole = sizes[part, None] + sizes - shared
        like = shared / np.maximum(whole, 1)
        if distance is masi:
            smaller = np.minimum(sizes[part, None], sizes)
            like *= np.where(shared == smaller, 2 / 3, 1 / 3)
        like[shared == whole] = 1
        total += given_by[:, part] @ ((1 - like) @ given_by.T)
    return total


_AT_ONCE = 512
"""Sets whose distances to all others are held at a time."""


def _sets(table: PatternTable) -> list[Codes]:
    return [each for each in table.categories if isinstance(each, Set)]
