"""The bytes of a file, once it is known that they may be read."""

from __future__ import annotations

import stat
from pathlib import Path

from cfir_coder.errors import TranscriptError

DEFAULT_LIMIT = 64 * 1024 * 1024
"""Bytes; a larger file is not opened."""

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive, as .docx, .odt and .xlsx are"),
    (b"\xd0\xcf\x11\xe0", "an old Office file, as .doc and .xls are"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "rich text (.rtf)"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"ID3", "a sound recording"),
    (b"RIFF", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


def read_bytes(path: Path, *, limit: int = DEFAULT_LIMIT) -> bytes:
    """Read a whole file, at most `limit` bytes; its size is looked at before it is opened.

    Raises TranscriptError without the path in front: the caller knows it.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise TranscriptError("is a folder. Name a file in it.")
        if not stat.S_ISREG(status.st_mode):
            raise TranscriptError("is not a regular file. Save the transcript as a file first.")
        if status.st_size > limit:
            raise TranscriptError(
                f"has {status.st_size / 1e6:,.0f} MB, more than the limit of {limit / 1e6:,.0f} MB. "
                "Is it a recording? Name the transcript instead."
            )
        if status.st_size == 0:
            raise TranscriptError("is empty. Export the transcript again.")
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except FileNotFoundError as exc:
        raise TranscriptError("doesn't exist. Check the name.") from exc
    except PermissionError as exc:
        raise TranscriptError("may not be read. Change the file's permissions.") from exc
    except OSError as exc:
        raise TranscriptError(f"can't be read ({exc.strerror or exc}). Copy it to a local disk.") from exc


def kind_of_bytes(raw: bytes) -> str | None:
    """What a file's first bytes say it is, in words; None for text and for what isn't known."""
    return next((name for signature, name in _SIGNATURES if raw.startswith(signature)), None)
