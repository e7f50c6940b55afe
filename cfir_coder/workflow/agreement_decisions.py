"""Decisions on disagreements: kept in decisions.csv, read back from a filled list, drawn into the consensus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.consensus import (
    CONSENSUS,
    OPEN,
    Consensus,
    Decision,
    draw_consensus,
    is_known,
    no_decision,
    settle,
    with_name,
)
from cfir_coder.agreement.events import Event, by_need
from cfir_coder.errors import AgreementError, UsageError
from cfir_coder.model.coding import Coder, CoderKind, Coding
from cfir_coder.model.transcript import Transcript
from cfir_coder.study import Study
from cfir_coder.text import first_few, undefuse
from cfir_coder.workflow.agreement_load import load_comparison
from cfir_coder.workflow.agreement_tables import read_table
from cfir_coder.workflow.results import RUN, file_hash, recorded

Clock = Callable[[], datetime]
DECISIONS = "decisions.csv"
CONSENSUS_FILE = "consensus.csv"
_COLUMNS = tuple(field.name for field in fields(Decision))


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Adjudicated:
    """What a consensus came to. in_study: whether matrices can be drawn from it."""

    consensus: Consensus
    n_codings: int
    file: Path
    in_study: bool
    codebook_changes: tuple[str, ...] = ()


def kept_decisions(folder: Path) -> dict[str, dict[str, str]]:
    """Decisions of a merged folder by id, as they were told."""
    path = folder / DECISIONS
    if not path.exists():
        return {}
    return {each.id: {key: str(value) for key, value in asdict(each).items()} for each in read_decisions(path)}


def read_decisions(path: Path) -> list[Decision]:
    """Decisions of a filled list of disagreements (.csv or .xlsx), or of decisions.csv.

    A row that only says something beside a decision is a remark on what is still open; one that says nothing is none.

    Raises AgreementError.
    """
    return _decisions(path, _rows(path))


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The lines of a list with what they say, by column."""
    header, rows = _table(path)
    if "id" not in header or "decision" not in header:
        raise AgreementError(f"{path}: a list of decisions has the columns id and decision. Was the file made by cfir?")
    return [
        (line, {name: undefuse(cell).strip() for name, cell in zip(header, row, strict=True) if name in _COLUMNS})
        for line, row in rows
    ]


def _decisions(path: Path, rows: Iterable[tuple[int, dict[str, str]]]) -> list[Decision]:
    found: dict[str, Decision] = {}
    for line, cells in rows:
        if not any(cells.get(name) for name in _COLUMNS if name != "id"):
            continue
        if not cells.get("id"):
            raise AgreementError(f"{path}, line {line}: a decision without id. Put the row's id back.")
        if cells["id"] in found and asdict(found[cells["id"]]) != asdict(Decision(**cells)):
            raise AgreementError(f"{path}, line {line}: {cells['id']} was decided twice. Keep one row.")
        found[cells["id"]] = Decision(**cells)
    return list(found.values())


