"""Which transcripts are drawn to be coded twice."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.agreement.sampling import draw_sample
from cfir_coder.errors import UsageError

TWENTY = {f"{site}{n}": (site,) for site, size in (("A", 12), ("B", 6), ("C", 2)) for n in range(size)}


def test_each_stratum_gets_its_share_and_at_least_one() -> None:
    """A quarter of 12, 6 and 2 is 3, 1.5 and .5: five places go 3, 1, 1 as the smallest may not go empty."""
    draw = draw_sample(TWENTY, 0.25, seed=1)

    assert {("A",): (12, 3), ("B",): (6, 1), ("C",): (2, 1)} == draw.strata
    assert not draw.is_balanced


def test_a_tie_of_remainders_is_settled_by_chance_not_by_name() -> None:
    equal = {f"{site}{n}": (site,) for site in "ABC" for n in range(4)}

    favoured = {
        stratum
        for seed in range(40)
        for stratum, (_, drawn) in draw_sample(equal, 4 / 12, seed=seed).strata.items()
        if drawn == 2
    }

    assert {("A",), ("B",), ("C",)} == favoured


def test_the_same_seed_draws_the_same_whatever_the_order() -> None:
    backwards = dict(reversed(list(TWENTY.items())))

    assert set(draw_sample(TWENTY, 0.3, seed=7).drawn) == set(draw_sample(backwards, 0.3, seed=7).drawn)
    assert draw_sample(TWENTY, 0.3, seed=7).drawn != draw_sample(TWENTY, 0.3, seed=8).drawn


def test_more_strata_than_places_spread_over_each_attribute_and_tell_what_is_left_out() -> None:
    """Every transcript is a stratum of its own: four places still reach four sites and two roles."""
    strata = {f"{site}{role}": (f"site {site}", f"role {role}") for site in range(4) for role in range(2)}

    draw = draw_sample(strata, 0.5, seed=3)

    assert draw.is_balanced
    assert 4 == len({strata[key][0] for key in draw.drawn})
    assert {"role 0": 2, "role 1": 2} == Counter(strata[key][1] for key in draw.drawn)
    assert 4 == len(draw.left_out)


def test_every_transcript_of_a_stratum_has_the_same_chance() -> None:
    """1,000 draws of 3 out of 12: each is drawn 250 times, give or take; 180 to 320 holds all but 1 in a million."""
    counts = Counter(key for seed in range(1000) for key in draw_sample(TWENTY, 0.25, seed=seed).drawn if key[0] == "A")

    assert 12 == len(counts)
    assert all(180 < count < 320 for count in counts.values())


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=4), st.tuples(st.sampled_from("XYZ"), st.sampled_from("12")), min_size=1
    ),
    st.floats(0.01, 1),
    st.integers(0, 5),
)
def test_as_many_are_drawn_as_the_share_says_and_no_stratum_is_empty_that_need_not_be(
    strata: dict[str, tuple[str, str]], share: float, seed: int
) -> None:
    draw = draw_sample(strata, share, seed=seed)

    assert share * len(strata) - 1e-6 <= len(draw.drawn) < share * len(strata) + 1
    assert len(set(draw.drawn)) == len(draw.drawn)
    assert bool(draw.left_out) == (len(set(strata.values())) > len(draw.drawn))


@pytest.mark.parametrize("share", [0, -0.1, 1.2])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(UsageError, match="a share lies above 0 and at most at 1"):
        draw_sample(TWENTY, share, seed=1)
