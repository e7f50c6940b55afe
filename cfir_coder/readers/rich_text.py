"""Rich text (.rtf) from Word, TextEdit and archives."""

from __future__ import annotations

import re

from cfir_coder.errors import TranscriptError
from cfir_coder.readers.damage import refusing_damage
from cfir_coder.readers.dialogue import Draft
from cfir_coder.text import canonical_text

_DELETED = re.compile(r"\{[^{}]*\\deleted(?![a-z])[^{}]*\}")
_LONGEST = 16 * 1024 * 1024
"""Characters without pictures: striprtf needs a second for each 8 million."""

_PICTURE = re.compile(r"\{\\\*?\\?(?:pict|objdata|shppict|themedata|colorschememapping|datastore)[^{}]*\}")


def read_rtf(raw: bytes) -> Draft:
    """Take the words out of the markup; tracked deletions, pictures, headers and footnotes are left out."""
    if not raw.lstrip()[:5] == b"{\\rtf":
        raise TranscriptError("isn't rich text: it doesn't begin with {\\rtf. Open it in Word and save it as .docx.")
    from striprtf.striprtf import rtf_to_text

    markup = _DELETED.sub("", _PICTURE.sub("", raw.decode("latin-1")))
    if len(markup) > _LONGEST:
        raise TranscriptError(f"has {len(markup) // 2**20} MB of markup. Open it in Word and save it as .docx.")
    with refusing_damage("rich text", "Open it in Word and save it as .docx."):
        text: str = rtf_to_text(markup, errors="replace")  # type: ignore[no-untyped-call]
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\x00", "")
    return Draft(canonical_text(text).strip("\n") + "\n", _code_page(markup))


def _code_page(markup: str) -> str:
    match = re.search(r"\\ansicpg(\d+)", markup[:4096])
    return f"cp{match[1]}" if match else "cp1252"
