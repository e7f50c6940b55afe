"""Agreement on codes, followed by hand; who has looked at what; several tables at once against one by one."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.agreement.alpha import alpha_values
from cfir_coder.agreement.clusters import clustered_interval, samples_of
from cfir_coder.agreement.coefficients import clustered, rating_coefficients
from cfir_coder.agreement.comparison import Comparison, covered_by
from cfir_coder.agreement.continuum import u_alphas
from cfir_coder.agreement.family import observed_agreement
from cfir_coder.agreement.layers import measure_layers
from cfir_coder.agreement.measuring import measure_agreement
from cfir_coder.agreement.pairs import agreement_of_pairs
from cfir_coder.agreement.patterns import PatternTable, table_of_ratings
from cfir_coder.agreement.settings import Settings
from cfir_coder.agreement.student import t_quantile
from cfir_coder.model.coding import Coder, CoderKind, Coding, Valence
from tests.agreement.made import CODEBOOK, TEXT, coding, transcript

FIRST, JUDGE, MONEY, MADE_DO = (
    "It began well.",
    "The judge backed us.",
    "Then money ran out, and nobody paid.",
    "We made do.",
)
CULTURE, FUNDING = "inner.culture", "inner.resources.funding"
ONE, OTHER = transcript(), transcript(TEXT.replace("More", "Much more"), "P02.txt")


def comparison(*codings: Coding, seen: tuple[tuple[str, str], ...] = (), **told: object) -> Comparison:
    looked = covered_by(codings) | {(name, text) for name, text in seen}
    made = Comparison(
        coders=tuple(Coder(name=name, kind=CoderKind.HUMAN) for name in sorted({who for who, _ in looked})),
        codings=codings,
        seen=looked,
        codebook=CODEBOOK,
        documents={ONE.hash: "P01.txt", OTHER.hash: "P02.txt"},
        transcripts=(ONE, OTHER),
    )
    return replace(made, **told)  # type: ignore[arg-type]


def of(text: object, quote: str, code: str = CULTURE, coder: str = "ana", **told: object) -> Coding:
    return coding(quote, code, coder, of=text, **told)  # type: ignore[arg-type]


# By hand


def test_one_code_of_two_coders_by_hand() -> None:
    """Five sentences; ana codes 1 and 2, ben 2 and 3: a 1, b 1, c 1, d 2."""
    every = comparison(coding(FIRST), coding(JUDGE), coding(JUDGE, coder="ben"), coding(MONEY, coder="ben"))

    (found,) = measure_agreement(every, Settings()).codes

    assert (found.units, found.coded, found.both, found.prevalence) == (5.0, {"ana": 2.0, "ben": 2.0}, 1.0, 0.4)
    value = {name: measure.value for name, measure in found.measures.items()}
    assert value["percent_agreement"] == pytest.approx(3 / 5)
    assert value["positive_agreement"] == pytest.approx(2 / 4)
    assert value["negative_agreement"] == pytest.approx(4 / 6)
    assert value["cohen_kappa"] == pytest.approx((0.6 - 0.52) / 0.48)
    assert value["krippendorff_alpha"] == pytest.approx(1 - 9 * 2 / (4 * 6))
    assert value["gwet_ac1"] == pytest.approx((0.6 - 0.48) / 0.52)
    assert found.matched.value == pytest.approx(2 * 1 / 4)


def test_three_coders_are_told_pair_by_pair_as_well() -> None:
    every = comparison(coding(FIRST), coding(FIRST, coder="ben"), coding(JUDGE, coder="cem"))

    found = measure_agreement(every, Settings())
    pairs = {one.coders: one for one in agreement_of_pairs(found)}

    assert found.codes[0].measures["cohen_kappa"].value is None
    assert pairs["ana", "ben"].pooled_kappa == 1.0
    assert pairs["ana", "cem"].codes[CULTURE].percent_agreement == pytest.approx(3 / 5)
    assert pairs["ana", "cem"].codes[CULTURE].kappa == pytest.approx((0.6 - 0.68) / 0.32)
    assert (pairs["ben", "cem"].documents, pairs["ben", "cem"].units) == (1, 5.0)


def test_matched_spans_count_pairs_and_no_made_up_zero() -> None:
    every = comparison(coding(FIRST), coding(JUDGE), coding(JUDGE, coder="ben"))

    (found,) = measure_agreement(every, Settings(unit="span")).codes

    assert (found.both, found.documents, found.matched.value) == (1.0, 1, pytest.approx(2 / 3))


# Who has looked at what


def test_a_coder_who_shares_no_document_makes_no_code_one_sided() -> None:
    spans = [coding(quote, coder=who) for quote in (FIRST, JUDGE) for who in ("ana", "ben")]
    every = comparison(*spans, of(OTHER, JUDGE, coder="zoe"))

    (found,) = measure_agreement(every, Settings()).codes

    assert (found.coded, found.flags[:1]) == ({"ana": 2.0, "ben": 2.0}, ("rare",))
    assert "one-sided" not in found.flags


def test_a_code_that_a_coder_was_not_to_look_for_is_missing_and_not_zero() -> None:
    """ben looked for culture only: funding has no pair, and his sets are of culture alone."""
    codings = (coding(JUDGE), coding(MONEY, FUNDING), coding(JUDGE, coder="ben"))
    whole = comparison(*codings)
    limited = replace(whole, only={("ben", ONE.hash): frozenset({CULTURE})})

    assert [one.code for one in measure_agreement(whole, Settings()).codes] == [FUNDING, CULTURE]
    found = measure_agreement(limited, Settings())
    assert [(one.code, one.alpha) for one in found.codes] == [(CULTURE, 1.0)]
    assert found.overall.set_alpha["masi"].value == 1.0
    assert not any(event.is_disagreement for event in limited.events)


def test_above_the_leaves_a_code_was_looked_for_where_all_below_it_were() -> None:
    codings = (coding(MONEY, FUNDING), coding(MONEY, CULTURE, "ben"))
    limited = comparison(*codings, only={("ben", ONE.hash): frozenset({CULTURE})})

    assert [one.code for one in measure_agreement(comparison(*codings), Settings(), "domain").codes] == ["inner"]
    assert measure_agreement(limited, Settings(), "domain").codes == ()


def test_three_coders_of_whom_one_did_not_look_for_a_code_in_one_document() -> None:
    both = [of(text, JUDGE, coder=who) for text in (ONE, OTHER) for who in ("ana", "ben", "cem")]
    kept = [one for one in both if not (one.coder == "cem" and one.text_hash == OTHER.hash)]
    every = comparison(*kept, seen=(("cem", OTHER.hash),), only={("cem", OTHER.hash): frozenset({FUNDING})})

    (found,) = [one for one in measure_agreement(every, Settings()).codes if one.code == CULTURE]

    assert (found.units, found.coded) == (10.0, {"ana": 2.0, "ben": 2.0, "cem": 1.0})
    assert found.alpha == 1.0


def test_u_alpha_leaves_out_documents_that_a_coder_has_not_seen() -> None:
    """An unseen document is no gap: with it ben would seem to have found nothing there."""
    alike = (of(ONE, JUDGE), of(ONE, JUDGE, coder="ben"), of(OTHER, JUDGE))

    assert u_alphas(comparison(*alike), [CULTURE])[CULTURE]["u_alpha"].value == 1.0
    unseen = u_alphas(comparison(*alike, seen=(("ben", OTHER.hash),)), [CULTURE])
    assert unseen[CULTURE]["u_alpha"].value < 0.8  # type: ignore[operator]


def test_which_code_of_a_domain_was_given_is_told_by_cu_alpha() -> None:
    """Of lengths p and q ana gives two codes, ben one: p is given otherwise; Krippendorff et al. (2016), eq. 10."""
    every = comparison(coding(FIRST, FUNDING), coding(MONEY), coding(FIRST, coder="ben"), coding(MONEY, coder="ben"))
    p, q = len(FIRST), len(MONEY)
    total, corrections = 2 * (p + q), 2 * (p * p + q * q)

    found = u_alphas(every, [CULTURE, FUNDING])

    expected = 1 - 2 * p * (total - corrections / total) / (2 * p * (p + 2 * q))
    assert found["inner"]["cu_alpha"].value == pytest.approx(expected)
    assert found["inner"]["bar_u_alpha"].value == pytest.approx(1.0)
    assert found[FUNDING]["k_u_alpha"].value == pytest.approx(0.0)  # never given by both, and never so by chance
    assert found[FUNDING]["cu_alpha"].value is None


def test_codes_on_one_stretch_do_not_exclude_each_other() -> None:
    every = comparison(coding(FIRST, FUNDING), coding(FIRST), coding(FIRST, coder="ben"))

    found = u_alphas(every, [CULTURE, FUNDING])

    told = "a coder gave two of these codes to one stretch, so they don't exclude each other"
    assert {found["inner"]["cu_alpha"].reason, found[CULTURE]["k_u_alpha"].reason} == {told}
    assert found[CULTURE]["u_alpha"].value == pytest.approx(1.0)


def test_two_valences_on_one_passage_cover_it_once() -> None:
    """Half of the sentence twice isn't the whole of it."""
    part = MADE_DO[:4]
    twice = [coding(part, strength=n) for n in (1, 2)]
    every = comparison(*twice, coding(MADE_DO, coder="ben"))

    (found,) = measure_agreement(every, Settings(rule="majority")).codes

    assert found.coded == {"ana": 0.0, "ben": 1.0}


