"""Which stretches before a colon are speakers."""

import pytest

from cfir_coder.model.transcript import Role
from cfir_coder.readers.labels import (
    Sort,
    is_generic,
    is_participant_id,
    label_key,
    label_sort,
    role_of_words,
)


@pytest.mark.parametrize(
    ("label", "sort"),
    [
        ("Interviewer", Sort.ROLE),
        ("RESP", Sort.ROLE),
        ("P07", Sort.ROLE),
        ("FG2-P3", Sort.ROLE),
        ("FG2-P?", Sort.ROLE),
        ("Speaker 1", Sort.ROLE),
        ("SPEAKER_00", Sort.ROLE),
        ("I", Sort.LETTER),
        ("DB", Sort.LETTER),
        ("Justice Wagner", Sort.NAME),
        ("Maria (nurse)", Sort.NAME),
        ("De la Cruz", Sort.NAME),
        ("roasbeef", Sort.HANDLE),
        ("Q1", Sort.NONE),
        ("Note", Sort.NONE),
        ("Gender", Sort.NONE),
        ("Step 2", Sort.NONE),
        ("https", Sort.NONE),
        ("Okay, here", Sort.NONE),
        ("The first thing", Sort.NONE),
        ("In 2019", Sort.NONE),
    ],
)
def test_a_label_is_known_by_its_shape(label, sort):
    assert sort is label_sort(label)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Interviewer 2", Role.INTERVIEWER),
        ("INT", Role.INTERVIEWER),
        ("Moderator", Role.INTERVIEWER),
        ("Entrevistadora", Role.INTERVIEWER),
        ("면접자", Role.INTERVIEWER),
        ("PARTICIPANT 12", Role.PARTICIPANT),
        ("Interviewee", Role.PARTICIPANT),
        ("Befragte", Role.PARTICIPANT),
        ("All participants", Role.UNKNOWN),
        ("FG2-P?", Role.UNKNOWN),
        ("I", None),
        ("Maria", None),
        ("Speaker 1", None),
    ],
)
def test_a_labels_own_words_tell_a_role(label, role):
    assert role is role_of_words(label)


@pytest.mark.parametrize("label", ["Speaker 3", "Male voice", "Unknown Speaker", "FG2-P?", "S1"])
def test_some_labels_name_nobody(label):
    assert is_generic(label)


@pytest.mark.parametrize("label", ["Mann", "Malek", "Maria", "P07", "Participant 3"])
def test_other_labels_name_somebody(label):
    assert not is_generic(label)


def test_ids_of_participants_are_known():
    assert [True, True, False, False] == [is_participant_id(each) for each in ("P07", "FG2-P3", "P?", "INT2")]


def test_case_spaces_and_stars_do_not_distinguish_labels():
    assert "participant 12" == label_key("**PARTICIPANT\u00a0 12**")
