"""Small copies of the shapes in which transcripts come: who speaks, and what is neither header nor note."""


def test_otters_headings_and_last_line_are_no_speech(read, spoken, roles):
    text = (
        "Interview 2 with Sara\nFri, 8/6 10:13AM\n\nSUMMARY KEYWORDS\ndata, library\n\nSPEAKERS\nSara Holm, P1\n\n"
        "Sara Holm  00:12\nWhat do you do?\n\nP1  00:20\nI work with data. And: it grows.\n\n"
        "Sara Holm  01:02\nHow so?\n\nP1  01:10\nNot really.\n\nTranscribed by https://otter.ai\n"
    )
    transcript = read(text)

    assert "P1" == spoken(transcript)[1][0]
    assert "I work with data. And: it grows." == spoken(transcript)[1][1]
    assert ["Transcribed by https://otter.ai"] == [
        transcript.text[start:end] for start, end in transcript.turns[-1].not_speech
    ]
    assert {"Sara Holm": "interviewer", "P1": "participant"} == roles(transcript)
    assert "data, library" == transcript.attributes["keywords"]


def test_front_matter_is_a_header_and_handles_are_speakers(read, roles):
    text = (
        "---\ntitle: Episode 3\ndate: 2019-03-02\n---\n\nStephan: How are you?\n\nroasbeef: It's good to be here.\n\n"
        "Stephan: What is it?\n\nroasbeef: A network on top of another one.\n\nStephan: Is it fast?\n\nroasbeef: Yes.\n"
    )
    transcript = read(text, "episode.md")

    assert {"title": "Episode 3", "date": "2019-03-02"} == transcript.attributes
    assert {"Stephan": "interviewer", "roasbeef": "participant"} == roles(transcript)


def test_an_archives_header_with_spaces_before_colons_is_no_speaker(read, roles):
    text = (
        "Information about interviewee\n\nDate of birth   \t: 1899\nGender          \t: Female\nOccupation\t: \n\n"
        "I  : You were born?\nK  : Yes.\nI  : Where was it?\nK  : In Halstead: a small town.\n"
    )
    transcript = read(text)

    assert {"I": "interviewer", "K": "participant"} == roles(transcript)
    assert {"date_of_birth": "1899", "gender": "Female"} == transcript.attributes


def test_a_key_of_initials_gives_roles(read, roles):
    text = "Key: INT = Interviewer, R1 = respondent (mother), R2 = respondent\n\nINT: Hi.\n\nR1: Hello.\n\nR2: Yes.\n"

    assert {"INT": "interviewer", "R1": "participant", "R2": "participant"} == roles(read(text))


def test_whisper_lines_with_labels_in_brackets(read, spoken):
    text = (
        "[00:00:01.200 --> 00:00:04.000] [SPEAKER_00]: Hello, who are you?\n"
        "[00:00:06.000 --> 00:00:09.000] [SPEAKER_01]: I am Bob.\n"
        "[00:00:09.000 --> 00:00:11.000] [SPEAKER_00]: What do you do?\n"
    )

    assert [
        ("SPEAKER_00", "Hello, who are you?"),
        ("SPEAKER_01", "I am Bob."),
        ("SPEAKER_00", "What do you do?"),
    ] == spoken(read(text))


def test_whisper_lines_without_labels_are_a_document_with_times_apart(read):
    text = "".join(f"[00:0{second}.000 --> 00:0{second}.900]  And so on, line {second}.\n" for second in range(5))
    transcript = read(text)

    (turn,) = transcript.turns
    assert ("document", 0) == (turn.speaker, turn.start_ms)
    assert 4 == len(turn.not_speech)


def test_times_of_f4_are_no_speech(read):
    text = "I: Wie war das? #00:00:05-8#\n\nB: Gut. #00:00:15-2#\n\nI: Warum? #00:00:25-1#\n\nB: (lacht) So.\n"
    transcript = read(text)

    assert [["#00:00:05-8#"], ["#00:00:15-2#"], ["#00:00:25-1#"], ["(lacht)"]] == [
        [transcript.text[start:end] for start, end in turn.not_speech] for turn in transcript.turns
    ]


def test_indented_answers_below_a_moderator_are_somebody_elses_and_told(read, spoken, roles):
    text = (
        "1.a\tWhat did you see first?\n\tThe menu.\nMODERATOR: Could you start?\n(opens the page)\n\tI see it.\n"
        "MODERATOR: And next?\n\tSearch.\n"
    )
    transcript = read(text)

    assert {"unlabelled": "unknown", "MODERATOR": "interviewer"} == roles(transcript)
    assert ("MODERATOR", "Could you start?\n(opens the page)") == spoken(transcript)[2]
    assert ("unlabelled", "I see it.") == spoken(transcript)[3]
    assert ("Some text stands below no label; it is not coded.",) == transcript.warnings


def test_two_hosts_of_one_guest_are_both_interviewers(read, roles):
    turns = [
        ("Ann", "Why did you begin?"),
        ("Cy", "I had been a nurse for a long time and then I wanted to do something else with people. " * 2),
        ("Bo", "And how did that go?"),
        ("Cy", "It went well, all in all, because the county paid for the course and for the travel there. " * 2),
    ] * 4
    text = "\n\n".join(f"**{label}:** {speech.strip()}" for label, speech in turns)

    assert {"Ann": "interviewer", "Cy": "participant", "Bo": "interviewer"} == roles(read(text, "pod.md"))


def test_questions_and_answers_below_a_preface_are_a_document(read, roles):
    preface = "Our team answers the questions that come in most often from families, lawyers and staff. " * 3
    transcript = read(f"What people ask us\n\n{preface}\n\nQ: Is it free?\nA: It is.\n\nQ: Who pays?\nA: The county.\n")

    assert ("document", {"Q": "interviewer", "document": "document"}) == (transcript.kind, roles(transcript))
    assert ("Questions and answers made to be read: a document, not an interview.",) == transcript.warnings


def test_an_address_to_somebody_is_no_label(read, spoken):
    text = "01:01 P 3:\nHi P 12:\n\n01:02 P 12:\nHello.\n\n01:03 P 3:\nHow are you?\n"

    assert [("P 3", "Hi P 12:"), ("P 12", "Hello."), ("P 3", "How are you?")] == spoken(read(text))
