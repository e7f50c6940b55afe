"""The u-alpha family: agreement on where units lie in a continuum and what they are.

A gap between a coder's units is a value of its own. Units of one coder must not overlap.
Source: Krippendorff, Mathet, Bouvry and Widloecher (2016), Quality & Quantity 50(6), eq. 1-13. For more than two
coders the correction of cu-alpha is taken pair by pair (eq. 10).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfir_coder.agreement.measure import NO_VARIATION, Measure, measured, undefined
from cfir_coder.errors import UsageError

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats, Ints

Unit = tuple[str, str, int, int]
"""coder, value, start, end."""


@dataclass(frozen=True, slots=True)
class UnitAlphas:
    """The family for one continuum.

    whole: u-alpha, gaps included. binary: |u-alpha, units against gaps. coded: cu-alpha, values where two coders'
    units meet. by_value: (k)u-alpha. coverage: share (0-1) of the length that `coded` (by value: `by_value`) rests on.
    """

    whole: Measure
    binary: Measure
    coded: Measure
    by_value: dict[str, Measure]
    coverage: float
    coverage_by_value: dict[str, float]


def unit_alphas(units: Iterable[Unit], length: int, coders: Sequence[str] | None = None) -> UnitAlphas:
    """Every alpha of the family over a continuum of that length.

    coders: everybody who looked at it; by default those with a unit.
    Raises UsageError when two units of a coder overlap or a unit lies outside.
    """
    laid = _lay_out(sorted(units), length, coders)
    if len(laid.values) < 2:
        missing = undefined("fewer than two coders")
        return UnitAlphas(missing, missing, missing, {}, 0.0, {})
    together = _coincidences(laid)
    whole = _expected(together, laid.corrections())
    valued = together[1:, 1:]
    paired = _expected(valued, laid.paired_corrections())
    names = laid.names
    return UnitAlphas(
        whole=_alpha(together.sum() - together.trace(), whole.sum() - whole.trace()),
        binary=_alpha(together[0, 1:].sum(), whole[0, 1:].sum()),
        coded=_alpha(valued.sum() - valued.trace(), paired.sum() - paired.trace()),
        by_value={name: _value_alpha(valued, paired, index) for index, name in enumerate(names)},
        coverage=float(valued.sum() / together.sum()),
        coverage_by_value={
            name: float(valued[index].sum() / together[index + 1].sum()) for index, name in enumerate(names)
        },
    )


@dataclass(frozen=True, eq=False)
class _Layout:
    """A continuum cut at every end of a unit.

    names: the values; index 0 in `values` is the gap, 1 the first name.
    widths: (pieces,); values, sections: (coders, pieces): value and number of each coder's unit or gap there.
    """

    names: list[str]
    widths: Floats
    values: Ints
    sections: Ints

    def corrections(self) -> Floats:
        """By value: each unit's squared length; for gaps, whose parts pair with nothing of their own, the length."""
        import numpy as np

        totals = np.zeros(len(self.names) + 1)
        for values, sections in zip(self.values, self.sections, strict=True):
            lengths = np.bincount(sections, weights=self.widths)
            value_of = np.zeros(len(lengths), dtype=np.int64)
            value_of[sections] = values
            np.add.at(totals, value_of, np.where(value_of > 0, lengths**2, lengths))
        return totals

    def paired_corrections(self) -> Floats:
        """By value: each unit's squared length within another coder's units, over all ordered pairs."""
        import numpy as np

        totals = np.zeros(len(self.names) + 1)
        m = len(self.values)
        for one in range(m):
            value_of = np.zeros(self.sections[one].max() + 1, dtype=np.int64)
            value_of[self.sections[one]] = self.values[one]
            for other in range(m):
                if other != one:
                    widths = self.widths * (self.values[other] > 0)
                    lengths = np.bincount(self.sections[one], weights=widths, minlength=len(value_of))
                    np.add.at(totals, value_of, lengths**2 / (m - 1))
        return totals[1:]


def _lay_out(units: list[Unit], length: int, coders: Sequence[str] | None) -> _Layout:
    import numpy as np

    names = sorted({value for _, value, _, _ in units})
    everybody = sorted(coders if coders is not None else {coder for coder, *_ in units})
    cuts = np.array(sorted({0, length, *(place for _, _, start, end in units for place in (start, end))}))
    values = np.zeros((len(everybody), len(cuts) - 1), dtype=np.int64)
    sections = np.zeros_like(values)
    for row, coder in enumerate(everybody):
        own = sorted((start, end, value) for who, value, start, end in units if who == coder)
        number, before = 1, 0
        for start, end, value in own:
            if not 0 <= before <= start < end <= length:
                raise UsageError(f"{coder}: the unit {start}-{end} overlaps another or lies outside 0-{length}.")
            first, last = np.searchsorted(cuts, (start, end))
            gap = slice(int(np.searchsorted(cuts, before)), int(first))
            sections[row, gap] = number
            sections[row, first:last] = number + 1
            values[row, first:last] = names.index(value) + 1
            number, before = number + 2, end
        sections[row, int(np.searchsorted(cuts, before)) :] = number
    return _Layout(names, np.diff(cuts).astype(float), values, sections)


def _coincidences(laid: _Layout) -> Floats:
    """Length over which values of two different coders meet: shape (1 + values, 1 + values), eq. 2."""
    import numpy as np

    counts = np.stack([(laid.values == value).sum(axis=0) for value in range(len(laid.names) + 1)], axis=1).astype(
        float
    )
    scaled = laid.widths / (len(laid.values) - 1)
    together: Floats = counts.T @ (scaled[:, None] * counts) - np.diag(scaled @ counts)
    return together


def _expected(together: Floats, corrections: Floats) -> Floats:
    """Coincidences expected of units put down by chance, eq. 4."""
    import numpy as np

    marginals = together.sum(axis=1)
    total = marginals.sum()
    if not total:
        return np.zeros_like(together)
    room = total - corrections.sum() / total
    top = marginals[:, None] * marginals[None, :] - np.diag(corrections)
    return np.zeros_like(top) if abs(room) < 1e-9 else top / room


def _alpha(observed: float, expected: float) -> Measure:
    return measured(1 - observed / expected if abs(expected) > 1e-9 else float("nan"), NO_VARIATION)


def _value_alpha(valued: Floats, expected: Floats, index: int) -> Measure:
    """(k)u-alpha, eq. 13."""
    total, apart = valued[index].sum(), expected[index].sum() - expected[index, index]
    if not total:
        return undefined("no other coder's unit meets this value's")
    if abs(apart) < 1e-9:
        return undefined(NO_VARIATION)
    return measured(1 - expected[index].sum() / total * (total - valued[index, index]) / apart, NO_VARIATION)
