"""Who is interviewer, who is participant, who stays unknown."""

from cfir_coder.model.transcript import Kind

CHAT = [
    ("Dan", "How did you start?"),
    ("Ruth", "I came from the hospital and worked there for years before this job was open."),
    ("Dan", "And what came next?"),
    ("Ruth", "Then we had the new program, and I ran it with two other people for a while."),
    ("Dan", "Was it hard?"),
    ("Ruth", "It was at first, because nobody told us how to do the paperwork for the state."),
]


def written(turns):
    return "\n\n".join(f"{label}: {speech}" for label, speech in turns)


def reasons(transcript):
    return {speaker.label: (speaker.role.value, speaker.reason) for speaker in transcript.speakers}


def test_the_interviewer_is_found_by_behaviour(read):
    assert {
        "Dan": ("interviewer", "asks in 100% of turns, speaks first, short turns"),
        "Ruth": ("participant", '"Dan" interviews'),
    } == reasons(read(written(CHAT)))


def test_the_interviewer_can_be_told(read):
    told = reasons(read(written(CHAT), interviewer=["ruth"]))

    assert {"Dan": ("participant", '"Ruth" interviews'), "Ruth": ("interviewer", "told")} == told


def test_two_who_speak_alike_stay_unknown_and_are_told(read):
    turns = [("Kim", "I liked it a lot."), ("Lee", "So did we, mostly."), ("Kim", "Yes."), ("Lee", "Right.")]
    transcript = read(written(turns * 2))

    assert {"Kim": "unknown", "Lee": "unknown"} == {each.label: each.role.value for each in transcript.speakers}
    assert (
        '"Kim", "Lee": who interviews isn\'t clear; 8 turns not coded. Name the interviewer with '
        "--interviewer LABEL, or the speakers in participants.csv.",
    ) == transcript.warnings


def test_two_machine_made_labels_are_told_apart_by_behaviour(read, roles):
    turns = [({"Dan": "Speaker 1", "Ruth": "Speaker 2"}[label], speech) for label, speech in CHAT]

    assert {"Speaker 1": "interviewer", "Speaker 2": "participant"} == roles(read(written(turns)))


def test_a_single_letter_is_no_interviewer_when_its_owner_does_all_the_talking(read, roles):
    turns = [({"Dan": "F", "Ruth": "I"}[label], speech) for label, speech in CHAT]

    assert {"F": "interviewer", "I": "participant"} == roles(read(written(turns)))


def test_a_focus_group_has_several_participants_and_unknown_voices_stay_unknown(read, roles):
    text = (
        "Moderator: Who wants to start?\n\nP1: I can.\n\nP2: Me too.\n\nMale voice: Louder!\n\n"
        "FG1-P?: Yes.\n\nAll: Yes.\n\nP3: Fine by me.\n"
    )
    transcript = read(text)

    assert Kind.FOCUS_GROUP is transcript.kind
    assert {
        "Moderator": "interviewer",
        "P1": "participant",
        "P2": "participant",
        "Male voice": "unknown",
        "FG1-P?": "unknown",
        "All": "unknown",
        "P3": "participant",
    } == roles(transcript)


def test_a_legend_explains_initials(read, roles):
    text = "Interview 4\n\nI = informant; Y = interviewer\n\nI: Yes?\n\nY: Well.\n\nI: Why?\n\nY: So.\n"

    assert {"I": "participant", "Y": "interviewer"} == roles(read(text))


def test_a_header_line_tells_who_interviews(read, roles):
    header = "Title: x\nInterviewer: Anna Berg\nParticipant: Bo Lind\n\n"
    text = header + "Anna: Yes.\n\nBo: Well.\n\nAnna: No.\n\nBo: So.\n"

    assert {"Anna": "interviewer", "Bo": "participant"} == roles(read(text))


def test_a_second_voice_that_only_asks_is_not_taken_for_a_participant(read, roles):
    turns = [({"Dan": "Interviewer", "Ruth": "P1"}[label], speech) for label, speech in CHAT]
    turns += [("Sue", "Why?"), turns[1], ("Sue", "When?"), turns[3], ("Sue", "Who?"), turns[5]]

    assert {"Interviewer": "interviewer", "P1": "participant", "Sue": "unknown"} == roles(read(written(turns)))


def test_a_header_line_that_names_who_speaks_below_is_no_turn(read, spoken):
    transcript = read(
        "Interviewer: Dan\nParticipant: P07\n\nDan: How is it going?\n\nAmy: It is fine.\n\n"
        "Dan: And the bus?\n\nAmy: No bus.\n"
    )

    assert [("Dan", "How is it going?"), ("Amy", "It is fine."), ("Dan", "And the bus?"), ("Amy", "No bus.")] == spoken(
        transcript
    )
    assert [("Dan", "interviewer"), ("Amy", "participant")] == [
        (speaker.label, speaker.role) for speaker in transcript.speakers
    ]
    assert "P07" == transcript.attributes["participant"]


def test_prose_above_the_first_speaker_is_told(read):
    above = (
        "We met Amy in the park on a Sunday, and she told us much before we began to record what she said that day.\n\n"
    )

    transcript = read(above + "Dan: How is it going?\n\nAmy: Fine.\n\nDan: And the bus?\n\nAmy: No bus.\n")

    assert transcript.warnings == ("24 words above the first speaker belong to nobody and aren't coded.",)
