"""Coefficients against published examples and other implementations, to 1e-9."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cfir_coder.agreement.alpha import coincidences, krippendorff_alpha
from cfir_coder.agreement.family import all_agree, chance_corrected, percent_agreement
from cfir_coder.agreement.kappa import cohen_kappa, light_kappa
from cfir_coder.agreement.measure import Measure, measured
from cfir_coder.agreement.patterns import PatternTable
from cfir_coder.agreement.specific import specific_agreement
from cfir_coder.agreement.weights import agreement_weights
from tests.agreement.golden_files import table_of, verified

ENTRIES = list(verified("confusion", "units_x_coders", "counts_units_x_categories"))


def measure_of(table: PatternTable, entry: dict[str, Any]) -> Measure:
    """The measure that an expected entry asks for."""
    scheme = entry.get("weights") or "unweighted"
    weights = agreement_weights(table.categories, "identity" if scheme == "unweighted" else scheme)
    match entry["coefficient"]:
        case "cohen_kappa":
            return cohen_kappa(table, weights)
        case "cohen_weighted_kappa" | "cohen_weighted_kappa_asymmetric":
            told = entry.get("agreement_weights")
            return cohen_kappa(table, np.array(told) if told else 1 - np.array(entry["disagreement_weights"]) / 6)
        case "pabak" | "brennan_prediger" | "randolph_free_marginal_kappa" | "bennett_S_brennan_prediger":
            return chance_corrected(table, weights, "brennan_prediger")
        case "p_pos":
            return specific_agreement(table, 0)
        case "p_neg":
            return specific_agreement(table, 1)
        case "scott_pi" | "fleiss_kappa":
            return chance_corrected(table, weights, "fleiss")
        case "gwet_AC1_AC2":
            return chance_corrected(table, weights, "gwet")
        case "conger_kappa":
            return chance_corrected(table, weights, "conger")
        case "krippendorff_alpha" if "metric" in entry:
            return krippendorff_alpha(table, entry["metric"])
        case "krippendorff_alpha" | "krippendorff_alpha_with_agreement_weights":
            return krippendorff_alpha(table, differences=1 - weights)
        case "percent_agreement":
            return percent_agreement(table, weights)
        case "percent_agreement_all_agree":
            return measured(float(all_agree(table)), "")
        case "light_kappa_mean_pairwise_cohen":
            return light_kappa(table)
        case "fleiss_kappa_per_category":
            return _of_one_value(table, entry["category"])
        case "expected_agreement_alpha":
            totals = coincidences(table).sum(axis=1)
            return measured(float((totals * (totals - 1)).sum() / (totals.sum() * (totals.sum() - 1))), "")
    raise AssertionError(entry["coefficient"])


def _of_one_value(table: PatternTable, value: int) -> Measure:
    """Fleiss' kappa of one value against all others."""
    values = (table.values == table.categories.index(value)).astype(int)
    return chance_corrected(PatternTable(values, table.weights, (0, 1)), np.eye(2), "fleiss")


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[f"{name}-{index}" for index, (name, _) in enumerate(ENTRIES)])
def test_a_coefficient_is_the_published_one(name: str, entry: dict[str, Any]) -> None:
    found = measure_of(table_of(name, entry.get("case")), entry)

    precision = 1e-9 if entry["coefficient"] != "expected_agreement_alpha" else 1e-10
    assert found.value == pytest.approx(entry["value"], abs=precision)
    if "se" in entry:
        assert found.se == pytest.approx(entry["se"], abs=1e-9)
        assert found.convention is not None
    if "ci95" in entry:
        assert found.ci95 == pytest.approx(entry["ci95"], abs=1e-6)


def test_no_verified_value_is_left_out() -> None:
    assert len(ENTRIES) == 182
