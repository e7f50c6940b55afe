"""OpenDocument text (.odt): paragraphs, lists and tables in order; notes, comments and deletions apart."""

from __future__ import annotations

from typing import Any

from cfir_coder.model.transcript import Comment
from cfir_coder.readers.archive import open_archive, parse_xml, read_part
from cfir_coder.readers.blocks import END, TextWriter
from cfir_coder.readers.damage import refusing_damage
from cfir_coder.readers.dialogue import Draft

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PARAGRAPHS = (_TEXT + "p", _TEXT + "h")
_NOTE, _ANNOTATION, _ANNOTATION_END = _TEXT + "note", _OFFICE + "annotation", _OFFICE + "annotation-end"
_SKIPPED = frozenset(
    [
        *(_TEXT + name for name in ("tracked-changes", "sequence-decls", "table-of-content", "ruby-text")),
        _DRAW + "frame",
        _OFFICE + "forms",
    ]
)


def read_odt(raw: bytes) -> Draft:
    """Write every paragraph and table row as a paragraph of the canonical text."""
    with open_archive(raw, part="content.xml", what="an OpenDocument text (.odt)") as archive:
        content = parse_xml(read_part(archive, "content.xml"), "content.xml")
    with refusing_damage("an OpenDocument text (.odt)", "Open it in its program and save it again."):
        reader = _Reader()
        body = content.find(f"{_OFFICE}body/{_OFFICE}text")
        if body is not None:
            reader.write_blocks(body, reader.writer)
    return Draft(reader.writer.text, comments=reader.comments(), footnotes=reader.footnotes())


class _Reader:
    """Walks the body once; remembers comments and footnotes until their places are known."""

    def __init__(self) -> None:
        self.writer = TextWriter()
        self._comments: dict[str, Any] = {}
        self._footnotes: dict[str, Any] = {}

    def write_blocks(self, parent: Any, writer: TextWriter) -> None:
        for child in parent:
            if child.tag in _PARAGRAPHS:
                self._write_words(child, writer)
                writer.end_paragraph()
            elif child.tag == _TABLE + "table-row":
                self._write_row(child, writer)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                self.write_blocks(child, writer)

    def _write_row(self, row: Any, writer: TextWriter) -> None:
        cells, places = [], []
        for cell in row.iterchildren(_TABLE + "table-cell"):
            inner = TextWriter()
            self.write_blocks(cell, inner)
            cells.append("\n".join(inner.text.split("\n\n")).strip())
            places += list(inner.places)
        writer.end_row(cells, places)

    def _write_words(self, element: Any, writer: TextWriter) -> None:
        """Write a paragraph's words; ODF writes a run of spaces as one space and a count."""
        writer.write((element.text or "").replace("\n", " "))
        for child in element:
            tag = child.tag
            if tag == _TEXT + "s":
                writer.write(" " * min(int(child.get(_TEXT + "c", "1")), 200))
            elif tag == _TEXT + "tab":
                writer.write("\t")
            elif tag == _TEXT + "line-break":
                writer.write("\n")
            elif tag == _NOTE:
                writer.place(self._remember("footnote", self._footnotes, child))
            elif tag == _ANNOTATION:
                writer.place(self._remember("comment", self._comments, child, child.get(_OFFICE + "name", "")))
            elif tag == _ANNOTATION_END:
                writer.place(f"{END}comment {child.get(_OFFICE + 'name', '')}")
            elif isinstance(tag, str) and tag not in _SKIPPED:
                self._write_words(child, writer)
            writer.write((child.tail or "").replace("\n", " "))

    @staticmethod
    def _remember(kind: str, among: dict[str, Any], element: Any, name: str = "") -> str:
        place = f"{kind} {name or f'without name {len(among)}'}"
        among[place] = element
        return place

    def comments(self) -> tuple[Comment, ...]:
        """Comments in order of place."""
        found = []
        for place, element in self._comments.items():
            start = self.writer.places[place]
            end = self.writer.places.get(END + place, start)
            author, created = (element.findtext(_DC + name) or "" for name in ("creator", "date"))
            words = self._own_words(element)
            found.append(Comment(author=author, text=words, start=start, end=max(start, end), created_at=created))
        return tuple(sorted(found, key=lambda comment: (comment.start, comment.end)))

    def footnotes(self) -> tuple[Comment, ...]:
        """Footnotes and endnotes in order of place."""
        return tuple(
            Comment(
                author="",
                text=self._own_words(element),
                start=self.writer.places[place],
                end=self.writer.places[place],
            )
            for place, element in self._footnotes.items()
        )

    @staticmethod
    def _own_words(element: Any) -> str:
        inner, reader = TextWriter(), _Reader()
        body = element.find(_TEXT + "note-body")
        reader.write_blocks(element if body is None else body, inner)
        return inner.text.strip()