def keep_decisions(folder: Path, decisions: Iterable[Decision]) -> Path:
    """Write decisions.csv anew, in the order of ids."""
    import pandas as pd

    from cfir_coder.report import write_csv

    rows = [asdict(each) for each in sorted(decisions, key=lambda each: each.id)]
    write_csv(pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str"), folder / DECISIONS)
    return folder / DECISIONS


@dataclass(frozen=True)
class Docket:
    """Disagreements of a merged folder with what is decided already; the most pressing first.

    notes: what a person should know of a list that was read back.
    """

    folder: Path
    comparison: Comparison
    events: tuple[Event, ...]
    decided: dict[str, Decision]
    notes: tuple[str, ...] = ()

    @property
    def open(self) -> list[Event]:
        """Those still to decide."""
        return [event for event in self.events if event.id not in self.settled]

    @property
    def settled(self) -> set[str]:
        """Ids of what is decided; a remark alone is no decision."""
        return {key for key, each in self.decided.items() if each.decision}

    def text_of(self, event: Event) -> Transcript | None:
        """The text in which a passage stands, where it is known."""
        return next((one for one in self.comparison.transcripts if one.hash == event.codings[0].text_hash), None)


def open_docket(folder: Path) -> Docket:
    """The disagreements of a merged folder or study, among people where there are two."""
    comparison = load_comparison(folder).comparison
    notes = []
    if len(comparison.people) > 1:
        comparison = comparison.of(comparison.people)
    elif comparison.machines:
        notes.append(
            f"a consensus of {', '.join(comparison.names)} rests on a machine's proposals as much as on a person's; "
            "two people who coded alone are what readers expect."
        )
    path = folder / DECISIONS if folder.is_dir() else folder.parent / DECISIONS
    decided = {each.id: each for each in read_decisions(path)} if path.exists() else {}
    events = by_need(event for event in comparison.events if event.is_disagreement)
    return Docket(path.parent, comparison, tuple(events), decided, tuple(notes))


def decide(docket: Docket, event: Event, decision: Decision, *, now: Clock = _now) -> Docket:
    """Keep one decision at once, so that the walk can be broken off; raises AgreementError if it can't stand."""
    would_leave(docket, event, decision)
    return note(docket, _dated(decision, None, now()))


def would_leave(docket: Docket, event: Event, decision: Decision) -> list[Coding]:
    """The codings that a decision would leave of a passage; raises AgreementError if it can't stand.

    A valence and a strength of one's own mustn't point in two ways; what coders gave may.
    """
    settled = settle(event, decision, docket.comparison, docket.text_of(event))
    at_odds = next((one for one in settled if one.contradicts_itself), None)
    if at_odds is not None and (decision.own_valence or decision.own_strength):
        raise AgreementError(
            f"{event.id}: {at_odds.valence} and strength {at_odds.strength:+d} point in two ways. Fill in own_valence "
            "or own_strength anew."
        )
    return settled


def note(docket: Docket, decision: Decision) -> Docket:
    """Keep what is said on a passage as it is: a remark on one that is open, or more on what is decided."""
    decided = docket.decided | {decision.id: decision}
    keep_decisions(docket.folder, decided.values())
    return replace(docket, decided=decided)


def last_decided(docket: Docket) -> Event | None:
    """The passage that was decided last; of several decided in one second the last in the order of the walk."""
    settled = docket.settled
    times = [(docket.decided[one.id].decided_at, n) for n, one in enumerate(docket.events) if one.id in settled]
    return docket.events[max(times)[1]] if times else None


def undo(docket: Docket, event_id: str) -> Docket:
    """Take one decision back with its rationale; a change of the codebook that was noted stays, as a remark."""
    decided = {key: each for key, each in docket.decided.items() if key != event_id}
    taken = docket.decided.get(event_id)
    if taken is not None and taken.codebook_change:
        decided[event_id] = Decision(event_id, "", "", taken.decided_by, codebook_change=taken.codebook_change)
    keep_decisions(docket.folder, decided.values())
    return replace(docket, decided=decided)


def read_back(folder: Path, filled: Path, *, trivial: bool = False, now: Clock = _now) -> Docket:
    """Take over what was decided in a filled list, on top of what was decided before; "open" takes that back.

    An empty decision changes nothing: the list may be older than what was decided since.
    trivial: decide "union" wherever only few words at the ends of spans differ and nothing was decided.
    Raises AgreementError, with every fault, when a decision can't stand; none is taken over then.
    """
    docket = open_docket(folder)
    rows = _rows(filled)
    told = {each.id: with_name(each, docket.comparison) for each in _decisions(filled, rows)}
    open_again = {key for key, each in told.items() if each.decision.casefold() == OPEN}
    _refuse_unknown(docket, [each for key, each in told.items() if each.decision and key not in open_again])
    empty = sorted(docket.settled & {cells["id"] for _, cells in rows if not cells["decision"]})
    remarked = sorted(key for key, each in told.items() if not each.decision and key not in empty and _is_own(each))
    notes = [*docket.notes]
    if empty:
        notes.append(
            f"empty in {filled.name} and decided before, which stands: {first_few(empty, 5)}. Write open instead."
        )
    if remarked:
        notes.append(f"filled in without a decision, and kept as a remark: {first_few(remarked, 5)}.")
    docket = replace(
        docket,
        decided={key: each for key, each in docket.decided.items() if key not in open_again},
        notes=tuple(notes),
    )
    taken = {key: each for key, each in told.items() if key not in {*open_again, *empty}}
    return _taken_over(docket, taken, now(), trivial=trivial, edited=filled)


def _refuse_unknown(docket: Docket, decisions: Iterable[Decision]) -> None:
    """Raise AgreementError for every decision on a passage of the merge that is none of those there are."""
    here = {event.id for event in docket.events}
    unknown = [each for each in decisions if each.id in here and not is_known(each, docket.comparison)]
    if faults := [no_decision(each, docket.comparison) for each in unknown]:
        raise AgreementError(faults[0], faults)


def _is_own(decision: Decision) -> bool:
    """Whether something is to stand instead, which takes a decision."""
    return any(getattr(decision, name) for name in _COLUMNS if name.startswith("own_"))


def accept_trivial(folder: Path, *, now: Clock = _now) -> Docket:
    """Decide "union" wherever only few words at the ends of spans differ."""
    return _taken_over(open_docket(folder), {}, now(), trivial=True)


def _dated(decision: Decision, before: Decision | None, at: datetime) -> Decision:
    """The decision with the time when it was made; one that says what was decided before keeps that time."""
    if not decision.decision:
        return decision
    if before is not None and replace(before, decided_at="") == replace(decision, decided_at=""):
        return before
    return decision if decision.decided_at else replace(decision, decided_at=at.isoformat(timespec="seconds"))


def _taken_over(
    docket: Docket, told: dict[str, Decision], at: datetime, *, trivial: bool, edited: Path | None = None
) -> Docket:
    if trivial:
        said = "only words at the ends of spans differ"
        for event in docket.events:
            if event.is_trivial and event.id not in docket.settled and event.id not in told:
                noted = docket.decided.get(event.id, Decision(event.id, ""))
                why = "; ".join(filter(None, (noted.rationale, said)))
                told[event.id] = replace(noted, decision="union", rationale=why, decided_by="cfir --trivial")
    decided = docket.decided | {key: _dated(each, docket.decided.get(key), at) for key, each in told.items()}
    draw_consensus(docket.comparison, decided.values())
    keep_decisions(docket.folder, decided.values())
    if edited is not None and edited.parent.resolve() == docket.folder.resolve():
        _note_as_read(docket.folder, edited)
    return replace(docket, decided=decided)


def _note_as_read(folder: Path, edited: Path) -> None:
    """What was read back needn't be protected from the next merge."""
    import json

    from cfir_coder.files import write_text

    record = recorded(folder)
    if record:
        record.setdefault("files", {})[edited.name] = file_hash(edited)
        write_text(folder / RUN, json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def write_consensus(docket: Docket, *, now: Clock = _now) -> Adjudicated:
    """Write consensus.csv, and put the coder "consensus" into the folder's study if it has one.

    The coders' own codings, and the reliability measured on them, stay as they are.
    """
    from cfir_coder.matrices.waist import coding_table
    from cfir_coder.report import write_csv

    comparison = docket.comparison
    drawn = draw_consensus(comparison, docket.decided.values())
    codings = [one.model_copy(update={"codebook": comparison.codebook.label}) for one in drawn.codings]
    table = coding_table(codings, comparison.transcripts, comparison.participants, comparison.codebook)
    write_csv(table, docket.folder / CONSENSUS_FILE)
    database = docket.folder / "study.db"
    if database.exists():
        at = now()
        with Study.open(database) as study:
            study.drop_codings(CONSENSUS, by=CONSENSUS, at=at)
            study.add_codings(
                Coder(name=CONSENSUS, kind=CoderKind.CONSENSUS),
                codings,
                covered=sorted({text for _, text in comparison.seen}),
                codebook=comparison.codebook.hash,
                at=at,
            )
    changes = _codebook_changes(docket.folder, docket.decided.values())
    return Adjudicated(drawn, len(codings), docket.folder / CONSENSUS_FILE, database.exists(), changes)


def _codebook_changes(folder: Path, decisions: Iterable[Decision]) -> tuple[str, ...]:
    """Write codebook_changes.csv: what decisions asked of the codebook."""
    import pandas as pd

    from cfir_coder.report import write_csv

    rows = [
        (each.id, each.codebook_change, each.rationale, each.decided_by)
        for each in sorted(decisions, key=lambda each: each.id)
        if each.codebook_change
    ]
    file = folder / "codebook_changes.csv"
    if rows:
        columns = ["id", "codebook_change", "rationale", "decided_by"]
        write_csv(pd.DataFrame(rows, columns=columns), file)
    else:
        file.unlink(missing_ok=True)
    return tuple(row[1] for row in rows)


def _table(path: Path) -> tuple[list[str], Sequence[tuple[int, list[str]]]]:
    if path.suffix.lower() != ".xlsx":
        header, rows = read_table(path)
        return header, rows
    import pandas as pd

    if not path.is_file():
        raise UsageError(f"{path}: there is no such file.")
    sheets = pd.read_excel(path, sheet_name=None, dtype=str, keep_default_na=False)
    frame = next((each for each in sheets.values() if "decision" in each.columns), None)
    if frame is None:
        raise AgreementError(f"{path}: no sheet has a column decision. Was the file made by cfir?")
    return list(map(str, frame.columns)), [(n, list(row)) for n, row in enumerate(frame.itertuples(index=False), 2)]
