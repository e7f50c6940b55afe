"""Turns out of text: what is speech, what is a label, what is neither."""

TWO = "Interviewer: How is it?\n\nP07: Good."


def test_label_and_colon(read, spoken):
    assert [("Interviewer", "How is it?"), ("P07", "Good.")] == spoken(read(TWO))


def test_label_alone_on_its_line(read, spoken):
    text = "Q:\nHow is it?\n\nA:\nGood.\nVery good.\n\nQ:\nWhy?\n\nA:\nBecause.\n"

    assert [("Q", "How is it?"), ("A", "Good.\nVery good."), ("Q", "Why?"), ("A", "Because.")] == spoken(read(text))


def test_a_turn_may_have_several_paragraphs(read, spoken):
    text = "INT: Tell me.\n\nRESP: First this.\n\nThen that.\n\nINT: Thanks."

    assert [("INT", "Tell me."), ("RESP", "First this.\n\nThen that."), ("INT", "Thanks.")] == spoken(read(text))


def test_what_looks_like_a_label_inside_a_turn_stays_in_it(read, spoken):
    speech = (
        "See https://example.org: it helps.\n"
        "http://example.org\n"
        "10:30 is when we start.\n"
        "3:1 is the ratio.\n"
        "Note: nobody came.\n"
        "Q1: was left out.\n"
        "Gender: female.\n"
        "And here's the thing: it works."
    )
    text = f"INT: Tell me.\n\nRESP: {speech}\n\nINT: Thanks.\n\nRESP: Welcome."

    assert [("INT", "Tell me."), ("RESP", speech), ("INT", "Thanks."), ("RESP", "Welcome.")] == spoken(read(text))


def test_a_line_end_of_windows_or_a_byte_order_mark_changes_no_turn(read, spoken):
    windows = read(b"\xef\xbb\xbf" + TWO.replace("\n", "\r\n").encode())

    assert spoken(read(TWO)) == spoken(windows)
    assert read(TWO).text == windows.text


def test_offsets_count_code_points_around_emoji_and_combining_marks(read, spoken):
    text = "INT: 😀 Cafe\u0301?\n\nRESP: \u00a0Ja\u00adja 👩‍⚕️ klar.\n\nINT: Ok."

    assert [("INT", "😀 Cafe\u0301?"), ("RESP", "Ja\u00adja 👩‍⚕️ klar."), ("INT", "Ok.")] == spoken(read(text))


def test_labels_that_differ_in_case_are_one_speaker(read, roles):
    text = "MODERATOR: So?\n\nParticipant 1: Yes.\n\nModerator: And?\n\nPARTICIPANT 1: No."

    assert {"MODERATOR": "interviewer", "Participant 1": "participant"} == roles(read(text))


def test_a_header_ends_where_speech_begins(read, spoken):
    text = "Title: Staff interviews\nInterviewer: Anna Berg\nParticipant: P01\nDate: 2021-06-09\n\n" + TWO
    transcript = read(text)

    assert [("Interviewer", "How is it?"), ("P07", "Good.")] == spoken(transcript)
    assert {
        "title": "Staff interviews",
        "interviewer": "Anna Berg",
        "participant": "P01",
        "date": "2021-06-09",
    } == transcript.attributes


def test_a_label_without_a_header_is_no_header(read, spoken):
    text = "Participant: Okay\nInterviewer: Why?\nParticipant: It worked for us.\n"

    assert ["Okay", "Why?", "It worked for us."] == [speech for _, speech in spoken(read(text))]


def test_text_without_labels_is_a_document_that_is_told(read, roles):
    transcript = read("We came to the clinic at eight.\n\nNobody was there.\n")

    assert ("document", {"document": "document"}) == (transcript.kind, roles(transcript))
    assert (
        "No speaker labels: read as a document. If one participant speaks, say --unlabelled participant.",
    ) == transcript.warnings


def test_text_without_labels_is_one_participants_when_told(read, roles):
    transcript = read("We came to the clinic at eight.\n", unlabelled="participant")

    assert ("interview", {"participant": "participant"}, ()) == (
        transcript.kind,
        roles(transcript),
        transcript.warnings,
    )


def test_text_without_labels_can_be_skipped(read, roles):
    assert {"unlabelled": "unknown"} == roles(read("We came at eight.\n", unlabelled="skip"))
