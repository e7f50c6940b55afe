"""Word documents: paragraphs and tables in order, tracked changes accepted, footnotes and comments apart."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from cfir_coder.errors import TranscriptError
from cfir_coder.readers.archive import open_archive
from cfir_coder.readers.dialogue import Draft

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT, _TAB, _BREAK, _CR, _HYPHEN = (_W + name for name in ("t", "tab", "br", "cr", "noBreakHyphen"))
_PARAGRAPH, _TABLE, _ROW, _CELL = (_W + name for name in ("p", "tbl", "tr", "tc"))
_SKIPPED = frozenset(
    _W + name
    for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "footnoteReference", "sectPr")
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_docx(raw: bytes) -> Draft:
    """Write every paragraph and table row as a paragraph of the canonical text."""
    open_archive(raw, part="[Content_Types].xml", what="a Word document (.docx)").close()
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    try:
        body = docx.Document(io.BytesIO(raw)).element.body
    except (
        PackageNotFoundError,
        KeyError,
        ValueError,
        XMLSyntaxError,
        AttributeError,
        TypeError,
        IndexError,
    ) as exc:
        raise TranscriptError(
            "isn't a Word document, or is damaged. Open it in Word and save it again as .docx."
        ) from exc
    blocks = [block.strip() for block in _blocks(body)]
    return Draft("\n\n".join(block for block in blocks if block) + "\n", "utf-8")


def _blocks(parent: Any) -> Iterator[str]:
    """Paragraphs and table rows in order of the document, also inside content controls and insertions."""
    for child in parent:
        if child.tag == _PARAGRAPH:
            yield _paragraph(child)
        elif child.tag == _TABLE:
            yield from _rows(child)
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[str]:
    for row in table.iter(_ROW):
        cells = [" ".join(" ".join(_blocks(cell)).split()) for cell in row if cell.tag == _CELL]
        yield _row([cell for cell in cells if cell])


def _row(cells: list[str]) -> str:
    return "\t".join(cells)


def _paragraph(element: Any) -> str:
    pieces: list[str] = []
    stack = [iter(element)]
    while stack:
        for child in stack[-1]:
            tag = child.tag
            if tag == _TEXT:
                pieces.append(child.text or "")
            elif tag == _TAB:
                pieces.append("\t")
            elif tag in (_BREAK, _CR):
                pieces.append("\n")
            elif tag == _HYPHEN:
                pieces.append("\u2011")
            elif tag not in _SKIPPED and tag != _FALLBACK:
                stack.append(iter(child))
                break
        else:
            stack.pop()
    return "".join(pieces)
