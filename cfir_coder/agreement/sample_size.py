"""How many units two coders must both code. All assume independent units: see `design_effect`."""

from __future__ import annotations

from math import ceil, sqrt
from statistics import NormalDist

from cfir_coder.errors import UsageError


def units_to_tell_apart(
    kappa0: float, kappa1: float, prevalence: float, *, alpha: float = 0.05, power: float = 0.8
) -> int:
    """Units with which two coders' kappa of kappa1 is told from kappa0, two-sided, both binary.

    Source: Donner and Eliasziw (1992), Statistics in Medicine 11, goodness of fit.
    """
    _check(prevalence, kappa0, kappa1)
    normal = NormalDist()
    noncentrality = (normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(power)) ** 2
    return ceil(noncentrality / _distance(kappa1, kappa0, prevalence))


def units_for_interval(
    kappa: float, lower: float, prevalence: float, *, upper: float | None = None, alpha: float = 0.05
) -> int:
    """Units with which the interval around kappa ends at `lower` (one-sided), or at both `lower` and `upper`.

    Source: Rotondi and Donner (2012), Journal of Clinical Epidemiology 65(7).
    """
    _check(prevalence, kappa, lower)
    normal = NormalDist()
    z = normal.inv_cdf(1 - (alpha if upper is None else alpha / 2))
    limits = [lower] if upper is None else [lower, upper]
    return max(ceil(z * z / _distance(kappa, limit, prevalence)) for limit in limits)


def units_for_kappa_test(
    kappa0: float, kappa1: float, rate1: float, rate2: float, *, alpha: float = 0.05, power: float = 0.8
) -> int:
    """Units for a one-sided test of kappa, the coders using the code at two rates: Cantor (1996), Psych. Methods 1."""
    _check(rate1, kappa0, kappa1)
    _check(rate2)
    normal = NormalDist()
    z_alpha, z_beta = normal.inv_cdf(1 - alpha), normal.inv_cdf(power)
    spread = z_alpha * sqrt(_variance(kappa0, rate1, rate2)) + z_beta * sqrt(_variance(kappa1, rate1, rate2))
    return ceil((spread / (kappa1 - kappa0)) ** 2)


def units_for_alpha(smallest: float, prevalence: float, *, coders: int = 2, alpha: float = 0.05) -> int:
    """Units with which an alpha below `smallest` is noticed, one-sided: Krippendorff (2019) after Bloch and Kraemer."""
    _check(prevalence, smallest)
    z = NormalDist().inv_cdf(1 - alpha)
    spread = (1 + smallest) * (3 - smallest) / (4 * prevalence * (1 - prevalence) * (1 - smallest)) - smallest
    return ceil(coders * z * z * spread)


def design_effect(units_per_document: float, intraclass: float) -> float:
    """By how much units of the same document inflate the number needed: 1 + (b - 1) ICC, Kish (1965)."""
    return 1 + (units_per_document - 1) * intraclass


def _distance(kappa: float, other: float, prevalence: float) -> float:
    """Chi-squared distance per unit between the tables that two kappas make."""
    expected = _cells(other, prevalence)
    return sum((one - two) ** 2 / two for one, two in zip(_cells(kappa, prevalence), expected, strict=True))


def _cells(kappa: float, prevalence: float) -> tuple[float, float, float]:
    """Chance of both, one, neither coding a unit."""
    mixed = prevalence * (1 - prevalence)
    return prevalence**2 + mixed * kappa, 2 * mixed * (1 - kappa), (1 - prevalence) ** 2 + mixed * kappa


def _variance(kappa: float, rate1: float, rate2: float) -> float:
    """n times the large-sample variance of kappa: Fleiss, Cohen and Everitt (1969)."""
    chance = rate1 * rate2 + (1 - rate1) * (1 - rate2)
    observed = kappa * (1 - chance) + chance
    both = (observed - 1 + rate1 + rate2) / 2
    cells = [[both, rate1 - both], [rate2 - both, 1 - rate1 - rate2 + both]]
    rows, columns = (rate1, 1 - rate1), (rate2, 1 - rate2)
    spread = sum(
        share * ((row == column) * (1 - chance) - (columns[row] + rows[column]) * (1 - observed)) ** 2
        for row, line in enumerate(cells)
        for column, share in enumerate(line)
    )
    return (spread - (observed * chance - 2 * chance + observed) ** 2) / (1 - chance) ** 4


def _check(prevalence: float, *kappas: float) -> None:
    if not 0 < prevalence < 1:
        raise UsageError(f"a prevalence lies between 0 and 1, not {prevalence}.")
    for kappa in kappas:
        if not -1 < kappa < 1:
            raise UsageError(f"a kappa lies between -1 and 1, not {kappa}.")
    if len(set(kappas)) < len(kappas):
        raise UsageError("the two kappas must differ.")
