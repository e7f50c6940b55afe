"""Observed agreement, and the coefficients that set it against a chance agreement.

All are (po - pe) / (1 - pe); they differ in pe. Units with one rating count in the coders' marginals, not in po.
Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 2-5, and Gwet (2008), Br J Math Stat Psychol 61.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING

from cfir_coder.agreement.division import divide
from cfir_coder.agreement.measure import FEW_PAIRS, NO_VARIATION, Measure, measured, root
from cfir_coder.agreement.patterns import PatternTable

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats

GWET = "Gwet linearisation, 1/(n(n-1))"


def observed_agreement(table: PatternTable, weights: Floats) -> Floats:
    """Mean share of agreeing pairs of ratings over the units that two or more coders saw; NaN without such."""
    return divide((table.weights * _agreement_by_pattern(table, weights)).sum(axis=-1), table.n_pairable)


def all_agree(table: PatternTable) -> Floats:
    """Share of pairable units on which every coder who saw them gave the same value."""
    agreed = table.is_pairable & (table.counts.max(axis=1, initial=0) == table.raters)
    return divide(table.weights[..., agreed].sum(axis=-1), table.n_pairable)


def value_shares(table: PatternTable) -> Floats:
    """Share of each value, the mean over rated units of the share of coders who gave it: shape (..., values)."""
    rated = table.is_rated
    shares = table.counts[rated] / table.raters[rated, None]
    return divide(table.weights[..., rated] @ shares, table.n_units[..., None])


def fleiss_chance(table: PatternTable, weights: Floats) -> Floats:
    """Chance that two ratings drawn from all ratings agree: Fleiss (1971); for two coders Scott (1955)."""
    shares = value_shares(table)
    chance: Floats = ((shares @ weights) * shares).sum(axis=-1)
    return chance


def gwet_chance(table: PatternTable, weights: Floats) -> Floats:
    """Chance agreement of AC1 (identity weights) and AC2: Gwet (2008), eq. 11; NaN with fewer than two values."""
    import numpy as np

    q = len(table.categories)
    if q < 2:
        return np.full(table.weights.shape[:-1], np.nan)
    shares = value_shares(table)
    chance: Floats = weights.sum() / (q * (q - 1)) * (shares * (1 - shares)).sum(axis=-1)
    return chance


def uniform_chance(table: PatternTable, weights: Floats) -> Floats:
    """Chance agreement if every value were as likely: Brennan and Prediger (1981); PABAK and Bennett's S for two."""
    import numpy as np

    return np.full(table.weights.shape[:-1], weights.sum() / len(table.categories) ** 2)


def conger_chance(table: PatternTable, weights: Floats) -> Floats:
    """Chance agreement of two different coders, each with the own marginals: Conger (1980); for two Cohen (1960).

    A coder who rated no unit has no marginals and is no coder here. NaN with fewer than two.
    """
    shares = _shares_by_coder(table)
    total = shares.sum(axis=-2)
    together = ((total @ weights) * total).sum(axis=-1)
    alone = ((shares @ weights) * shares).sum(axis=(-2, -1))
    r = shares.any(axis=-1).sum(axis=-1)
    return divide(together - alone, r * (r - 1))


Chance = Callable[[PatternTable, "Floats"], "Floats"]
CHANCES: MappingProxyType[str, Chance] = MappingProxyType(
    {
        "gwet": gwet_chance,
        "fleiss": fleiss_chance,
        "conger": conger_chance,
        "brennan_prediger": uniform_chance,
    }
)


def corrected(table: PatternTable, weights: Floats, chance: Chance) -> Floats:
    """(po - pe) / (1 - pe) by sample; NaN where it is undefined."""
    expected = chance(table, weights)
    return corrected_for(observed_agreement(table, weights), expected)


def corrected_for(observed: Floats, expected: Floats) -> Floats:
    """(po - pe) / (1 - pe); NaN where pe is 1."""
    import numpy as np

    room = 1 - np.asarray(expected)
    return divide(np.asarray(observed) - expected, np.where(np.abs(room) < 1e-12, 0.0, room))


