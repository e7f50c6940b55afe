from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import check_grad

from cfir_coder.coders import learned_fit
from cfir_coder.coders.learned_choice import NEVER, Tally, calibrate, choose, usual_threshold
from cfir_coder.coders.learned_fit import correct_shares, correct_yes_no

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(40, 5))


def test_without_evidence_the_old_logits_stay() -> None:
    """A truth that the old logits already explain moves nothing far."""
    old = np.where(FEATURES[:, 0] > 0, 4.0, -4.0)

    told = correct_yes_no(FEATURES, old, (old > 0).astype(float), hold=1000, hold_bias=1000)

    assert np.abs(told.weights).max() < 0.02
    assert np.abs(told.logits(old[:, None], FEATURES)[:, 0] - old).max() < 1


def test_few_examples_point_where_the_prototypes_do() -> None:
    """Held tightly, the weights are the difference of the means of the examples for and against."""
    truth = (FEATURES[:, 1] > 0.3).astype(float)

    told = correct_yes_no(FEATURES, np.zeros(40), truth, hold=1e6, hold_bias=0.001)

    share = truth.mean()
    towards = ((truth - share)[:, None] * FEATURES).sum(0)
    cosine = told.weights[0] @ towards / np.linalg.norm(told.weights[0]) / np.linalg.norm(towards)
    assert cosine > 0.999


def test_more_evidence_moves_a_code_further() -> None:
    truth = (FEATURES[:, 1] > 0).astype(float)

    few = correct_yes_no(FEATURES[:5], np.zeros(5), truth[:5], hold=10, hold_bias=1)
    many = correct_yes_no(FEATURES, np.zeros(40), truth, hold=10, hold_bias=1)

    assert np.linalg.norm(few.weights) < np.linalg.norm(many.weights)


@pytest.mark.parametrize("refusals", [0, 1])
def test_the_slopes_are_those_of_the_loss(monkeypatch: pytest.MonkeyPatch, refusals: int) -> None:
    kept = []
    monkeypatch.setattr(learned_fit, "minimum", lambda loss, start: kept.append((loss, start)) or start)
    shares = np.zeros((40, 3))
    shares[np.arange(40 - refusals * 10), RNG.integers(0, 3, 40 - refusals * 10)] = 1
    refused = np.zeros((40, 3))
    refused[30:, 1] = refusals
    seen = np.ones((40, 3), bool)

    correct_shares(FEATURES, RNG.normal(size=(40, 3)), shares, seen, refused, hold=2, hold_bias=1)
    correct_yes_no(FEATURES, RNG.normal(size=40), shares[:, 0], hold=2, hold_bias=1)

    for loss, start in kept:
        at = start + RNG.normal(scale=0.3, size=start.shape)
        assert check_grad(lambda x, f=loss: f(x)[0], lambda x, f=loss: f(x)[1], at) < 1e-3


def test_a_refused_code_becomes_less_likely() -> None:
    old, none = np.zeros((40, 3)), np.zeros((40, 3))
    refused = none.copy()
    refused[:, 2] = 1

    told = correct_shares(FEATURES, old, none, np.ones((40, 3), bool), refused, hold=10, hold_bias=1)

    assert told.bias[2] < min(told.bias[0], told.bias[1])


def test_a_code_that_the_codebook_lacked_is_not_spoken_against() -> None:
    shares = np.zeros((40, 3))
    shares[:, 0] = 1
    seen = np.ones((40, 3), bool)
    seen[:, 2] = False

    told = correct_shares(FEATURES, np.zeros((40, 3)), shares, seen, np.zeros((40, 3)), hold=10, hold_bias=1)

    assert told.bias[2] == 0
    assert told.bias[1] < 0


def tally(code: str, *pairs: tuple[float, bool], missed: int = 0) -> Tally:
    return Tally({code: list(pairs)}, {code: [each for each, right in pairs if right] + [-1.0] * missed})


def test_a_threshold_moves_only_for_what_it_gains() -> None:
    """Right above .5, wrong below .35: every threshold between is as good, and the nearest to the usual is taken."""
    some = {"t": tally("a", *[(0.55, True)] * 9, *[(0.3, False)] * 9)}

    assert 0.35 == choose({0.5: some}).overall


def test_a_code_of_which_nothing_is_right_is_no_longer_proposed() -> None:
    good = tally("a", *[(0.9, True)] * 20)
    bad = tally("b", *[(0.9, False)] * 5, missed=3)
    some = {"t": Tally({**good.proposed, **bad.proposed}, {**good.reached, **bad.reached})}

    assert {"b": NEVER} == dict(choose({0.5: some}).codes)


def test_a_code_learned_from_nothing_has_a_threshold_of_its_own() -> None:
    own = tally("inductive.x", *[(0.12, True)] * 3, *[(0.04, False)] * 30)
    some = {"t": Tally({**tally("a", (0.9, True)).proposed, **own.proposed}, {**own.reached, "a": [0.9]})}

    assert {"inductive.x": 0.05} == dict(choose({0.5: some}, taught=["inductive.x"]).codes)


def test_a_code_learned_from_nothing_that_is_nearly_always_wrong_is_never_proposed() -> None:
    some = {"t": tally("inductive.x", *[(0.1, True)] * 3, *[(0.12, False)] * 22)}
    fewer_wrong = {"t": tally("inductive.x", *[(0.1, True)] * 3, *[(0.12, False)] * 21)}

    assert {"inductive.x": NEVER} == dict(choose({0.5: some}, taught=["inductive.x"]).codes)
    assert {"inductive.x": 0.05} == dict(choose({0.5: fewer_wrong}, taught=["inductive.x"]).codes)


def test_calibration_brings_confidence_to_the_share_that_is_right() -> None:
    """Proposals at .9 of which half are right."""
    slope, start = calibrate([tally("a", *[(0.9, True), (0.9, False), (0.2, False), (0.2, False)] * 20)])

    raised = 1 / (1 + np.exp(-(slope * np.log(9) + start)))
    assert pytest.approx(0.5, abs=0.01) == raised


def test_too_few_proposals_leave_confidence_as_it_is() -> None:
    assert (1.0, 0.0) == calibrate([tally("a", (0.9, True), (0.1, False))])


def test_what_is_worth_coding_is_not_silenced_for_a_little_precision() -> None:
    """At .35 half of the uncertain stretches have the wrong code; a threshold above them loses what people marked."""
    codes = tally("a", *[(0.6, True)] * 10, *[(0.35, True)] * 4, *[(0.35, False)] * 8)
    at_all = tally("", *[(0.6, True)] * 10, *[(0.35, True)] * 12)
    silencing = choose({0.5: {"t": codes}}, usual=(0.5, 0.8)).overall

    assert (0.6, 0.35) == (silencing, choose({0.5: {"t": replace(codes, at_all=at_all)}}, usual=(0.5, 0.8)).overall)


def test_the_usual_threshold_is_told_before_calibration() -> None:
    settings = {"coded_from": 0.6, "calibration": [2.0, -1.0], "propose_from": {"": 1 / (1 + np.exp(1.0))}}

    assert pytest.approx(0.5) == usual_threshold(settings)
