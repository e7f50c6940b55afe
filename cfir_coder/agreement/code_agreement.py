"""Agreement on single codes: counts, coefficients with intervals over documents, and what makes them doubtful."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfir_coder.agreement.alpha import alpha_values
from cfir_coder.agreement.clusters import Interval, samples_of
from cfir_coder.agreement.family import CHANCES, corrected, observed_agreement
from cfir_coder.agreement.kappa import TWO_CODERS, cohen_values
from cfir_coder.agreement.measure import FEW_PAIRS, NO_VARIATION, Measure
from cfir_coder.agreement.patterns import PatternTable, sum_by
from cfir_coder.agreement.specific import specific_values
from cfir_coder.agreement.sweep import CodeTables

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Bools, Floats

COEFFICIENTS = (
    "percent_agreement",
    "positive_agreement",
    "negative_agreement",
    "cohen_kappa",
    "krippendorff_alpha",
    "gwet_ac1",
)
"""What is told of every code, each with an interval."""
_CORRECTED = ("cohen_kappa", "krippendorff_alpha", "gwet_ac1")
RARE = 5
"""Coded units of a coder below which a code's agreement can't be estimated."""
SCARCE = 0.05
"""Share of coded units below which AC1 says little."""
THRESHOLDS = (0.667, 0.8)
"""Krippendorff (2004), Human Communication Research 30(3), p. 429: tentative conclusions, and reliable ones."""


@dataclass(frozen=True)
class CodeAgreement:
    """Agreement on one code.

    coded: units that each coder coded, of those that two saw, by coders who looked for the code; both: coded by every
    coder who saw them. spans: by coder. measures: COEFFICIENTS with intervals over documents. lowest, highest: alpha
    within single documents. matched: F1 of spans matched at the settings' likeness.
    """

    code: str
    units: float
    documents: int
    coded: dict[str, float]
    both: float | None
    spans: dict[str, int]
    prevalence: float | None
    measures: dict[str, Measure]
    matched: Measure
    method: str | None
    lowest: float | None
    highest: float | None
    flags: tuple[str, ...]
    no_interval: str | None = None

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha."""
        return self.measures["krippendorff_alpha"].value


def agreement_by_code(
    codes: Sequence[str],
    coders: Sequence[str],
    tables: CodeTables,
    matched: Mapping[str, Measure],
    spans: Mapping[str, dict[str, int]],
) -> list[CodeAgreement]:
    """Agreement on every code of the tables, in their order; coders in the order of the patterns.

    Raises nothing: what can't be computed has a reason.
    """
    import numpy as np

    whole = _paired(tables)
    table = whole.table
    seen, coded = table.values >= 0, table.values == 1
    units, ratings = table.n_pairable, table.weights @ table.raters
    by_coder, looked = table.weights @ coded, table.weights @ seen > 0
    met = table.weights @ (seen & coded.any(axis=1, keepdims=True))
    both = table.weights @ (table.counts[:, 1] == table.raters)
    shares = np.divide(by_coder.sum(axis=1), ratings, out=np.full(len(codes), np.nan), where=ratings > 0)
    documents = (whole.by_document.sum(axis=2) > 0).sum(axis=0)
    found = _coefficients(whole)
    result = []
    for at, code in enumerate(codes):
        told = {name: float(n) for name, n, knows in zip(coders, by_coder[at], looked[at], strict=True) if knows}
        chances = dict(zip(coders, met[at].tolist(), strict=True))
        prevalence = float(shares[at]) if units[at] else None
        each = {
            name: _measured(name, values[at], intervals[at], prevalence, table.n_coders)
            for name, (values, intervals) in found.items()
        }
        measures = {name: measure for name, (measure, _) in each.items()}
        of_alpha = each["krippendorff_alpha"][1]
        result.append(
            CodeAgreement(
                code=code,
                units=float(units[at]),
                documents=int(documents[at]),
                coded=told,
                both=float(both[at]),
                spans=spans[code],
                prevalence=prevalence,
                measures=measures,
                matched=matched[code],
                method=of_alpha.method,
                lowest=of_alpha.lowest,
                highest=of_alpha.highest,
                flags=flags_of(told, prevalence, measures, chances),
                no_interval=of_alpha.reason,
            )
        )
    return result


def _paired(tables: CodeTables) -> CodeTables:
    """Only what two coders saw: units seen by one count in no agreement on a code."""
    pairable: Bools = tables.table.is_pairable
    values, by_document = tables.table.values[pairable], tables.by_document[:, :, pairable]
    return CodeTables(PatternTable(values, tables.table.weights[:, pairable], (0, 1)), by_document)


