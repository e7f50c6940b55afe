"""Zip archives of XML (.docx, .odt, .xlsx), refused before anything large or recursive is unpacked."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from cfir_coder.errors import TranscriptError

MOST_UNPACKED = 192 * 1024 * 1024
"""Bytes of all parts together."""

MOST_XML = 24 * 1024 * 1024
"""Bytes of one XML part: a hundred hours of interview."""

MOST_ELEMENTS = 1_000_000
"""Tags in one XML part; each costs about 200 bytes of memory once parsed."""

MOST_PARTS = 5_000

_DOCTYPES = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


def open_archive(raw: bytes, *, part: str, what: str) -> zipfile.ZipFile:
    """Open an archive that is safe to unpack and holds `part`; raises TranscriptError.

    what: what the file claims to be, for the message ("a Word document").
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        parts = archive.infolist()
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        EOFError,
        UnicodeDecodeError,
    ) as exc:
        raise TranscriptError(
            f"isn't {what}, or is damaged ({exc}). Open it in its program and save it again."
        ) from exc
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNPACKED:
        raise TranscriptError(f"unpacks to more than {MOST_UNPACKED // 2**20} MB. Save a copy without pictures.")
    if any(each.flag_bits & 1 for each in parts):
        raise TranscriptError("is locked with a password. Save a copy without one.")
    if part not in archive.namelist():
        raise TranscriptError(f"isn't {what}: it has no {part}. Open it in its program and save it again.")
    for each in parts:
        if each.filename.endswith((".xml", ".rels")):
            _check_xml(archive, each)
    return archive


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Unpack one part; raises TranscriptError when its bytes are damaged."""
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError) as exc:
        raise TranscriptError(
            f"is damaged: {name} can't be unpacked. Open it in its program and save it again."
        ) from exc
    except Exception as exc:
        if type(exc).__module__ in ("zlib", "lzma", "_lzma", "_bz2"):
            raise TranscriptError(
                f"is damaged: {name} can't be unpacked. Open it in its program and save it again."
            ) from exc
        raise


def parse_xml(xml: bytes, name: str) -> Any:
    """The root of one part, parsed without entities, network or more depth than a document has."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise TranscriptError(f"is damaged: {name} is no XML. Open it in its program and save it again.") from exc


def _check_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.file_size > MOST_XML:
        raise TranscriptError(f"has {part.file_size // 2**20} MB in {part.filename}. Split it, or export it as text.")
    xml = read_part(archive, part.filename)
    if any(mark in xml for mark in _DOCTYPES):
        raise TranscriptError(
            f"defines XML entities in {part.filename}, as no transcript does. Save it again in its program."
        )
    if xml.count(b"<") > MOST_ELEMENTS or xml.count("<".encode("utf-16-be")) > MOST_ELEMENTS:
        raise TranscriptError(
            f"has more than {MOST_ELEMENTS:,} tags in {part.filename}. Split it, or export it as text."
        )
