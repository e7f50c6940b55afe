"""Putting files together: free of order, idempotent, and nothing mixed that isn't the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.consensus import Decision, draw_consensus
from cfir_coder.agreement.resolving import CodeResolver
from cfir_coder.errors import AgreementError
from cfir_coder.model.coding import CoderKind, Coding, Status, Valence
from cfir_coder.model.transcript import Transcript
from cfir_coder.workflow.agreement_coverage import Assigned
from cfir_coder.workflow.agreement_files import CodedRow
from cfir_coder.workflow.agreement_matching import suggested_matches
from cfir_coder.workflow.agreement_merging import Merger
from tests.agreement.made import CODEBOOK, coding, transcript
from tests.agreement.test_measuring import CULTURE, FUNDING, JUDGE, MADE_DO, MONEY, comparison

TEXTS = (transcript(), transcript("I: So?\n\nP: Well 👍 then. The judge backed us.\n", "P02.txt"))
PLACES = [(text, start, start + width) for text in TEXTS for start in (10, 14, 20, 24) for width in (4, 10)]


def told(one: Coding, place: str = "ana.csv, line 2", **other: Any) -> CodedRow:
    row = CodedRow(
        place=place,
        document=one.document,
        text_hash="",
        start=one.start,
        end=one.end,
        quote=one.quote,
        prefix="",
        suffix="",
        code=one.code,
        valence=one.valence,
        strength=one.strength,
        coder=one.coder,
        kind=one.coder_kind,
        status=one.status,
        memo=one.memo,
    )
    return replace(row, **other)


def merger(*texts: Transcript, **options: Any) -> Merger:
    return Merger(CodeResolver(CODEBOOK), texts or TEXTS, **options)


@st.composite
def rows(draw: st.DrawFn) -> list[CodedRow]:
    """Rows of three coders on two texts; one judgement for each span, so that nothing is refused."""
    found = {}
    for _ in range(draw(st.integers(1, 14))):
        text, start, end = draw(st.sampled_from(PLACES))
        who, code = draw(st.sampled_from("abc")), draw(st.sampled_from((CULTURE, FUNDING)))
        quote = text.text[start:end]
        if not quote.strip():
            continue
        made = coding_at(text, start, end, code, who, draw(st.sampled_from((None, *Valence))))
        found.setdefault(
            (text.hash, start + len(quote) - len(quote.lstrip()), start + len(quote.rstrip()), code, who), made
        )
    return [told(one, f"{one.coder}.csv, line {n}") for n, one in enumerate(found.values(), 2)]


def coding_at(text: Transcript, start: int, end: int, code: str, coder: str, valence: Valence | None) -> Coding:
    return Coding(
        document=text.document,
        text_hash=text.hash,
        start=start,
        end=end,
        quote=text.text[start:end],
        code=code,
        coder=coder,
        coder_kind=CoderKind.HUMAN,
        valence=valence,
    )


def merged(every: list[CodedRow]) -> Comparison | str:
    try:
        return merger().merge(every).comparison
    except AgreementError as error:
        return str(error)


@given(rows().filter(bool), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(every: list[CodedRow], chance: Any) -> None:
    shuffled = chance.sample(every, len(every))

    first, second = merged(every), merged(shuffled)

    if isinstance(first, str) or isinstance(second, str):
        assert isinstance(first, str)
        assert isinstance(second, str)
        return
    assert second.codings == first.codings
    assert second.seen == first.seen
    assert [event.id for event in second.events] == [event.id for event in first.events]


@given(rows().filter(bool))
def test_merging_what_was_merged_changes_nothing(every: list[CodedRow]) -> None:
    first = merged(every)
    if isinstance(first, str):
        return

    again = merger().merge([told(one) for one in first.codings] + [told(one) for one in first.codings]).comparison

    assert again.codings == first.codings
    assert again.seen == first.seen


def test_two_texts_of_one_name_are_never_taken_for_each_other() -> None:
    here, there = (
        text.model_copy(update={"document": f"{site}/P01.txt"}) for text, site in zip(TEXTS, ("a", "b"), strict=True)
    )
    row = told(coding(JUDGE))

    with pytest.raises(AgreementError, match=r'"P01.txt" may be a/P01.txt and b/P01.txt. Write the name'):
        merger(here, there).merge([row])
    found = merger(here, there).merge([replace(row, document="a/P01.txt")])
    assert [one.document for one in found.comparison.codings] == ["a/P01.txt"]


def test_a_doubled_row_keeps_both_memos() -> None:
    one = coding(JUDGE)

    found = merger().merge([told(one, memo="b"), told(one, memo="a"), told(one)])

    assert [each.memo for each in found.comparison.codings] == ["a | b"]
    assert "2 doubled rows left out." in found.notes


def test_two_valences_that_meet_only_once_blanks_are_trimmed_are_refused() -> None:
    whole = transcript()
    start = whole.text.index(JUDGE)
    rows = [
        told(coding_at(whole, start, start + len(JUDGE), CULTURE, "ana", Valence.BARRIER)),
        told(coding_at(whole, start - 1, start + len(JUDGE), CULTURE, "ana", Valence.FACILITATOR)),
    ]

    with pytest.raises(AgreementError, match="gave inner.culture twice, with two valences"):
        merger().merge(rows)


def test_rejected_rows_count_as_looking_and_not_as_codings() -> None:
    found = merger().merge([told(coding(JUDGE)), told(coding(MONEY, coder="ben"), status=Status.REJECTED)])

    assert [one.coder for one in found.comparison.codings] == ["ana"]
    assert ("ben", TEXTS[0].hash) in found.comparison.seen


# Assignment


def test_an_assignment_may_say_which_codes_a_coder_looked_for() -> None:
    lines = [
        Assigned("assigned.csv, line 2", "ana", "P01.txt"),
        Assigned("assigned.csv, line 3", "ben", "P01.txt", "inner.resources"),
    ]
    rows = [told(coding(JUDGE)), told(coding(MONEY, FUNDING)), told(coding(MONEY, FUNDING, "ben"))]

    found = merger(assigned=lines).merge(rows).comparison

    assert found.only == {("ben", TEXTS[0].hash): frozenset({"inner.resources", FUNDING})}
    assert [event.difference.value for event in found.events] == ["not seen", "agree"]


def test_a_code_used_beyond_the_assignment_is_told_and_seen() -> None:
    lines = [Assigned("assigned.csv, line 2", "ana", "P01.txt", FUNDING)]

    found = merger(assigned=lines).merge([told(coding(JUDGE))])

    assert "used in documents by somebody not assigned to it: 1 code; that counts as seen." in found.notes
    assert found.comparison.saw("ana", TEXTS[0].hash, CULTURE)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (Assigned("a.csv, line 2", "Ana", "P01.txt"), 'nothing was handed in by "Ana" .there are: ana'),
        (Assigned("a.csv, line 2", "ana", "P09.txt"), 'a.csv, line 2: the assignment names "P09.txt"'),
        (Assigned("a.csv, line 2", "ana", "P01.txt", "inner.magic"), 'the codebook has no code "inner.magic"'),
    ],
)
def test_an_assignment_of_nobody_knows_whom_is_refused(line: Assigned, message: str) -> None:
    """A misspelt coder would else be one who saw everything and found nothing."""
    with pytest.raises(AgreementError, match=message):
        merger(assigned=[line]).merge([told(coding(JUDGE))])


# What is drawn from it


def test_the_consensus_keeps_a_valence_that_only_one_coder_ever_gives() -> None:
    every = comparison(coding(JUDGE), coding(JUDGE, coder="ben", valence=Valence.BARRIER))

    drawn = draw_consensus(every, ())

    assert [(one.code, one.valence) for one in drawn.codings] == [(CULTURE, Valence.BARRIER)]


def test_a_union_needs_no_valence_from_a_coder_who_never_gives_one() -> None:
    every = comparison(coding(JUDGE), coding(JUDGE[4:], coder="ben", valence=Valence.BARRIER))
    (event,) = every.events

    drawn = draw_consensus(every, [Decision(event.id, "union")])

    assert [(one.quote, one.valence) for one in drawn.codings] == [(JUDGE, Valence.BARRIER)]


def test_own_codes_on_the_same_words_are_suggested_by_the_characters_they_share() -> None:
    """The first covers 11 characters, the second 7 of them and no other."""
    every = comparison(coding(MADE_DO, "inductive.ana.coping"), coding(MADE_DO[:7], "inductive.ben.make_do", "ben"))

    assert suggested_matches(every) == [("inductive.ana.coping", "inductive.ben.make_do", pytest.approx(7 / 11))]
