"""Bytes to text: the encoding that a file declares, that fits, or that is likeliest."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from cfir_coder.errors import TranscriptError
from cfir_coder.readers.opening import kind_of_bytes

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x80-\x9f]")
_CANDIDATES = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 mac_roman koi8_r "
    "shift_jis euc_jp euc_kr cp949 gb18030 big5"
).split()
_SAMPLE = 65_536
"""Bytes that are looked at to guess an encoding."""

_MOST_CONTROLS = 0.002
"""Share of control characters above which something is no text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with its encoding, by Python's name; is_guess when nothing in the file proves it."""

    text: str
    encoding: str
    is_guess: bool = False


def decode(raw: bytes) -> Decoded:
    """Turn bytes into text; raises TranscriptError for what isn't text or has no encoding that fits."""
    kind = kind_of_bytes(raw)
    if kind:
        raise TranscriptError(f"is {kind}, not text. Give the file its right extension, or export it as text.")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return Decoded(_strict(raw, encoding), encoding)
    wide = _utf16_without_mark(raw)
    if wide:
        return Decoded(_strict(raw, wide), wide, is_guess=True)
    if b"\x00" in raw:
        raise TranscriptError("holds binary content, not text. Export the transcript as text.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        return _guess(raw, exc)
    return Decoded(_checked(text), "utf-8")


def _strict(raw: bytes, encoding: str) -> str:
    try:
        return _checked(raw.decode(encoding))
    except UnicodeDecodeError as exc:
        raise TranscriptError(
            f"says that it is {encoding} but isn't at byte {exc.start}. Save it again as UTF-8."
        ) from exc


def _checked(text: str) -> str:
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > _MOST_CONTROLS * len(sample):
        raise TranscriptError("holds binary content, not text. Export the transcript as text.")
    return text


def _utf16_without_mark(raw: bytes) -> str | None:
    """Every other byte of Western text in UTF-16 is zero."""
    sample = raw[:4096]
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    if sample[1::2].count(0) > 0.7 * pairs and sample[0::2].count(0) < 0.05 * pairs:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * pairs and sample[1::2].count(0) < 0.05 * pairs:
        return "utf-16-be"
    return None


def _guess(raw: bytes, failure: UnicodeDecodeError) -> Decoded:
    western = _as_western(raw)
    if western is not None:
        return Decoded(_checked(western), "cp1252", is_guess=True)
    from charset_normalizer import from_bytes

    start = max(0, failure.start - _SAMPLE // 2)
    best = from_bytes(raw[start : start + _SAMPLE], cp_isolation=_CANDIDATES).best()
    if best is None:
        raise TranscriptError(
            f"is in no encoding that fits (byte {failure.start} is no UTF-8). Save it again as UTF-8."
        )
    try:
        return Decoded(_checked(raw.decode(best.encoding)), best.encoding, is_guess=True)
    except UnicodeDecodeError as exc:
        raise TranscriptError(f"is in no encoding that fits (byte {exc.start}). Save it again as UTF-8.") from exc


_WESTERN_WORD = re.compile(r"[^\W\d_]+")
_RARE = re.compile("[\x80-\x9fÐÞðþÝýÿŸŽžŠš¤¦¬¶¸¹¼½¾×÷]|[^\\W\\d_][À-ÞŽŠ][a-z]|[a-z][À-Þ]")


def _as_western(raw: bytes) -> str | None:
    """Windows-1252, when what is above ASCII are single accents and typographer's marks."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    sample = text[:_SAMPLE]
    high = [char for char in sample if ord(char) > 127]
    letters = sum(len(word) for word in _WESTERN_WORD.findall(sample))
    if not high or sum(1 for char in high if char.isalpha()) > 0.15 * max(1, letters) or len(high) > letters:
        return None
    return text if len(_RARE.findall(sample)) <= 0.05 * len(high) else None
