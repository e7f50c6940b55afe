"""Agreement on one value, and how the two coders' tables lean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfir_coder.agreement.division import divide
from cfir_coder.agreement.measure import Measure, measured
from cfir_coder.agreement.patterns import PatternTable

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats


def specific_values(table: PatternTable, category: int) -> Floats:
    """Of all pairable ratings of a value, the share that another coder's rating agrees with, by sample.

    For two coders 2a / (2a + b + c), which is also F1 and Dice; NaN when nobody gave the value.
    Source: Dice (1945); Cicchetti and Feinstein (1990); for many coders Fleiss (1975), Biometrics 31(3).
    """
    pairable = table.is_pairable
    given = table.counts[pairable, category]
    weights = table.weights[..., pairable]
    agreeing = weights @ (given * (given - 1) / (table.raters[pairable] - 1))
    return divide(agreeing, weights @ given)


def specific_agreement(table: PatternTable, category: int) -> Measure:
    """Agreement on one value, without standard error."""
    name = table.categories[category]
    return measured(float(specific_values(table, category)), f"nobody gave {name!r} to a unit that two coders saw")


def holsti(table: PatternTable) -> Measure:
    """2M / (N1 + N2): agreed decisions over decisions, for any number of coders M pairs over all pairs.

    On units that both coders saw it equals percent agreement; on spans, where M counts matched spans, it equals
    positive agreement. Source: Holsti (1969), Content Analysis for the Social Sciences and Humanities, p. 140.
    """
    return measured(float(holsti_values(table)), "no unit was seen by two coders")


def holsti_values(table: PatternTable) -> Floats:
    """Holsti's agreement by sample; NaN where no unit was seen by two coders."""
    agreed = table.weights @ (table.counts * (table.counts - 1)).sum(axis=1)
    return divide(agreed, table.weights @ (table.raters * (table.raters - 1)))


def prevalence_index(cells: Floats) -> float:
    """(a - d) / n of a 2 x 2 table, a = both gave the first value: Byrt, Bishop and Carlin (1993)."""
    return float((cells[0, 0] - cells[1, 1]) / cells.sum())


def bias_index(cells: Floats) -> float:
    """(b - c) / n of a 2 x 2 table, b = only the first coder gave the first value: Byrt et al. (1993)."""
    return float((cells[0, 1] - cells[1, 0]) / cells.sum())
