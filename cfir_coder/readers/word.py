"""Word documents: paragraphs and tables in order, tracked changes accepted, footnotes and comments apart."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from cfir_coder.model.transcript import Comment
from cfir_coder.readers.archive import open_archive, parse_xml
from cfir_coder.readers.blocks import END, TextWriter
from cfir_coder.readers.damage import refusing_damage
from cfir_coder.readers.dialogue import Draft

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ID = _W + "id"
_TEXT, _TAB, _BREAK, _CR, _HYPHEN = (_W + name for name in ("t", "tab", "br", "cr", "noBreakHyphen"))
_PARAGRAPH, _TABLE, _ROW, _CELL = (_W + name for name in ("p", "tbl", "tr", "tc"))
_COMMENT_START, _COMMENT_END, _COMMENT_MARK = (
    _W + name for name in ("commentRangeStart", "commentRangeEnd", "commentReference")
)
_FOOTNOTE = _W + "footnoteReference"
_NO_TEXT = "del moveFrom pPr rPr tblPr tblGrid trPr tcPr instrText delText delInstrText sectPr pict"
_SKIPPED = frozenset(
    [
        *(_W + name for name in _NO_TEXT.split()),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    ]
)


def read_docx(raw: bytes) -> Draft:
    """Write every paragraph and table row as a paragraph of the canonical text."""
    open_archive(raw, part="[Content_Types].xml", what="a Word document (.docx)").close()
    import docx

    with refusing_damage("a Word document (.docx)", "Open it in Word and save it again."):
        document = docx.Document(io.BytesIO(raw))
        writer = TextWriter()
        _write_blocks(document.element.body, writer)
        comments = tuple(_comments(document, writer.places))
        footnotes = tuple(_footnotes(document, writer.places))
    return Draft(writer.text, comments=comments, footnotes=footnotes)


def _write_blocks(parent: Any, writer: TextWriter) -> None:
    """Write what stands in order of the document, also inside content controls and insertions."""
    for child in parent:
        if child.tag == _PARAGRAPH:
            _write_paragraph(child, writer)
            writer.end_paragraph()
        elif child.tag == _TABLE:
            for row in child.iter(_ROW):
                _write_row(row, writer)
        elif child.tag in (_COMMENT_START, _COMMENT_END):
            _write_mark(child, writer)
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            _write_blocks(child, writer)


def _write_row(row: Any, writer: TextWriter) -> None:
    """Write a row as one paragraph; a table inside a cell becomes words of that cell."""
    cells, places = [], []
    for cell in row.iterchildren(_CELL):
        inner = TextWriter()
        for paragraph in cell.iter(_PARAGRAPH):
            _write_paragraph(paragraph, inner)
            inner.end_paragraph()
        cells.append("\n".join(inner.text.split("\n\n")).strip())
        places += list(inner.places)
    writer.end_row(cells, places)


def _write_paragraph(paragraph: Any, writer: TextWriter) -> None:
    stack = [iter(paragraph)]
    while stack:
        for child in stack[-1]:
            tag = child.tag
            if tag == _TEXT:
                writer.write(child.text or "")
            elif tag == _TAB:
                writer.write("\t")
            elif tag in (_BREAK, _CR):
                writer.write("\n")
            elif tag == _HYPHEN:
                writer.write("\u2011")
            elif tag in (_COMMENT_START, _COMMENT_END, _COMMENT_MARK, _FOOTNOTE):
                _write_mark(child, writer)
            elif tag not in _SKIPPED:
                stack.append(iter(child))
                break
        else:
            stack.pop()


def _write_mark(mark: Any, writer: TextWriter) -> None:
    kinds = {_COMMENT_START: "comment ", _COMMENT_END: f"{END}comment ", _FOOTNOTE: "footnote "}
    writer.place(kinds.get(mark.tag, "mark of comment ") + mark.get(_ID, ""))


def _comments(document: Any, places: dict[str, int]) -> Iterator[Comment]:
    """Every comment that the text refers to, in order of place; one without a range stands at its mark."""
    found = []
    for comment in document.comments:
        number = str(comment.comment_id)
        mark = places.get(f"mark of comment {number}")
        start, end = places.get(f"comment {number}", mark), places.get(f"{END}comment {number}", mark)
        if start is not None and end is not None:
            created = comment.timestamp.isoformat() if comment.timestamp else ""
            author = comment.author or ""
            found.append(
                Comment(author=author, text=comment.text, start=start, end=max(start, end), created_at=created)
            )
    yield from sorted(found, key=lambda comment: (comment.start, comment.end))


def _footnotes(document: Any, places: dict[str, int]) -> Iterator[Comment]:
    part = next(
        (each.target_part for each in document.part.rels.values() if each.reltype.endswith("/footnotes")),
        None,
    )
    if part is None:
        return
    for note in parse_xml(part.blob, "footnotes.xml").iterchildren(_W + "footnote"):
        place = places.get(f"footnote {note.get(_ID, '')}")
        if place is not None:
            inner = TextWriter()
            _write_blocks(note, inner)
            yield Comment(author="", text=inner.text.strip(), start=place, end=place)