def test_sets_of_codes_follow_the_rule_that_is_told() -> None:
    every = comparison(coding(MADE_DO[:4]), coding(MADE_DO, coder="ben"), coding(JUDGE), coding(JUDGE, coder="ben"))

    alphas = {
        rule: measure_agreement(every, Settings(rule=rule)).overall.set_alpha["masi"].value
        for rule in ("any", "majority")
    }  # type: ignore[arg-type]

    assert alphas["any"] == 1.0
    assert alphas["majority"] == pytest.approx(1 - 9 * 2 / 2 / (3 * 7 / 1))


# Intervals


@given(st.integers(4, 20), st.integers(0, 2**31))
def test_intervals_of_many_codes_at_once_are_those_of_each_alone(n_documents: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    weights = chance.integers(0, 4, (n_documents, 3, 4)).astype(float)
    weights[0, 1] = 0
    table = PatternTable(np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), weights.sum(axis=0), (0, 1))

    def values(sample: np.ndarray) -> np.ndarray:
        return alpha_values(table.weighing(sample))

    together = {
        at: one for each in samples_of(weights) for at, one in zip(each.tables, each.intervals(values), strict=True)
    }

    for at in range(3):
        alone = clustered_interval(values, weights[:, at])
        assert together[at].reason == alone.reason
        assert together[at].method == alone.method
        assert together[at].ci95 == (pytest.approx(alone.ci95, abs=1e-9) if alone.ci95 else None)
        assert together[at].se == (pytest.approx(alone.se, abs=1e-9) if alone.se is not None else None)


