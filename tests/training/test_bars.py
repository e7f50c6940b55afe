"""The bars of constructs whose proposals are more often wrong than right, and which settings stay."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import deciding
from training.deciding import COUNTED, DEFAULTS, OFTEN, bar_of_half, own_bars, search

PROPOSED = st.lists(
    st.tuples(st.integers(0, 1000).map(lambda each: each / 1000), st.booleans()),
    min_size=1,
    unique_by=lambda each: each[0],
)


def test_the_bar_lies_where_the_last_half_is_right() -> None:
    told = [(0.9, True), (0.8, False), (0.7, True), (0.6, False), (0.5, False), (0.4, False)]

    assert bar_of_half(told) == 0.6
    assert bar_of_half(told[::-1]) == 0.6


def test_where_none_is_right_only_the_surest_stays() -> None:
    assert bar_of_half([(0.3, False), (0.7, False)]) == 0.7


@given(PROPOSED)
def test_no_lower_bar_would_do(proposed: list[tuple[float, bool]]) -> None:
    def enough(bar: float) -> bool:
        kept = [right for confidence, right in proposed if confidence >= bar]
        return 2 * sum(kept) >= len(kept)

    bar = bar_of_half(proposed)
    lower = [confidence for confidence, _ in proposed if confidence < bar]

    assert enough(bar) or not any(enough(confidence) for confidence, _ in proposed)
    assert not any(map(enough, lower))


def proposal(code: str, confidence: float, *, right: bool) -> SimpleNamespace:
    return SimpleNamespace(decided=SimpleNamespace(code=code, confidence=confidence), mark=lambda: right)


def test_only_a_construct_that_is_often_wrong_gets_a_bar_with_its_subconstructs(monkeypatch: Any) -> None:
    engaging = [
        proposal("process.engaging.innovation_recipients", 0.9 - each / 100, right=each < 5) for each in range(20)
    ]
    money = [proposal("outer_setting.financing", 0.5, right=each < 10) for each in range(20)]
    rare = [proposal("innovation.cost", 0.5, right=False)] * (OFTEN - 1)
    codes = ("process.engaging", "process.engaging.innovation_recipients", "outer_setting.financing", "innovation.cost")
    tuning: Any = SimpleNamespace(trials=[SimpleNamespace(decider=SimpleNamespace(codes=codes))])
    monkeypatch.setattr(deciding, "placed", lambda tuning, settings: [*engaging, *money, *rare])
    monkeypatch.setattr(deciding, "found_by", lambda mark, tuning: [mark] if mark else [])

    assert own_bars(tuning, DEFAULTS) == dict.fromkeys(codes[:2], pytest.approx(0.81))


@pytest.mark.parametrize(("gain", "kept"), [(0.004, 0.6), (0.006, 0.7)])
def test_settings_stay_where_no_other_is_clearly_better(monkeypatch: Any, gain: float, kept: float) -> None:
    tuning: Any = SimpleNamespace(gold=[], texts={})
    worth = {0.6: 0.5, 0.7: 0.5 + gain}
    monkeypatch.setattr(deciding, "placed", lambda tuning, settings: [SimpleNamespace(mark=lambda: settings)])
    monkeypatch.setattr(
        deciding, "score", lambda gold, found, texts: dict.fromkeys(COUNTED, worth.get(found[0]["coded_from"], 0.4))
    )

    settings = search(tuning, DEFAULTS | {"coded_from": 0.6, "propose_from": {"": 0.9}})

    assert (kept, DEFAULTS["propose_from"]) == (settings["coded_from"], settings["propose_from"])
