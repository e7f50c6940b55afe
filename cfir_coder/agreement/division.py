"""Division in which an empty denominator has a told result instead of a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from cfir_coder.agreement.arrays import Floats


def divide(top: ArrayLike, bottom: ArrayLike, empty: float = float("nan")) -> Floats:
    """top / bottom, broadcast; `empty` where bottom is 0."""
    import numpy as np

    numerator, denominator = np.broadcast_arrays(np.asarray(top, dtype=float), np.asarray(bottom, dtype=float))
    out: Floats = np.divide(numerator, denominator, out=np.full(numerator.shape, empty), where=denominator != 0)
    return out
