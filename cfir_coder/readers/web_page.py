"""Web pages (.html): the text of the article, without navigation and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfir_coder.errors import TranscriptError
from cfir_coder.readers.archive import MOST_ELEMENTS
from cfir_coder.readers.blocks import row_text, written
from cfir_coder.readers.damage import refusing_damage
from cfir_coder.readers.decoding import decode
from cfir_coder.readers.dialogue import Draft, Header
from cfir_coder.text import canonical_text, one_line

_SKIPPED = frozenset(
    """del script style nav noscript template svg button select option form iframe head aside
    footer object canvas video audio input textarea map""".split()
)
_BLOCKS = frozenset(
    """p div section article main h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre table tr
    td th body html header figure figcaption address hr details summary center fieldset""".split()
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?([\w-]{3,20})""", re.IGNORECASE)
_APART = re.compile(r"(?:^|\s)(?:sd(?:foot|end)note\w*|footer|_?ftn\w*|footnotes?)(?:\s|$)")
_MOST_DEPTH = 200


def read_html(raw: bytes) -> Draft:
    """Write every block of the page as a paragraph of the canonical text; its title is an attribute."""
    text, encoding = _decoded(raw)
    if text.count("<") > MOST_ELEMENTS:
        raise TranscriptError(f"has more than {MOST_ELEMENTS:,} tags. Export the transcript as text.")
    import lxml.html  # type: ignore[import-untyped]

    with refusing_damage("a web page", "Open it in a browser and save it again, or as text."):
        parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
        page = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=parser)
        title = one_line("".join(page.xpath("//head/title[1]//text()")))
        blocks = list(_blocks(_article(page)))
    attributes = {"title": title} if title else {}
    return Draft(written(blocks), encoding, header=Header(attributes=attributes), is_page=True)


def _decoded(raw: bytes) -> tuple[str, str]:
    """As the page declares, when that fits; else as for any text."""
    declared = _CHARSET.search(raw[:4096])
    if declared and not raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = declared[1].decode("ascii").lower()
        encoding = {"iso-8859-1": "cp1252", "latin1": "cp1252", "ascii": "utf-8"}.get(encoding, encoding)
        try:
            return canonical_text(raw.decode(encoding)), encoding
        except (UnicodeDecodeError, LookupError):
            pass
    decoded = decode(raw)
    return canonical_text(decoded.text), decoded.encoding


def _article(page: Any) -> Any:
    """The page's main part, when it has one that holds most of the text."""
    whole = len(page.text_content())
    for path in ("//main", "//article", "//*[@role='main']", "//body"):
        found = page.xpath(path)
        if len(found) == 1 and len(found[0].text_content()) > 0.4 * whole:
            return found[0]
    return page


def _blocks(element: Any) -> Iterator[str]:
    """Paragraphs in order; text between blocks is one too. Depth is bounded by libxml2's own limit."""
    inline: list[str] = []
    _gather(element, inline, 0)
    paragraph: list[str] = []
    for piece in inline:
        if piece == _BREAK:
            yield _flat("".join(paragraph))
            paragraph = []
        else:
            paragraph.append(piece)
    yield _flat("".join(paragraph))


_BREAK = "\x00"


def _gather(element: Any, pieces: list[str], depth: int) -> None:
    if not isinstance(element.tag, str) or depth > _MOST_DEPTH or _is_apart(element):
        return
    if element.tag == "tr":
        cells = [_flat(" ".join(cell.itertext())) for cell in element if cell.tag in ("td", "th")]
        pieces += [_BREAK, row_text(cells), _BREAK]
        return
    is_block = element.tag in _BLOCKS
    if is_block:
        pieces.append(_BREAK)
    if element.tag == "br":
        pieces.append("\x01")
    pieces.append(_spaces(element.text, element))
    for child in element:
        _gather(child, pieces, depth + 1)
        pieces.append(_spaces(child.tail, element))
    if is_block:
        pieces.append(_BREAK)


def _is_apart(element: Any) -> bool:
    """What is no text of the page: scripts, navigation, deletions, a word processor's notes and footers."""
    marks = f"{element.get('id', '')} {element.get('class', '')} {element.get('title', '')}"
    return element.tag in _SKIPPED or bool(_APART.search(marks))


def _spaces(words: str | None, element: Any) -> str:
    """Source line ends are spaces, but not inside <pre>."""
    if not words:
        return ""
    words = words.replace("\x00", "").replace("\x01", "")
    return words.replace("\n", "\x01") if element.tag == "pre" else words


def _flat(words: str) -> str:
    """Runs of spaces become one; line breaks that the page shows stay."""
    return "\n".join(re.sub(r"[ \t\n\r\f]+", " ", line).strip() for line in words.split("\x01"))
