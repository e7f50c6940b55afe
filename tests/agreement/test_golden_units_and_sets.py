"""Unitizing alphas, alphas over sets, and numbers of units against other implementations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.agreement import sample_size
from cfir_coder.agreement.family import chance_corrected
from cfir_coder.agreement.kappa import cohen_kappa
from cfir_coder.agreement.measure import Measure
from cfir_coder.agreement.patterns import PatternTable, table_of_ratings
from cfir_coder.agreement.set_rows import SetRows, alpha_by_document
from cfir_coder.agreement.sets import (
    dice,
    differences,
    jaccard,
    masi,
    passonneau_2004,
    set_alpha,
)
from cfir_coder.agreement.unitizing import unit_alphas
from cfir_coder.agreement.unitizing_1995 import UnitDisagreement, combined_alpha, unit_disagreement
from cfir_coder.agreement.weights import agreement_weights
from cfir_coder.errors import UsageError
from tests.agreement.golden_files import example, verified

FAMILY, SIZES, SETS = ([entry for _, entry in verified(kind)] for kind in ("spans", "scalars", "units_x_coders_sets"))
FIRST = [entry for _, entry in verified("spans_start_length") if "example" in entry]


@pytest.mark.parametrize("entry", FAMILY, ids=lambda entry: f"{entry['coefficient']}-{entry['case']}")
def test_the_u_alpha_family_is_that_of_two_other_implementations(entry: dict[str, Any]) -> None:
    case = example("u_alpha_family_2016")["cases"][entry["case"]]

    found = unit_alphas([tuple(unit) for unit in case["spans"]], case["length"])

    by_name = {"u_alpha": found.whole, "bar_u_alpha": found.binary, "cu_alpha": found.coded}
    measure = by_name.get(entry["coefficient"]) or found.by_value[entry["category"]]
    assert measure.value == pytest.approx(entry["value"], abs=1e-9)
    if entry["coefficient"] == "cu_alpha":
        assert found.coverage == pytest.approx(entry["coverage"], abs=1e-9)
    if entry["coefficient"] == "k_u_alpha":
        assert found.coverage_by_value[entry["category"]] == pytest.approx(entry["coverage"], abs=1e-9)


def test_overlapping_units_of_one_coder_are_refused() -> None:
    with pytest.raises(UsageError, match=r"ana: the unit 5-9 overlaps another"):
        unit_alphas([("ana", "x", 0, 6), ("ana", "x", 5, 9), ("ben", "x", 0, 6)], 20)


def _digits(case: list[list[list[int]]]) -> PatternTable:
    """Two coders' units of the 24 places as 0 and 1."""
    coded = [{place for start, size in units for place in range(start, start + size)} for units in case]
    return table_of_ratings([tuple(int(place in one) for one in coded) for place in range(24)], (0, 1))


@pytest.mark.parametrize("entry", FIRST, ids=lambda entry: f"{entry['coefficient']}-{entry['example']}")
def test_the_first_unitizing_alpha_is_the_executed_one(entry: dict[str, Any]) -> None:
    case = example("krippendorff_1995_p57_unitizing")["data"][entry["example"]]
    fine = unit_disagreement(case, 0, 24, 50_000)

    found: Measure | float | None = {
        "Do": fine.observed,
        "De_stretch_50000": fine.expected,
        "alpha_U_stretch_50000": fine.alpha(),
        "alpha_U_stretch_1": unit_disagreement(case, 0, 24).alpha(),
        "digitised_cohen_kappa": cohen_kappa(_digits(case)),
        "digitised_scott_pi": chance_corrected(_digits(case), agreement_weights((0, 1)), "fleiss"),
    }[entry["coefficient"]]

    value = found.value if isinstance(found, Measure) else found
    assert value == pytest.approx(entry["value"], abs=1e-9)


def test_the_first_unitizing_alpha_of_several_values_adds_their_disagreements() -> None:
    told = example("krippendorff_2004_p254_unitizing")
    expected = {entry["coefficient"]: entry["value"] for entry in told["expected"]}

    by_value = {
        value: unit_disagreement([told["data"]["i"][value], told["data"]["j"][value]], 150, 300) for value in "ck"
    }

    assert by_value["c"].observed == pytest.approx(expected["Do_c"], abs=1e-12)
    assert by_value["c"].expected == pytest.approx(expected["De_c"], abs=1e-12)
    assert by_value["k"].expected == pytest.approx(expected["De_k"], abs=1e-12)
    assert by_value["c"].alpha().value == pytest.approx(expected["alpha_U_c"], abs=1e-12)
    assert by_value["k"].alpha().value == pytest.approx(expected["alpha_U_k"], abs=1e-12)
    assert combined_alpha(by_value.values()).value == pytest.approx(expected["alpha_U_all"], abs=1e-12)


