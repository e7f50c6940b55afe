"""Carry what people did over to the new text of a corrected transcript, inside a change of the study."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from cfir_coder.model.coding import Coding
from cfir_coder.model.transcript import Transcript
from cfir_coder.study.anchoring import Anchoring, reanchor
from cfir_coder.study.carrying_reading import carry_reading
from cfir_coder.study.deciding import carry_decisions
from cfir_coder.study.rows import COLUMN_LIST, PLACEHOLDERS, coding_from_row, coding_log, coding_rows
from cfir_coder.study.saving import save_log

Carried = tuple[Anchoring, Coding, Coding | None]
"""How it was found again, as it was, as it is now (None for an orphan)."""


def former_texts(cursor: sqlite3.Cursor, transcripts: Iterable[Transcript]) -> list[tuple[Transcript, str]]:
    """The transcripts whose document had another text until now, with the hash of that text."""
    former = []
    for transcript in transcripts:
        rows = cursor.execute(
            "SELECT hash FROM transcripts WHERE document = ? AND current = 1 AND hash <> ?",
            (transcript.document, transcript.hash),
        )
        former += [(transcript, old) for (old,) in rows.fetchall()]
    return former


def carry_over(cursor: sqlite3.Cursor, old: str, new: Transcript, at: datetime) -> list[str]:
    """Put what people did on an old text (its hash) to its place in the new one; tell how that went, if they did any.

    Those are their codings, decisions on proposals, and what they had read. The old rows stay with the old text, so
    nothing is lost; an orphan stands there only.
    """
    carried = _codings(cursor, old, new)
    for how, before, after in carried:
        if after:
            carry_decisions(cursor, before, after)
        moved = coding_log(after) if after else None
        save_log(cursor, at, "cfir", f"re-anchor {how.value}", coding_log(before), moved)
    return [*_summary(new.document, [how for how, _, _ in carried]), *carry_reading(cursor, old, new)]


def _codings(cursor: sqlite3.Cursor, old: str, new: Transcript) -> list[Carried]:
    """Put people's codings and decided proposals to their places."""
    rows = cursor.execute(
        f"SELECT {COLUMN_LIST} FROM codings WHERE text_hash = ? AND (status <> 'proposed' OR coder_kind <> 'machine')"
        ' ORDER BY start, "end", code, coder',
        (old,),
    )
    carried = [_found(coding, new) for coding in [coding_from_row(row) for row in rows.fetchall()]]
    moved = [after for _, _, after in carried if after is not None]
    cursor.executemany(f"INSERT OR IGNORE INTO codings ({COLUMN_LIST}) VALUES ({PLACEHOLDERS})", coding_rows(moved))
    return carried


def _summary(document: str, found: Sequence[Anchoring]) -> list[str]:
    """A line on how a document's codings were found again; none when there were none."""
    if not found:
        return []
    counts = Counter(found)
    told = ", ".join(f"{counts[how]} {how.value}" for how in Anchoring)
    return [f"{document} has a new text; what people coded or decided was carried over: {told}."]


def _found(coding: Coding, new: Transcript) -> Carried:
    how, after = reanchor(coding, new)
    return how, coding, after
