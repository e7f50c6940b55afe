"""Damaged and hostile files give one clear refusal, whatever the parsers below would do with them."""

import io
import random
import zipfile
from pathlib import Path

import pytest

from cfir_coder.errors import TranscriptError
from cfir_coder.readers import read_transcript

FIXTURES = Path(__file__).parents[1] / "fixtures" / "transcripts"
NAMES = ["clinic.docx", "clinic.odt", "clinic.rtf", "clinic.html", "clinic.pdf"]

ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{level} "{f"&a{level - 1 or str()};" * 10}">' for level in range(1, 10))
    + "]><l>&a9;</l>"
).encode()


def with_part(name: str, part: str, content: bytes) -> bytes:
    """A fixture with one of its parts replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(FIXTURES / name) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.namelist():
            target.writestr(each, content if each == part else source.read(each))
    return stream.getvalue()


def refusal(path: Path, raw: bytes) -> str:
    path.write_bytes(raw)
    with pytest.raises(TranscriptError) as caught:
        read_transcript(path)
    return str(caught.value).removeprefix(str(path)).strip()


@pytest.mark.parametrize(("name", "part"), [("clinic.docx", "word/document.xml"), ("clinic.odt", "content.xml")])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<a>" + b" " * (25 * 1024 * 1024) + b"</a>", "has 25 MB in {part}. Split it, or export it as text."),
        (
            b"<a>" + b"<b/>" * 1_000_001 + b"</a>",
            "has more than 1,000,000 tags in {part}. Split it, or export it as text.",
        ),
        (ENTITIES, "defines XML entities in {part}, as no transcript does. Save it again in its program."),
    ],
)
def test_bombs_are_refused_before_they_are_parsed(tmp_path, name, part, content, reason):
    assert reason.format(part=part) == refusal(tmp_path / name, with_part(name, part, content))


@pytest.mark.parametrize(("name", "part"), [("clinic.docx", "word/document.xml"), ("clinic.odt", "content.xml")])
def test_nesting_deeper_than_a_document_has_is_refused(tmp_path, name, part):
    assert "damaged" in refusal(tmp_path / name, with_part(name, part, b"<a>" * 5000 + b"</a>" * 5000))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_another_kind_is_refused_by_name(tmp_path, name):
    assert refusal(tmp_path / name, b"\x07random" * 9).startswith(("isn't", "holds binary content"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_is_read_or_refused_and_never_breaks_the_reader(tmp_path, name, seed):
    chance = random.Random(seed)
    raw = bytearray((FIXTURES / name).read_bytes())
    for _ in range(chance.choice([1, 20, 200])):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    cut = raw[: chance.randrange(1, len(raw))]
    outcomes = []
    for number, damaged in enumerate((raw, cut)):
        path = tmp_path / f"{number}{name}"
        path.write_bytes(damaged)
        try:
            outcomes.append(read_transcript(path).format)
        except TranscriptError as exc:
            outcomes.append("refused" if str(path) in str(exc) else str(exc))

    suffix = name.rpartition(".")[2]
    assert set(outcomes) <= {suffix, "refused"}


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("long.txt", b"INT: " + b"a" * 1_000_000),
        ("spaces.txt", b"INT: a\n" + b" " * 300_000 + b"b"),
        ("brackets.txt", b"INT: a" + b"[" * 200_000),
        ("notes.txt", b"INT: a" + b"(laugh " * 50_000),
        ("deep.rtf", b"{\\rtf1 INT: a" + b"{" * 200_000),
        ("fonts.rtf", b"{\\rtf1 {\\fonttbl" + b"\\f0\\fcharset0 " * 20_000 + b"} INT: a}"),
        ("fields.rtf", b"{\\rtf1 INT: a" + b"{\\field{\\*\\fldinst{HYPERLINK " * 10_000),
        ("deep.html", b"INT: a" + b"<div>" * 100_000),
        ("voices.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nINT: a" + b"<v " * 200_000),
    ],
)
def test_long_lines_and_deep_nesting_are_read(tmp_path, name, raw):
    path = tmp_path / name
    path.write_bytes(raw)

    assert read_transcript(path).text.lstrip().startswith("INT: a") or name == "deep.html"


def test_a_text_without_end_is_refused(tmp_path):
    assert "has 100,001 lines, more than a conversation. Split it into one file for each." == refusal(
        tmp_path / "a.txt", b"a\n" * 100_001
    )


def test_a_scanned_pdf_is_refused_with_a_way_out(tmp_path):
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    stream = io.BytesIO()
    writer.write(stream)

    assert "holds no text, only pictures of it. Run text recognition (OCR), or export it as text." == refusal(
        tmp_path / "a.pdf", stream.getvalue()
    )


def test_a_locked_pdf_is_refused(tmp_path):
    import pypdf

    writer = pypdf.PdfWriter(clone_from=FIXTURES / "clinic.pdf")
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)

    assert "is locked with a password. Save a copy without one." == refusal(tmp_path / "a.pdf", stream.getvalue())
