"""Agreement over all codes: pooled kappa, alpha over sets of codes, and how alphas spread; never a mean of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from cfir_coder.agreement.clusters import clustered_interval
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.grid import Grid, spans_on
from cfir_coder.agreement.kappa import agreement_and_chance, pooled_kappa
from cfir_coder.agreement.measure import NO_VARIATION, Measure
from cfir_coder.agreement.patterns import PatternTable
from cfir_coder.agreement.sets import DISTANCES, set_alpha_by_document
from cfir_coder.agreement.settings import Settings
from cfir_coder.agreement.specific import specific_values
from cfir_coder.agreement.sweep import CodeTables, Rule, coded_units

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats


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
    comparison: Comparison,
    tables: CodeTables,
    alphas: Sequence[float],
    matched: Measure,
    names: Sequence[str],
    grid: Grid,
    settings: Settings,
) -> Overall:
    """Sum up the codes of one unit's tables; names: the codes, in the tables' order."""
    import numpy as np

    if not names:
        none = Measure(None, reason="there is no code that two coders knew")
        return Overall(0, none, dict.fromkeys(("masi", "jaccard"), none), (), none, matched)

    def pooled(by_document: Floats) -> Floats:
        """Over codes, and over pairs of coders when there are more than two."""
        weights = by_document.reshape(*by_document.shape[:-1], len(names), -1)
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
        n_codes=len(names),
        pooled_kappa=_clustered(pooled, flat, NO_VARIATION),
        set_alpha=_set_alphas(comparison, names, grid, settings),
        alphas=tuple(sorted(alphas)),
        positive_agreement=Measure(positive) if positive == positive else Measure(None, reason="nothing is coded"),
        matched=matched,
    )


def _clustered(values: Callable[[Floats], Floats], by_document: Floats, reason: str) -> Measure:
    value = float(values(by_document.sum(axis=0)))
    if value != value:
        return Measure(None, reason=reason)
    interval = clustered_interval(values, by_document)
    return Measure(value, interval.se, interval.ci95, None, interval.method and f"{interval.method} over documents")


def _set_alphas(comparison: Comparison, codes: Sequence[str], grid: Grid, settings: Settings) -> dict[str, Measure]:
    """Alpha over the set of codes that each coder gave a unit; the empty set is a value."""
    import numpy as np

    if settings.unit == "character":
        none = Measure(None, reason="sets of codes are compared on sentences, turns or documents")
        return {"masi": none, "jaccard": none}
    rows = _sets_of_units(comparison, codes, grid, "any" if settings.rule == "any" else "dominant")
    n = len(grid.documents)
    paired = sorted({document for document, given, _ in rows if sum(one is not None for one in given) > 1})
    found = {}
    for name in ("masi", "jaccard"):
        alpha = set_alpha_by_document(rows, n, DISTANCES[name])
        found[name] = _clustered(alpha, np.eye(n)[paired], NO_VARIATION)
    return found


def _sets_of_units(
    comparison: Comparison, codes: Sequence[str], grid: Grid, rule: Rule
) -> list[tuple[int, tuple[frozenset[str] | None, ...], float]]:
    """Document, every coder's set of codes, and how many units have them."""
    spans = spans_on(grid, comparison.codings, codes, comparison.names)
    sets: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for unit, coder, code in zip(*(column.tolist() for column in coded_units(grid, spans, rule)), strict=True):
        sets[unit][coder].add(codes[code])
    empty: frozenset[str] = frozenset()
    saw = [[(name, text) in comparison.seen for name in comparison.names] for text in grid.documents]
    counted: Counter[tuple[int, tuple[frozenset[str] | None, ...]]] = Counter()
    blank = Counter(grid.unit_document.tolist())
    for unit, given in sets.items():
        document = int(grid.unit_document[unit])
        row = tuple(frozenset(given.get(coder, empty)) if seen else None for coder, seen in enumerate(saw[document]))
        counted[document, row] += 1
        blank[document] -= 1
    for document, n in blank.items():
        counted[document, tuple(empty if seen else None for seen in saw[document])] += n
    return [(document, row, float(n)) for (document, row), n in counted.items()]
