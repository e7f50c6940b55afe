"""Agreement over all codes: pooled kappa, alpha over sets of codes, and how alphas spread; never a mean of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from cfir_coder.agreement.clusters import clustered_interval
from cfir_coder.agreement.code_agreement import CodeAgreement
from cfir_coder.agreement.grid import Grid, Seen, SpanTable
from cfir_coder.agreement.kappa import agreement_and_chance, pooled_kappa
from cfir_coder.agreement.measure import NO_VARIATION, Measure
from cfir_coder.agreement.patterns import PatternTable
from cfir_coder.agreement.set_rows import SetRows, alpha_by_document
from cfir_coder.agreement.sets import DISTANCES
from cfir_coder.agreement.settings import Settings
from cfir_coder.agreement.specific import specific_values
from cfir_coder.agreement.sweep import CodeTables, coded_units

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats

_SETS = ("masi", "jaccard")


@dataclass(frozen=True)
class Overall:
    """Agreement over all codes that two coders knew."""

    n_codes: int
    pooled_kappa: Measure
    set_alpha: dict[str, Measure]
    alphas: tuple[float, ...]
    positive_agreement: Measure
    matched: Measure

    @property
    def median_alpha(self) -> float | None:
        """The middle alpha of the codes that have one."""
        return median(self.alphas) if self.alphas else None


def overall_of(
    codes: Sequence[CodeAgreement],
    tables: CodeTables,
    matched: Measure,
    spans: SpanTable,
    seen: Seen,
    grid: Grid,
    settings: Settings,
) -> Overall:
    """Sum up the codes of one unit's tables. spans: on the grid, their codes in the tables' order."""
    import numpy as np

    if not codes:
        none = Measure(None, reason="there is no code that two coders knew")
        return Overall(0, none, dict.fromkeys(_SETS, none), (), none, matched)

    def pooled(by_document: Floats) -> Floats:
        """Over codes, and over pairs of coders when there are more than two."""
        weights = by_document.reshape(*by_document.shape[:-1], len(codes), -1)
        table = tables.table.weighing(weights)
        pairs = [(i, j) for i in range(table.n_coders) for j in range(i + 1, table.n_coders)]
        both = [agreement_and_chance(table.crossed(*pair), np.eye(2)) for pair in pairs]
        return pooled_kappa(
            np.concatenate([po for po, _ in both], axis=-1), np.concatenate([pe for _, pe in both], axis=-1)
        )

    flat = tables.by_document.reshape(len(tables.by_document), -1)
    together = PatternTable(tables.table.values, tables.table.weights.sum(axis=0), (0, 1))
    positive = float(specific_values(together, 1))
    return Overall(
        n_codes=len(codes),
        pooled_kappa=_clustered(pooled, flat, NO_VARIATION),
        set_alpha=_set_alphas(spans, seen, grid, settings),
        alphas=tuple(sorted(one.alpha for one in codes if one.alpha is not None)),
        positive_agreement=Measure(positive) if positive == positive else Measure(None, reason="nothing is coded"),
        matched=matched,
    )


def _clustered(values: Callable[[Floats], Floats], by_document: Floats, reason: str) -> Measure:
    value = float(values(by_document.sum(axis=0)))
    if value != value:
        return Measure(None, reason=reason)
    return clustered_interval(values, by_document).around(value)


def _set_alphas(spans: SpanTable, seen: Seen, grid: Grid, settings: Settings) -> dict[str, Measure]:
    """Alpha over the set of codes that each coder gave a unit; the empty set is a value.

    Sets are of the codes that every coder looked for somewhere; where one looked for some of these only, that
    coder's sets are missing.
    """
    import numpy as np

    def missing(reason: str) -> dict[str, Measure]:
        return dict.fromkeys(_SETS, Measure(None, reason=reason))

    if settings.unit == "character":
        return missing("sets of codes are compared on sentences, turns or documents")
    coders = np.flatnonzero(seen.documents.sum(axis=0))
    common = np.flatnonzero(seen.codes_by_coder[:, coders].prod(axis=1))
    if not len(common):
        return missing("there is no code that every coder looked for")
    saw = seen.by_code[:, common].sum(axis=1) == len(common)
    unit, coder, code = coded_units(grid, spans, settings.rule)
    number = np.full(len(seen.codes), -1)
    number[common] = np.arange(len(common))
    kept = number[code] >= 0
    rows = SetRows.of(
        unit[kept], coder[kept], number[code[kept]], saw[grid.unit_document], grid.unit_document, len(grid.documents)
    )
    paired = np.flatnonzero(np.bincount(grid.unit_document, minlength=len(grid.documents)) * (saw.sum(axis=1) > 1))
    eye = np.eye(len(grid.documents))[paired]
    alphas = alpha_by_document(rows, [DISTANCES[name] for name in _SETS])
    return {name: _clustered(alpha, eye, NO_VARIATION) for name, alpha in zip(_SETS, alphas, strict=True)}
