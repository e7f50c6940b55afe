"""How far two values differ, and how much two that differ still agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

from cfir_coder.agreement.patterns import Value

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats

Level = Literal["nominal", "ordinal", "interval", "ratio"]
"""What the values are: names, ranks, numbers, or numbers with a true zero."""
LEVELS: tuple[Level, ...] = get_args(Level)

Scheme = Literal["identity", "linear", "quadratic", "ordinal", "ratio"]
"""How agreement is weighed; "ordinal" is Gwet's scheme, which is not Krippendorff's ordinal metric."""

SCHEME_OF: dict[Level, Scheme] = {
    "nominal": "identity",
    "ordinal": "ordinal",
    "interval": "quadratic",
    "ratio": "ratio",
}
"""The weights that a level asks for in AC2, Fleiss and the like."""


def agreement_weights(categories: Sequence[Value], scheme: Scheme = "identity") -> Floats:
    """Agreement of each two values, 0-1, 1 on the diagonal: shape (values, values).

    Numbers are compared by size, other values by rank. ordinal: 1 - C(|k-l|+1, 2) / C(q, 2).
    Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 3; Cohen (1968).
    """
    import numpy as np

    q = len(categories)
    ranks = np.arange(q, dtype=float)
    sizes = sizes_of(categories)
    spread = float(sizes.max() - sizes.min()) if q > 1 else 1.0
    apart = np.abs(sizes[:, None] - sizes[None, :])
    if scheme == "identity" or q < 2:
        return np.eye(q)
    if scheme == "linear":
        return 1 - apart / spread
    if scheme == "quadratic":
        return 1 - (apart / spread) ** 2
    if scheme == "ordinal":
        steps = np.abs(ranks[:, None] - ranks[None, :])
        return 1 - (steps + 1) * steps / (q * (q - 1))
    relative = ratio_differences(sizes)
    most = float(relative.max())
    return 1 - relative / most if most > 0 else np.eye(q)


def squared_differences(categories: Sequence[Value], level: Level, totals: Floats) -> Floats:
    """Krippendorff's delta squared for each two values: shape (..., values, values).

    totals: how often each value occurs in pairable units, shape (..., values); the ordinal metric needs it:
    the number of ranks between two values, ties counted by half.
    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability, section D.
    """
    import numpy as np

    if level == "nominal":
        return 1 - np.eye(len(categories))
    if level == "ordinal":
        middles = totals.cumsum(axis=-1) - totals / 2
        gaps: Floats = middles[..., :, None] - middles[..., None, :]
        return gaps**2
    sizes = sizes_of(categories)
    if level == "interval":
        squares: Floats = (sizes[:, None] - sizes[None, :]) ** 2
        return squares
    return ratio_differences(sizes)


def ratio_differences(sizes: Floats) -> Floats:
    """((x - y) / (x + y)) squared, 0 where both are 0."""
    import numpy as np

    sums = sizes[:, None] + sizes[None, :]
    gaps = sizes[:, None] - sizes[None, :]
    squares: Floats = np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums != 0) ** 2
    return squares


def sizes_of(categories: Sequence[Value]) -> Floats:
    """The values as numbers: themselves when all of them are, else their ranks."""
    import numpy as np

    if are_numbers(categories):
        return np.array([float(str(value)) for value in categories])
    return np.arange(len(categories), dtype=float)


def are_numbers(categories: Sequence[Value]) -> bool:
    """Whether every value is a number (True and False aren't)."""
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in categories)
