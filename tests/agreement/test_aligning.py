"""Counterparts of spans, and every way in which two coders differ."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.agreement.aligning import Aligner
from cfir_coder.agreement.alpha import krippendorff_alpha
from cfir_coder.agreement.assignment import best_pairs
from cfir_coder.agreement.disagreement import Difference, Relation
from cfir_coder.agreement.events import by_need, events_of
from cfir_coder.agreement.kappa import cohen_kappa
from cfir_coder.agreement.patterns import table_of_ratings
from cfir_coder.agreement.spans import likeness, tidy
from cfir_coder.agreement.weights import agreement_weights
from cfir_coder.model.coding import CoderKind, Coding, Valence
from tests.agreement.golden_files import example
from tests.agreement.made import CODEBOOK, aligner, coding, events, related, relations, transcript
from tests.agreement.test_units import story

STORY = example("synthetic_span_merge")
JUDGE, MONEY, PAID = "The judge backed us.", "Then money ran out", "and nobody paid"


def told(found: list[Relation]) -> list[str]:
    return [", ".join(map(str, relation.findings)) for relation in found]


# Exact pairs


def total(pairs: Any, weights: dict[tuple[int, int], int]) -> int:
    return sum(weights[pair] for pair in pairs)


def most(weights: dict[tuple[int, int], int]) -> int:
    """The best total by trying everything."""
    lefts = sorted({left for left, _ in weights})
    rights = sorted({right for _, right in weights})
    slots = [*rights, *([None] * len(lefts))]
    return max(
        sum(weights.get((left, right), 0) for left, right in zip(lefts, chosen, strict=True) if right is not None)
        for chosen in set(permutations(slots, len(lefts)))
    )


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 9), min_size=1, max_size=10))
def test_pairs_weigh_as_much_as_any_can(weights: dict[tuple[int, int], int]) -> None:
    pairs = best_pairs(weights)

    assert len({left for left, _ in pairs}) == len({right for _, right in pairs}) == len(pairs)
    assert total(pairs, weights) == most(weights)


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 2)), min_size=1, max_size=5), st.randoms(use_true_random=False)
)
def test_rows_of_spans_that_don_t_overlap_are_paired_exactly(pieces: list[tuple[int, int]], chance: Any) -> None:
    def row() -> list[tuple[int, int]]:
        at, spans = chance.randint(0, 2), []
        for width, gap in pieces:
            spans.append((at, at + width))
            at += width + gap + chance.randint(0, 1)
        return spans

    lefts, rights = row(), row()
    weights = {
        (left, right): shared
        for left, (start, end) in enumerate(lefts)
        for right, (other_start, other_end) in enumerate(rights)
        if (shared := min(end, other_end) - max(start, other_start)) > 0
    }

    if weights:
        assert total(best_pairs(weights), weights) == most(weights)


def test_a_greedy_pair_is_given_up_for_a_better_sum() -> None:
    assert best_pairs({(0, 0): 5, (0, 1): 6, (1, 1): 4}) == [(0, 0), (1, 1)]


# The worked story, end to end


def story_codings() -> list[Coding]:
    text = story()
    found = []
    for name in ("coder_A", "coder_B"):
        for span in STORY[name]:
            turn = text.turn_at(span["start"])
            assert turn is not None
            fields = {key: span[key] for key in ("code", "start", "end", "quote", "valence", "strength", "coder")}
            found.append(
                Coding(document="story.txt", text_hash=text.hash, turn=turn.index, coder_kind=CoderKind.HUMAN, **fields)
            )
    return found


def test_the_worked_story_is_aligned_and_classified_as_expected() -> None:
    codings = story_codings()
    names = {id(one): index for index, one in enumerate(codings)}

    found = set()
    for relation in related(codings, aligner(story())):
        kinds = tuple(finding.difference.value for finding in relation.findings)
        left = names[id(relation.left)] if relation.left else None
        right = names[id(relation.right)] - 7 if relation.right else None
        like = round(likeness(relation.left, relation.right), 4) if relation.left and relation.right else None
        found.add((left, right, like if kinds != ("split/merge",) else None, kinds))

    words = {"split": "split/merge", "missed_by_B": "missed"}
    expected = {
        (one["a"], one["b"], one.get("iou"), tuple(words.get(kind, kind) for kind in one["types"]))
        for one in STORY["alignment"]
    }
    assert found == expected


def test_valence_and_strength_of_the_storys_pairs_are_as_expected() -> None:
    found = related(story_codings(), aligner(story()))
    paired = [
        (one.left, one.right)
        for one in found
        if one.left and one.right and one.findings[0].difference is not Difference.SPLIT
    ]
    strengths = table_of_ratings([(left.strength, right.strength) for left, right in paired])

    assert len(paired) == STORY["n_aligned_pairs"]
    valences = table_of_ratings([(str(left.valence), str(right.valence)) for left, right in paired])
    assert krippendorff_alpha(valences).value == pytest.approx(STORY["valence_alpha_nominal"])
    for level, value in STORY["strength_alpha"].items():
        assert krippendorff_alpha(strengths, level).value == pytest.approx(value)
    quadratic = agreement_weights(strengths.categories, "quadratic")
    assert cohen_kappa(strengths, quadratic).value == pytest.approx(STORY["strength_quadratic_kappa"])


# Every kind of difference


def test_the_same_judgement_agrees() -> None:
    assert told(relations(coding(JUDGE), coding(JUDGE, coder="ben"))) == ["agree"]


@pytest.mark.parametrize(
    ("one", "other", "detail"),
    [
        ("Then money ran out, and nobody paid", "money ran out, and nobody paid.", "trivial"),
        ("It began well. The judge backed us. Then money ran out", "The judge backed us.", "containment"),
        ("It began well. The judge backed us.", "The judge backed us. Then money ran out", "shift"),
    ],
)
def test_boundaries_are_trivial_contained_or_shifted(one: str, other: str, detail: str) -> None:
    assert told(relations(coding(one), coding(other, coder="ben"))) == [f"boundary ({detail})"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Valence.FACILITATOR, Valence.BARRIER, "opposite valence"),
        (Valence.BARRIER, Valence.MIXED, "valence (mixed and barrier)"),
        (Valence.NEUTRAL, Valence.FACILITATOR, "valence (neutral and facilitator)"),
        (None, Valence.FACILITATOR, "valence (given by one only)"),
    ],
)
def test_valences_differ(one: Valence | None, other: Valence | None, expected: str) -> None:
    assert told(relations(coding(JUDGE, valence=one), coding(JUDGE, coder="ben", valence=other))) == [expected]


@pytest.mark.parametrize(
    ("one", "other", "detail"),
    [(1, 2, "by 1"), (0, 2, "by 2 or more"), (1, -1, "other sign"), (None, 1, "given by one only")],
)
def test_strengths_differ(one: int | None, other: int | None, detail: str) -> None:
    found = relations(coding(JUDGE, strength=one), coding(JUDGE, coder="ben", strength=other))

    assert told(found) == [f"strength ({detail})"]


def test_strength_isn_t_compared_with_a_coder_who_gives_none() -> None:
    assert told(relations(coding(JUDGE, strength=2), coding(JUDGE, coder="ben"), strength=False)) == ["agree"]


@pytest.mark.parametrize(
    ("one", "other", "detail"),
    [
        ("inner.resources", "inner.resources.funding", "parent and child"),
        ("inner.culture", "inner.resources", "sibling"),
        ("inner.culture", "outer.financing", "other"),
        ("inner", "outer", "other"),
    ],
)
def test_one_passage_under_two_codes(one: str, other: str, detail: str) -> None:
    assert told(relations(coding(MONEY, one), coding(MONEY, other, "ben"))) == [f"code ({detail})"]


def test_a_second_code_on_a_shared_passage_is_an_extra_label() -> None:
    found = relations(coding(MONEY), coding(MONEY, "outer.financing"), coding(MONEY, coder="ben"))

    assert told(found) == ["agree", "extra label"]
    assert found[1].beside == coding(MONEY, coder="ben")


def test_one_span_against_two_is_a_split() -> None:
    whole = coding("Then money ran out, and nobody paid")

    found = relations(whole, coding(MONEY, coder="ben"), coding(PAID, coder="ben"))

    assert told(found) == ["boundary (trivial)", "split/merge"]


def test_one_code_twice_in_a_turn_without_overlap_is_a_near_miss() -> None:
    assert told(relations(coding(MONEY), coding(PAID, coder="ben"))) == ["near miss"]


def test_a_sentence_apart_is_near_across_turns_and_two_are_not() -> None:
    near = relations(coding("We made do."), coding("More came later.", coder="ben"))
    far = relations(coding("It began well."), coding("More came later.", coder="ben"))

    assert told(near) == ["near miss"]
    assert told(far) == ["missed (the whole turn)", "missed (the whole turn)"]


def test_missed_tells_how_much() -> None:
    found = relations(coding(JUDGE), coding("We made do."), coding(JUDGE, coder="ben"))

    assert told(found) == ["agree", "missed (the code stands elsewhere in the turn)"]


def test_what_a_coder_did_not_see_is_no_disagreement() -> None:
    def saw(who: str, text: str, code: str) -> bool:
        return who == "ana"

    (event,) = events(coding(JUDGE), saw=saw)

    assert told(relations(coding(JUDGE), saw=saw)) == []
    assert event.difference is Difference.NOT_SEEN
    assert not event.is_disagreement


# Any number of coders


def test_three_coders_on_one_passage_are_one_event() -> None:
    codings = (
        coding(MONEY, valence=Valence.BARRIER),
        coding(MONEY, coder="ben", valence=Valence.FACILITATOR),
        coding(MONEY, "outer.financing", "cem"),
    )

    (event,) = events(*codings, coders=("ana", "ben", "cem"))

    assert event.coders == event.saw == ("ana", "ben", "cem")
    assert list(map(str, event.findings)) == ["opposite valence", "code (other)"]


def test_two_who_agree_and_one_who_missed_are_one_event() -> None:
    (event,) = events(
        coding(MONEY), coding(MONEY, coder="ben"), coding(JUDGE, "outer.financing", "cem"), coders=("ana", "ben", "cem")
    )[1:]

    assert event.coders == ("ana", "ben")
    assert event.saw == ("ana", "ben", "cem")
    assert event.difference is Difference.MISSED


def test_opposite_valences_come_first() -> None:
    found = events(
        coding("It began well.", strength=1),
        coding("It began well.", coder="ben", strength=2),
        coding(JUDGE),
        coding(MONEY, "inner.resources", valence=Valence.BARRIER),
        coding(MONEY, "inner.resources", "ben", valence=Valence.FACILITATOR),
    )

    assert [event.difference.value for event in by_need(found)] == ["opposite valence", "missed", "strength"]


# Order and repetition


@st.composite
def many_codings(draw: st.DrawFn) -> list[Coding]:
    text = transcript()
    found = {}
    for _ in range(draw(st.integers(1, 8))):
        turn = draw(st.sampled_from(text.turns[1:]))
        start = draw(st.integers(turn.start, turn.end - 1))
        end = draw(st.integers(start + 1, turn.end))
        one = coding(
            text.text[start:end],
            draw(st.sampled_from(["inner.culture", "inner.resources", "outer.financing"])),
            draw(st.sampled_from(["ana", "ben", "cem"])),
            start=start,
            end=end,
            turn=turn.index,
            valence=draw(st.sampled_from([Valence.BARRIER, Valence.FACILITATOR])),
        )
        found[one.id] = one
    return list(found.values())


def summary(codings: list[Coding]) -> list[tuple[str, tuple[str, ...]]]:
    kept = tidy(codings).codings
    aligned = Aligner(CODEBOOK, lambda *_: True, aligner().places, frozenset("ana ben cem".split()))
    found = events_of(kept, related(kept, aligned), ("ana", "ben", "cem"), lambda *_: True)
    return [(event.id, tuple(map(str, event.findings))) for event in found]


@given(many_codings(), st.randoms(use_true_random=False))
def test_the_order_of_codings_changes_nothing(codings: list[Coding], chance: Any) -> None:
    shuffled = codings.copy()
    chance.shuffle(shuffled)

    assert summary(shuffled) == summary(codings)


@given(many_codings())
def test_tidying_twice_is_tidying_once_and_loses_no_character(codings: list[Coding]) -> None:
    once = tidy(codings).codings

    assert tidy(once).codings == once
    text = transcript().text
    for one in once:
        assert text[one.start : one.end] == one.quote
    for one in codings:
        kept = [each for each in once if (each.coder, each.code, each.valence) == (one.coder, one.code, one.valence)]
        for at in range(one.start, one.end):
            assert text[at].isspace() or any(each.start <= at < each.end for each in kept)


@given(many_codings())
def test_every_coding_is_in_exactly_one_event(codings: list[Coding]) -> None:
    kept = tidy(codings).codings
    found = events_of(kept, related(kept), ("ana", "ben", "cem"), lambda *_: True)

    assert sorted(one.id for event in found for one in event.codings) == sorted(one.id for one in kept)


def test_spans_are_trimmed_and_another_valence_on_one_span_stays() -> None:
    other = coding("The judge backed us.", valence=Valence.BARRIER)

    joined = tidy([coding("It began well. "), coding("The judge backed us."), other])

    assert [(one.quote, one.valence) for one in joined.codings] == [
        ("It began well.", None),
        ("The judge backed us.", None),
        ("The judge backed us.", Valence.BARRIER),
    ]
    assert (joined.n_trimmed, joined.n_joined) == (1, 0)


def test_overlapping_spans_of_one_judgement_become_one() -> None:
    tidied = tidy([coding("It began well. The judge"), coding("The judge backed us.")])

    assert [one.quote for one in tidied.codings] == ["It began well. The judge backed us."]
    assert tidied.n_joined == 1
