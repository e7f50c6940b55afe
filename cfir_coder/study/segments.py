"""Stretches of a text that a person has looked at, with remarks, inside a change of the study."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch. start, end: code points of the canonical text. done: the person says to have coded it."""

    text_hash: str
    start: int
    end: int
    done: bool
    memo: str = ""


def save_segments(cursor: sqlite3.Cursor, coder: str, segments: Iterable[Segment]) -> None:
    """Keep what a person says of stretches now, see `said_now`."""
    told = list(segments)
    texts = sorted({one.text_hash for one in told})
    held = [one for _, one in read_segments(cursor.connection, coder) if one.text_hash in texts]
    cursor.executemany("DELETE FROM segments WHERE coder = ? AND text_hash = ?", [(coder, text) for text in texts])
    cursor.executemany(
        "INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?)",
        [(coder, one.text_hash, one.start, one.end, int(one.done), one.memo) for one in said_now(held, told)],
    )


def said_now(held: Iterable[Segment], told: Iterable[Segment]) -> list[Segment]:
    """What a person says of stretches, after what was said before: it stands for stretches inside as well.

    A stretch of which nothing is said any more, neither done nor a remark, is left out.
    """
    by_text: dict[str, dict[tuple[int, int], Segment]] = defaultdict(dict)
    for one in held:
        by_text[one.text_hash][one.start, one.end] = one
    for one in told:
        here = by_text[one.text_hash]
        inside = [(start, end) for start, end in here if one.start <= start and end <= one.end]
        here |= {place: replace(here[place], done=one.done) for place in inside}
        here[one.start, one.end] = one
    return [one for here in by_text.values() for one in here.values() if one.done or one.memo]


def done_by_text(segments: Iterable[Segment]) -> dict[str, list[tuple[int, int]]]:
    """Where the stretches stand that are done, in order, by hash of the text."""
    done: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in sorted(segments, key=lambda one: (one.start, one.end)):
        if one.done:
            done[one.text_hash].append((one.start, one.end))
    return dict(done)


def is_read(text: str, start: int, end: int, read: Iterable[tuple[int, int]]) -> bool:
    """Whether stretches that somebody has read, in order, hold all of a stretch but blanks."""
    at = start
    for first, last in read:
        if first <= at or not text[at:first].strip():
            at = max(at, last)
    return not text[at:end].strip()


def read_segments(connection: sqlite3.Connection, coder: str | None) -> list[tuple[str, Segment]]:
    """Every stretch with the name of its person, in order; of one person if named."""
    rows = connection.execute(
        'SELECT coder, text_hash, start, "end", done, memo FROM segments WHERE coder = ifnull(?, coder)'
        " ORDER BY 1, 2, 3, 4",
        (coder,),
    )
    return [(name, Segment(text, start, end, bool(done), memo)) for name, text, start, end, done, memo in rows]
