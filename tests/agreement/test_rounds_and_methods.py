"""When coding twice may stop, and what a methods section says."""

from __future__ import annotations

import pytest

from cfir_coder.agreement.code_agreement import COEFFICIENTS, CodeAgreement
from cfir_coder.agreement.measure import Measure
from cfir_coder.agreement.measuring import Measured, measure_agreement
from cfir_coder.agreement.overall import Overall
from cfir_coder.agreement.settings import Settings
from cfir_coder.model.coding import CoderKind
from cfir_coder.workflow.agreement_groups import stopping_hint
from cfir_coder.workflow.agreement_methods import methods_paragraph
from tests.agreement.made import coding
from tests.agreement.test_measuring import FIRST, JUDGE, comparison


def round_of(**lows: float | str | None) -> Measured:
    """A round: the lower end of alpha by code, None where there is no interval, "rare" for a code too rare."""
    none = Measure(None, reason="nothing")
    codes = []
    for code, low in lows.items():
        alpha = Measure(0.9, ci95=(low, 0.95)) if isinstance(low, float) else Measure(0.9)
        flags = ("rare",) if low == "rare" else ()
        measures = dict.fromkeys(COEFFICIENTS, none) | {"krippendorff_alpha": alpha}
        codes.append(CodeAgreement(code, 9.0, 6, {}, 9.0, {}, 0.5, measures, none, None, None, None, flags))
    return Measured(("ana", "ben"), Settings(), tuple(codes), Overall(len(codes), none, {}, (), none, none))


def test_coding_twice_may_stop_after_two_good_rounds_in_a_row() -> None:
    (hint,) = stopping_hint({"1": round_of(a=0.2), "2": round_of(a=0.7, b=0.667), "3": round_of(a=0.8, b=0.7)})

    assert hint == (
        "rounds 2 and 3: the interval of alpha begins at .667 or above for every code that can be judged (2). Coding "
        "twice may stop if the codebook didn't change after round 2."
    )


@pytest.mark.parametrize(
    ("rounds", "said"),
    [
        ({"1": round_of(a=0.9)}, "a stopping rule needs two rounds or more."),
        ({"1": round_of(a=0.9), "2": round_of(a=0.66, b=0.9)}, "begins below .667 for a."),
        (
            {"1": round_of(a=None), "2": round_of(a=0.9)},
            "there is no interval for a (a round needs 6 documents or more)",
        ),
        ({"1": round_of(a="rare"), "2": round_of(a="rare")}, "no code has enough coded units in both"),
        ({"1": round_of(a=0.9, b="rare"), "2": round_of(a=0.9, b=0.1)}, "1 of 2 codes too rare to be judged."),
        ({"1": round_of(a=0.9), "(not told)": round_of(a=0.9)}, "a stopping rule needs two rounds or more."),
    ],
)
def test_the_hint_says_why_it_is_too_early(rounds: dict[str, Measured], said: str) -> None:
    assert said in stopping_hint(rounds)[-1]


def test_documents_without_a_round_are_told_and_are_no_round() -> None:
    rounds = {"(not told)": round_of(a=0.1), "1": round_of(a=0.9), "2": round_of(a=0.9)}

    assert stopping_hint(rounds)[0] == "documents that tell no round count in none."
    assert "may stop" in stopping_hint(rounds)[1]


def test_the_methods_of_matched_spans_speak_of_no_alpha() -> None:
    every = comparison(coding(FIRST), coding(JUDGE), coding(JUDGE, coder="ben"))

    said = methods_paragraph(every, measure_agreement(every, Settings(unit="span")))

    assert "alpha" not in said
    assert "intersection over union of 0.5 or more" in said
    assert "Over 1 code F1 of matched spans was 0.67." in said


def test_the_methods_of_three_coders_tell_the_design_and_no_kappa_of_two() -> None:
    every = comparison(coding(FIRST), coding(FIRST, coder="ben"), coding(JUDGE, coder="cem"))

    said = methods_paragraph(every, measure_agreement(every, Settings()))

    assert "3 coders (ana, ben, cem) coded 1 document, each at least two of them, 1 all of them." in said
    assert "Cohen" not in said
    assert "with so few documents no intervals are given" in said


def test_the_methods_say_when_nothing_came_out_and_when_it_is_no_reliability() -> None:
    codings = (coding(FIRST), coding(JUDGE, coder="consensus", coder_kind=CoderKind.CONSENSUS))
    every = comparison(*codings)
    coders = tuple(
        one.model_copy(update={"kind": CoderKind.CONSENSUS}) if one.name == "consensus" else one for one in every.coders
    )
    every = type(every)(**{**{name: getattr(every, name) for name in every.__dataclass_fields__}, "coders": coders})

    said = methods_paragraph(every, measure_agreement(every, Settings()))

    assert "(ana, consensus, consensus)" in said
    assert "so this is no reliability" in said
    assert ".." not in said
