"""For which codes somebody has looked at a text, where not for all, inside a change of the study."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

Look = tuple[str, str]
"""A coder and a text's hash."""


def save_codes_looked_for(
    cursor: sqlite3.Cursor, by_code: Mapping[Look, Collection[str]], whole: Iterable[Look] = ()
) -> None:
    """Keep what is told now; a look for every code (`whole`) has no rows, and what isn't named stays as it was."""
    cursor.executemany("DELETE FROM codes_looked_for WHERE coder = ? AND text_hash = ?", sorted({*by_code, *whole}))
    rows = sorted((*look, code) for look, codes in by_code.items() for code in codes)
    cursor.executemany("INSERT INTO codes_looked_for VALUES (?, ?, ?)", rows)


def read_codes_looked_for(connection: sqlite3.Connection) -> dict[Look, frozenset[str]]:
    """The codes by coder and text hash; a look that isn't here was for every code."""
    found: dict[Look, set[str]] = defaultdict(set)
    for coder, text, code in connection.execute("SELECT coder, text_hash, code FROM codes_looked_for ORDER BY 1, 2, 3"):
        found[coder, text].add(code)
    return {look: frozenset(codes) for look, codes in found.items()}


def carry_codes_looked_for(cursor: sqlite3.Cursor, old: str, new: str) -> None:
    """What somebody looked for in an old text (its hash) holds for the corrected one."""
    cursor.execute(
        "INSERT OR IGNORE INTO codes_looked_for SELECT coder, ?, code FROM codes_looked_for WHERE text_hash = ?",
        (new, old),
    )
