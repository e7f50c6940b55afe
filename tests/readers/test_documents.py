"""One interview in every format that a word processor writes: the same turns come out."""

import io
from pathlib import Path

import pytest

from cfir_coder.model.transcript import Comment
from cfir_coder.readers import read_transcript

FIXTURES = Path(__file__).parents[1] / "fixtures" / "transcripts"

TURNS = [
    ("Interviewer", "How do people get here?"),
    (
        "N03",
        "By bus, mostly. The late bus is gone, so nobody comes after five. That was naïve of the county, "
        "if you ask me, and I told them so twice in writing and once in person. [laughs] They did "
        "not answer.",
    ),
    ("Interviewer", "What would help?"),
    (
        "N03",
        "Evening hours. “One evening a week”, I said – that is all we need, with one nurse and the same "
        "doctor who already sits here until seven on Thursdays to do the paperwork. And a phone that "
        "somebody picks up.",
    ),
    ("Interviewer", "Anything else?"),
    ("N03", "Note: the bus to https://example.org/stop is 10:30, that is one way to say it. 😀 No."),
]


def flat(turns):
    """Turns with runs of white space as one space: line ends differ between formats."""
    return [(label, " ".join(speech.split())) for label, speech in turns]


@pytest.mark.parametrize("name", ["clinic.docx", "clinic.odt", "clinic.rtf", "clinic.html"])
def test_every_format_gives_the_same_turns(name, spoken, roles):
    transcript = read_transcript(FIXTURES / name)

    assert TURNS == flat(spoken(transcript))
    assert {"Interviewer": "interviewer", "N03": "participant"} == roles(transcript)
    assert {
        "title": "Clinic interviews",
        "site": "North clinic",
        "participant": "N03",
    } == transcript.attributes
    assert ["[laughs]"] == [transcript.text[start:end] for turn in transcript.turns for start, end in turn.not_speech]


def test_page_headers_footers_and_line_breaks_of_a_pdf_are_no_speech(spoken):
    transcript = read_transcript(FIXTURES / "clinic.pdf")

    assert [(label, speech.replace("😀 ", "")) for label, speech in TURNS] == flat(spoken(transcript))


@pytest.mark.parametrize("name", ["clinic.docx", "clinic.odt"])
def test_comments_and_footnotes_are_kept_apart_with_their_place(name):
    transcript = read_transcript(FIXTURES / name)

    (comment,), (footnote,) = transcript.comments, transcript.footnotes
    assert ("Ben", "barrier?", "2024-05-03T09:30:00") == (
        comment.author,
        comment.text,
        comment.created_at[:19],
    )
    assert "late bus is gone" == transcript.text[comment.start : comment.end]
    assert ("Named by the transcriber.", "That") == (
        footnote.text,
        transcript.text[footnote.start - 4 : footnote.start],
    )


def word_file(build) -> bytes:
    import docx

    document = docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_paragraphs_and_tables_of_word_stay_in_order(read, spoken):
    def build(document):
        document.add_paragraph("Site: Court 9")
        table = document.add_table(rows=0, cols=3)
        for row in (
            ("Time", "Speaker", "Text"),
            ("00:01", "INT", "How many?"),
            ("00:04", "P4", "Two.\nOr three."),
        ):
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
        document.add_paragraph("INT: And then?")

    transcript = read(word_file(build), "table.docx")

    assert [("INT", "How many?"), ("P4", "Two.\nOr three."), ("INT", "And then?")] == spoken(transcript)
    assert [1000, 4000, None] == [turn.start_ms for turn in transcript.turns]
    assert {"site": "Court 9"} == transcript.attributes


def test_a_word_comment_covers_its_words(read):
    def build(document):
        document.add_paragraph("INT: Why?")
        paragraph = document.add_paragraph("P4: ")
        run = paragraph.add_run("Nobody told us.")
        document.add_comment([run], text="communications, barrier", author="Ana")

    transcript = read(word_file(build), "comment.docx")

    (comment,) = transcript.comments
    assert ("Ana", "communications, barrier", "Nobody told us.") == (
        comment.author,
        comment.text,
        transcript.text[comment.start : comment.end],
    )
    assert isinstance(comment, Comment)


def test_columns_are_found_by_name_in_a_csv_file(read, spoken):
    text = (
        "timestamp,speaker,words,tags\n[0:00],DB,And there we go?,x\n,AC,Right &amp; good.,\n,,Very good.,\n"
        "[1:02],DB,What is it?,\n,AC,It is a mill.,\n"
    )
    transcript = read(text, "history.csv")

    assert [
        ("DB", "And there we go?"),
        ("AC", "Right & good. Very good."),
        ("DB", "What is it?"),
        ("AC", "It is a mill."),
    ] == spoken(transcript)
    assert [0, None, 62_000, None] == [turn.start_ms for turn in transcript.turns]


@pytest.mark.parametrize("head", ["Sprecher;Text;Beginn", "Intervenant;Texte;Début", "화자;내용;시작"])
def test_columns_are_found_in_other_languages(read, spoken, head):
    transcript = read(f"{head}\nINT;Wie?;00:01\nP1;So.;00:02\n", "gespraech.csv")

    assert [("INT", "Wie?"), ("P1", "So.")] == spoken(transcript)


def test_columns_are_found_by_name_in_an_excel_sheet(read, spoken, roles):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Made with a tool"])
    sheet = book.create_sheet("Transcript")
    for row in (
        ["Start (s)", "Speaker", "Text"],
        [1.5, "Interviewer", "How?"],
        [2, "P1", "So."],
        [3.25, "P1", "Yes."],
    ):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    transcript = read(stream.getvalue(), "sheet.xlsx")

    assert [("Interviewer", "How?"), ("P1", "So. Yes.")] == spoken(transcript)
    assert {"Interviewer": "interviewer", "P1": "participant"} == roles(transcript)


def test_a_web_page_of_questions_and_answers_is_a_document(read, spoken, roles):
    page = (
        "<html><head><title>Ask the clinic</title></head><body><nav>Home | About</nav><main>"
        "<h1>Ask the clinic</h1><p>Our nurse answers what readers ask.</p>"
        "<p><b>Q:</b> When do you open?</p><p><b>A:</b> At eight.</p>"
        "<p>Q: And on Sundays?</p><p>A: We are<br>closed.</p></main><script>var Q = 1;</script></body></html>"
    )
    transcript = read(page, "page.html")

    assert "document" == transcript.kind
    assert [
        ("document", "Our nurse answers what readers ask."),
        ("Q", "When do you open?"),
        ("document", "At eight."),
        ("Q", "And on Sundays?"),
        ("document", "We are\nclosed."),
    ] == [turn for turn in spoken(transcript) if turn[1] != "Ask the clinic"]
    assert {"Q": "interviewer", "document": "document"} == roles(transcript)
    assert "Ask the clinic" == transcript.attributes["title"]
