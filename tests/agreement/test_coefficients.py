"""What every coefficient keeps to: degenerate tables, identities, orders and names that don't matter."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.agreement.alpha import krippendorff_alpha
from cfir_coder.agreement.clusters import clustered_interval
from cfir_coder.agreement.coefficients import clustered, rating_coefficients
from cfir_coder.agreement.family import chance_corrected
from cfir_coder.agreement.icc import intraclass_correlation
from cfir_coder.agreement.kappa import cohen_kappa, cohen_values, light_kappa, pooled_kappa
from cfir_coder.agreement.patterns import PatternTable, table_of_pairs, table_of_ratings
from cfir_coder.agreement.specific import bias_index, holsti, prevalence_index, specific_agreement
from cfir_coder.agreement.student import t_quantile
from cfir_coder.agreement.weights import agreement_weights
from tests.agreement.golden_files import example, table_of

CASES = {case["name"]: case["data"] for case in example("degenerate_cases")["cases"]}
ratings = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.none() | st.integers(0, 3), min_size=coders, max_size=coders).map(tuple), min_size=2, max_size=12
    )
)
cross_tables = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2)


def values_of(rows: list[tuple[int | None, ...]]) -> dict[str, float | None]:
    return {name: measure.value for name, measure in rating_coefficients(table_of_ratings(rows, (0, 1, 2, 3))).items()}


def close(one: dict[str, float | None], other: dict[str, float | None], leaving: tuple[str, ...] = ()) -> bool:
    assert one.keys() == other.keys()
    return all(
        name in leaving or (other[name] is None if value is None else other[name] == pytest.approx(value, abs=1e-9))
        for name, value in one.items()
    )


# Undefined is empty with a reason


def test_one_value_for_every_unit_is_agreement_without_a_coefficient() -> None:
    found = rating_coefficients(table_of_ratings(CASES["all_units_same_category"]))

    assert found["percent_agreement"].value == 1.0
    for name in ("krippendorff_alpha", "cohen_kappa", "fleiss_kappa", "conger_kappa", "gwet_ac1", "light_kappa"):
        assert found[name].value is None
        assert found[name].reason
    assert found["krippendorff_alpha"].reason == "no variation: every rating is the same value"


def test_with_both_values_declared_ac1_and_brennan_prediger_are_one() -> None:
    found = rating_coefficients(table_of_ratings(CASES["all_units_same_category"], (0, 1)))

    assert (found["gwet_ac1"].value, found["brennan_prediger"].value) == (1.0, 1.0)
    assert found["krippendorff_alpha"].value is None


def test_one_dissent_of_five_coders_is_alpha_zero_whatever_libraries_say() -> None:
    found = rating_coefficients(table_of_ratings(CASES["one_disagreement_only"]))

    assert found["krippendorff_alpha"].value == pytest.approx(0.0, abs=1e-12)
    assert found["gwet_ac1"].value == pytest.approx(0.91334, abs=1e-5)
    assert found["positive_agreement"].value == pytest.approx(23 / 24)
    assert found["light_kappa"].reason == "kappa is undefined for 6 of 10 pairs of coders"


def test_a_coder_who_never_used_the_code_has_kappa_zero() -> None:
    found = rating_coefficients(table_of_ratings(CASES["one_coder_never_used_the_code"]))

    assert found["cohen_kappa"].value == 0.0
    assert found["krippendorff_alpha"].value == pytest.approx(-1 / 18)
    assert found["gwet_ac1"].value == pytest.approx(0.7561, abs=1e-5)


def test_units_that_no_two_coders_saw_leave_nothing_to_compute() -> None:
    found = rating_coefficients(table_of_ratings(CASES["no_pairable_units"]))

    assert {measure.value for measure in found.values()} == {None}
    assert found["krippendorff_alpha"].reason == "no unit was seen by two coders"


def test_two_units_swapped_are_less_than_chance() -> None:
    found = rating_coefficients(table_of_ratings(CASES["two_units_swapped"]))

    assert found["krippendorff_alpha"].value == pytest.approx(-0.5)
    assert found["cohen_kappa"].value == pytest.approx(-1.0)


def test_no_units_at_all_is_told() -> None:
    found = rating_coefficients(table_of_ratings([]))

    assert {measure.reason for measure in found.values()} == {"there are no units"}


def test_every_measure_has_a_value_or_a_reason_but_not_both() -> None:
    for rows in CASES.values():
        for measure in rating_coefficients(table_of_ratings(rows)).values():
            assert (measure.value is None) == (measure.reason is not None)


# Worked by hand


def test_a_two_by_two_worked_by_hand() -> None:
    table = table_of_pairs([[40, 9], [6, 45]])

    assert cohen_kappa(table).value == pytest.approx((0.85 - 0.5008) / (1 - 0.5008))
    assert specific_agreement(table, 0).value == pytest.approx(80 / 95)
    assert specific_agreement(table, 1).value == pytest.approx(90 / 105)
    assert prevalence_index(table.crossed()) == pytest.approx(-0.05)
    assert bias_index(table.crossed()) == pytest.approx(0.03)
    assert holsti(table).value == pytest.approx(0.85)


def test_intraclass_correlations_are_those_of_shrout_and_fleiss() -> None:
    """Shrout and Fleiss (1979), table 2 and 4: ICC(1,1) .17, ICC(2,1) .29, ICC(3,1) .71."""
    judges = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
    table = table_of_ratings(judges)

    found = [intraclass_correlation(table, form).value for form in ("1", "A,1", "C,1")]

    assert found == pytest.approx([0.165742, 0.289764, 0.714841], abs=1e-6)


def test_intraclass_correlations_need_numbers_and_units() -> None:
    assert intraclass_correlation(table_of_ratings([("a", "b"), ("b", "b")])).reason == "the values aren't numbers"
    assert intraclass_correlation(table_of_ratings([(1, None), (1, 2)])).reason == (
        "fewer than two units were rated by every coder"
    )


def test_pooled_kappa_keeps_a_code_without_variation() -> None:
    pooled = float(pooled_kappa(np.array([0.8, 1.0]), np.array([0.6, 1.0])))

    assert pooled == pytest.approx((0.9 - 0.8) / (1 - 0.8))


def test_quantiles_of_t_are_those_of_the_tables() -> None:
    found = [t_quantile(0.975, df) for df in (1, 2, 5, 11, 30, 1000, 100_000, None)]

    expected = [12.706204736, 4.302652730, 2.570581836, 2.200985160, 2.042272456, 1.962339081, 1.959987709, 1.959963985]
    assert found == pytest.approx(expected, abs=1e-8)


# Properties


@given(ratings, st.randoms(use_true_random=False))
def test_the_order_of_coders_and_of_units_changes_nothing(rows: list[tuple[int | None, ...]], chance: object) -> None:
    shuffled = [tuple(reversed(row)) for row in rows]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert close(values_of(rows), values_of(shuffled))


@given(ratings)
def test_renaming_nominal_values_changes_nothing(rows: list[tuple[int | None, ...]]) -> None:
    names = {0: 2, 1: 0, 2: 3, 3: 1, None: None}
    renamed = [tuple(names[value] for value in row) for row in rows]

    numeric = tuple(
        name
        for name in values_of(rows)
        if any(part in name for part in ("linear", "quadratic", "ordinal", "interval", "ratio", "icc"))
    )
    assert close(values_of(rows), values_of(renamed), leaving=numeric)


@given(cross_tables)
def test_identities_of_two_coders(cells: list[list[int]]) -> None:
    table = table_of_pairs(cells)
    n = sum(map(sum, cells))
    identity = agreement_weights(table.categories)
    found = rating_coefficients(table)

    assert close(
        {"scott": found["scott_pi"].value, "cohen": found["cohen_kappa"].value},
        {"scott": found["fleiss_kappa"].value, "cohen": found["conger_kappa"].value},
    )
    if n:
        agreement = (cells[0][0] + cells[1][1]) / n
        assert chance_corrected(table, identity, "brennan_prediger").value == pytest.approx(2 * agreement - 1)
        assert close({"light": found["cohen_kappa"].value}, {"light": light_kappa(table).value})
        alpha, pi = found["krippendorff_alpha"].value, found["scott_pi"].value
        assert (alpha is None) == (pi is None)
        if alpha is not None and pi is not None:
            assert alpha == pytest.approx(1 - (1 - pi) * (2 * n - 1) / (2 * n))


@given(cross_tables)
def test_counting_every_unit_twice_leaves_kappa_and_shrinks_its_error(cells: list[list[int]]) -> None:
    once, twice = cohen_kappa(table_of_pairs(cells)), cohen_kappa(table_of_pairs(np.array(cells) * 2))

    assert close({"kappa": once.value}, {"kappa": twice.value})
    if once.se is not None:
        assert twice.se == pytest.approx(once.se / sqrt(2), abs=1e-7)


@given(ratings)
def test_perfect_agreement_is_one_or_undefined(rows: list[tuple[int | None, ...]]) -> None:
    agreed = [tuple(index % 4 for _ in row) for index, row in enumerate(rows)]
    found = rating_coefficients(table_of_ratings(agreed))

    assert found["krippendorff_alpha"].value == pytest.approx(1.0)
    assert found["fleiss_kappa"].value == pytest.approx(1.0)
    assert found["gwet_ac1"].value == pytest.approx(1.0)


@given(ratings)
def test_samples_give_the_values_of_single_tables(rows: list[tuple[int | None, ...]]) -> None:
    table = table_of_ratings(rows, (0, 1, 2, 3))
    weights = np.stack([table.weights, table.weights[::-1].copy(), table.weights * 3])

    together = cohen_values(table.weighing(weights), agreement_weights(table.categories))

    alone = [float(cohen_values(table.weighing(one), agreement_weights(table.categories))) for one in weights]
    assert together == pytest.approx(alone, nan_ok=True)


# Intervals over documents


def _documents(n: int) -> np.ndarray:
    """Each a 2 x 2 table, no two alike."""
    return np.array([[10 + i, 2 + i % 3, 1 + i % 2, 30 - i] for i in range(n)], dtype=float)


def _kappa(weights: np.ndarray) -> np.ndarray:
    table = PatternTable(np.array([(0, 0), (0, 1), (1, 0), (1, 1)]), weights, (0, 1))
    return cohen_values(table, np.eye(2))


def test_the_jackknife_leaves_out_one_document_at_a_time() -> None:
    documents = _documents(8)
    left = [float(_kappa(documents.sum(axis=0) - one)) for one in documents]
    whole = float(_kappa(documents.sum(axis=0)))
    se = sqrt(7 / 8 * sum((value - sum(left) / 8) ** 2 for value in left))

    found = clustered_interval(_kappa, documents)

    assert found.method == "jackknife"
    assert found.se == pytest.approx(se)
    assert found.ci95 == pytest.approx((whole - 2.364624252 * se, whole + 2.364624252 * se))


def test_from_fifteen_documents_whole_documents_are_resampled() -> None:
    found = clustered_interval(_kappa, _documents(15))

    assert found.method == "bootstrap"
    assert found == clustered_interval(_kappa, _documents(15))
    assert found.ci95 is not None
    assert found.ci95[0] < float(_kappa(_documents(15).sum(axis=0))) < found.ci95[1]


def test_fewer_than_six_documents_show_their_range_instead() -> None:
    found = clustered_interval(_kappa, _documents(5))

    assert found.ci95 is None
    assert found.reason == "5 documents are too few for an interval; see the range over documents"
    assert found.lowest == pytest.approx(min(float(_kappa(one)) for one in _documents(5)))


def test_documents_that_nobody_shared_don_t_count() -> None:
    padded = np.vstack([_documents(8), np.zeros((9, 4))])

    assert clustered_interval(_kappa, padded) == clustered_interval(_kappa, _documents(8))


def test_clusters_change_errors_and_leave_values() -> None:
    table = table_of("fleiss_1971_diagnoses")
    by_cluster = np.stack([table.weights * (np.arange(len(table.weights)) % 7 == one) for one in range(7)])
    alone = rating_coefficients(table)

    found = clustered(alone, table, "nominal", by_cluster)

    assert {name: one.value for name, one in found.items()} == {name: one.value for name, one in alone.items()}
    assert found["fleiss_kappa"].convention == "jackknife over clusters"
    assert found["fleiss_kappa"].se != alone["fleiss_kappa"].se


def test_ordinal_alpha_is_krippendorffs_and_not_gwets_weights() -> None:
    table = table_of("krippendorff_canonical_4x12")

    assert krippendorff_alpha(table, "ordinal").value == pytest.approx(0.8153875037548813, abs=1e-12)


def test_a_coder_who_rated_nothing_is_no_coder_to_conger() -> None:
    two = [["a", "a"], ["a", "b"], ["b", "b"], ["b", "a"], ["a", "a"], ["b", "b"]]
    with_a_third = table_of_ratings([[*row, None] for row in two], ["a", "b"])

    found = rating_coefficients(with_a_third)["conger_kappa"]
    alone = rating_coefficients(table_of_ratings(two, ["a", "b"]))

    assert found.value == pytest.approx(alone["cohen_kappa"].value)
    assert found.se == pytest.approx(alone["conger_kappa"].se)


def test_values_below_zero_have_no_ratio_alpha() -> None:
    table = table_of_ratings([[-2, 2], [2, -2], [1, 1], [0, 0]], [-2, -1, 0, 1, 2])

    found = rating_coefficients(table, "ordinal")["krippendorff_alpha_ratio"]

    assert (found.value, found.reason) == (None, "ratio data have no values below 0")


def test_the_interval_of_a_share_begins_at_zero() -> None:
    found = rating_coefficients(table_of_ratings([["a", "a"], ["a", "b"]], ["a", "b"]))["percent_agreement"]

    assert found.ci95 is not None
    assert found.ci95[0] == 0.0


def test_without_an_interval_over_few_clusters_the_range_over_them_is_told() -> None:
    table = table_of_ratings([["a", "a"], ["a", "b"], ["b", "b"]], ["a", "b"])
    asked = {"percent_agreement": rating_coefficients(table)["percent_agreement"]}
    weights = np.zeros((2, len(table.values)))
    weights[0, :2], weights[1, 2:] = 1, 1

    found = clustered(asked, table, "nominal", weights)["percent_agreement"]

    assert found.ci95 is None
    assert found.no_interval == ("2 documents are too few for an interval; see the range over documents (0.50 to 1.00)")
