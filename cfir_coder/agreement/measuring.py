"""How far coders agree on each code, and over all codes, in one unit under one rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cfir_coder.agreement.alpha import alpha_values
from cfir_coder.agreement.clusters import BOOTSTRAP_FROM, Interval, clustered_interval, drawn_documents
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.disagreement import Relation
from cfir_coder.agreement.family import CHANCES, corrected, observed_agreement
from cfir_coder.agreement.grid import Grid, Seen, grid_of, spans_on
from cfir_coder.agreement.kappa import cohen_values
from cfir_coder.agreement.measure import FEW_PAIRS, NO_VARIATION, Measure
from cfir_coder.agreement.overall import Overall, overall_of
from cfir_coder.agreement.patterns import PatternTable
from cfir_coder.agreement.settings import Settings
from cfir_coder.agreement.spans import likeness
from cfir_coder.agreement.specific import specific_values
from cfir_coder.agreement.sweep import CodeTables, character_tables, unit_tables
from cfir_coder.errors import AgreementError

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats

COEFFICIENTS = (
    "percent_agreement",
    "positive_agreement",
    "negative_agreement",
    "cohen_kappa",
    "krippendorff_alpha",
    "gwet_ac1",
)
"""What is told of every code, each with an interval."""
NO_NEGATIVES = "matched spans have no negatives; choose another unit for chance-corrected agreement"
RARE = 5
"""Coded units of a coder below which a code's agreement can't be estimated."""
SCARCE = 0.05
"""Share of coded units below which AC1 says little."""
THRESHOLDS = (0.667, 0.8)
"""Krippendorff (2004), Human Communication Research 30(3), p. 429: tentative conclusions, and reliable ones."""


@dataclass(frozen=True)
class CodeAgreement:
    """Agreement on one code.

    coded: units that each coder coded, of those that two saw; both: coded by every coder who saw them. spans: by
    coder. measures: COEFFICIENTS with intervals over documents. lowest, highest: alpha within single documents.
    matched: F1 of spans matched at the settings' likeness.
    """

    code: str
    units: float
    documents: int
    coded: dict[str, float]
    both: float
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


@dataclass(frozen=True)
class Measured:
    """Agreement of some coders on every code and over codes."""

    coders: tuple[str, ...]
    settings: Settings
    codes: tuple[CodeAgreement, ...]
    overall: Overall
    tables: CodeTables | None = field(default=None, repr=False)
    names: tuple[str, ...] = ()


def measure_agreement(comparison: Comparison, settings: Settings) -> Measured:
    """Measure the agreement of all coders of a comparison, on the documents that two of them saw.

    Raises AgreementError when a unit needs texts that aren't known.
    """
    shared = comparison.within(comparison.shared_documents())
    codes = tuple(code for code in shared.codes if sum(shared.knew(name, code) for name in shared.names) > 1)
    matched = _matched(shared, codes, settings.like)
    counts = Counter((one.coder, one.code) for one in shared.codings)
    spans = {code: _spans(shared, code, counts) for code in codes}
    if settings.unit == "span":
        found = [_of_spans(shared, code, matched[code], spans[code]) for code in codes]
        none = Measure(None, reason=NO_NEGATIVES)
        overall = Overall(len(codes), none, dict.fromkeys(("masi", "jaccard"), none), (), none, matched[""])
        return Measured(shared.names, settings, tuple(found), overall, None, codes)
    if not shared.transcripts:
        raise AgreementError(
            f"the texts aren't known, so there are no {settings.unit}s to rate. Merge with --transcripts or --study, "
            "or choose --unit span."
        )
    grid = grid_of(shared.transcripts, settings.unit, with_interviewer=settings.with_interviewer)
    tables = _tables(shared, codes, grid, settings)
    found = [_of_code(shared, tables, index, code, matched[code], spans[code]) for index, code in enumerate(codes)]
    alphas = [one.alpha for one in found if one.alpha is not None]
    overall = overall_of(shared, tables, alphas, matched[""], codes, grid, settings)
    return Measured(shared.names, settings, tuple(found), overall, tables, codes)


def _tables(comparison: Comparison, codes: Sequence[str], grid: Grid, settings: Settings) -> CodeTables:
    import numpy as np

    spans = spans_on(grid, comparison.codings, codes, comparison.names)
    names = comparison.names
    seen = Seen(
        np.array([[(name, text) in comparison.seen for name in names] for text in grid.documents], dtype=bool).reshape(
            len(grid.documents), len(names)
        ),
        np.array([[comparison.knew(name, code) for name in names] for code in codes], dtype=bool).reshape(
            len(codes), len(names)
        ),
    )
    if settings.unit == "character":
        return character_tables(grid, spans, seen)
    return unit_tables(grid, spans, seen, settings.rule)


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


def _of_code(
    comparison: Comparison, tables: CodeTables, index: int, code: str, matched: Measure, spans: dict[str, int]
) -> CodeAgreement:
    by_document = tables.by_document[:, index, :]
    used = by_document.sum(axis=0) > 0
    table = PatternTable(tables.table.values[used], tables.table.weights[index][used], (0, 1))
    by_document = by_document[:, used]
    pairable = table.is_pairable
    weights = table.weights * pairable
    coded = {name: float(weights @ (table.values[:, place] == 1)) for place, name in enumerate(comparison.names)}
    both = float(weights @ (table.counts[:, 1] == table.raters))
    n = float(table.n_pairable)
    ratings = float(weights @ table.raters)
    prevalence = float(weights @ table.counts[:, 1]) / ratings if ratings else None
    is_flat = prevalence in (None, 0.0, 1.0)
    measures, intervals = {}, {}
    paired = by_document * pairable
    drawn = drawn_documents(paired) if (paired.sum(axis=1) > 0).sum() >= BOOTSTRAP_FROM else None
    for name in COEFFICIENTS:
        measures[name], intervals[name] = _measured(name, table, paired, drawn, is_flat=is_flat)
    of_alpha = intervals["krippendorff_alpha"]
    return CodeAgreement(
        code=code,
        units=n,
        documents=int((by_document[:, pairable].sum(axis=1) > 0).sum()),
        coded=coded,
        both=both,
        spans=spans,
        prevalence=prevalence,
        measures=measures,
        matched=matched,
        method=of_alpha.method,
        lowest=of_alpha.lowest,
        highest=of_alpha.highest,
        flags=_flags(comparison, code, coded, prevalence, measures),
        no_interval=of_alpha.reason,
    )


def _measured(
    name: str, table: PatternTable, by_document: Floats, drawn: Floats | None, *, is_flat: bool
) -> tuple[Measure, Interval]:
    """A coefficient with its interval over documents; nothing is corrected for chance where nothing varies."""
    if name == "cohen_kappa" and table.n_coders != 2:
        return Measure(None, reason="defined for two coders only"), Interval()
    corrects = name in ("cohen_kappa", "krippendorff_alpha", "gwet_ac1")
    value = float(values_by_sample(name, table)(table.weights * table.is_pairable))
    if not table.n_pairable:
        return Measure(None, reason=FEW_PAIRS), Interval()
    if value != value or (corrects and is_flat):
        reason = NO_VARIATION if corrects else f"nobody has a {'positive' if name[0] == 'p' else 'negative'} unit"
        return Measure(None, reason=reason), Interval()
    interval = clustered_interval(values_by_sample(name, table), by_document, drawn=drawn)
    how = f"{interval.method} over documents" if interval.method else None
    return Measure(value, interval.se, interval.ci95, None, how), interval


def _flags(
    comparison: Comparison, code: str, coded: dict[str, float], prevalence: float | None, measures: dict[str, Measure]
) -> tuple[str, ...]:
    knew = [coded[name] for name in comparison.names if comparison.knew(name, code)]
    alpha, agreement = measures["krippendorff_alpha"], measures["percent_agreement"].value
    flags = []
    if min(knew) < RARE:
        flags.append("rare")
    if min(knew) == 0 < max(knew):
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


def _of_spans(comparison: Comparison, code: str, matched: Measure, spans: dict[str, int]) -> CodeAgreement:
    none = Measure(None, reason=NO_NEGATIVES)
    measures = dict.fromkeys(COEFFICIENTS, none) | {"positive_agreement": matched}
    rare = ("rare",) if min(spans.values()) < RARE else ()
    one_sided = ("one-sided",) if min(spans.values()) == 0 else ()
    counted = {name: float(n) for name, n in spans.items()}
    documents = len({coding.text_hash for coding in comparison.codings if coding.code == code})
    return CodeAgreement(
        code,
        float(sum(spans.values())),
        documents,
        counted,
        0.0,
        spans,
        None,
        measures,
        matched,
        None,
        None,
        None,
        rare + one_sided,
    )


def _spans(comparison: Comparison, code: str, counts: Mapping[tuple[str, str], int]) -> dict[str, int]:
    return {name: counts.get((name, code), 0) for name in comparison.names if comparison.knew(name, code)}


def _matched(comparison: Comparison, codes: Sequence[str], like: float) -> dict[str, Measure]:
    """F1 of matched spans by code, over all pairs of coders who saw the document; "" is all codes together."""
    hits: Counter[str] = Counter()
    for relation in comparison.relations:
        if _is_match(relation, like):
            hits[relation.coding.code] += 1
    sides: dict[str, int] = defaultdict(int)
    viewers = Counter(text for _, text in comparison.seen)
    for coding in comparison.codings:
        others = (
            sum(
                comparison.saw(name, coding.text_hash, coding.code) for name in comparison.names if name != coding.coder
            )
            if viewers[coding.text_hash] > 1
            else 0
        )
        sides[coding.code] += others
    known = set(codes)
    total_hits = sum(n for code, n in hits.items() if code in known)
    total_sides = sum(n for code, n in sides.items() if code in known)
    found = {code: _f1(hits[code], sides[code]) for code in codes}
    return found | {"": _f1(total_hits, total_sides)}


def _is_match(relation: Relation, like: float) -> bool:
    left, right = relation.left, relation.right
    return relation.is_aligned and left is not None and right is not None and likeness(left, right) >= like


def _f1(hits: int, sides: int) -> Measure:
    """2M / (N1 + N2): Holsti (1969) on matched spans."""
    return Measure(2 * hits / sides) if sides else Measure(None, reason="nobody has a span of the code")
