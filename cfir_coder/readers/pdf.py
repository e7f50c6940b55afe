"""PDF prints: lines put together to paragraphs; page headers, footers and numbers are no speech."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from cfir_coder.errors import TranscriptError
from cfir_coder.readers.blocks import written
from cfir_coder.readers.damage import refusing_damage
from cfir_coder.readers.dialogue import Draft
from cfir_coder.readers.labels import Sort, label_sort
from cfir_coder.readers.notes import CLOCK

_MOST_PAGES = 2_000
_MOST_STREAM = 2 * 1024 * 1024
"""Bytes of one page's drawing instructions, unpacked; a page of text has a few thousand."""

_MOST_STREAMS = 64 * 1024 * 1024
_EDGE_LINES = 3
"""Lines at the top and bottom of a page that may be its header or footer."""

_PAGE_NUMBER = re.compile(
    r"^(?:page|seite|p\.|side|página|pagina)?\s*[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:/|of|von|de|av|af|di|van)\s*\d{1,4})?$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(\d{1,5})[.)]?(?:\s+|$)")
_STARTS_TURN = re.compile(
    rf"^(?:\d{{1,4}}\s+)?(?:[\[(]?{CLOCK}[\])]?\s*)?(?P<label>[^\W\d_][^:：\n]{{0,47}}?)\s*(?:[(\[]?{CLOCK}[)\]]?\s*)?[:：](?:\s|$)"
)
_STARTS_TIME = re.compile(rf"^[\[(]?{CLOCK}")
_ENDS_TIME = re.compile(rf"{CLOCK}[\])]?$")


def read_pdf(raw: bytes) -> Draft:
    """Take the lines of every page, drop what isn't text of the transcript, and join lines to paragraphs."""
    if b"%PDF-" not in raw[:1024]:
        raise TranscriptError("isn't a PDF: it doesn't begin with %PDF-. Print it as PDF again, or export it as text.")
    with refusing_damage("a PDF", "Print it as PDF again, or export it as text."):
        pages = [_lines(words) for words in _page_texts(raw)]
    if not any(line for page in pages for line in page):
        raise TranscriptError("holds no text, only pictures of it. Run text recognition (OCR), or export it as text.")
    return Draft(_paragraphs(_without_page_furniture(pages)))


def _page_texts(raw: bytes) -> list[str]:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(raw))
    if reader.is_encrypted and not _opens(reader):
        raise TranscriptError("is locked with a password. Save a copy without one.")
    if len(reader.pages) > _MOST_PAGES:
        raise TranscriptError(f"has more than {_MOST_PAGES} pages. Split it into one file for each conversation.")
    texts, whole = [], 0
    for page in reader.pages:
        size = _stream_size(page)
        whole += size
        if size > _MOST_STREAM or whole > _MOST_STREAMS:
            raise TranscriptError("has pages with too many drawing instructions. Export it as text.")
        texts.append(page.extract_text())
    return texts


def _opens(reader: Any) -> bool:
    """Whether the empty password opens it; newer ciphers need a library that isn't asked for."""
    import pypdf.errors

    try:
        return bool(reader.decrypt(""))
    except pypdf.errors.DependencyError:
        return False


def _stream_size(page: Any) -> int:
    contents = page.get_contents()
    return len(contents.get_data()) if contents is not None else 0


def _lines(words: str) -> list[str]:
    return [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in words.replace("\x00", "").split("\n")]


def _without_page_furniture(pages: Sequence[list[str]]) -> list[list[str]]:
    """Drop page numbers, lines that come back at the edges of pages, and paragraph or line numbers."""
    cleaned = [_without_number_lines(page) for page in pages]
    edges = Counter(_shape(line) for page in cleaned for line in set(_edges(page)))
    repeated = {shape for shape, count in edges.items() if shape and count > max(2, 0.5 * len(cleaned))}
    if len(cleaned) in (2, 3):
        for lines in zip(*(_outermost(page) for page in cleaned), strict=True):
            shapes = {_shape(line) for line in lines} - {""}
            repeated |= shapes if len(shapes) == 1 else set()
    return [_without_line_numbers(_without_edges(page, repeated)) for page in cleaned]


