"""Cohen's kappa and what is said beside it, for two coders; Light's kappa for more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from cfir_coder.agreement.division import divide
from cfir_coder.agreement.family import corrected_for
from cfir_coder.agreement.measure import FEW_PAIRS, NO_VARIATION, Measure, measured, root, undefined
from cfir_coder.agreement.patterns import PatternTable
from cfir_coder.agreement.weights import agreement_weights

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats

FCE = "Fleiss-Cohen-Everitt 1969, large sample, 1/n"
TWO_CODERS = "defined for two coders only"


def cohen_values(table: PatternTable, weights: Floats, first: int = 0, second: int = 1) -> Floats:
    """Kappa of two coders over the units both saw, by sample: Cohen (1960), weighted Cohen (1968)."""
    observed, expected = agreement_and_chance(table.crossed(first, second), weights)
    return corrected_for(observed, expected)


def agreement_and_chance(cells: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """po and pe of cross tables, shape (..., values, values); NaN for an empty one."""
    shares = divide(cells, cells.sum(axis=(-2, -1), keepdims=True))
    observed = (shares * weights).sum(axis=(-2, -1))
    expected = ((shares.sum(axis=-1) @ weights) * shares.sum(axis=-2)).sum(axis=-1)
    return observed, expected


def cohen_kappa(table: PatternTable, weights: Floats | None = None) -> Measure:
    """Kappa of two coders with its standard error; undefined for more than two.

    weights: agreement of each two values, by default identity. They need not be symmetric.
    Source of the error: Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72(5), eq. 8 and 14.
    """
    if table.n_coders != 2:
        return undefined(TWO_CODERS)
    return kappa_of_pair(table, 0, 1, weights)


def kappa_of_pair(table: PatternTable, first: int, second: int, weights: Floats | None = None) -> Measure:
    """Kappa of two of the coders, over the units both saw."""
    if weights is None:
        weights = agreement_weights(table.categories)
    cells = table.crossed(first, second)
    n = float(cells.sum())
    value = float(cohen_values(table, weights, first, second))
    reason = NO_VARIATION if n else FEW_PAIRS
    if value != value:
        return measured(value, reason)
    observed, expected = (float(one) for one in agreement_and_chance(cells, weights))
    shares = cells / n
    by_row = weights @ shares.sum(axis=0)
    by_column = shares.sum(axis=1) @ weights
    spread = weights * (1 - expected) - (by_row[:, None] + by_column[None, :]) * (1 - observed)
    variance = float((shares * spread**2).sum()) - (observed * expected - 2 * expected + observed) ** 2
    return measured(value, reason, se=root(variance / n) / (1 - expected) ** 2, how=FCE)


def kappa_max(table: PatternTable) -> Measure:
    """The largest kappa that the two coders' marginals allow: Cohen (1960), p. 42."""
    import numpy as np

    if table.n_coders != 2:
        return undefined(TWO_CODERS)
    cells = table.crossed()
    if not cells.sum():
        return undefined(FEW_PAIRS)
    rows, columns = cells.sum(axis=1) / cells.sum(), cells.sum(axis=0) / cells.sum()
    expected = float(rows @ columns)
    if expected > 1 - 1e-12:
        return undefined(NO_VARIATION)
    return measured((float(np.minimum(rows, columns).sum()) - expected) / (1 - expected), NO_VARIATION)


def light_kappa(table: PatternTable, weights: Floats | None = None) -> Measure:
    """Mean kappa of all pairs of coders: Light (1971). Undefined as soon as one pair's is."""
    kappas = [measure.value for _, _, measure in pairwise_kappas(table, weights)]
    if not kappas:
        return undefined("there is one coder only")
    missing = sum(value is None for value in kappas)
    if missing:
        return undefined(f"kappa is undefined for {missing} of {len(kappas)} pairs of coders")
    return measured(sum(value for value in kappas if value is not None) / len(kappas), NO_VARIATION)


def light_values(table: PatternTable, weights: Floats) -> Floats:
    """Light's kappa by sample; NaN where one pair's is undefined."""
    import numpy as np

    pairs = combinations(range(table.n_coders), 2)
    mean: Floats = np.mean([cohen_values(table, weights, *pair) for pair in pairs], axis=0)
    return mean


def pairwise_kappas(table: PatternTable, weights: Floats | None = None) -> Iterator[tuple[int, int, Measure]]:
    """Kappa of each two coders, each over the units those two saw."""
    for first, second in combinations(range(table.n_coders), 2):
        yield first, second, kappa_of_pair(table, first, second, weights)


def pooled_kappa(observed: Floats, expected: Floats) -> Floats:
    """(mean po - mean pe) / (1 - mean pe) over codes, the last axis; NaN entries (nothing to pair) are left out.

    A code without variation (po = pe = 1) stays in the pool; a mean of kappas would drop it.
    Source: De Vries, Elliott, Kanouse and Teleki (2008), Field Methods 20(3).
    """
    import numpy as np

    known = np.isfinite(observed) & np.isfinite(expected)
    n = known.sum(axis=-1)
    po = np.where(known, observed, 0.0).sum(axis=-1) / np.where(n > 0, n, np.nan)
    pe = np.where(known, expected, 0.0).sum(axis=-1) / np.where(n > 0, n, np.nan)
    return corrected_for(po, pe)
