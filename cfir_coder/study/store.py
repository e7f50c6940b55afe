"""The study: every text, person, codebook, coder, coding and run, and the log of every change."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from cfir_coder.errors import StudyDamaged, StudyError
from cfir_coder.files import make_folder, replacing
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Coder, CoderKind, Coding, Coverage, Endorsement, Status
from cfir_coder.model.theme import CandidateTheme
from cfir_coder.model.transcript import Transcript
from cfir_coder.study.carrying import carry_over, former_texts
from cfir_coder.study.connection import connect, study_file
from cfir_coder.study.deciding import Verdict, carry_out, judge, set_status
from cfir_coder.study.looking import read_codes_looked_for, save_codes_looked_for
from cfir_coder.study.rows import (
    COLUMN_LIST,
    PLACEHOLDERS,
    coding_from_row,
    coding_log,
    coding_rows,
    transcript_from_row,
)
from cfir_coder.study.run import Run
from cfir_coder.study.saving import (
    replace_proposals,
    save_codebook,
    save_coverage,
    save_endorsements,
    save_log,
    save_logs,
    save_people,
    save_run,
    save_texts,
    save_theme_decision,
)
from cfir_coder.study.segments import Segment, read_segments
from cfir_coder.study.sheet_taking import SheetChanges, SheetTaken, take_sheet
from cfir_coder.study.speaking import read_corrections, read_endorsements
from cfir_coder.study.taking_in import Intake, TakenIn, take_in
from cfir_coder.text import text_hash


class Study:
    """An open study; use it in a `with` block.

    Every change is one transaction: a process that dies in it leaves the study as it was.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def open(cls, path: Path) -> Study:
        """Open the study in a folder, or the one in a database file.

        Raises StudyNotFound, StudyDamaged or StudyVersionError.
        """
        file = study_file(path)
        return cls(connect(file), file)

    @classmethod
    def open_or_create(cls, file: Path) -> Study:
        """Open the study in that database file; make the file when it isn't there."""
        make_folder(file.parent)
        return cls(connect(file, is_new=not file.exists()), file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._connection.close()

    # What a machine coder found

    def record_run(self, run: Run) -> list[str]:
        """Keep a run: its texts, people and codebook, and its codings in place of the coder's earlier proposals.

        Only proposals of that coder on those documents go. What a person accepted or rejected stays as it is,
        and isn't proposed again. Where a document has a new text, what people did on the old one is carried over.
        Returns what was carried over, a line a document. Raises StudyError when the name is that of no machine.
        """
        with self._change() as cursor:
            self._save_coder(cursor, Coder(name=run.coder, kind=CoderKind.MACHINE))
            former = former_texts(cursor, run.transcripts)
            save_texts(cursor, run.transcripts)
            save_people(cursor, run.participants)
            save_codebook(cursor, run.codebook)
            save_coverage(cursor, run.coder, (one.hash for one in run.transcripts), run.codebook.hash)
            carried = [line for new, old in former for line in carry_over(cursor, old, new, run.finished_at)]
            replaced = replace_proposals(cursor, run)
            save_endorsements(cursor, run)
            cursor.execute("DELETE FROM themes WHERE coder = ?", (run.coder,))
            cursor.executemany(
                "INSERT INTO themes VALUES (?, ?, ?)",
                ((run.coder, place, theme.model_dump_json()) for place, theme in enumerate(run.themes)),
            )
            save_run(cursor, run)
            save_log(cursor, run.finished_at, run.coder, "run", *replaced)
        return carried

    # What people did

    def add_sources(
        self, transcripts: Iterable[Transcript], participants: Iterable[Participant], codebook: Codebook
    ) -> None:
        """Keep texts, people and a codebook that no machine has coded (yet)."""
        with self._change() as cursor:
            save_texts(cursor, transcripts)
            save_people(cursor, participants)
            save_codebook(cursor, codebook)

    def drop_codings(self, coder: str, *, by: str, at: datetime) -> None:
        """Remove everything that a coder coded, as before a consensus is drawn anew; the log keeps their ids."""
        with self._change() as cursor:
            gone = [row[0] for row in cursor.execute("SELECT id FROM codings WHERE coder = ? ORDER BY id", (coder,))]
            cursor.execute("DELETE FROM codings WHERE coder = ?", (coder,))
            cursor.execute("DELETE FROM coverage WHERE coder = ?", (coder,))
            cursor.execute("DELETE FROM codes_looked_for WHERE coder = ?", (coder,))
            save_log(cursor, at, by, f"drop codings of {coder}", json.dumps(gone), None)

    def add_codings(
        self,
        coder: Coder,
        codings: Iterable[Coding],
        *,
        covered: Sequence[str],
        codebook: str,
        at: datetime,
        only: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """Add a person's codings, and say which texts (hashes) that person has looked at.

        codebook: hash of a codebook that the study has. only: by text, the codes looked for, where not all.
        """
        with self._change() as cursor:
            self._save_coder(cursor, coder)
            added = list(codings)
            cursor.executemany(
                f"INSERT OR REPLACE INTO codings ({COLUMN_LIST}) VALUES ({PLACEHOLDERS})", coding_rows(added)
            )
            save_logs(cursor, at, coder.name, "code", map(coding_log, added))
            save_coverage(cursor, coder.name, covered, codebook)
            save_codes_looked_for(cursor, {(coder.name, text): codes for text, codes in (only or {}).items()})

    def record_import(self, intake: Intake) -> TakenIn:
        """Take people's codings from files in, whole or not at all; taking them in again changes nothing."""
        with self._change() as cursor:
            for coder in intake.coders:
                self._save_coder(cursor, coder)
            return take_in(cursor, intake)

    def record_sheet(
        self,
        coder: Coder,
        changes: SheetChanges,
        *,
        covered: Sequence[str],
        codebook: str,
        record: Mapping[str, Any],
        at: datetime,
    ) -> SheetTaken:
        """Take a filled coding sheet in, whole or not at all; see `take_sheet`."""
        with self._change() as cursor:
            self._save_coder(cursor, coder)
            return take_sheet(cursor, coder, changes, covered=covered, codebook=codebook, record=record, at=at)

    def set_status(self, ids: Iterable[str], status: Status, *, by: str, at: datetime) -> int:
        """Accept or reject codings by id; return how many changed."""
        with self._change() as cursor:
            return set_status(cursor, ids, status, by=by, at=at)

    def decide(
        self,
        person: Coder,
        proposals: Iterable[Coding],
        decision: Status,
        *,
        memo: str = "",
        at: datetime,
        dry_run: bool = False,
    ) -> list[Verdict]:
        """Accept or reject a machine's proposals in a person's name; tell for each what came of it.

        dry_run: tell only, change nothing. Raises StudyError when the name belongs to no person.
        """
        with self._change() as cursor:
            self._check_kind(cursor, person)
            verdicts = [judge(cursor, person, proposal, decision) for proposal in proposals]
            doing = [] if dry_run else [one for one in verdicts if one.is_carried_out]
            if doing:
                self._save_coder(cursor, person)
            for verdict in doing:
                carry_out(cursor, person, verdict, decision, memo=memo, at=at)
        return verdicts

    def correct_speakers(self, document: str, told: Mapping[str, str], *, by: str, at: datetime) -> None:
        """Keep what a person says of a document's speakers, label by label; later runs apply it."""
        with self._change() as cursor:
            for label, role in told.items():
                cursor.execute(
                    "INSERT INTO speaker_corrections VALUES (?, ?, ?)"
                    " ON CONFLICT (document, label) DO UPDATE SET told = excluded.told",
                    (document, label, role),
                )
                save_log(cursor, at, by, f"correct speaker {label} of {document}", None, role)

    def decide_theme(self, theme: str, decision: str, *, into: str, by: str, at: datetime) -> None:
        """Record that a candidate theme was adopted, merged or rejected; it isn't proposed again."""
        with self._change() as cursor:
            save_theme_decision(cursor, theme, decision, into=into, by=by, at=at)

    def keep_learned(self, content: str, *, encoder: str, by: str, at: datetime) -> None:
        """Keep what was learned from the study's coders. encoder: hash of the network that it was learned on."""
        with self._change() as cursor:
            row = (encoder, content, at.isoformat())
            cursor.execute("INSERT INTO learned (encoder, content, at) VALUES (?, ?, ?)", row)
            save_log(cursor, at, by, "learn", None, json.dumps({"encoder": encoder}))

    # What is there

    def learned(self) -> str | None:
        """What was learned last, if anything was."""
        row = self._connection.execute("SELECT content FROM learned ORDER BY id DESC LIMIT 1").fetchone()
        return None if row is None else str(row[0])

    def codebooks(self) -> dict[str, Codebook]:
        """Every codebook that somebody coded with, by hash."""
        rows = self._connection.execute("SELECT hash, content FROM codebooks ORDER BY hash")
        return {key: Codebook.model_validate_json(content) for key, content in rows}

    def transcripts(self, *, current_only: bool = True) -> list[Transcript]:
        """Every text, by name; without those that a newer text of the same name replaced."""
        rows = self._connection.execute(
            "SELECT document, text, form FROM transcripts WHERE current >= ? ORDER BY document, hash",
            (int(current_only),),
        )
        return [transcript_from_row(*row) for row in rows]

    def documents(self) -> dict[str, str]:
        """Names of the current texts by their hash, sorted by name; without reading the texts."""
        rows = self._connection.execute("SELECT hash, document FROM transcripts WHERE current ORDER BY document, hash")
        return dict(rows.fetchall())

    def participants(self) -> list[Participant]:
        """Everybody who takes part, by id."""
        rows = self._connection.execute("SELECT id, told FROM participants ORDER BY id")
        return [Participant(id=person, **json.loads(told)) for person, told in rows]

    def codebook(self, coder: str | None = None) -> Codebook:
        """The codebook of that coder's newest run, or of the newest run of all when that coder has none.

        In a study without runs, as `cfir merge` makes it, the newest codebook. Raises StudyError without one.
        """
        row = self._connection.execute(
            "SELECT content FROM codebooks JOIN runs ON codebook = hash ORDER BY coder IS ? DESC, runs.id DESC LIMIT 1",
            (coder,),
        ).fetchone()
        row = row or self._connection.execute("SELECT content FROM codebooks ORDER BY rowid DESC LIMIT 1").fetchone()
        if row is None:
            raise self._nobody()
        return Codebook.model_validate_json(row[0])

    def coders(self) -> list[Coder]:
        """Everybody who coded, by name."""
        rows = self._connection.execute("SELECT name, kind FROM coders ORDER BY name")
        return [Coder(name=name, kind=CoderKind(kind)) for name, kind in rows]

    def last_coder(self) -> str:
        """Name of the machine coder that ran last.

        Raises StudyError when none did.
        """
        row = self._connection.execute("SELECT coder FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        if row is None:
            raise self._nobody()
        return str(row[0])

    def _nobody(self) -> StudyError:
        return StudyError(f"{self.path}: no coder has worked on this study yet. Run `cfir code` first.")

    def last_options(self, coder: str | None = None) -> dict[str, Any]:
        """The options and record of the newest run, of one coder if named; empty when there was none."""
        row = self._connection.execute(
            "SELECT options FROM runs WHERE coder = ifnull(?, coder) ORDER BY id DESC LIMIT 1", (coder,)
        ).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def coverage(self) -> list[Coverage]:
        """Who has looked at what, in a fixed order."""
        rows = self._connection.execute("SELECT coder, text_hash, codebook FROM coverage ORDER BY 1, 2, 3")
        return [Coverage(coder=coder, text_hash=text, codebook=book) for coder, text, book in rows]

    def codes_looked_for(self) -> dict[tuple[str, str], frozenset[str]]:
        """The codes by coder and text hash, where somebody has looked for some of them only."""
        return read_codes_looked_for(self._connection)

    def segments(self, coder: str) -> list[Segment]:
        """The stretches of texts that a person has looked at or remarked on, in order."""
        return [segment for _, segment in read_segments(self._connection, coder)]

    def codings(self, *, coder: str | None = None, current_only: bool = True) -> list[Coding]:
        """Codings by document, start, end, code and coder; of current texts unless told otherwise."""
        columns = ", ".join(f"codings.{name}" for name in COLUMN_LIST.split(", "))
        rows = self._connection.execute(
            f"SELECT {columns} FROM codings JOIN transcripts ON hash = text_hash"
            " WHERE coder = ifnull(?, coder) AND current >= ?"
            ' ORDER BY codings.document, start, "end", code, coder, text_hash',
            (coder, int(current_only)),
        )
        return [coding_from_row(row) for row in rows]

    def decisions(self) -> dict[tuple[str, str], Status]:
        """What was decided, by id of the proposal and name of the person."""
        rows = self._connection.execute("SELECT proposal, coder, decision FROM decisions ORDER BY 1, 2")
        return {(proposal, coder): Status(decision) for proposal, coder, decision in rows}

    def themes(self, coder: str) -> list[CandidateTheme]:
        """The candidate themes of a machine coder's last run, by rank.

        Raises StudyDamaged when one of them can't be read.
        """
        rows = self._connection.execute("SELECT content FROM themes WHERE coder = ? ORDER BY place", (coder,))
        try:
            return [CandidateTheme.model_validate_json(content) for (content,) in rows]
        except ValueError as error:
            raise StudyDamaged(f"{self.path}: a theme of {coder} can't be read. Run `cfir code` again.") from error

    def speaker_corrections(self) -> dict[str, dict[str, str]]:
        """What people said of speakers: by document, by label."""
        return read_corrections(self._connection)

    def endorsements(self) -> list[Endorsement]:
        """Who agreed with whom, by document and turn."""
        return read_endorsements(self._connection)

    def decided_themes(self) -> dict[str, tuple[str, str]]:
        """By id of a candidate theme that a person has decided on: what, and the code that it went into, or ""."""
        rows = self._connection.execute("SELECT theme, decision, into_code FROM theme_decisions ORDER BY theme")
        return {theme: (decision, into or "") for theme, decision, into in rows}

    def log(self) -> list[tuple[str, str, str, str | None, str | None]]:
        """Every change in order: at, who, what, before, after."""
        return self._connection.execute("SELECT at, who, what, before, after FROM log ORDER BY id").fetchall()

    def integrity(self) -> list[str]:
        """What SQLite itself finds wrong with the file; nothing when it is sound."""
        found = [row[0] for row in self._connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        broken = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        return found + [f"a row of {table} refers to a missing {parent}" for table, _, parent, _ in broken]

    def changed_texts(self) -> list[str]:
        """Documents whose text isn't the one that its hash was made of."""
        rows = self._connection.execute("SELECT document, text, hash FROM transcripts ORDER BY document")
        return [document for document, text, kept in rows if text_hash(text) != kept]

    def back_up(self, path: Path) -> None:
        """Copy the study while it is in use."""
        with replacing(path) as temporary:
            copy = sqlite3.connect(temporary)
            self._connection.backup(copy)
            copy.close()

    # Parts of a change

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Cursor]:
        cursor = self._connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        try:
            yield cursor
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")

    def _save_coder(self, cursor: sqlite3.Cursor, coder: Coder) -> None:
        cursor.execute("INSERT OR IGNORE INTO coders VALUES (?, ?)", (coder.name, coder.kind.value))
        self._check_kind(cursor, coder)

    def _check_kind(self, cursor: sqlite3.Cursor, coder: Coder) -> None:
        """Raise StudyError when a coder of that name is of another kind."""
        row = cursor.execute("SELECT kind FROM coders WHERE name = ?", (coder.name,)).fetchone()
        if row and row[0] != coder.kind.value:
            raise StudyError(
                f'{self.path}: "{coder.name}" is a {row[0]} coder here, not a {coder.kind.value} one. Choose another.'
            )
