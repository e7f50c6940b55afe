"""How strongly a mark belongs to a stretch of speech, how evenly people share it, how marks go together."""

from __future__ import annotations

import math
from collections.abc import Mapping

PRIOR = 100.0
"""Words of all speech that stand before the counts of each side (a0 of the Dirichlet prior)."""


def log_odds(here: int, there: int, n_here: int, n_there: int) -> float:
    """How much more a word belongs here than there, in standard deviations; 0 when a side holds nothing.

    here, there: how often the word stands on each side; n_here, n_there: words of each side. Weighted log-odds with an
    informative Dirichlet prior, the prior being both sides together.
    Source: Monroe, Colaresi & Quinn (2008), Fightin' words, Political Analysis 16, eqs. 16 and 22.
    """
    if not n_here or not n_there or not here + there:
        return 0.0
    prior = (here + there) / (n_here + n_there) * PRIOR
    odds_here = (here + prior) / max(n_here + PRIOR - here - prior, 1e-9)
    odds_there = (there + prior) / max(n_there + PRIOR - there - prior, 1e-9)
    return (math.log(odds_here) - math.log(odds_there)) / math.sqrt(1 / (here + prior) + 1 / (there + prior))


def evenness(counts: Mapping[str, int], words: Mapping[str, int]) -> float:
    """How evenly something is spread over voices, 0 (one says it all) to 1 (each as often as they talk).

    counts: how often each voice says it; words: words of every voice. It is 1 minus the deviation of proportions,
    normed; 1 for a single voice.
    Source: Gries (2008), Dispersions and adjusted frequencies in corpora; norming: Lijffijt & Gries (2012).
    """
    total, said = sum(words.values()), sum(counts.values())
    if not total or not said:
        return 0.0
    shares = {voice: count / total for voice, count in words.items() if count}
    if len(shares) < 2:
        return 1.0
    deviation = sum(abs(counts.get(voice, 0) / said - share) for voice, share in shares.items()) / 2
    return max(0.0, 1 - deviation / (1 - min(shares.values())))


def mutual_information(together: int, one: int, other: int, windows: int) -> float:
    """Normalised pointwise mutual information, -1 to 1; 1 for marks that are never apart.

    Source: Bouma (2009), Normalized (pointwise) mutual information in collocation extraction, eq. 7.
    """
    if together == windows:
        return 1.0
    if not together:
        return -1.0
    return math.log(together * windows / (one * other)) / -math.log(together / windows)
