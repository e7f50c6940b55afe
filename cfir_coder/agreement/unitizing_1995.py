"""The first alpha for unitizing, kept because older papers and INCEpTION print it.

Source: Krippendorff (1995), Sociological Methodology 25, p. 47-76; (2004), Content Analysis, 2nd ed., p. 251-256.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

from cfir_coder.agreement.measure import NO_VARIATION, Measure, measured

Place = tuple[int, int]
"""Start and length."""


@dataclass(frozen=True, slots=True)
class UnitDisagreement:
    """Observed and expected disagreement of one value; alpha_U is 1 - observed / expected."""

    observed: float
    expected: float

    def alpha(self) -> Measure:
        """alpha_U of this value."""
        return measured(1 - self.observed / self.expected if self.expected else float("nan"), NO_VARIATION)


def unit_disagreement(coders: Sequence[Iterable[Place]], start: int, length: int, stretch: int = 1) -> UnitDisagreement:
    """Disagreement of coders on the places of one value's units in a continuum.

    stretch: a finer grid, so many steps for each one given; alpha_U depends on the grid and settles as it grows.
    """
    sections = [_sections(units, start * stretch, length * stretch, stretch) for units in coders]
    whole, m = length * stretch, len(sections)
    observed = sum(
        _squared_difference(one, other)
        for first, second in permutations(sections, 2)
        for one in first
        for other in second
    )
    units = [size for each in sections for _, size, is_unit in each if is_unit]
    gaps = [size for each in sections for _, size, is_unit in each if not is_unit]
    moved = sum(
        (len(units) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        + size**2 * sum(gap - size + 1 for gap in gaps if gap >= size)
        for size in units
    )
    room = m * whole * (m * whole - 1) - sum(size * (size - 1) for size in units)
    return UnitDisagreement(observed / (m * (m - 1) * whole**2), 2 / whole * moved / room if room else 0.0)


def combined_alpha(values: Iterable[UnitDisagreement]) -> Measure:
    """alpha_U over several values: the sums of their disagreements."""
    every = list(values)
    return UnitDisagreement(sum(one.observed for one in every), sum(one.expected for one in every)).alpha()


def _sections(units: Iterable[Place], start: int, length: int, stretch: int) -> list[tuple[int, int, bool]]:
    """Units and the gaps between them: start, length, whether it is a unit."""
    found, at = [], start
    for begin, size in sorted((begin * stretch, size * stretch) for begin, size in units):
        if begin > at:
            found.append((at, begin - at, False))
        found.append((begin, size, True))
        at = begin + size
    if at < start + length:
        found.append((at, start + length - at, False))
    return found


def _squared_difference(one: tuple[int, int, bool], other: tuple[int, int, bool]) -> int:
    """Two overlapping units differ by both ends; a unit inside a gap by its length; all else by nothing."""
    begin, size, is_unit = one
    other_begin, other_size, other_is_unit = other
    apart = begin - other_begin
    if is_unit and other_is_unit and -size < apart < other_size:
        return apart**2 + (apart + size - other_size) ** 2
    if is_unit and not other_is_unit and 0 <= apart <= other_size - size:
        return size**2
    if other_is_unit and not is_unit and 0 <= -apart <= size - other_size:
        return other_size**2
    return 0
