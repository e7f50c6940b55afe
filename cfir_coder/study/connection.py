"""Open the database of a study, at the layout that this version of cfir writes."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path

from cfir_coder.errors import StudyDamaged, StudyNotFound, StudyVersionError
from cfir_coder.files import RESULTS
from cfir_coder.study.settings import read_settings

DATABASE = "study.db"


def study_file(path: Path) -> Path:
    """The database of a study, given its folder or the file itself.

    Raises StudyNotFound when there is none, or when it is a study folder in which nothing was coded yet.
    """
    for candidate in (path / DATABASE, path / RESULTS / DATABASE) if path.is_dir() else (path,):
        if candidate.is_file():
            return candidate
    settings = read_settings(path)
    if settings is not None:
        raise StudyNotFound(
            f"{path}: nothing was coded in this study folder yet. Put the transcripts into "
            f"{path / settings.transcripts}, then run `cfir code {path}`, or import what people coded with "
            f"`cfir import FILE --study {path}`."
        )
    raise StudyNotFound(f"{path}: there is no study here. Name the folder that `cfir code` wrote, or a study folder.")


def connect(path: Path, *, is_new: bool = False) -> sqlite3.Connection:
    """Open a database and bring it to the newest layout.

    Raises StudyDamaged when the file isn't a study, StudyVersionError when a newer cfir wrote it.
    """
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _migrate(connection, path, is_new=is_new)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StudyDamaged(f"{path} is no study database ({error}). Restore it from a copy.") from error
    except BaseException:
        connection.close()
        raise
    return connection


def migrations() -> list[tuple[int, str]]:
    """Number and SQL of every layout step, in order."""
    steps = (files("cfir_coder.study") / "migrations").iterdir()
    scripts = sorted((step.name, step) for step in steps if step.name.endswith(".sql"))
    return [(int(name.partition("_")[0]), step.read_text(encoding="utf-8")) for name, step in scripts]


def _migrate(connection: sqlite3.Connection, path: Path, *, is_new: bool) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    steps = migrations()
    if version > steps[-1][0]:
        raise StudyVersionError(
            f"{path} was written by a newer cfir (layout {version}, this one knows {steps[-1][0]}). Update cfir."
        )
    if version == 0 and not is_new:
        raise StudyDamaged(f"{path} is a database, but no study of cfir. Name another file.")
    for number, script in steps:
        if number > version:
            connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
