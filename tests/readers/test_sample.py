"""The twelve interviews of transcripts_sample are read exactly right."""

from pathlib import Path

import pytest

from cfir_coder.model.transcript import Kind, Role
from cfir_coder.readers import join_participants, read_folder, read_participants, read_transcript

SAMPLE = Path(__file__).parents[2] / "transcripts_sample"

SPEAKERS = {
    "P01_court1_judge.txt": ("Interviewer", "P01", 34),
    "P02_court1_coordinator.txt": ("INT", "RESP", 44),
    "P03_court1_peer.txt": ("Interviewer", "P03", 50),
    "P04_court2_probation.txt": ("Interviewer", "P04", 70),
    "P05_court2_treatment_liaison.txt": ("Q", "A", 42),
    "P06_court2_law_enforcement.txt": ("Interviewer", "P06", 48),
    "P07_court3_prosecutor.txt": ("INT", "RESP", 44),
    "P08_court3_case_manager.txt": ("Interviewer", "P08", 46),
    "P09_court3_defense_attorney.txt": ("I", "R", 46),
    "P10_court4_coordinator.txt": ("Interviewer", "P10", 50),
    "P11_court4_judge.txt": ("Q", "A", 42),
    "P12_court4_probation.txt": ("Interviewer", "P12", 46),
}

PASSAGES = (
    ("P01_court1_judge.txt", 1107, 1333, "What I've insisted on, and I'd like to t"),
    ("P01_court1_judge.txt", 6014, 6349, "And a fellow from the university, I'll t"),
    ("P01_court1_judge.txt", 9247, 9458, "But you try it. A group did try, four or"),
    ("P02_court1_coordinator.txt", 1518, 1792, "So on paper a case manager, they ride ov"),
    ("P02_court1_coordinator.txt", 5242, 5554, "So since, what, January, the state, they"),
    ("P02_court1_coordinator.txt", 9160, 9295, "Do I think I can pull it off? With the t"),
    ("P03_court1_peer.txt", 952, 1247, "When I first came on they had the peers "),
    ("P03_court1_peer.txt", 5503, 5585, "Are they the best? No. Doctor looks at h"),
    ("P03_court1_peer.txt", 10049, 10172, "People are coming, they standing in the "),
    ("P04_court2_probation.txt", 1730, 1961, "He's at the Pell Creek clinic Tuesdays a"),
    ("P04_court2_probation.txt", 5799, 5870, "Yeah. Some. I'll give them weekends pick"),
    ("P04_court2_probation.txt", 9042, 9095, "And somebody answer the phone at that co"),
    ("P05_court2_treatment_liaison.txt", 1339, 1639, "So the closest place that dispenses is A"),
    ("P05_court2_treatment_liaison.txt", 5779, 5832, "So right now, nothing in our jail. They "),
    ("P05_court2_treatment_liaison.txt", 9027, 9253, "It’s never only the heroin. It’s heroin "),
    ("P06_court2_law_enforcement.txt", 1834, 2059, "There's no program. Sheriff's order is n"),
    ("P06_court2_law_enforcement.txt", 5496, 5712, "I was at the counter having eggs and a f"),
    ("P06_court2_law_enforcement.txt", 9160, 9385, "Keep a drugstore. We had two. The one by"),
    ("P07_court3_prosecutor.txt", 1636, 1869, "My obligation's to public safety. A pers"),
    ("P07_court3_prosecutor.txt", 5631, 5973, "The position, as it came to us, is that "),
    ("P07_court3_prosecutor.txt", 9701, 9893, "Five weeks' wait, as of Monday. And they"),
    ("P08_court3_case_manager.txt", 1457, 1776, "I made it, it's just a piece of paper wi"),
    ("P08_court3_case_manager.txt", 6293, 6574, "I do have a couple that worry me, that a"),
    ("P08_court3_case_manager.txt", 9936, 9982, "And like a direct number, with a person "),
    ("P09_court3_defense_attorney.txt", 1317, 1461, "That it’s medicine, and that a lawyer, a"),
    ("P09_court3_defense_attorney.txt", 5904, 6199, "There isn’t a methadone program in this "),
    ("P09_court3_defense_attorney.txt", 9665, 9763, "They do good work in there, they do. I j"),
    ("P10_court4_coordinator.txt", 1080, 1457, "I took, it was about two weeks, and I ju"),
    ("P10_court4_coordinator.txt", 6235, 6344, "They're all under one roof, for a start,"),
    ("P10_court4_coordinator.txt", 10796, 10908, "Luis is sixty-three. Annette's sixty-one"),
    ("P11_court4_judge.txt", 803, 1097, "I was the guy. I'm the one who said from"),
    ("P11_court4_judge.txt", 4807, 4969, "What helps is Kestrel will tell you why."),
    ("P11_court4_judge.txt", 8541, 8713, "I'd say what we lack is doctors. If that"),
    ("P12_court4_probation.txt", 1615, 1894, "Annette over there, she'll text me, this"),
    ("P12_court4_probation.txt", 6168, 6372, "It was Dee. She called me Officer Grumpy"),
    ("P12_court4_probation.txt", 9696, 9773, "I'd say I work with Annette. I don't kno"),
)
"""Places where participants are known to speak: start, end, first words."""


