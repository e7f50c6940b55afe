"""People's codings from files, taken into a study in one change: what is there already stays as it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Coder, Coding
from cfir_coder.study.looking import Look, save_codes_looked_for
from cfir_coder.study.rows import COLUMN_LIST, PLACEHOLDERS, coding_from_row, coding_log, coding_rows
from cfir_coder.study.saving import save_codebook, save_coverage, save_log

IMPORT = "import"
"""What the log calls an import; its `after` is the record, as JSON."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What is to be taken in. covered: coder and text hash of what was looked at. record: where it comes from.

    only: the codes looked for, where an assignment names them. whole: looks that it says were for every code.
    """

    coders: tuple[Coder, ...]
    codings: tuple[Coding, ...]
    covered: frozenset[tuple[str, str]]
    codebook: Codebook
    record: Mapping[str, Any]
    at: datetime
    only: Mapping[Look, frozenset[str]] = field(default_factory=dict)
    whole: frozenset[Look] = frozenset()


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many codings were new, differed from what was there, and were there already."""

    n_new: int
    n_changed: int
    n_same: int


def take_in(cursor: sqlite3.Cursor, intake: Intake) -> TakenIn:
    """Save what isn't there yet; of a coding that is there only valence, strength and memo change.

    A status that somebody set stands. The log keeps every coding that came or changed, and the record once.
    """
    counts = {"new": 0, "changed": 0, "same": 0}
    save_codebook(cursor, intake.codebook)
    for coding in intake.codings:
        row = cursor.execute(f"SELECT {COLUMN_LIST} FROM codings WHERE id = ?", (coding.id,)).fetchone()
        before = coding_from_row(row) if row else None
        after = coding if before is None else _revised(before, coding)
        if after == before:
            counts["same"] += 1
            continue
        counts["changed" if before else "new"] += 1
        cursor.executemany(
            f"INSERT OR REPLACE INTO codings ({COLUMN_LIST}) VALUES ({PLACEHOLDERS})", coding_rows([after])
        )
        save_log(cursor, intake.at, coding.coder, "code", coding_log(before) if before else None, coding_log(after))
    for name in sorted({who for who, _ in intake.covered}):
        save_coverage(cursor, name, sorted(text for who, text in intake.covered if who == name), intake.codebook.hash)
    save_codes_looked_for(cursor, intake.only, intake.whole)
    record = json.dumps(dict(intake.record), ensure_ascii=False, sort_keys=True)
    if cursor.execute("SELECT 1 FROM log WHERE what = ? AND after = ?", (IMPORT, record)).fetchone() is None:
        save_log(cursor, intake.at, ", ".join(one.name for one in intake.coders), IMPORT, None, record)
    return TakenIn(counts["new"], counts["changed"], counts["same"])


def _revised(before: Coding, told: Coding) -> Coding:
    return before.model_copy(update={"valence": told.valence, "strength": told.strength, "memo": told.memo})
