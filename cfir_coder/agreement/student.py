"""Quantiles of Student's t, so that nothing as large as scipy is needed for one number."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, sqrt
from statistics import NormalDist


@lru_cache(maxsize=256)
def t_quantile(probability: float, df: float | None) -> float:
    """The value below which that share (0.5-1) of Student's t lies; df None is the normal distribution.

    Found by bisection to 1e-13 on the regularised incomplete beta function.
    Source: Abramowitz and Stegun (1964), 26.5.8 and 26.7.1.
    """
    if df is None:
        return NormalDist().inv_cdf(probability)
    low, high = 0.0, 2.0
    while _t_cdf(high, df) < probability:
        low, high = high, high * 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _t_cdf(middle, df) < probability else (low, middle)
        if high - low < 1e-13 * max(1.0, high):
            break
    return (low + high) / 2


def _t_cdf(t: float, df: float) -> float:
    return 1 - 0.5 * _incomplete_beta(df / (df + t * t), df / 2, 0.5)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b) by its continued fraction."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    return front / _continued_fraction(x, a, b)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + ...)), evaluated from its tail; 26.5.8."""
    depth = 40 + int(4 * sqrt(max(a, b)))
    value = 1.0
    for m in range(depth, 0, -1):
        half, odd = divmod(m, 2)
        d = (
            -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
            if odd
            else half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        )
        value = 1 + d / value
    return value
