"""Totals add up, and a participant is counted once however often coded."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfir_coder.errors import TableError
from cfir_coder.matrices.build import Choice, build_matrix
from cfir_coder.matrices.cases import case_matrix, cases_by_codes, wide_case_matrix
from cfir_coder.matrices.constructs import facilitator_barrier_matrix
from cfir_coder.matrices.themes import theme_table
from cfir_coder.matrices.waist import coding_table
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import Code, Codebook, CodeKind
from cfir_coder.model.coding import CoderKind, Coding, Status
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn

BOOK = Codebook(
    id="t",
    name="T",
    version="1",
    codes=(
        Code(id="outer", name="Outer Setting", kind=CodeKind.DOMAIN),
        Code(id="outer.money", name="Financing", kind=CodeKind.CONSTRUCT, parent="outer"),
        Code(id="outer.money.late", name="Late money", kind=CodeKind.THEME, parent="outer.money"),
        Code(id="inner", name="Inner Setting", kind=CodeKind.DOMAIN),
        Code(id="inner.culture", name="Culture", kind=CodeKind.CONSTRUCT, parent="inner"),
    ),
)
PEOPLE = (
    Participant(id="P1", site="Court 1", role="judge", attributes={"age": "40"}),
    Participant(id="P2", site="Court 1", role="peer"),
    Participant(id="P3", site="Court 2", role="judge"),
)
SAID = "The money came late. Nobody minds here."


def interview(person: str) -> Transcript:
    speaker = Speaker(label="R", role=Role.PARTICIPANT, participant=person)
    turn = Turn(index=0, speaker="R", start=3, end=3 + len(SAID))
    return Transcript(document=f"{person}.txt", text=f"R: {SAID}", format="txt", speakers=(speaker,), turns=(turn,))


INTERVIEWS = {person.id: interview(person.id) for person in PEOPLE}


def coding(
    person: str, code: str, valence: str | None = "barrier", start: int = 3, status: Status = Status.PROPOSED
) -> Coding:
    transcript = INTERVIEWS[person]
    return Coding(
        document=transcript.document,
        text_hash=transcript.hash,
        start=start,
        end=start + 20,
        quote=transcript.text[start : start + 20],
        speaker="R",
        turn=0,
        code=code,
        valence=valence,
        coder="cues",
        coder_kind=CoderKind.MACHINE,
        status=status,
    )


def table(codings: Sequence[Coding]) -> pd.DataFrame:
    return coding_table(codings, list(INTERVIEWS.values()), PEOPLE, BOOK)


FOUND = (
    coding("P1", "outer.money"),
    coding("P1", "outer.money", start=5),
    coding("P2", "outer.money.late", "facilitator"),
    coding("P3", "outer.money", None),
    coding("P3", "inner.culture", "mixed"),
    coding("P3", "inner.culture", "barrier", start=6, status=Status.REJECTED),
    coding("P2", "inductive.rain", "neutral"),
)


def test_the_waist_tells_who_said_it_and_where_the_code_stands() -> None:
    row = table([FOUND[2]]).iloc[0]

    assert ("P2.txt", 3, 23, "The money came late.") == (row.document, row.start, row.end, row.quote)
    assert ("P2", "Court 1", "peer", "R") == (row.participant, row.site, row.role, row.speaker)
    assert ("Late money", "Financing", "Outer Setting") == (row.code_name, row.construct, row.domain)
    assert ("", FOUND[2].id) == (row.created_at, row.coding_id)


def test_constructs_by_valence_count_codings_people_and_sites() -> None:
    frame = facilitator_barrier_matrix(table(FOUND), BOOK).set_index(["level", "construct"])

    money = frame.loc[("construct", "Financing")]
    assert (2, 1, 1) == (money.barrier_codings, money.barrier_participants, money.barrier_sites)
    assert (1, 1, 1) == (money.facilitator_codings, money.facilitator_participants, money.facilitator_sites)
    assert (1, 4, 3, 2) == (
        money.none_given_codings,
        money.all_codings,
        money.all_participants,
        money.all_sites,
    )
    total = frame.loc[("total", "(all)")]
    assert (6, 3, 2) == (total.all_codings, total.all_participants, total.all_sites)


def test_a_theme_counts_with_its_construct_and_stands_alone_among_themes() -> None:
    frame = theme_table(table(FOUND), BOOK)

    assert [
        ("Financing", "barrier", 2, 1, "Court 1"),
        ("Financing", "none given", 1, 1, "Court 2"),
        ("Late money", "facilitator", 1, 1, "Court 1"),
        ("Culture", "mixed", 1, 1, "Court 2"),
        ("rain", "neutral", 1, 1, "Court 1"),
    ] == [(row.theme, row.valence, row.n_codings, row.n_participants, row.sites) for row in frame.itertuples()]


def test_cases_by_codes_has_zeros_for_what_was_seen_and_not_coded() -> None:
    frame = cases_by_codes(table(FOUND), BOOK, list(INTERVIEWS.values()), PEOPLE).set_index("participant")

    assert [1, 0, 1] == frame["outer.money"].tolist()
    assert [2, 0, 1] == frame["outer.money_n"].tolist()
    assert ["40", "", ""] == frame["age"].tolist()


def test_any_matrix_can_be_asked_for() -> None:
    frame = build_matrix(table(FOUND), BOOK, rows="domain", cols="role", value="participants")

    assert [("Outer Setting", 2, 1, 3), ("Inner Setting", 1, 0, 1), ("(inductive)", 0, 1, 1), ("(all)", 2, 1, 3)] == [
        tuple(row) for row in frame[["domain", "judge", "peer", "all"]].itertuples(index=False)
    ]


def test_conditions_narrow_what_is_counted() -> None:
    chosen = Choice(valence="barrier", where=("role=Judge",))

    frame = build_matrix(table(FOUND), BOOK, rows="construct", cols="site", choice=chosen, margins=False)

    assert [("Financing", 2)] == [(row.construct, row[-1]) for row in frame.itertuples(index=False)]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"rows": "colour"}, 'no rows "colour". Choose from construct, theme, domain, code'),
        ({"cols": "colour"}, 'no column "colour". There are: participant, site, role, age'),
        ({"value": "colour"}, 'no value "colour". Choose from codings'),
        ({"choice": Choice(where=("role",))}, '"role" is no condition. Write it as role=judge'),
        ({"choice": Choice(where=("role=king",))}, 'Nothing has role "king". There are: judge, peer'),
        ({"choice": Choice(valence="good")}, 'no valence "good"'),
        ({"choice": Choice(coder="bob")}, 'Nothing has coder "bob". There are: cues'),
    ],
)
def test_what_isnt_there_is_told_with_what_is(asked: dict[str, object], told: str) -> None:
    with pytest.raises(TableError) as caught:
        build_matrix(table(FOUND), BOOK, **asked)

    assert told in str(caught.value)


drawn = st.lists(
    st.builds(
        coding,
        st.sampled_from(["P1", "P2", "P3"]),
        st.sampled_from(["outer", "outer.money", "outer.money.late", "inner.culture", "inductive.x", "gone"]),
        st.sampled_from([None, "facilitator", "barrier", "mixed", "neutral"]),
        st.integers(3, 15),
        st.sampled_from([Status.PROPOSED, Status.ACCEPTED, Status.REJECTED]),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@settings(max_examples=60, deadline=None)
@given(drawn, st.sampled_from(["site", "role"]))
def test_the_sum_over_cases_is_the_overall_count(found: list[Coding], by: str) -> None:
    counted = sum(one.status is not Status.REJECTED for one in found)
    frame = table(found)

    long, wide = case_matrix(frame, BOOK, by=by), wide_case_matrix(frame, BOOK, by=by)
    constructs = facilitator_barrier_matrix(frame, BOOK)

    assert counted == long["codings"].sum()
    whole = wide[wide["level"] == "total"]
    assert counted == (whole["all | codings"].iloc[0] if len(whole) else 0)
    single = constructs[~constructs["level"].str.contains("total")]
    assert counted == single["all_codings"].sum()
    split = sum(
        single[f"{name}_codings"].sum() for name in ("facilitator", "barrier", "mixed", "neutral", "none_given")
    )
    assert counted == split


@settings(max_examples=60, deadline=None)
@given(drawn)
def test_a_participant_is_counted_once_however_often_coded(found: list[Coding]) -> None:
    people = {one.document for one in found if one.status is not Status.REJECTED}

    frame = facilitator_barrier_matrix(table(found), BOOK)

    whole = frame[frame["level"] == "total"]
    assert len(people) == (whole["all_participants"].iloc[0] if len(whole) else 0)
    assert (frame["all_participants"] <= len(PEOPLE)).all()


@settings(max_examples=40, deadline=None)
@given(drawn, st.randoms())
def test_the_order_of_codings_changes_nothing(found: list[Coding], chance) -> None:
    shuffled = found.copy()
    chance.shuffle(shuffled)

    pd.testing.assert_frame_equal(theme_table(table(found), BOOK), theme_table(table(shuffled), BOOK))
