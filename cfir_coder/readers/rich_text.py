"""Rich text (.rtf) from Word, TextEdit and archives."""

from __future__ import annotations

import re

from cfir_coder.errors import TranscriptError
from cfir_coder.readers.damage import refusing_damage
from cfir_coder.readers.dialogue import Draft
from cfir_coder.text import canonical_text

_DELETED = re.compile(r"\{[^{}]*\\deleted(?![a-z])[^{}]*\}")
_LONGEST = 8 * 1024 * 1024
"""Characters without pictures: striprtf needs a second for each two million."""

_FONT = re.compile(r"\\f(\d{1,6})[^{};]{0,300}?\\fcharset(\d{1,3})")
_BRACE = re.compile(r"[{}]")

_PICTURE = re.compile(r"\{\\\*?\\?(?:pict|objdata|shppict|themedata|colorschememapping|datastore)[^{}]*\}")


def read_rtf(raw: bytes) -> Draft:
    """Take the words out of the markup; tracked deletions, pictures, headers and footnotes are left out."""
    if not raw.lstrip()[:5] == b"{\\rtf":
        raise TranscriptError("isn't rich text: it doesn't begin with {\\rtf. Open it in Word and save it as .docx.")
    from striprtf.striprtf import rtf_to_text

    markup = _DELETED.sub("", _PICTURE.sub("", raw.decode("latin-1")))
    markup = _with_plain_fonts(markup.replace("\\*\\fldinst", "\\*\\instruction"))
    if len(markup) > _LONGEST:
        raise TranscriptError(f"has {len(markup) // 2**20} MB of markup. Open it in Word and save it as .docx.")
    with refusing_damage("rich text", "Open it in Word and save it as .docx."):
        text: str = rtf_to_text(markup, errors="replace")  # type: ignore[no-untyped-call]
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\x00", "")
    return Draft(canonical_text(text).strip("\n") + "\n", _code_page(markup))


def _with_plain_fonts(markup: str) -> str:
    """Write the font table anew, one plain entry a font: striprtf takes minutes over a damaged one."""
    start = markup.find("{\\fonttbl")
    if start < 0:
        return markup
    depth, end = 0, len(markup)
    for brace in _BRACE.finditer(markup, start):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            end = brace.end()
            break
    fonts = "".join(f"{{\\f{number}\\fcharset{charset} x;}}" for number, charset in _FONT.findall(markup[start:end]))
    return f"{markup[:start]}{{\\fonttbl{fonts}}}{markup[end:]}"


def _code_page(markup: str) -> str:
    match = re.search(r"\\ansicpg(\d+)", markup[:4096])
    return f"cp{match[1]}" if match else "cp1252"
