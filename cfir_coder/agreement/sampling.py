"""Draw the transcripts that a second person codes: by chance, and from every site and role where that can be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from random import Random

from cfir_coder.errors import UsageError

Stratum = tuple[str, ...]
"""The values of a transcript's attributes, in the order in which they were asked for."""


@dataclass(frozen=True, slots=True)
class Draw:
    """drawn: keys in the order of what was given. strata: how many there are and how many were drawn, by stratum.

    is_balanced: there are more strata than places, so that the drawn ones are spread over each attribute alone.
    """

    drawn: tuple[str, ...]
    strata: dict[Stratum, tuple[int, int]]
    is_balanced: bool = False

    @property
    def left_out(self) -> tuple[Stratum, ...]:
        """The strata of which nothing was drawn."""
        return tuple(stratum for stratum, (_, drawn) in self.strata.items() if not drawn)


def draw_sample(strata: Mapping[str, Stratum], share: float, *, seed: int) -> Draw:
    """Draw a share (0-1) of some keys, rounded up, at random within strata.

    Each stratum gets its share (Hamilton's largest remainders, ties by chance) and at least one. With more strata than
    places that can't be; then keys are drawn one by one, each from where its attributes' values are lacking most, ties
    by chance. The same keys, share and seed give the same draw, whatever the order of the keys.
    Raises UsageError for a share outside 0-1 or when there is nothing to draw from.
    """
    if not 0 < share <= 1:
        raise UsageError(f"a share lies above 0 and at most at 1, not {share}.")
    if not strata:
        raise UsageError("there is no transcript to draw from.")
    chance = Random(seed)
    shuffled = sorted(strata)
    chance.shuffle(shuffled)
    places = min(len(strata), ceil(share * len(strata) - 1e-9))
    sizes = Counter(strata.values())
    is_balanced = len(sizes) > places
    if is_balanced:
        drawn = set(_balanced(shuffled, strata, places))
    else:
        seats = _seats(sizes, places, chance)
        by_stratum: dict[Stratum, list[str]] = defaultdict(list)
        for key in shuffled:
            by_stratum[strata[key]].append(key)
        drawn = {key for stratum, keys in by_stratum.items() for key in keys[: seats[stratum]]}
    taken = Counter(strata[key] for key in drawn)
    told = {stratum: (sizes[stratum], taken[stratum]) for stratum in sorted(sizes)}
    return Draw(tuple(key for key in strata if key in drawn), told, is_balanced)


def _seats(sizes: Mapping[Stratum, int], places: int, chance: Random) -> dict[Stratum, int]:
    """How many places each stratum gets: its share by largest remainders, and at least one."""
    whole = sum(sizes.values())
    quotas = {stratum: places * size / whole for stratum, size in sorted(sizes.items())}
    seats = {stratum: max(1, floor(quota)) for stratum, quota in quotas.items()}
    ties = {stratum: chance.random() for stratum in quotas}
    while (missing := places - sum(seats.values())) != 0:
        if missing > 0:
            open_ = [each for each in quotas if seats[each] < sizes[each]]
            lucky = max(open_, key=lambda each: (quotas[each] - seats[each], ties[each]))
            seats[lucky] += 1
        else:
            unlucky = min((each for each in quotas if seats[each] > 1), key=lambda e: (quotas[e] - seats[e], ties[e]))
            seats[unlucky] -= 1
    return seats


def _balanced(shuffled: Sequence[str], strata: Mapping[str, Stratum], places: int) -> list[str]:
    """Keys one by one, each the one whose values were drawn least often for their share; an earlier attribute leads."""
    n_attributes = len(next(iter(strata.values())))
    sizes = [Counter(stratum[which] for stratum in strata.values()) for which in range(n_attributes)]
    taken: list[Counter[str]] = [Counter() for _ in range(n_attributes)]
    drawn: list[str] = []
    for _ in range(places):
        left = [key for key in shuffled if key not in drawn]
        key = min(left, key=lambda one: [taken[w][v] / sizes[w][v] for w, v in enumerate(strata[one])])
        drawn.append(key)
        for which, value in enumerate(strata[key]):
            taken[which][value] += 1
    return drawn
