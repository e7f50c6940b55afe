"""Outputs that are whole or absent: written beside their place, then moved there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cfir_coder.errors import OutputExists

RESULTS = "cfir-results"
"""The folder that `cfir code` writes when no study names another."""
CODEBOOK = "codebook.yaml"
"""The codebook of a study, beside its database; in a results folder it holds what was adopted."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path in the same folder, moved to `path` when the block ends well.

    A block that raises leaves what stood at `path` as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise


def write_text(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write `text` with LF line ends, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding=encoding, newline="\n")


def refuse_to_overwrite(path: Path, *, force: bool) -> None:
    """Raise OutputExists when `path` is there and `force` isn't set."""
    if path.exists() and not force:
        raise OutputExists(f"{path} exists and may hold your edits. Choose another -o, or say --force.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
