"""The weighted pattern table: all that any coefficient needs to know of who rated what how.

A pattern is one joint rating of all coders; its weight is the number of units (or characters) rated so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from cfir_coder.agreement.division import divide

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from cfir_coder.agreement.arrays import Bools, Floats, Ints

NOT_SEEN = -1
_OF_PATTERNS = ("counts", "raters", "is_rated", "is_pairable", "pairs", "cells")
Value: TypeAlias = Hashable


@dataclass(frozen=True, eq=False)
class PatternTable:
    """Distinct joint ratings and their weights.

    values: shape (patterns, coders), index into `categories`, NOT_SEEN where a coder did not see the unit.
    weights: shape (..., patterns), at least 0; leading axes are samples of the same patterns, such as the
    jackknife's, and every coefficient has them too.
    categories: every value that may be given, in their order where they have one.
    """

    values: Ints
    weights: Floats
    categories: tuple[Value, ...]

    @property
    def n_coders(self) -> int:
        """How many coders rated."""
        return int(self.values.shape[1])

    @cached_property
    def counts(self) -> Floats:
        """How many coders gave each value: shape (patterns, categories)."""
        import numpy as np

        given = self.values[:, :, None] == np.arange(len(self.categories))
        counts: Floats = given.sum(axis=1).astype(float)
        return counts

    @cached_property
    def raters(self) -> Floats:
        """How many coders saw each pattern's units: shape (patterns,)."""
        raters: Floats = self.counts.sum(axis=1)
        return raters

    @cached_property
    def is_rated(self) -> Bools:
        """Patterns that somebody rated."""
        return self.raters >= 1

    @cached_property
    def is_pairable(self) -> Bools:
        """Patterns that two or more coders rated."""
        return self.raters >= 2

    @cached_property
    def pairs(self) -> Floats:
        """Ordered pairs of values that different coders gave, over raters less one: (patterns, values, values)."""
        import numpy as np

        counts = self.counts
        together = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1])
        return divide(together, (self.raters - 1)[:, None, None] * self.is_pairable[:, None, None], empty=0.0)

    @cached_property
    def n_units(self) -> Floats:
        """Weight of all rated units, by sample."""
        total: Floats = self.weights[..., self.is_rated].sum(axis=-1)
        return total

    @cached_property
    def n_pairable(self) -> Floats:
        """Weight of the units with two ratings or more, by sample."""
        total: Floats = self.weights[..., self.is_pairable].sum(axis=-1)
        return total

    def weighing(self, weights: Floats) -> PatternTable:
        """The same patterns with other weights; what depends on the patterns alone isn't counted again."""
        table = replace(self, weights=weights)
        kept = {name: self.__dict__[name] for name in _OF_PATTERNS if name in self.__dict__}
        table.__dict__.update(kept)
        return table

    def by_counts(self) -> tuple[PatternTable, Ints]:
        """Patterns that differ only in who gave which value put together, and the new place of each pattern.

        All that doesn't ask who the coders are comes out the same. Weights are summed.
        """
        import numpy as np

        rows, place = np.unique(self.counts.astype(np.int64), axis=0, return_inverse=True)
        place = place.reshape(-1)
        values = table_of_counts(rows).values
        return PatternTable(values, sum_by(self.weights, place, len(rows)), self.categories), place

    def of_coders(self, indices: Sequence[int]) -> PatternTable:
        """Only some of the coders, in that order."""
        return replace(self, values=self.values[:, list(indices)])

    def crossed(self, first: int = 0, second: int = 1) -> Floats:
        """Units by the value of two coders: shape (..., categories, categories); both must have seen them."""
        import numpy as np

        k = len(self.categories)
        one, other = self.values[:, first], self.values[:, second]
        seen = (one >= 0) & (other >= 0)
        cells = np.zeros((len(one), k * k))
        cells[np.flatnonzero(seen), (one * k + other)[seen]] = 1
        return (self.weights @ cells).reshape(*self.weights.shape[:-1], k, k)


def sum_by(weights: Floats, place: Ints, n: int) -> Floats:
    """Sum the last axis into n places: shape (..., patterns) -> (..., n)."""
    import numpy as np

    into = np.zeros((len(place), n))
    into[np.arange(len(place)), place] = 1
    summed: Floats = weights @ into
    return summed


def table_of_ratings(rows: Iterable[Sequence[Value | None]], categories: Sequence[Value] | None = None) -> PatternTable:
    """Make the table of ratings: a row for each unit, a value for each coder, None for not seen.

    categories: every value that may be given, in order; by default those that occur, sorted.
    """
    import numpy as np

    counted = Counter(tuple(row) for row in rows)
    found = {value for row in counted for value in row if value is not None}
    known = tuple(categories) if categories is not None else tuple(sorted(found, key=sort_key))
    place: dict[Value | None, int] = {value: index for index, value in enumerate(known)}
    place[None] = NOT_SEEN
    weights = {tuple(place[value] for value in row): number for row, number in counted.items()}
    patterns = sorted(weights)
    values = np.array(patterns, dtype=np.int64).reshape(len(patterns), len(patterns[0]) if patterns else 0)
    return PatternTable(values, np.array([weights[row] for row in patterns], dtype=float), known)


def table_of_pairs(confusion: ArrayLike, categories: Sequence[Value] | None = None) -> PatternTable:
    """Make the table of two coders' cross table: rows the first coder's values, columns the second's."""
    import numpy as np

    cells = np.asarray(confusion, dtype=float)
    k = len(cells)
    values = np.array([(row, column) for row in range(k) for column in range(k)], dtype=np.int64)
    return PatternTable(values, cells.reshape(-1), tuple(categories) if categories is not None else tuple(range(k)))


def table_of_counts(counts: ArrayLike) -> PatternTable:
    """Make the table of how many coders gave each value: shape (units, values).

    Who gave which is not known: coefficients by coder (Cohen, Conger, Light) mean nothing on it.
    """
    import numpy as np

    given = np.asarray(counts, dtype=np.int64)
    width = int(given.sum(axis=1).max(initial=0))
    values = np.full((len(given), width), NOT_SEEN, dtype=np.int64)
    for unit, row in enumerate(given):
        ratings = np.repeat(np.arange(given.shape[1]), row)
        values[unit, : len(ratings)] = ratings
    return PatternTable(values, np.ones(len(given)), tuple(range(given.shape[1])))


def sort_key(value: Value) -> tuple[int, float, str]:
    """Numbers by size, then sets by their members, then everything else by its text."""
    if isinstance(value, int | float):
        return (0, float(value), "")
    return (1, 0.0, "|".join(sorted(map(str, value)))) if isinstance(value, Set) else (2, 0.0, str(value))