def _edges(page: Sequence[str]) -> list[str]:
    filled = [line for line in page if line]
    return [*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]]


def _outermost(page: Sequence[str]) -> tuple[str, str]:
    filled = [line for line in page if line] or [""]
    return filled[0], filled[-1]


def _shape(line: str) -> str:
    """A line without its numbers: `Interview 3, page 4` and `Interview 3, page 5` have one shape."""
    return "" if _STARTS_TURN.match(line) else re.sub(r"\d+", "#", line).casefold()


def _without_edges(page: list[str], repeated: set[str]) -> list[str]:
    kept = list(page)
    for last in (False, True):
        for _ in range(_EDGE_LINES):
            filled = [index for index, line in enumerate(kept) if line]
            if not filled:
                break
            index = filled[-1] if last else filled[0]
            if _shape(kept[index]) in repeated or _PAGE_NUMBER.match(kept[index]):
                kept[index] = ""
            else:
                break
    return kept


def _without_number_lines(page: Sequence[str]) -> list[str]:
    """Drop runs of three or more lines that only count upwards: paragraph numbers printed beside the text."""
    kept: list[str] = []
    run: list[str] = []
    for line in [*page, ""]:
        if line.isdecimal() and len(line) < 7 and (not run or int(line) > int(run[-1])):
            run.append(line)
            continue
        kept += run if len(run) < 3 else []
        run = [line] if line.isdecimal() and len(line) < 7 else []
        kept += [] if run else [line]
    return kept[:-1]


def _without_line_numbers(page: list[str]) -> list[str]:
    """Drop the number before each line when nearly all lines have one that grows."""
    numbers = [int(match[1]) for line in page if (match := _NUMBERED.match(line))]
    filled = sum(1 for line in page if line)
    grows = all(first < second for first, second in pairwise(numbers))
    if len(numbers) < 5 or len(numbers) < 0.6 * filled or not grows:
        return page
    return [_NUMBERED.sub("", line, count=1) for line in page]


def _paragraphs(pages: Sequence[list[str]]) -> str:
    """Join lines that the page's width broke; a label, a blank line or a short line ends a paragraph."""
    width = _usual_width(line for page in pages for line in page)
    hyphenated = Counter(re.findall(r"\b\w{1,40}-\w{1,40}", " ".join(line for page in pages for line in page)))
    paragraphs: list[str] = []
    last = ""
    for page in pages:
        for line in "\n".join(page).strip("\n").split("\n"):
            goes_on = last and (len(last) >= 0.7 * width or line[:1].islower()) and not _label_alone(last)
            if line and goes_on and not _begins_anew(line):
                paragraphs[-1] = _joined(paragraphs[-1], line, hyphenated)
            elif line:
                paragraphs.append(line)
            last = line
    return written(paragraphs)


def _usual_width(lines: Iterable[str]) -> int:
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _begins_anew(line: str) -> bool:
    match = _STARTS_TURN.match(line)
    if match and label_sort(match["label"].strip()) is not Sort.NONE:
        return True
    return bool(_STARTS_TIME.match(line))


def _label_alone(line: str) -> bool:
    return (line.endswith((":", ":")) and bool(_STARTS_TURN.match(line))) or bool(_ENDS_TIME.search(line))


def _joined(before: str, line: str, hyphenated: Counter[str]) -> str:
    """Join two lines; a hyphen at the break stays when the word has it elsewhere too."""
    broken, rest = re.search(r"(\w{1,40})-$", before[-41:]), re.match(r"\w{1,40}", line)
    if broken and rest and line[:1].islower():
        return before + line if hyphenated[f"{broken[1]}-{rest[0]}"] else before[:-1] + line
    if before.endswith("\u00ad"):
        return before[:-1] + line
    return f"{before} {line}"
