"""The bars of constructs whose proposals are more often wrong than right."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from training.deciding import bar_of_half

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