def test_a_value_without_units_has_no_first_unitizing_alpha() -> None:
    assert UnitDisagreement(0.0, 0.0).alpha().value is None


@pytest.mark.parametrize("entry", SETS, ids=lambda entry: entry["distance"])
def test_alpha_over_sets_is_that_of_nltk_and_dkpro(entry: dict[str, Any]) -> None:
    rows = [tuple(frozenset(codes) for codes in row) for row in example("set_valued_dkpro")["data"]]
    distances = {
        "masi": masi,
        "jaccard": jaccard,
        "dice": dice,
        "passonneau2004_0_1/3_2/3_1": passonneau_2004,
        "dkpro_masi_jaccard_distance_x_(1-M)": _dkpro_masi,
    }

    found = set_alpha(table_of_ratings(rows), distances[entry["distance"]])

    assert found.value == pytest.approx(entry["value"], abs=1e-9)


def _dkpro_masi(one: frozenset[str], other: frozenset[str]) -> float:
    """The other distance of that name, to show that ours isn't it."""
    return jaccard(one, other) * passonneau_2004(one, other)


def test_two_empty_sets_agree_and_an_empty_one_shares_nothing() -> None:
    empty, one = frozenset[str](), frozenset({"a"})

    assert differences((empty, one), masi).tolist() == [[0.0, 1.0], [1.0, 0.0]]


@pytest.mark.parametrize("entry", SIZES, ids=lambda entry: f"{entry['method'][:12]}-{entry['value']}")
def test_the_number_of_units_is_the_published_one(entry: dict[str, Any]) -> None:
    told = dict(entry["args"])
    if entry["method"].startswith("Donner"):
        found = sample_size.units_to_tell_apart(told["k0"], told["k1"], told["prevalence"])
    elif entry["method"].startswith("Rotondi"):
        found = sample_size.units_for_interval(
            told["kappa"], told["lower"], told["prevalence"], upper=told.get("upper")
        )
    elif entry["method"].startswith("Cantor"):
        null, alternative = sorted((told["k0"], told["k1"]), reverse=told["rate1"] == 0.5)
        found = sample_size.units_for_kappa_test(null, alternative, told["rate1"], told["rate2"])
    else:
        found = sample_size.units_for_alpha(told["alpha_min"], told["p_c"])

    assert found == entry["value"]


def test_sizes_refuse_what_is_no_prevalence() -> None:
    with pytest.raises(UsageError, match="a prevalence lies between 0 and 1, not 1.2"):
        sample_size.units_for_alpha(0.8, 1.2)


def test_a_design_effect_grows_with_the_likeness_inside_a_document() -> None:
    assert sample_size.design_effect(41, 0.1) == 5.0


@pytest.mark.parametrize("distance", [masi, jaccard, dice, passonneau_2004])
def test_alpha_over_sets_by_document_is_that_of_the_whole_table(distance: Any) -> None:
    rows = [tuple(frozenset(codes) for codes in row) for row in example("set_valued_dkpro")["data"]]
    documents = [index % 3 for index in range(len(rows))]

    (found,) = alpha_by_document(_set_rows(rows, documents), [distance])

    assert float(found(np.ones(3))) == pytest.approx(set_alpha(table_of_ratings(rows), distance).value, abs=1e-12)
    twice = [row for document, row in zip(documents, rows, strict=True) for _ in range(1 + (document == 1))]
    expected = set_alpha(table_of_ratings(twice), distance).value
    assert float(found(np.array([1.0, 2.0, 1.0]))) == pytest.approx(expected, abs=1e-12)


@given(
    st.lists(st.tuples(*[st.none() | st.frozensets(st.sampled_from("abcde"), max_size=4)] * 3), min_size=2, max_size=12)
)
def test_sets_that_a_coder_did_not_see_are_missing(rows: list[tuple[frozenset[str] | None, ...]]) -> None:
    """Counting codes gives what comparing the sets one by one gives, with any sets missing."""
    (found,) = alpha_by_document(_set_rows(rows, [index % 2 for index in range(len(rows))]), [masi])

    expected = set_alpha(table_of_ratings(rows)).value
    assert _or_none(float(found(np.ones(2)))) == (None if expected is None else pytest.approx(expected, abs=1e-9))


def _or_none(value: float) -> float | None:
    return value if value == value else None


def _set_rows(rows: Any, documents: list[int]) -> SetRows:
    codes = sorted(set().union(*(one for row in rows for one in row if one is not None)))
    seen = np.array([[one is not None for one in row] for row in rows])
    coded = [
        (unit, coder, codes.index(code))
        for unit, row in enumerate(rows)
        for coder, one in enumerate(row)
        for code in one or ()
    ]
    columns = np.array(coded, dtype=np.int64).reshape(-1, 3).T
    return SetRows.of(*columns, seen, np.array(documents), max(documents) + 1)
