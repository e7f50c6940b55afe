"""OpenDocument text (.odt): paragraphs, lists and tables in order; notes, comments and deletions apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfir_coder.readers.archive import open_archive, parse_xml, read_part
from cfir_coder.readers.blocks import row_text, written
from cfir_coder.readers.damage import refusing_damage
from cfir_coder.readers.dialogue import Draft

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_PARAGRAPHS = (_TEXT + "p", _TEXT + "h")
_SKIPPED = frozenset(
    [
        *(
            _TEXT + name
            for name in ("note", "tracked-changes", "sequence-decls", "table-of-content", "ruby-text")
        ),
        _OFFICE + "annotation",
        _DRAW + "frame",
        _OFFICE + "forms",
    ]
)


def read_odt(raw: bytes) -> Draft:
    """Write every paragraph and table row as a paragraph of the canonical text."""
    with open_archive(raw, part="content.xml", what="an OpenDocument text (.odt)") as archive:
        content = parse_xml(read_part(archive, "content.xml"), "content.xml")
    with refusing_damage("an OpenDocument text (.odt)", "Open it in its program and save it again."):
        body = content.find(f"{_OFFICE}body/{_OFFICE}text")
        return Draft(written(_blocks(body) if body is not None else ()))


def _blocks(parent: Any) -> Iterator[str]:
    for child in parent:
        if child.tag in _PARAGRAPHS:
            yield "".join(_words(child))
        elif child.tag == _TABLE + "table-row":
            yield row_text(
                [" ".join(_blocks(cell)).strip() for cell in child if cell.tag == _TABLE + "table-cell"]
            )
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield from _blocks(child)


def _words(element: Any) -> Iterator[str]:
    """The words of a paragraph; ODF writes a run of spaces as one space and a count."""
    yield " ".join((element.text or "").split("\n"))
    for child in element:
        tag = child.tag
        if tag == _TEXT + "s":
            yield " " * min(int(child.get(_TEXT + "c", "1")), 200)
        elif tag == _TEXT + "tab":
            yield "\t"
        elif tag == _TEXT + "line-break":
            yield "\n"
        elif isinstance(tag, str) and tag not in _SKIPPED:
            yield from _words(child)
        yield " ".join((child.tail or "").split("\n"))