def test_the_jackknife_by_hand_and_no_share_below_zero() -> None:
    """Six documents of one unit, five of them agreed: leaving one out gives 4/5 five times and 1 once."""
    table = table_of_ratings([(0, 0), (0, 1)])
    weights = np.array([[1.0, 0.0]] * 5 + [[0.0, 1.0]])
    left = np.array([0.8] * 5 + [1.0])
    se = sqrt(5 / 6 * float(((left - left.mean()) ** 2).sum()))

    found = clustered_interval(lambda sample: observed_agreement(table.weighing(sample), np.eye(2)), weights, floor=0.0)

    assert found.se == pytest.approx(se)
    assert found.ci95 == pytest.approx((5 / 6 - t_quantile(0.975, 5) * se, 1.0))
    few = clustered_interval(
        lambda sample: 1 - observed_agreement(table.weighing(sample), np.eye(2)), weights, floor=0.0
    )
    assert few.ci95 is not None
    assert few.ci95[0] == 0.0


def test_no_coefficient_keeps_an_error_of_units_where_units_come_in_clusters() -> None:
    rows = [(unit % 2, (unit // 3) % 2) for unit in range(24)]
    table = table_of_ratings(rows)
    place = {tuple(row): at for at, row in enumerate(table.values.tolist())}
    by_cluster = np.zeros((8, len(place)))
    for unit, row in enumerate(rows):
        by_cluster[unit // 3, place[row]] += 1

    found = clustered(rating_coefficients(table), table, "nominal", by_cluster)

    assert {one.convention for one in found.values() if one.se is not None} == {"jackknife over clusters"}
    assert found["light_kappa"].se == pytest.approx(found["cohen_kappa"].se)
    assert found["holsti"].se == pytest.approx(found["percent_agreement"].se)


def test_the_error_of_strength_is_over_documents() -> None:
    """With one document there is none: passages of one interview aren't independent."""
    told = [
        coding(quote, coder=who, strength=n)
        for quote, pair in ((FIRST, (1, 1)), (JUDGE, (2, 1)))
        for who, n in zip(("ana", "ben"), pair, strict=True)
    ]

    layers = measure_layers(comparison(*told))

    assert layers.strength_quadratic_kappa.value == pytest.approx(0.0)
    assert layers.strength_quadratic_kappa.ci95 is None
    assert (layers.n_strength_pairs, layers.n_valence_pairs) == (2, 0)


def test_valence_of_one_value_has_no_alpha() -> None:
    told = [coding(quote, coder=who, valence=Valence.BARRIER) for quote in (FIRST, JUDGE) for who in ("ana", "ben")]

    found = measure_layers(comparison(*told))

    assert found.valence_alpha.value is None
    assert found.valence_alpha.reason == "no variation: every rating is the same value"
    assert found.valence_agreement == 1.0


def test_on_the_level_of_constructs_a_subconstruct_counts_as_its_construct() -> None:
    resources = "inner.resources"
    every = comparison(
        coding(JUDGE, FUNDING), coding(MONEY), coding(JUDGE, resources, coder="ben"), coding(MONEY, coder="ben")
    )

    found = {one.code: one.alpha for one in measure_agreement(every, Settings(), "construct").codes}

    assert found == {resources: 1.0, CULTURE: 1.0}
    assert measure_agreement(every, Settings()).codes[0].alpha != 1.0
