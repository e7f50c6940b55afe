"""Intraclass correlations of numbers, on the units that every coder rated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cfir_coder.agreement.measure import Measure, undefined
from cfir_coder.agreement.patterns import PatternTable
from cfir_coder.agreement.weights import are_numbers, sizes_of

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats

IccForm = Literal["1", "A,1", "C,1"]
"""One-way; two-way absolute agreement; two-way consistency: McGraw and Wong (1996), Psychological Methods 1(1)."""


def intraclass_correlation(table: PatternTable, form: IccForm = "A,1") -> Measure:
    """ICC of single ratings. "A,1" is Shrout and Fleiss' ICC(2,1), "C,1" their ICC(3,1), "1" their ICC(1,1)."""
    if not are_numbers(table.categories):
        return undefined("the values aren't numbers")
    value = float(icc_values(table, form))
    if value == value:
        return Measure(value)
    complete = float(table.weights[(table.values >= 0).all(axis=1)].sum())
    return undefined("no variation" if complete >= 2 else "fewer than two units were rated by every coder")


def icc_values(table: PatternTable, form: IccForm = "A,1") -> Floats:
    """ICC by sample; NaN where it is undefined."""
    import numpy as np

    complete = (table.values >= 0).all(axis=1)
    x = sizes_of(table.categories)[table.values[complete]]
    w = table.weights[..., complete]
    k = table.n_coders
    n = w.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        coder_means = w @ x / n[..., None]
        grand = coder_means.mean(axis=-1)
        unit_means = x.mean(axis=1)
        between = k * (w * (unit_means - grand[..., None]) ** 2).sum(axis=-1)
        coders = n * ((coder_means - grand[..., None]) ** 2).sum(axis=-1)
        within = (w * ((x - unit_means[:, None]) ** 2).sum(axis=1)).sum(axis=-1)
        msr, msc = between / (n - 1), coders / (k - 1)
        mse, msw = (within - coders) / ((n - 1) * (k - 1)), within / (n * (k - 1))
        if form == "1":
            top, bottom = msr - msw, msr + (k - 1) * msw
        elif form == "C,1":
            top, bottom = msr - mse, msr + (k - 1) * mse
        else:
            top, bottom = msr - mse, msr + (k - 1) * mse + k / n * (msc - mse)
        values: Floats = np.where((n > 1) & (np.abs(bottom) > 1e-12), top / bottom, np.nan)
    return values