@pytest.mark.parametrize(("document", "expected"), SPEAKERS.items())
def test_every_interview_has_its_interviewer_its_participant_and_every_turn(document, expected):
    transcript = read_transcript(SAMPLE / document)

    interviewer, participant = transcript.speakers
    assert expected == (interviewer.label, participant.label, len(transcript.turns))
    assert (Role.INTERVIEWER, Role.PARTICIPANT) == (interviewer.role, participant.role)
    assert (Kind.INTERVIEW, ()) == (transcript.kind, transcript.warnings)


def test_header_lines_are_attributes_and_never_turns():
    transcript = read_transcript(SAMPLE / "P07_court3_prosecutor.txt")

    assert {
        "title": "Drug courts and community medication providers - staff interview",
        "site": "Court 3 (suburban)",
        "participant": "P07",
        "role": "prosecutor",
        "date": "2022-02-08",
    } == transcript.attributes
    assert "Thanks again for meeting with me." == transcript.speech(transcript.turns[0])[:33]


def test_a_time_before_a_label_is_the_turns_start_in_milliseconds():
    transcript = read_transcript(SAMPLE / "P03_court1_peer.txt")

    assert [4_000, 11_000, 38_000, 42_000] == [turn.start_ms for turn in transcript.turns[:4]]
    assert 10 * 60_000 + 53_000 == transcript.turns[-1].start_ms


def test_the_canonical_text_of_a_text_file_is_the_files_own():
    path = SAMPLE / "P05_court2_treatment_liaison.txt"

    assert path.read_text(encoding="utf-8") == read_transcript(path).text


def test_every_turn_begins_after_its_label_and_ends_before_the_blank_line():
    transcript = read_transcript(SAMPLE / "P04_court2_probation.txt")

    second, last = transcript.turns[1], transcript.turns[-1]
    assert ("That's all right.", "All right then.") == (transcript.speech(second), transcript.speech(last))
    assert "P04: " == transcript.text[second.start - 5 : second.start]


def test_notes_in_brackets_are_no_speech():
    transcript = read_transcript(SAMPLE / "P01_court1_judge.txt")

    last = transcript.turns[-1]
    assert ["[laughs]"] == [transcript.text[start:end] for start, end in last.not_speech]


def test_participants_join_by_transcript():
    result = read_folder([SAMPLE])
    joined = join_participants(result.transcripts, read_participants(SAMPLE / "participants.csv"))

    assert ((), (), ()) == (result.failures, result.notes, joined.notes)
    assert [f"P{number:02}" for number in range(1, 13)] == [each.id for each in joined.participants]
    judge = joined.participants[0]
    assert ("Court 1", "judge", ("P01_court1_judge.txt",)) == (judge.site, judge.role, judge.transcripts)
    assert {"date": "2021-06-09", "setting": "urban"} == judge.attributes
    assert "P09" == joined.transcripts[8].speaker("R").participant


def test_headers_do_when_there_is_no_participants_file():
    joined = join_participants(read_folder([SAMPLE]).transcripts)

    liaison = joined.participants[4]
    assert ("P05", "Court 2 (rural)", "treatment liaison") == (liaison.id, liaison.site, liaison.role)
    assert () == joined.notes


@pytest.mark.parametrize(("document", "start", "end", "words"), PASSAGES)
def test_a_known_passage_lies_inside_one_turn_of_the_participant(document, start, end, words):
    transcript = read_transcript(SAMPLE / document)

    turn = transcript.turn_at(start)
    assert turn is not None
    assert transcript.speaker(turn.speaker).role is Role.PARTICIPANT
    assert end <= turn.end
    assert words == transcript.text[start : start + len(words)]
