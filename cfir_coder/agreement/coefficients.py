"""Every coefficient of a ratings table, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from cfir_coder.agreement.alpha import alpha_values, krippendorff_alpha
from cfir_coder.agreement.clusters import clustered_interval
from cfir_coder.agreement.family import CHANCES, all_agree, chance_corrected, corrected, percent_agreement
from cfir_coder.agreement.family import observed_agreement as observed
from cfir_coder.agreement.icc import IccForm, icc_values, intraclass_correlation
from cfir_coder.agreement.kappa import TWO_CODERS, cohen_kappa, cohen_values, kappa_max, light_kappa, light_values
from cfir_coder.agreement.measure import FEW_PAIRS, NO_UNITS, Measure, measured, undefined
from cfir_coder.agreement.patterns import PatternTable
from cfir_coder.agreement.specific import holsti, holsti_values, specific_agreement, specific_values
from cfir_coder.agreement.weights import LEVELS, SCHEME_OF, Level, agreement_weights, are_numbers, sizes_of

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Floats

NOT_NUMBERS = "the values aren't numbers"
BELOW_ZERO = "ratio data have no values below 0"
NOT_TWO_VALUES = "defined for two values only"
SHARES = frozenset(
    (
        "percent_agreement",
        "percent_agreement_all",
        "percent_agreement_weighted",
        "positive_agreement",
        "negative_agreement",
        "holsti",
    )
)
"""Shares of units, which can't be below 0."""


def rating_coefficients(table: PatternTable, level: Level = "nominal") -> dict[str, Measure]:
    """Compute every coefficient of one ratings table; one that can't be has a reason.

    Positive agreement is that on the later of two values (1 of 0 and 1). Weighted ones weigh as the level asks.
    """
    if not len(table.values) or not table.n_units:
        return dict.fromkeys(RATING_COEFFICIENTS, undefined(NO_UNITS))
    plain = agreement_weights(table.categories)
    weighted = agreement_weights(table.categories, SCHEME_OF[level])
    numbers = are_numbers(table.categories)
    found = {
        "percent_agreement": percent_agreement(table, plain),
        "percent_agreement_all": measured(float(all_agree(table)), FEW_PAIRS),
        "positive_agreement": _on_value(table, 1),
        "negative_agreement": _on_value(table, 0),
        "holsti": holsti(table),
        "cohen_kappa": cohen_kappa(table, plain),
        "cohen_kappa_max": kappa_max(table),
        "krippendorff_alpha": krippendorff_alpha(table, level),
        "gwet_ac1": chance_corrected(table, plain, "gwet"),
        "gwet_ac2": chance_corrected(table, weighted, "gwet"),
        "scott_pi": chance_corrected(table, plain, "fleiss") if table.n_coders == 2 else undefined(TWO_CODERS),
        "fleiss_kappa": chance_corrected(table, plain, "fleiss"),
        "conger_kappa": chance_corrected(table, plain, "conger"),
        "brennan_prediger": chance_corrected(table, plain, "brennan_prediger"),
        "light_kappa": light_kappa(table, plain),
    }
    for scheme in ("linear", "quadratic"):
        ranked = numbers or level != "nominal"
        weights = agreement_weights(table.categories, scheme)
        found[f"cohen_kappa_{scheme}"] = cohen_kappa(table, weights) if ranked else undefined(NOT_NUMBERS)
    found["percent_agreement_weighted"] = percent_agreement(table, weighted)
    for chance in ("fleiss", "conger", "brennan_prediger"):
        found[f"{_named(chance)}_weighted"] = chance_corrected(table, weighted, chance)
    for each in LEVELS:
        ranked = numbers or each == "nominal" or each == level
        found[f"krippendorff_alpha_{each}"] = krippendorff_alpha(table, each) if ranked else undefined(NOT_NUMBERS)
    if numbers and min(sizes_of(table.categories)) < 0:
        found["krippendorff_alpha_ratio"] = undefined(BELOW_ZERO)
    found["icc_1"] = intraclass_correlation(table, "1")
    found["icc_a1"] = intraclass_correlation(table, "A,1")
    found["icc_c1"] = intraclass_correlation(table, "C,1")
    return {name: _floored(found[name]) if name in SHARES else found[name] for name in RATING_COEFFICIENTS}


