"""Stretches of a text that a person has looked at, with remarks, inside a change of the study."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch. start, end: code points of the canonical text. done: the person says to have coded it."""

    text_hash: str
    start: int
    end: int
    done: bool
    memo: str = ""


def save_segments(cursor: sqlite3.Cursor, coder: str, segments: Iterable[Segment]) -> None:
    """Keep what a person says of stretches; what is said now stands, and what says nothing goes."""
    for one in segments:
        place = (coder, one.text_hash, one.start, one.end)
        cursor.execute('DELETE FROM segments WHERE coder = ? AND text_hash = ? AND start = ? AND "end" = ?', place)
        if one.done or one.memo:
            cursor.execute("INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?)", (*place, int(one.done), one.memo))


def read_segments(connection: sqlite3.Connection, coder: str | None) -> list[tuple[str, Segment]]:
    """Every stretch with the name of its person, in order; of one person if named."""
    rows = connection.execute(
        'SELECT coder, text_hash, start, "end", done, memo FROM segments WHERE coder = ifnull(?, coder)'
        " ORDER BY 1, 2, 3, 4",
        (coder,),
    )
    return [(name, Segment(text, start, end, bool(done), memo)) for name, text, start, end, done, memo in rows]
