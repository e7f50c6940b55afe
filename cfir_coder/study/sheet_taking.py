"""A filled coding sheet, taken into a study in one change."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cfir_coder.model.coding import Coder, Coding, Status
from cfir_coder.study.deciding import carry_out, judge, withdraw
from cfir_coder.study.rows import COLUMN_LIST, PLACEHOLDERS, coding_log, coding_rows
from cfir_coder.study.saving import save_coverage, save_log
from cfir_coder.study.segments import Segment, save_segments
from cfir_coder.study.taking_in import IMPORT


@dataclass(frozen=True, slots=True)
class SheetChanges:
    """What a sheet changes. changed: before, after. accepted: the proposal, and the coding that it becomes.

    segments: what the person says of stretches. touched: places of the rows that were looked at.
    """

    new: tuple[Coding, ...] = ()
    changed: tuple[tuple[Coding, Coding], ...] = ()
    withdrawn: tuple[Coding, ...] = ()
    accepted: tuple[tuple[Coding, Coding], ...] = ()
    rejected: tuple[Coding, ...] = ()
    segments: tuple[Segment, ...] = ()
    touched: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetTaken:
    """How many codings came, changed and went; how many proposals were newly accepted and rejected."""

    n_new: int
    n_changed: int
    withdrawn: tuple[Coding, ...]
    n_accepted: int
    n_rejected: int


def take_sheet(
    cursor: sqlite3.Cursor,
    coder: Coder,
    changes: SheetChanges,
    *,
    covered: Collection[str],
    codebook: str,
    record: Mapping[str, Any],
    at: datetime,
) -> SheetTaken:
    """Carry the changes out; the same ones again change nothing.

    covered: hashes of the texts that the person has now looked at as a whole, with the codebook of that hash.
    """
    for old in changes.withdrawn:
        withdraw(cursor, old, at=at)
    for coding in changes.new:
        _save(cursor, None, coding.model_copy(update={"created_at": at}), at)
    for before, after in changes.changed:
        _save(cursor, before, after, at)
    n_accepted = n_rejected = 0
    for proposal, becomes in changes.accepted:
        verdict = judge(cursor, coder, proposal, Status.ACCEPTED)
        if verdict.is_carried_out:
            carry_out(cursor, coder, verdict, Status.ACCEPTED, memo=becomes.memo, at=at, becomes=becomes)
            n_accepted += 1
    for proposal in changes.rejected:
        verdict = judge(cursor, coder, proposal, Status.REJECTED)
        if verdict.is_carried_out:
            carry_out(cursor, coder, verdict, Status.REJECTED, memo="", at=at)
            n_rejected += 1
    save_segments(cursor, coder.name, changes.segments)
    save_coverage(cursor, coder.name, covered, codebook)
    told = json.dumps(dict(record), ensure_ascii=False, sort_keys=True)
    if cursor.execute("SELECT 1 FROM log WHERE what = ? AND after = ?", (IMPORT, told)).fetchone() is None:
        save_log(cursor, at, coder.name, IMPORT, None, told)
    return SheetTaken(len(changes.new), len(changes.changed), changes.withdrawn, n_accepted, n_rejected)


def _save(cursor: sqlite3.Cursor, before: Coding | None, after: Coding, at: datetime) -> None:
    cursor.executemany(f"INSERT OR REPLACE INTO codings ({COLUMN_LIST}) VALUES ({PLACEHOLDERS})", coding_rows([after]))
    save_log(cursor, at, after.coder, "code", coding_log(before) if before else None, coding_log(after))
