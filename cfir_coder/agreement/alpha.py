"""Krippendorff's alpha for any metric, any number of coders, with missing ratings.

Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability; (2019), Content Analysis, 4th ed., ch. 12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfir_coder.agreement.division import divide
from cfir_coder.agreement.measure import FEW_PAIRS, NO_VARIATION, Measure, measured, root
from cfir_coder.agreement.patterns import PatternTable
from cfir_coder.agreement.weights import Level, squared_differences

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats

_FEW_VALUES = 12
"""Values up to which every pattern's pairs are kept as a table."""
HOW = "Gwet linearisation of alpha, 1/(n(n-1)), metric held fixed"


def coincidences(table: PatternTable) -> Floats:
    """Pairable values by pairable values, each unit's pairs over its ratings less one: shape (..., values, values)."""
    import numpy as np

    if len(table.categories) <= _FEW_VALUES:
        return np.tensordot(table.weights, table.pairs, axes=(-1, 0))
    pairable = table.is_pairable
    counts = table.counts[pairable]
    scaled = table.weights[..., pairable] / (table.raters[pairable] - 1)
    together: Floats = np.matmul(counts.T, scaled[..., :, None] * counts)
    alone: Floats = (scaled @ counts)[..., :, None] * np.eye(counts.shape[1])
    return together - alone


def alpha_values(table: PatternTable, level: Level = "nominal", differences: Floats | None = None) -> Floats:
    """Alpha by sample; NaN where no unit is pairable or all pairable values are the same.

    differences: delta for each two values instead of a level's, shape (values, values).
    """
    import numpy as np

    pairable = table.is_pairable
    counts, weights = table.counts[pairable], table.weights[..., pairable]
    totals = weights @ counts
    n = totals.sum(axis=-1)
    apart = squared_differences(table.categories, level, totals) if differences is None else differences
    if apart.ndim == 2:
        by_pattern = ((counts @ apart) * counts).sum(axis=1) / (table.raters[pairable] - 1)
        observed = weights @ by_pattern
        expected = ((totals @ apart) * totals).sum(axis=-1)
    else:
        observed = (coincidences(table) * apart).sum(axis=(-2, -1))
        expected = (totals[..., :, None] * totals[..., None, :] * apart).sum(axis=(-2, -1))
    tiny = 1e-12 * np.where(n > 0, n, 1) * np.max(apart, axis=(-2, -1), initial=0)
    return 1 - divide((n - 1) * observed, np.where(expected > tiny, expected, 0.0))


def krippendorff_alpha(
    table: PatternTable, level: Level = "nominal", differences: Floats | None = None, *, with_se: bool = True
) -> Measure:
    """Alpha with its standard error, for one sample.

    The error is Gwet's linearisation, in which the metric (which for ranks depends on the ratings) is held fixed.
    """
    value = float(alpha_values(table, level, differences))
    reason = NO_VARIATION if table.n_pairable else FEW_PAIRS
    if not with_se or table.n_pairable <= 1 or value != value:
        return measured(value, reason)
    apart = differences
    if apart is None:
        apart = squared_differences(table.categories, level, coincidences(table).sum(axis=-1))
    n = float(table.n_pairable)
    return measured(value, reason, se=_standard_error(table, 1 - apart / apart.max()), df=n - 1, how=HOW)


def _standard_error(table: PatternTable, weights: Floats) -> float:
    """Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 4.

    The small-sample term of the observed agreement counts only where units differ in their number of ratings.
    """
    pairable = table.is_pairable & (table.weights > 0)
    counts, raters, w = table.counts[pairable], table.raters[pairable], table.weights[pairable]
    n = float(w.sum())
    mean = float(w @ raters) / n
    agreeing = (counts * (counts @ weights - 1)).sum(axis=1) / (mean * (raters - 1))
    observed = float(w @ agreeing) / n
    shares = w @ counts / (n * mean)
    expected = float(shares @ weights @ shares)
    value = (observed - expected) / (1 - expected)
    excess = (raters - mean) / mean
    small = 1 / float(w @ raters)
    adjusted = (1 - small) * observed + small
    by_unit = (agreeing - adjusted * excess - expected) / (1 - expected)
    pull = counts @ ((weights + weights.T) / 2 @ shares) / mean - expected * excess
    by_unit = by_unit - 2 * (1 - value) * (pull - expected) / (1 - expected)
    return root(float(w @ (by_unit - value) ** 2) / (n * (n - 1)))
