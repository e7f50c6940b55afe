"""Other tools' numbers, the second layer, and machines."""

from __future__ import annotations

import pytest

from cfir_coder.agreement.comparison import Comparison, covered_by
from cfir_coder.agreement.kappa import cohen_kappa
from cfir_coder.agreement.layers import measure_layers
from cfir_coder.agreement.machine import machines_against_others
from cfir_coder.agreement.measuring import measure_agreement
from cfir_coder.agreement.other_tools import as_other_tool, qualcoder_numbers
from cfir_coder.agreement.patterns import table_of_pairs
from cfir_coder.agreement.settings import Settings
from cfir_coder.model.coding import Coder, CoderKind, Coding, Valence
from tests.agreement.golden_files import example
from tests.agreement.made import CODEBOOK, coding, transcript

CASES = example("character_level_kappa")["cases"]
JUDGE, MONEY, MADE_DO = "The judge backed us.", "Then money ran out, and nobody paid.", "We made do."


def comparison(*codings: Coding, kinds: dict[str, CoderKind] | None = None) -> Comparison:
    text = transcript()
    names = sorted({one.coder for one in codings})
    return Comparison(
        coders=tuple(Coder(name=name, kind=(kinds or {}).get(name, CoderKind.HUMAN)) for name in names),
        codings=codings,
        seen=covered_by(codings),
        codebook=CODEBOOK,
        documents={text.hash: text.document},
        transcripts=(text,),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['both']}-{case['only_a']}-of-{case['characters']}")
def test_kappa_of_characters_and_what_qualcoder_prints_instead(case: dict[str, float]) -> None:
    both, first, second = case["both"], case["only_a"], case["only_b"]
    table = table_of_pairs([[case["characters"] - both - first - second, second], [first, both]])

    agreement, printed = qualcoder_numbers(both, first, second)

    assert cohen_kappa(table).value == pytest.approx(case["cohen_kappa"], abs=1e-9)
    assert agreement == pytest.approx(case["jaccard"])
    assert printed == pytest.approx(case["qualcoder_printed_kappa"], abs=5e-5)


def test_qualcoder_prints_nothing_where_nobody_coded() -> None:
    assert qualcoder_numbers(0, 0, 0) == (None, None)


def test_maxqda_counts_matched_segments_only() -> None:
    found = as_other_tool(
        comparison(
            coding(JUDGE),
            coding(JUDGE, coder="ben"),
            coding(MONEY, "outer.financing"),
            coding(MADE_DO, "outer.financing", "ben"),
        ),
        "maxqda",
    )

    assert [(one.code, one.percent_agreement) for one in found] == [
        ("inner.culture", 1.0),
        ("outer.financing", 0.0),
        ("", 0.5),
    ]
    assert found[-1].coefficient == pytest.approx((0.5 - 0.5) / 0.5)


def test_nvivo_counts_every_character_of_the_file() -> None:
    (found,) = as_other_tool(comparison(coding(JUDGE), coding(JUDGE[4:], coder="ben")), "nvivo")

    assert found.percent_agreement == pytest.approx(1 - 4 / len(transcript().text))


def test_valence_and_strength_are_judged_on_passages_of_one_code() -> None:
    layers = measure_layers(
        comparison(
            coding(JUDGE, valence=Valence.FACILITATOR, strength=2),
            coding(JUDGE, coder="ben", valence=Valence.FACILITATOR, strength=1),
            coding(MONEY, "outer.financing", valence=Valence.BARRIER, strength=-2),
            coding(MONEY, "outer.financing", "ben", valence=Valence.FACILITATOR, strength=-2),
            coding(MADE_DO, "inner.resources", valence=Valence.MIXED),
        )
    )

    assert (layers.n_passages, layers.aligned_share) == (2, 0.8)
    assert (layers.valence_agreement, layers.opposite) == (0.5, 0.5)
    assert layers.valences == {("facilitator", "facilitator"): 1, ("barrier", "facilitator"): 1}
    assert (layers.strength_exact, layers.strength_within_one) == (0.5, 1.0)
    assert layers.bias == {("ana", "ben"): 0.5}


def test_a_machine_is_measured_by_what_it_finds_and_apart_from_people() -> None:
    every = comparison(
        coding(JUDGE),
        coding(MONEY),
        coding(JUDGE, coder="cues"),
        coding(MADE_DO, coder="cues"),
        coding("It began well.", coder="cues"),
        kinds={"cues": CoderKind.MACHINE},
    )

    every_code, culture = machines_against_others(every, Settings())

    assert (culture.code, culture.units_machine, culture.units_other, culture.both) == ("inner.culture", 3.0, 2.0, 1.0)
    assert (culture.precision, culture.recall, culture.f1) == (1 / 3, 1 / 2, 2 / 5)
    assert (every_code.code, every_code.f1) == ("", 2 / 5)


def test_a_construct_is_coded_wherever_a_code_below_it_is() -> None:
    every = comparison(coding(MONEY, "inner.resources.funding"), coding(MONEY, "inner.culture", "ben"))

    leaf, domain = (measure_agreement(every, Settings(), level) for level in ("leaf", "domain"))

    assert [(one.code, one.both) for one in leaf.codes] == [("inner.resources.funding", 0.0), ("inner.culture", 0.0)]
    assert [(one.code, one.both) for one in domain.codes] == [("inner", 1.0)]


def test_flags_tell_what_makes_a_number_doubtful() -> None:
    every = comparison(coding(JUDGE), coding(MONEY, "outer.financing"), coding(MONEY, "outer.financing", "ben"))

    found = {one.code: one.flags for one in measure_agreement(every, Settings()).codes}

    assert found == {"inner.culture": ("rare", "one-sided"), "outer.financing": ("rare",)}
