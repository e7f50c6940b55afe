"""Fit what a study's coders add to the heads: small corrections, held to zero until there is evidence for them.

Both are maximum a posteriori fits with the head's own logits as the starting point: a correction's weights have a
normal prior around zero, so that a code with one example moves little and one with forty moves as far as they say.
With few examples the correction's direction is that of the nearest prototype: the examples' mean against the rest's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]
    Flags = NDArray[np.bool_]

TRUST_SCALE = 30.0
"""How firmly a head's own logits keep their scale: precision of the prior of `scale` around 1."""
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Correction:
    """New logits are `scale * old + features @ weights.T + bias`.

    weights: (outputs, width); bias: (outputs,).
    """

    weights: Floats
    bias: Floats
    scale: float

    def nothing(self) -> Correction:
        """One of the same shape that changes nothing."""
        return Correction(self.weights * 0, self.bias * 0, 1.0)

    def logits(self, old: Floats, features: Floats) -> Floats:
        """old: (n, outputs) logits of the head; features: (n, width)."""
        found: Floats = self.scale * old + features @ self.weights.T + self.bias
        return found


def correct_yes_no(features: Floats, old: Floats, truth: Floats, *, hold: float, hold_bias: float) -> Correction:
    """Logistic regression that starts from old logits (n,).

    truth: (n,) 0 or 1. hold, hold_bias: precision of the normal priors of weights and bias around zero.
    Source: MAP with a Gaussian prior, Murphy (2022), Probabilistic Machine Learning, sec. 10.2.7.
    """
    import numpy as np

    features, old = np.asarray(features, np.float64), np.asarray(old, np.float64)
    width = features.shape[1]
    trusted = bool(np.any(old))

    def loss(x: Floats) -> tuple[float, Floats]:
        weights, bias, scale = x[:width], x[width], x[width + 1]
        z = scale * old + features @ weights + bias
        error = _sigmoid(z) - truth
        value = (np.logaddexp(0, z) - truth * z).sum()
        value += 0.5 * (hold * weights @ weights + hold_bias * bias**2 + TRUST_SCALE * (scale - 1) ** 2)
        slope_scale = error @ old + TRUST_SCALE * (scale - 1) if trusted else 0.0
        return float(value), np.r_[features.T @ error + hold * weights, error.sum() + hold_bias * bias, slope_scale]

    x = minimum(loss, np.r_[np.zeros(width + 1), 1.0])
    return Correction(x[None, :width].astype(np.float32), x[width : width + 1].astype(np.float32), float(x[-1]))


def correct_shares(
    features: Floats, old: Floats, shares: Floats, seen: Flags, refused: Floats, *, hold: float, hold_bias: float
) -> Correction:
    """Softmax regression that starts from old logits (n, codes).

    shares: (n, codes), rows that sum to 1, or to 0 where only a refusal is known. seen: codes that the coder's codebook
    had. refused: (n, codes), 1 where a person rejected that code.
    """
    import numpy as np

    features, old = np.asarray(features, np.float64), np.asarray(old, np.float64)
    n_codes, width = old.shape[1], features.shape[1]
    place = n_codes * width
    told = shares.sum(1, keepdims=True)
    masked = np.where(seen, 0.0, -1e6)

    def loss(x: Floats) -> tuple[float, Floats]:
        weights, bias, scale = x[:place].reshape(n_codes, width), x[place:-1], x[-1]
        z = scale * old + features @ weights.T + bias + masked
        z = z - z.max(1, keepdims=True)
        logged = z - np.log(np.exp(z).sum(1, keepdims=True))
        chances = np.exp(logged)
        spare = np.maximum(1 - chances, 1e-6)
        value = -(shares * logged).sum() - (refused * np.log(spare)).sum()
        odds = refused * chances / spare
        slope = told * chances - shares + odds - odds.sum(1, keepdims=True) * chances
        value += 0.5 * (hold * (weights**2).sum() + hold_bias * (bias**2).sum() + TRUST_SCALE * (scale - 1) ** 2)
        parts = ((slope.T @ features + hold * weights).ravel(), slope.sum(0) + hold_bias * bias)
        return float(value), np.r_[parts[0], parts[1], (slope * old).sum() + TRUST_SCALE * (scale - 1)]

    x = minimum(loss, np.r_[np.zeros(place + n_codes), 1.0])
    return Correction(
        x[:place].reshape(n_codes, width).astype(np.float32), x[place:-1].astype(np.float32), float(x[-1])
    )


def minimum(loss: Any, start: Floats) -> Floats:
    """Where a convex loss, which gives its value and slopes, is least, from a start."""
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS}).x
    return found


def _sigmoid(z: Floats) -> Floats:
    import numpy as np

    found: Floats = 1 / (1 + np.exp(-np.clip(z, -50, 50)))
    return found