def clustered(
    measures: dict[str, Measure], table: PatternTable, level: Level, by_cluster: Floats
) -> dict[str, Measure]:
    """Put intervals over clusters of units in the place of those over units.

    A coefficient without samples (kappa_max) keeps its value alone: its error over units is no error over clusters.
    by_cluster: weights of the table's patterns in each cluster, shape (clusters, patterns).
    """
    samples = _by_sample(table, level)
    return {name: _over_clusters(measure, samples.get(name), name, by_cluster) for name, measure in measures.items()}


def _over_clusters(
    measure: Measure, values: Callable[[Floats], Floats] | None, name: str, by_cluster: Floats
) -> Measure:
    if measure.value is None:
        return measure
    if values is None:
        return Measure(measure.value)
    interval = clustered_interval(values, by_cluster, floor=0.0 if name in SHARES else -1.0)
    return interval.around(measure.value, "clusters")


def _by_sample(table: PatternTable, level: Level) -> dict[str, Callable[[Floats], Floats]]:
    plain = agreement_weights(table.categories)
    weighted = agreement_weights(table.categories, SCHEME_OF[level])

    def corrects(weights: Floats, name: str) -> Callable[[Floats], Floats]:
        return lambda sample: corrected(table.weighing(sample), weights, CHANCES[name])

    def kappas(weights: Floats) -> Callable[[Floats], Floats]:
        return lambda sample: cohen_values(table.weighing(sample), weights)

    def alphas(each: Level) -> Callable[[Floats], Floats]:
        return lambda sample: alpha_values(table.weighing(sample), each)

    def icc(form: IccForm) -> Callable[[Floats], Floats]:
        return lambda sample: icc_values(table.weighing(sample), form)

    found: dict[str, Callable[[Floats], Floats]] = {
        "percent_agreement": lambda sample: observed(table.weighing(sample), plain),
        "percent_agreement_all": lambda sample: all_agree(table.weighing(sample)),
        "percent_agreement_weighted": lambda sample: observed(table.weighing(sample), weighted),
        "holsti": lambda sample: holsti_values(table.weighing(sample)),
        "light_kappa": lambda sample: light_values(table.weighing(sample), plain),
        "positive_agreement": lambda sample: specific_values(table.weighing(sample), 1),
        "negative_agreement": lambda sample: specific_values(table.weighing(sample), 0),
        "cohen_kappa": kappas(plain),
        "krippendorff_alpha": alphas(level),
        "gwet_ac1": corrects(plain, "gwet"),
        "gwet_ac2": corrects(weighted, "gwet"),
        "scott_pi": corrects(plain, "fleiss"),
        "fleiss_kappa": corrects(plain, "fleiss"),
        "conger_kappa": corrects(plain, "conger"),
        "brennan_prediger": corrects(plain, "brennan_prediger"),
    }
    for chance in ("fleiss", "conger", "brennan_prediger"):
        found[f"{_named(chance)}_weighted"] = corrects(weighted, chance)
    for scheme in ("linear", "quadratic"):
        found[f"cohen_kappa_{scheme}"] = kappas(agreement_weights(table.categories, scheme))
    for each in LEVELS:
        found[f"krippendorff_alpha_{each}"] = alphas(each)
    return found | {"icc_1": icc("1"), "icc_a1": icc("A,1"), "icc_c1": icc("C,1")}


def _floored(share: Measure) -> Measure:
    """A share whose interval doesn't go below 0."""
    return share if share.ci95 is None else replace(share, ci95=(max(0.0, share.ci95[0]), share.ci95[1]))


def _named(chance: str) -> str:
    return chance if chance == "brennan_prediger" else f"{chance}_kappa"


def _on_value(table: PatternTable, index: int) -> Measure:
    return specific_agreement(table, index) if len(table.categories) == 2 else undefined(NOT_TWO_VALUES)


RATING_COEFFICIENTS = (
    "percent_agreement",
    "percent_agreement_all",
    "positive_agreement",
    "negative_agreement",
    "holsti",
    "cohen_kappa",
    "cohen_kappa_max",
    "krippendorff_alpha",
    "gwet_ac1",
    "gwet_ac2",
    "scott_pi",
    "fleiss_kappa",
    "conger_kappa",
    "brennan_prediger",
    "light_kappa",
    "cohen_kappa_linear",
    "cohen_kappa_quadratic",
    "percent_agreement_weighted",
    "fleiss_kappa_weighted",
    "conger_kappa_weighted",
    "brennan_prediger_weighted",
    "krippendorff_alpha_nominal",
    "krippendorff_alpha_ordinal",
    "krippendorff_alpha_interval",
    "krippendorff_alpha_ratio",
    "icc_1",
    "icc_a1",
    "icc_c1",
)
