"""Outputs that are whole or absent: written beside their place, then moved there; places that can't take them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cfir_coder.errors import OutputBlocked, OutputExists

RESULTS = "cfir-results"
"""The folder that `cfir code` writes when no study names another."""
CODEBOOK = "codebook.yaml"
"""The codebook of a study, beside its database; in a results folder it holds what was adopted."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path in the same folder, moved to `path` when the block ends well.

    A block that raises leaves what stood at `path` as it was.
    Raises OutputBlocked when nothing can be written there.
    """
    make_folder(path.parent)
    with _told(path):
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        with _told(path, "Close or move what is there and run again, or name another place."):
            temporary.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise


def write_text(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write `text` with LF line ends, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding=encoding, newline="\n")


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they aren't there.

    Raises OutputBlocked when it can't be made.
    """
    with _told(folder):
        _refuse_below_a_file(folder)
        folder.mkdir(parents=True, exist_ok=True)


def check_output(path: Path, *, force: bool) -> None:
    """See that a file can be written at `path`, before there is anything to write; nothing is left behind.

    Raises OutputBlocked when it can't, OutputExists when one is there and `force` isn't set.
    """
    check_output_folder(path.parent)
    with _told(path):
        if path.is_dir():
            raise OutputBlocked(f"{path} is a folder, and a file is to be written there. Name a file.")
        if path.exists() and not force:
            raise OutputExists(f"{path} exists and may hold your edits. Choose another -o, or say --force.")


def check_output_folder(folder: Path) -> None:
    """See that files can be written in a folder, there or yet to be made; nothing is made.

    Raises OutputBlocked when they can't.
    """
    with _told(folder):
        _refuse_below_a_file(folder)
        with tempfile.NamedTemporaryFile(prefix=".cfir-", dir=_standing(folder)):
            pass


def _refuse_below_a_file(folder: Path) -> None:
    standing = _standing(folder)
    if not standing.is_dir():
        named = "it" if standing == folder else standing
        raise OutputBlocked(f"nothing can be written into {folder}, as {named} is no folder. Name another place.")


def _standing(path: Path) -> Path:
    """What is there of a path: itself, or the nearest thing above it."""
    for each in (path, *path.parents):
        with suppress(FileNotFoundError, NotADirectoryError):
            each.lstat()
            return each
    return Path()


@contextmanager
def _told(path: Path, mend: str = "Name another place.") -> Iterator[None]:
    """Turn what the system says against writing at a place into OutputBlocked."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputBlocked(f"{path} can't be written ({reason}). {mend}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
