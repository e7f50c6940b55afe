"""One coefficient as it is reported: value, standard error, interval, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Any

from cfir_coder.agreement.student import t_quantile

FEW_PAIRS = "no unit was seen by two coders"
NO_UNITS = "there are no units"
NO_VARIATION = "no variation: every rating is the same value"


@dataclass(frozen=True, slots=True)
class Measure:
    """A coefficient; `value` is None exactly when `reason` says why.

    se: standard error by `convention` (two packages may differ by sqrt(n / (n - 1))); ci95: lower, upper. no_interval:
    why a value has none, where that is known.
    """

    value: float | None
    se: float | None = None
    ci95: tuple[float, float] | None = None
    reason: str | None = None
    convention: str | None = None
    no_interval: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The measure in full precision, as JSON holds it."""
        told: dict[str, Any] = {
            "value": self.value,
            "se": self.se,
            "ci95": list(self.ci95) if self.ci95 else None,
            "reason": self.reason,
        }
        told |= {"convention": self.convention} if self.convention else {}
        return told | ({"no_interval": self.no_interval} if self.no_interval else {})


def undefined(reason: str) -> Measure:
    """A coefficient that can't be computed; never 0 or 1."""
    return Measure(None, reason=reason)


def measured(value: float, reason: str, *, se: float | None = None, df: float | None = None, how: str = "") -> Measure:
    """A measure of a computed value; NaN becomes None with that reason.

    df: degrees of freedom of the t interval, None for a normal one. The limits are cut at -1 and 1.
    """
    if not isfinite(value):
        return undefined(reason)
    if se is None or not isfinite(se):
        return Measure(float(value))
    wide = t_quantile(0.975, df) * se
    ends = float(max(-1.0, value - wide)), float(min(1.0, value + wide))
    return Measure(float(value), float(se), ends, None, how or None)


def root(variance: float) -> float:
    """Square root of a variance; a negative one of rounding size counts as 0."""
    return sqrt(max(0.0, variance))