def percent_agreement(table: PatternTable, weights: Floats) -> Measure:
    """Observed agreement with its standard error, for one sample."""
    value = float(observed_agreement(table, weights))
    if not table.n_pairable:
        return measured(value, FEW_PAIRS)
    n = float(table.n_units)
    by_pattern = n / float(table.n_pairable) * _agreement_by_pattern(table, weights)
    return _measured(table, value, by_pattern)


def chance_corrected(table: PatternTable, weights: Floats, name: str) -> Measure:
    """One of CHANCES with its standard error, for one sample."""
    import numpy as np

    value = float(corrected(table, weights, CHANCES[name]))
    if not np.isfinite(value):
        return measured(value, NO_VARIATION if table.n_pairable else FEW_PAIRS)
    expected = float(CHANCES[name](table, weights))
    n, pairable = float(table.n_units), float(table.n_pairable)
    scaled = n / pairable * (_agreement_by_pattern(table, weights) - expected * table.is_pairable) / (1 - expected)
    slope = _CHANCE_SLOPES[name](table, weights, expected)
    return _measured(table, value, scaled - (1 - value) / (1 - expected) * slope)


def _measured(table: PatternTable, value: float, by_pattern: Floats) -> Measure:
    """The variance of a mean over units, each pattern's contribution known."""
    rated, n = table.is_rated, float(table.n_units)
    if n <= 1:
        return measured(value, FEW_PAIRS)
    squares = float((table.weights[rated] * (by_pattern[rated] - value) ** 2).sum())
    return measured(value, FEW_PAIRS, se=root(squares / (n * (n - 1))), df=n - 1, how=GWET)


def _agreement_by_pattern(table: PatternTable, weights: Floats) -> Floats:
    """Share of agreeing pairs in each pattern; 0 where fewer than two coders rated."""
    agreeing = (table.counts * (table.counts @ weights - 1)).sum(axis=1)
    pairs = table.raters * (table.raters - 1)
    return divide(agreeing, pairs, empty=0.0)


def _shares_by_coder(table: PatternTable) -> Floats:
    """Share of each value among a coder's own ratings: shape (..., coders, values)."""
    import numpy as np

    given = (table.values[:, :, None] == np.arange(len(table.categories))).astype(float)
    totals = np.tensordot(table.weights, given, axes=(-1, 0))
    return divide(totals, totals.sum(axis=-1, keepdims=True), empty=0.0)


# How a unit's ratings move the chance agreement: shape (patterns,), mean 0 over the units.


def _fleiss_slope(table: PatternTable, weights: Floats, expected: float) -> Floats:
    pull = (weights + weights.T) / 2 @ value_shares(table)
    slope: Floats = 2 * (divide(table.counts @ pull, table.raters, empty=0.0) - expected)
    return slope


def _gwet_slope(table: PatternTable, weights: Floats, expected: float) -> Floats:
    q = len(table.categories)
    pull = weights.sum() / (q * (q - 1)) * (1 - value_shares(table))
    slope: Floats = 2 * (divide(table.counts @ pull, table.raters, empty=0.0) - expected)
    return slope


def _no_slope(table: PatternTable, weights: Floats, expected: float) -> Floats:
    import numpy as np

    return np.zeros(len(table.values))


def _conger_slope(table: PatternTable, weights: Floats, expected: float) -> Floats:
    """Derivative by each coder's marginals, times how the unit moves them (a ratio estimate when units are missing)."""
    import numpy as np

    shares = _shares_by_coder(table)
    r, n = int(shares.any(axis=-1).sum()), float(table.n_units)
    others = shares.sum(axis=0) - shares
    gradient = (weights + weights.T) @ others.T / (r * (r - 1))
    seen = table.values >= 0
    totals = table.weights @ seen
    slope = np.zeros(len(table.values))
    for coder in range(table.n_coders):
        mean = shares[coder] @ gradient[:, coder]
        own = np.where(seen[:, coder], gradient[table.values[:, coder], coder] - mean, 0.0)
        slope += own * (n / totals[coder] if totals[coder] else 0.0)
    return slope


_CHANCE_SLOPES: MappingProxyType[str, Callable[[PatternTable, Floats, float], Floats]] = MappingProxyType(
    {
        "gwet": _gwet_slope,
        "fleiss": _fleiss_slope,
        "conger": _conger_slope,
        "brennan_prediger": _no_slope,
    }
)
