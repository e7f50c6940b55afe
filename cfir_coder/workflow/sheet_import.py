"""Take a filled coding sheet back into the study that it was made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cfir_coder import __version__
from cfir_coder.codebooks.naming import CodeNames
from cfir_coder.errors import ExchangeError, UsageError
from cfir_coder.exchange import CoderFile
from cfir_coder.exchange.coding_sheet import FilledSheet, is_coding_sheet, read_about, read_filled
from cfir_coder.exchange.codings import told_contradictions
from cfir_coder.model.coding import Coder, CoderKind, Coding, Status
from cfir_coder.study import IMPORT, SheetTaken, Study
from cfir_coder.study.segments import said_now
from cfir_coder.text import counted, one_line
from cfir_coder.workflow.results import file_hash
from cfir_coder.workflow.sheet_carrying import Carrying, corrected_texts
from cfir_coder.workflow.sheet_changes import Known, Planning, whole_texts


@dataclass(frozen=True, slots=True)
class SheetImported:
    """What came of one sheet. n_rows: rows to code; n_done: of them done. whole: documents done as a whole.

    n_lost: rows that have no place in a corrected text.
    """

    path: Path
    coder: str
    taken: SheetTaken
    n_rows: int
    n_done: int
    whole: tuple[str, ...]
    notes: tuple[str, ...]
    n_lost: int = 0

    @property
    def line(self) -> str:
        """What happened, in one line."""
        taken = self.taken
        proposals = f" {counted(taken.n_accepted, 'proposal')} accepted, {taken.n_rejected} rejected."
        return (
            f"{self.path.name}: {counted(taken.n_new, 'coding')} by {self.coder} new, {taken.n_changed} changed, "
            f"{len(taken.withdrawn)} withdrawn.{proposals if taken.n_accepted or taken.n_rejected else ''} "
            f"{self.n_done} of {counted(self.n_rows, 'row')} done; {counted(len(self.whole), 'document')} done "
            "as a whole."
        )


def coding_sheets_among(files: Iterable[Path]) -> list[Path]:
    """The files that `cfir sheet` made."""
    return [path for path in files if path.suffix.lower() == ".xlsx" and is_coding_sheet(CoderFile(path))]


def import_sheet(
    path: Path,
    study_path: Path,
    *,
    coder: str = "",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> SheetImported:
    """Read a filled sheet and carry out what it says, in one change; the same sheet again changes nothing.

    Raises ExchangeError with every fault, and UsageError for somebody else's sheet; the study is as before then.
    """
    file = CoderFile(path)
    sheet_id, about = read_about(file)
    if coder.strip() and coder.strip() != about.coder:
        raise UsageError(f'{path} is the sheet of {about.coder}, not of {coder}. Say --coder "{about.coder}".')
    person = Coder(name=about.coder, kind=CoderKind.HUMAN)
    with Study.open(study_path) as study:
        codebook = study.codebooks().get(about.codebook)
        if codebook is None:
            raise ExchangeError(f"{path}: the study doesn't have the codebook of this sheet. Is it the right --study?")
        transcripts = {one.hash: one for one in study.transcripts()}
        every = {one.hash: one for one in study.transcripts(current_only=False)}
        corrected = corrected_texts(about.documents, every.values(), transcripts.values())
        readable = {key: every[key].text for key in (*transcripts, *corrected)}
        made = read_filled(file, CodeNames(codebook), readable)
        touched = _touched_before(study, sheet_id)
        by_id = {one.id: one for one in study.codings(current_only=False)} if corrected else {}
        carrying = Carrying(every, corrected, by_id, touched)
        filled = carrying.carried(made)
        own = [one for one in study.codings(coder=person.name) if one.status is not Status.REJECTED]
        held = study.segments(person.name)
        proposals = study.codings(coder=about.machine) if about.machine else []
        known = Known(
            transcripts=transcripts,
            own={one.id: one for one in own},
            proposals={one.id: one for one in proposals},
            touched=touched,
            codebook=codebook.label,
        )
        planning = Planning(filled, person, known)
        changes = planning.changes()
        if planning.faults:
            raise ExchangeError(planning.faults[0], planning.faults)
        segments = said_now(held, changes.segments)
        here = [corrected.get(key) or transcripts[key] for key in about.documents]
        whole = whole_texts(here, segments)
        before = {one.text_hash for one in study.coverage() if one.coder == person.name}
        record = {
            "version": __version__,
            "format": "coding sheet",
            "files": {path.name: file_hash(path)},
            "sheet": sheet_id,
            "touched": list(changes.touched),
        }
        taken = study.record_sheet(person, changes, covered=whole, codebook=codebook.hash, record=record, at=now())
    names = CodeNames(codebook)
    told = (*changes.new, *(after for _, after in changes.changed), *(after for _, after in changes.accepted))
    notes = [*filled.notes, *carrying.notes, *_notes(filled, taken, names, before - set(whole), told)]
    return SheetImported(
        path,
        person.name,
        taken,
        n_rows=len(made.rows),
        n_done=sum(row.done for row in made.rows),
        whole=tuple(transcripts[key].document for key in whole),
        notes=tuple(notes),
        n_lost=len(carrying.lost),
    )


def _touched_before(study: Study, sheet_id: str) -> frozenset[int]:
    """Places of rows that earlier imports of the same sheet found filled in."""
    records = [json.loads(after) for _, _, what, _, after in study.log() if what == IMPORT and after]
    return frozenset(place for record in records if record.get("sheet") == sheet_id for place in record["touched"])


def _notes(
    filled: FilledSheet, taken: SheetTaken, names: CodeNames, covered: Collection[str], changed: Iterable[Coding]
) -> list[str]:
    notes = []
    open_ = [row for row in filled.rows if row.codes and not row.done and not row.is_untouched]
    if open_:
        notes.append(
            f'{counted(len(open_), "row has", "rows have")} codes but no "done": what is coded there counts, '
            "but not as read."
        )
    notes += told_contradictions(changed)
    for one in taken.withdrawn[:10]:
        notes.append(f"withdrawn: {names.label(one.code)} on “{_short(one.quote)}” ({one.document}).")
    if len(taken.withdrawn) > 10:
        notes.append(f"and {len(taken.withdrawn) - 10} more withdrawn; the study's log keeps them.")
    undone = sorted({row.document for row in filled.rows if row.text_hash in covered and not row.done})
    if undone:
        notes.append(
            f"{', '.join(undone)}: not every row is done, but {filled.about.coder} had looked at all of it before; "
            "it still counts as looked at."
        )
    return notes


def _short(quote: str) -> str:
    words = one_line(quote)
    return words if len(words) <= 60 else f"{words[:57]}..."
