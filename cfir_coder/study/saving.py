"""Rows of a study that are written as part of a change: texts, people, codebooks, coverage, the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Status
from cfir_coder.model.transcript import Transcript
from cfir_coder.study.rows import COLUMN_LIST, PLACEHOLDERS, coding_rows, transcript_row
from cfir_coder.study.run import Run


def save_texts(cursor: sqlite3.Cursor, transcripts: Iterable[Transcript]) -> None:
    """Keep texts, each as the current one of its name."""
    for transcript in transcripts:
        cursor.execute("UPDATE transcripts SET current = 0 WHERE document = ?", (transcript.document,))
        cursor.execute(
            "INSERT INTO transcripts (hash, document, text, form) VALUES (?, ?, ?, ?) ON CONFLICT (hash)"
            " DO UPDATE SET document = excluded.document, form = excluded.form, current = 1",
            transcript_row(transcript),
        )


def save_endorsements(cursor: sqlite3.Cursor, run: Run) -> None:
    """Put a run's endorsements in the place of those that its texts had."""
    cursor.executemany("DELETE FROM endorsements WHERE text_hash = ?", ((one.hash,) for one in run.transcripts))
    cursor.executemany(
        "INSERT INTO endorsements VALUES (?, ?, ?, ?, ?)",
        ((one.text_hash, one.turn, one.speaker, one.participant, one.endorsed) for one in run.endorsements),
    )


def save_run(cursor: sqlite3.Cursor, run: Run) -> None:
    """Keep what was run, with what, on which texts."""
    hashes = {transcript.hash: transcript.document for transcript in run.transcripts}
    cursor.execute(
        "INSERT INTO runs (coder, codebook, started_at, finished_at, version, options, text_hashes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            run.coder,
            run.codebook.hash,
            run.started_at.isoformat(),
            run.finished_at.isoformat(),
            run.version,
            json.dumps(run.options, ensure_ascii=False),
            json.dumps(hashes, ensure_ascii=False),
        ),
    )


def replace_proposals(cursor: sqlite3.Cursor, run: Run) -> tuple[str, str]:
    """Put a run's proposals in place; return the ids that went and those that came, as JSON."""
    gone: set[str] = set()
    decided: set[str] = set()
    for transcript in run.transcripts:
        rows = cursor.execute(
            "SELECT id, status FROM codings WHERE text_hash = ? AND coder = ?",
            (transcript.hash, run.coder),
        )
        for coding_id, status in rows.fetchall():
            (gone if status == Status.PROPOSED else decided).add(coding_id)
    cursor.executemany("DELETE FROM codings WHERE id = ?", ((coding_id,) for coding_id in gone))
    fresh = [coding for coding in run.codings if coding.id not in decided]
    cursor.executemany(f"INSERT INTO codings ({COLUMN_LIST}) VALUES ({PLACEHOLDERS})", coding_rows(fresh))
    come = {coding.id for coding in fresh}
    return json.dumps({"proposals": sorted(gone - come)}), json.dumps({"proposals": sorted(come - gone)})


def save_people(cursor: sqlite3.Cursor, participants: Iterable[Participant]) -> None:
    """Keep who took part; what is told now stands."""
    cursor.executemany(
        "INSERT INTO participants VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET told = excluded.told",
        ((person.id, person.model_dump_json(exclude={"id"})) for person in participants),
    )


def save_codebook(cursor: sqlite3.Cursor, codebook: Codebook) -> None:
    """Keep a codebook once."""
    known = cursor.execute("SELECT 1 FROM codebooks WHERE hash = ?", (codebook.hash,)).fetchone()
    if not known:
        content = codebook.model_dump_json()
        row = (codebook.hash, codebook.id, codebook.version, content)
        cursor.execute("INSERT INTO codebooks VALUES (?, ?, ?, ?)", row)


def save_coverage(cursor: sqlite3.Cursor, coder: str, texts: Iterable[str], codebook: str) -> None:
    """Say that a coder has looked at the texts of these hashes with the codebook of that hash."""
    cursor.executemany(
        "INSERT OR IGNORE INTO coverage VALUES (?, ?, ?)",
        ((coder, text, codebook) for text in texts),
    )


def save_log(cursor: sqlite3.Cursor, at: datetime, who: str, what: str, before: str | None, after: str | None) -> None:
    """Add a line to the log."""
    cursor.execute(
        "INSERT INTO log (at, who, what, before, after) VALUES (?, ?, ?, ?, ?)",
        (at.isoformat(), who, what, before, after),
    )


def save_theme_decision(cursor: sqlite3.Cursor, theme: str, decision: str, *, into: str, by: str, at: datetime) -> None:
    """Keep what a person decided on a candidate theme; what is decided now stands."""
    cursor.execute(
        "INSERT INTO theme_decisions VALUES (?, ?, ?, ?, ?) ON CONFLICT (theme) DO UPDATE SET"
        " decision = excluded.decision, into_code = excluded.into_code, by = excluded.by, at = excluded.at",
        (theme, decision, into, by, at.isoformat()),
    )
    save_log(cursor, at, by, f"{decision} theme {theme}", None, into or None)


def save_logs(cursor: sqlite3.Cursor, at: datetime, who: str, what: str, after: Iterable[str]) -> None:
    """Add a line to the log for each thing that is new."""
    cursor.executemany(
        "INSERT INTO log (at, who, what, before, after) VALUES (?, ?, ?, NULL, ?)",
        ((at.isoformat(), who, what, each) for each in after),
    )
