"""Valence and strength: a second layer, judged only where coders gave one passage one code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from cfir_coder.agreement.alpha import alpha_values
from cfir_coder.agreement.clusters import clustered_interval
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.disagreement import Difference
from cfir_coder.agreement.kappa import TWO_CODERS, cohen_values
from cfir_coder.agreement.measure import NO_VARIATION, Measure, undefined
from cfir_coder.agreement.patterns import NOT_SEEN, PatternTable, Value, table_of_ratings
from cfir_coder.agreement.weights import Level, agreement_weights
from cfir_coder.model.coding import Coding, Valence

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats

VALENCES = tuple(valence.value for valence in Valence)
STRENGTHS = (-2, -1, 0, 1, 2)
NO_PAIRS = "no two coders gave one passage one code"
NOT_GIVEN = "no two coders gave one passage a {}"


@dataclass(frozen=True)
class Layers:
    """Valence and strength on passages that two coders or more gave one code.

    n_passages: such passages; aligned_share: share (0-1) of codings on them, of those in shared documents.
    valences: cross table of the first coder's by the second's valence, over pairs of coders by name.
    opposite: share of pairs with facilitator against barrier. bias: mean of first less second coder's strength.
    n_valence_pairs, n_strength_pairs: pairs of codings in which both coders gave one. whatever_code: None where no
    passage has two codes.
    """

    n_passages: int
    aligned_share: float | None
    valence_alpha: Measure
    valence_agreement: float | None
    valences: dict[tuple[str, str], int]
    opposite: float | None
    strength_alpha: Measure
    strength_interval_alpha: Measure
    strength_quadratic_kappa: Measure
    strength_exact: float | None
    strength_within_one: float | None
    bias: dict[tuple[str, str], float]
    n_valence_pairs: int = 0
    n_strength_pairs: int = 0
    whatever_code: Judgements | None = None


@dataclass(frozen=True, slots=True)
class Judgements:
    """The same coefficients where passages also count on which two coders differ in the code alone.

    n_passages: all such passages, those of one code included.
    """

    n_passages: int
    valence_alpha: Measure
    strength_alpha: Measure
    strength_interval_alpha: Measure
    strength_quadratic_kappa: Measure


def measure_layers(comparison: Comparison) -> Layers:
    """Measure valence (nominal) and strength (ordinal) on aligned passages, with intervals over documents."""
    shared = comparison.within(comparison.shared_documents())
    passages, every = _passages(comparison), _passages(comparison, whatever_code=True)
    judgements = _judgements(shared, passages)
    pairs = [pair for passage in passages for pair in combinations(sorted(passage.values(), key=lambda c: c.coder), 2)]
    n = len(shared.codings)
    aligned = sum(map(len, passages))
    valences = _counted(pairs)
    given = [(one.strength, other.strength) for one, other in pairs if None not in (one.strength, other.strength)]
    strengths = [(one, other) for one, other in given if one is not None and other is not None]
    return Layers(
        n_passages=len(passages),
        aligned_share=aligned / n if n else None,
        valence_alpha=judgements.valence_alpha,
        valence_agreement=_share(sum(k for (a, b), k in valences.items() if a == b), sum(valences.values())),
        valences=valences,
        opposite=_share(
            valences.get(("facilitator", "barrier"), 0) + valences.get(("barrier", "facilitator"), 0),
            sum(valences.values()),
        ),
        strength_alpha=judgements.strength_alpha,
        strength_interval_alpha=judgements.strength_interval_alpha,
        strength_quadratic_kappa=judgements.strength_quadratic_kappa,
        strength_exact=_share(sum(one == other for one, other in strengths), len(strengths)),
        strength_within_one=_share(sum(abs(one - other) <= 1 for one, other in strengths), len(strengths)),
        bias=_bias(pairs),
        n_valence_pairs=sum(valences.values()),
        n_strength_pairs=len(strengths),
        whatever_code=_judgements(shared, every) if every != passages else None,
    )


def _judgements(comparison: Comparison, passages: Sequence[dict[str, Coding]]) -> Judgements:
    def of(what: str, coefficient: Judged) -> Measure:
        judgement, values = (_valence, VALENCES) if what == "valence" else (_strength, STRENGTHS)
        return _judged(comparison, passages, judgement, values, coefficient, NOT_GIVEN.format(what))

    two = len(comparison.names) == 2
    return Judgements(
        n_passages=len(passages),
        valence_alpha=of("valence", _alpha_of("nominal")),
        strength_alpha=of("strength", _alpha_of("ordinal")),
        strength_interval_alpha=of("strength", _alpha_of("interval")),
        strength_quadratic_kappa=of("strength", _quadratic_kappa) if two else undefined(TWO_CODERS),
    )


def _passages(comparison: Comparison, *, whatever_code: bool = False) -> list[dict[str, Coding]]:
    """Aligned codings of one code, one for each coder: of a coder's several the longest.

    whatever_code: also those of two codes on one passage.
    """
    groups: dict[int, int] = {}
    members: dict[int, list[Coding]] = defaultdict(list)
    for relation in comparison.relations:
        is_wanted = relation.is_aligned or (whatever_code and relation.findings[0].difference is Difference.CODE)
        if not is_wanted or relation.left is None or relation.right is None:
            continue
        ends = (relation.left, relation.right)
        known = sorted({groups[id(one)] for one in ends if id(one) in groups})
        name = known[0] if known else len(groups) + 1
        for other in known[1:]:
            members[name] += members.pop(other)
        members[name] += [one for one in ends if id(one) not in groups]
        for one in members[name]:
            groups[id(one)] = name
    found = []
    for codings in members.values():
        passage: dict[str, Coding] = {}
        for coding in sorted(codings, key=lambda one: (one.end - one.start, -one.start)):
            passage[coding.coder] = coding
        found.append(passage)
    return sorted(found, key=lambda passage: min((one.document, one.start, one.code) for one in passage.values()))


Judged = Callable[[PatternTable], "Floats"]
"""A coefficient of a table by sample."""


def _valence(coding: Coding) -> Value | None:
    return coding.valence.value if coding.valence else None


def _strength(coding: Coding) -> Value | None:
    return coding.strength


def _alpha_of(level: Level) -> Judged:
    return lambda table: alpha_values(table, level)


def _quadratic_kappa(table: PatternTable) -> Floats:
    return cohen_values(table, agreement_weights(STRENGTHS, "quadratic"))


def _judged(
    comparison: Comparison,
    passages: Sequence[dict[str, Coding]],
    judgement: Callable[[Coding], Value | None],
    values: Sequence[Value],
    coefficient: Judged,
    not_given: str,
) -> Measure:
    """A coefficient over passages, documents as clusters. not_given: why there is none where no two judged."""
    import numpy as np

    names = comparison.names
    rows = [tuple(judgement(passage[name]) if name in passage else None for name in names) for passage in passages]
    if not any(sum(value is not None for value in row) > 1 for row in rows):
        return undefined(not_given if passages else NO_PAIRS)
    table = table_of_ratings(rows, values)
    value = float(coefficient(table))
    if value != value:
        return undefined(NO_VARIATION)
    place = {tuple(row): index for index, row in enumerate(table.values.tolist())}
    index_of: dict[Value | None, int] = {value: index for index, value in enumerate(values)}
    document = {key: index for index, key in enumerate(sorted(comparison.documents))}
    by_document = np.zeros((len(document), len(table.values)))
    for row, passage in zip(rows, passages, strict=True):
        key = tuple(index_of.get(value, NOT_SEEN) for value in row)
        by_document[document[next(iter(passage.values())).text_hash], place[key]] += 1
    interval = clustered_interval(lambda weights: coefficient(table.weighing(weights)), by_document * table.is_pairable)
    return interval.around(value)


def _counted(pairs: Iterable[tuple[Coding, Coding]]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for one, other in pairs:
        if one.valence is not None and other.valence is not None:
            counts[one.valence.value, other.valence.value] += 1
    return dict(counts)


def _bias(pairs: Iterable[tuple[Coding, Coding]]) -> dict[tuple[str, str], float]:
    gaps: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one, other in pairs:
        if one.strength is not None and other.strength is not None:
            gaps[one.coder, other.coder].append(one.strength - other.strength)
    return {coders: sum(each) / len(each) for coders, each in sorted(gaps.items())}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
