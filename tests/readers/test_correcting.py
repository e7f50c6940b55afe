"""A person's word on who speaks stands over what was found."""

import pytest

from cfir_coder.errors import TranscriptError
from cfir_coder.readers import correct_speakers, join_participants

TEXT = "Speaker 1: Good.\n\nSpeaker 2: Yes.\n\nSpeaker 1: Fine.\n\nSpeaker 2: No.\n"


def test_speakers_get_the_roles_and_ids_that_a_person_gives(read):
    before = read(TEXT)
    after = correct_speakers(before, {"speaker 1": "Interviewer", "Speaker 2": "P07"})

    assert [("Speaker 1", "interviewer", None), ("Speaker 2", "participant", "P07")] == [
        (each.label, each.role.value, each.participant) for each in after.speakers
    ]
    assert (before.text, before.turns, ()) == (after.text, after.turns, after.warnings)


def test_a_corrected_speaker_stays_that_participant_when_joined(read):
    corrected = correct_speakers(read(TEXT), {"Speaker 1": "Interviewer", "Speaker 2": "P07"})
    result = join_participants([corrected])

    assert ("P07", ("interview.txt",)) == (result.participants[0].id, result.participants[0].transcripts)


def test_a_label_that_nobody_has_is_refused_with_those_there_are(read):
    with pytest.raises(TranscriptError) as caught:
        correct_speakers(read(TEXT), {"Speaker 3": "Interviewer"})

    assert 'interview.txt: nobody is labelled "Speaker 3". Choose from "Speaker 1", "Speaker 2".' == str(caught.value)
