"""What a language model answered, kept in the study from one run to the next."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from cfir_coder.files import make_folder
from cfir_coder.study.connection import connect


class Answers:
    """The answers kept in a study; use it in a `with` block.

    The database is opened when it is first needed, and made when there is something to keep. Every answer is a change
    of its own: what was answered before a process died is there.
    """

    def __init__(self, file: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._file = file
        self._now = now
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._connection is not None:
            self._connection.close()

    def get(self, key: str) -> str | None:
        """The answer kept under a key, if any; one that is no text any more is as good as none."""
        if self._connection is None and not self._file.exists():
            return None
        found = "SELECT CAST(answer AS BLOB) FROM answers WHERE key = ?"
        row = self._opened().execute(found, (key,)).fetchone()
        try:
            return None if row is None else bytes(row[0]).decode()
        except UnicodeDecodeError:
            return None

    def put(self, key: str, answer: str) -> None:
        """Keep an answer."""
        row = (key, answer, self._now().isoformat())
        self._opened().execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)

    def _opened(self) -> sqlite3.Connection:
        """The database at the newest layout.

        Raises StudyDamaged, StudyVersionError, or OutputBlocked where it can't be made.
        """
        if self._connection is None:
            make_folder(self._file.parent)
            self._connection = connect(self._file, is_new=not self._file.exists())
        return self._connection