def _coefficients(tables: CodeTables) -> dict[str, tuple[Floats, list[Interval]]]:
    """Each coefficient's value and interval for every code.

    All but kappa don't ask who coded what, so patterns that differ only in that are counted as one.
    """
    import numpy as np

    counted, place = tables.table.by_counts()
    by_counts = CodeTables(counted, sum_by(tables.by_document, place, len(counted.values)))
    found: dict[str, tuple[Floats, list[Interval]]] = {}
    for source, names in (
        (by_counts, [name for name in COEFFICIENTS if name != "cohen_kappa"]),
        (tables, ["cohen_kappa"] if tables.table.n_coders == 2 else []),
    ):
        samples = samples_of(source.by_document) if names else []
        for name in names:
            values = values_by_sample(name, source.table)
            intervals = [Interval()] * source.by_document.shape[1]
            for each in samples:
                for at, interval in zip(
                    each.tables.tolist(),
                    each.intervals(values, floor=-1.0 if name in _CORRECTED else 0.0),
                    strict=True,
                ):
                    intervals[at] = interval
            found[name] = (values(source.table.weights), intervals)
    n_codes = tables.by_document.shape[1]
    none = (np.full(n_codes, np.nan), [Interval()] * n_codes)
    return {name: found.get(name, none) for name in COEFFICIENTS}


def values_by_sample(name: str, table: PatternTable) -> Callable[[Floats], Floats]:
    """One of COEFFICIENTS as a function of the patterns' weights."""
    import numpy as np

    identity = np.eye(2)
    functions: dict[str, Callable[[Floats], Floats]] = {
        "percent_agreement": lambda weights: observed_agreement(table.weighing(weights), identity),
        "positive_agreement": lambda weights: specific_values(table.weighing(weights), 1),
        "negative_agreement": lambda weights: specific_values(table.weighing(weights), 0),
        "cohen_kappa": lambda weights: cohen_values(table.weighing(weights), identity),
        "krippendorff_alpha": lambda weights: alpha_values(table.weighing(weights)),
        "gwet_ac1": lambda weights: corrected(table.weighing(weights), identity, CHANCES["gwet"]),
    }
    return functions[name]


def _measured(
    name: str, value: float, interval: Interval, prevalence: float | None, n_coders: int
) -> tuple[Measure, Interval]:
    """A coefficient with its interval over documents; nothing is corrected for chance where nothing varies."""
    if name == "cohen_kappa" and n_coders != 2:
        return Measure(None, reason=TWO_CODERS), Interval()
    if prevalence is None:
        return Measure(None, reason=FEW_PAIRS), Interval()
    if value != value or (name in _CORRECTED and prevalence in (0.0, 1.0)):
        none = "nobody has a positive unit" if name == "positive_agreement" else "nobody has a negative unit"
        return Measure(None, reason=NO_VARIATION if name in _CORRECTED else none), Interval()
    return interval.around(float(value)), interval


def flags_of(
    coded: Mapping[str, float],
    prevalence: float | None,
    measures: Mapping[str, Measure],
    met: Mapping[str, float] | None = None,
) -> tuple[str, ...]:
    """What makes a code's numbers doubtful. coded: by coders who looked for the code where another did, too.

    met: units by coder that the coder saw and anybody coded; who met hardly any, having read little, isn't one who
    doesn't use the code. By default everybody met all.
    """
    alpha, agreement = measures["krippendorff_alpha"], measures["percent_agreement"].value
    often = coded if met is None else {name: n for name, n in coded.items() if met[name] >= RARE}
    ever = coded if met is None else {name: n for name, n in coded.items() if met[name] > 0}
    flags = []
    if len(often) < 2 or min(often.values()) < RARE:
        flags.append("rare")
    if min(ever.values(), default=0) == 0 < max(ever.values(), default=0):
        flags.append("one-sided")
    if alpha.value is not None and agreement is not None and agreement >= 0.85 and alpha.value < THRESHOLDS[0]:
        flags.append("paradox")
    if alpha.ci95:
        flags += [
            f"crosses {limit:g}".replace("0.", ".") for limit in THRESHOLDS if alpha.ci95[0] < limit <= alpha.ci95[1]
        ]
    if prevalence is not None and 0 < prevalence < SCARCE:
        flags.append("AC1 inflated")
    return tuple(flags)
