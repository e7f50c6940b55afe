"""A file that can't be read is told with what, where and how to mend it."""

import os
from pathlib import Path

import pytest

from cfir_coder.errors import TranscriptError
from cfir_coder.readers import read_folder, read_transcript

TURN = b"INT: Why?\n\nRESP: Because.\n"


def refusal(path: Path, **options) -> str:
    with pytest.raises(TranscriptError) as caught:
        read_transcript(path, **options)
    return str(caught.value).removeprefix(str(path)).strip()


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.txt", b"", "is empty. Export the transcript again."),
        ("a.txt", b" \n\xc2\xa0\n", "holds no text. Export the transcript again."),
        ("a.txt", b"\x00\x01\x02\x03" * 50, "holds binary content, not text. Export the transcript as text."),
        (
            "a.txt",
            b"PK\x03\x04....",
            "is a zip archive, as .docx, .odt and .xlsx are, not text. Give the file its right extension, "
            "or export it as text.",
        ),
        ("a.vtt", TURN, "isn't WebVTT: its first line must be WEBVTT. Export it again, or save it as .txt."),
        (
            "a.srt",
            TURN,
            "isn't SubRip: no line has the form 00:00:01,000 --> 00:00:02,000. Save it as .txt.",
        ),
        (
            "a.docx",
            TURN,
            "isn't a Word document (.docx), or is damaged (File is not a zip file). Open it in its "
            "program and save it again.",
        ),
    ],
)
def test_content_that_is_no_transcript_is_refused(tmp_path, name, raw, reason):
    path = tmp_path / name
    path.write_bytes(raw)

    assert reason == refusal(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "doesn't exist. Check the name." == refusal(tmp_path / "none.txt")
    assert "is a folder. Name a file in it." == refusal(tmp_path)


def test_an_unknown_extension_is_refused_with_the_known_ones(tmp_path):
    path = tmp_path / "a.mp3"
    path.write_bytes(TURN)

    assert refusal(path).startswith("has no extension of a transcript (.")
    assert ".docx " in refusal(path)


def test_a_huge_file_is_refused_by_its_size_alone(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(2 * 1024**3)

    assert "has 2,147 MB, more than the limit of 67 MB. Is it a recording? Name the transcript instead." == refusal(
        path
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(TURN)
    path.chmod(0)

    assert "may not be read. Change the file's permissions." == refusal(path)


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(TURN)

    result = read_folder([tmp_path])

    assert ["b.txt"] == [transcript.document for transcript in result.transcripts]
    assert ((tmp_path / "a.txt", f"{tmp_path / 'a.txt'} is empty. Export the transcript again."),) == result.failures


def test_a_folders_other_files_are_no_transcripts(tmp_path):
    for name in (
        "participants.csv",
        "README.md",
        "study.toml",
        ".hidden.txt",
        "~$b.docx",
        "cfir-results/x.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TURN)
    (tmp_path / "song.mp3").write_bytes(b"x")
    (tmp_path / "court" / "b.txt").parent.mkdir()
    (tmp_path / "court" / "b.txt").write_bytes(TURN)

    result = read_folder([tmp_path])

    assert ["court/b.txt"] == [transcript.document for transcript in result.transcripts]
    assert ((), ("1 file is no transcript and was left out: song.mp3.",)) == (
        result.failures,
        result.notes,
    )


def test_of_two_files_with_the_same_text_the_first_is_kept_and_it_is_told(tmp_path):
    (tmp_path / "a.txt").write_bytes(TURN)
    (tmp_path / "b.txt").write_bytes(TURN.replace(b"\n", b"\r\n"))

    result = read_folder([tmp_path])

    assert ["a.txt"] == [transcript.document for transcript in result.transcripts]
    assert ("b.txt has the same text as a.txt and was left out.",) == result.notes


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings_are_found_and_kept(read, encoding, told):
    text = "INT: What’s “new” at the café?\n\nRESP: It’s über – naïve.\n"
    transcript = read(text.encode(encoding))

    assert (told, text) == (transcript.encoding, transcript.text)


def test_a_cyrillic_code_page_is_found(read):
    text = "Интервьюер: Как вы начали работать в этой клинике?\n\nУчастник: Я пришла сюда десять лет назад.\n"
    transcript = read((text * 3).encode("cp1251"))

    assert text * 3 == transcript.text
    assert ("The encoding is a guess: cp1251.",) == transcript.warnings
