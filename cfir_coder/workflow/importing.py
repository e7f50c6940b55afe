"""Take what people coded elsewhere into a study: whole files or nothing, every quote at its proven place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cfir_coder import __version__
from cfir_coder.codebooks import load_codebook
from cfir_coder.errors import ExchangeError, UsageError
from cfir_coder.exchange import Imported, LeftOut, Told, ToldCoding, read_coder_file
from cfir_coder.exchange.codes import CodeFinder
from cfir_coder.exchange.codings import codings_of
from cfir_coder.exchange.documents import DocumentFinder
from cfir_coder.exchange.locating import Found
from cfir_coder.exchange.naming import EVERYBODY, name_coders, people_only
from cfir_coder.exchange.placing import Outcome, Placer, told_faults
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Coder, CoderKind, Coding
from cfir_coder.study import Intake, Study, TakenIn, read_settings
from cfir_coder.study.looking import Look
from cfir_coder.text import counted
from cfir_coder.workflow.assignment import Looks, looks_told, read_assignment, with_codes_used
from cfir_coder.workflow.fresh import open_or_fill
from cfir_coder.workflow.import_list import ImportList, listed_rows
from cfir_coder.workflow.results import file_hash
from cfir_coder.workflow.told_pairs import pairs_told

Progress = Callable[[str, int, int], None]
"""What is being done, how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import. coders: "ana", or "Ana Lopez=ana". columns: "quote=Excerpt Copy". aliases, documents: "old=new".

    assigned: table of coder, document and perhaps code. output: the list of what isn't verbatim; None: beside the
    first file.
    """

    files: tuple[Path, ...]
    study: Path
    coders: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    codebook: str | None = None
    assigned: Path | None = None
    is_inductive: bool = False
    output: Path | None = None
    force: bool = False


@dataclass(frozen=True)
class ImportSummary:
    """What came of an import. formats: by file. found: codings by how their quote was found. listed: the list's file,
    None when every quote stands word for word. n_left: rows that weren't imported."""

    formats: Mapping[str, str]
    found: Mapping[Found, int]
    taken: TakenIn
    coders: tuple[str, ...]
    n_documents: int
    listed: Path | None
    n_left: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Read:
    """One file with its rows' coders named."""

    path: Path
    format: str
    rows: tuple[ToldCoding, ...]
    left_out: tuple[LeftOut, ...]


def import_codings(
    request: ImportRequest,
    *,
    progress: Progress = lambda what, done, total: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> ImportSummary:
    """Read the files, find documents, codes and places, and save it all in one change.

    Raises ExchangeError with every fault, and OutputExists when the list was edited; the study is as before then.
    """
    if not request.files:
        raise UsageError("name the files to import.")
    at = now()
    with open_or_fill(request.study) as (study, told):
        codebook = _codebook(request, study)
        notes = list(told)
        codes = CodeFinder(codebook, _pairs(request.aliases, "--alias"), request.is_inductive)
        texts = study.transcripts()
        placer = Placer(
            DocumentFinder(texts, study.participants(), _pairs(request.documents, "--document")),
            codes,
            keep_lost=request.force,
        )
        read = _read(request, codebook, notes)
        outcomes = [
            outcome
            for each in read
            for outcome in placer.place(each.rows, lambda done, total: progress("finding quotes", done, total))
        ]
        made = codings_of(outcomes, codebook=codebook.label, at=at)
        faults = [*told_faults(placer.faults), *made.faults]
        if faults:
            raise ExchangeError(faults[0], faults)
        looks = _covered(request, outcomes, placer.documents, codebook, notes)
        only, beyond = with_codes_used(looks.told.by_code, made.codings)
        notes += _narrowed(study, only, beyond)
        notes += [*placer.notes, *made.notes, *codes.notes()]
        left_out = [each for one in read for each in one.left_out]
        rows = listed_rows(outcomes, left_out)
        listing = ImportList(request.output or beside(request.files[0]), study, force=request.force)
        record = _record(request, read, outcomes, codebook, listing.content_hash(rows))
        coders = _coders(looks.every, made.codings)
        intake = Intake(coders, made.codings, looks.every, codebook, record, at, only, looks.told.whole)
        with listing.replacing(rows) if rows else nullcontext():
            taken = study.record_import(intake)
        if not rows:
            listing.remove()
        notes += _absent(study, intake)
    return ImportSummary(
        formats={each.path.name: each.format for each in read},
        found=_counted(outcomes),
        taken=taken,
        coders=tuple(one.name for one in intake.coders),
        n_documents=len({text for _, text in looks.every}),
        listed=listing.path if rows else None,
        n_left=sum(row["imported"] == "no" for row in rows),
        notes=tuple(notes),
    )


def beside(path: Path) -> Path:
    """Where the list of what isn't verbatim stands, when nobody says."""
    return path.with_name(f"{path.stem}-to-check.csv")


def _codebook(request: ImportRequest, study: Study) -> Codebook:
    """The codebook that is told, the study folder's own as it is now, or that of the last run."""
    if request.codebook:
        return load_codebook(request.codebook)
    folder = study.path.parent
    settings = read_settings(folder)
    if settings is not None and (folder / settings.codebook).is_file():
        return load_codebook(folder / settings.codebook)
    return study.codebook()


def _pairs(told: Sequence[str], option: str) -> dict[str, str]:
    return dict(pairs_told(told, option))


def _read(request: ImportRequest, codebook: Codebook, notes: list[str]) -> list[_Read]:
    """Every file once, with its coders named; faults of all files at once."""
    told = Told(_pairs(request.columns, "--column"), codebook, _pairs(request.aliases, "--alias"))
    plain = [each.strip() for each in request.coders if "=" not in each]
    if len(plain) > 1:
        raise UsageError('--coder: name one person, or each as in --coder "Ana Lopez=ana".')
    named = dict.fromkeys([EVERYBODY] * len(plain), "".join(plain))
    named |= _pairs([each for each in request.coders if "=" in each], "--coder")
    files: list[_Read] = []
    faults: list[str] = []
    known: set[str] = set()
    for path in request.files:
        try:
            form, imported = read_coder_file(path, told)
            if file_hash(path) in known:
                notes.append(f"{path.name} is the same as a file before it; it counts once.")
                continue
            known.add(file_hash(path))
            files.append(_named(path, form, imported, named, notes))
        except ExchangeError as error:
            faults += error.faults or (str(error),)
    if faults:
        raise ExchangeError(faults[0], faults)
    return files


def _named(path: Path, form: str, imported: Imported, told: Mapping[str, str], notes: list[str]) -> _Read:
    people, left = people_only(imported.rows)
    rows, renamed = name_coders(people, told)
    notes += [*imported.notes, *left, *renamed]
    return _Read(path, form, tuple(rows), imported.left_out)


@dataclass(frozen=True)
class _Covered:
    """Who has looked at which text (hash); `told` is what an assignment says of it."""

    every: frozenset[Look]
    told: Looks


def _covered(
    request: ImportRequest,
    outcomes: Sequence[Outcome],
    documents: DocumentFinder,
    codebook: Codebook,
    notes: list[str],
) -> _Covered:
    """What the files show, and what was assigned.

    Raises ExchangeError with every fault of the assignment.
    """
    shown = frozenset((outcome.told.coder, outcome.transcript.hash) for outcome in outcomes)
    if request.assigned is None:
        return _Covered(shown, Looks())
    here = {coder for coder, _ in shown}
    lines = read_assignment(request.assigned)
    faults: list[str] = []
    codes = CodeFinder(codebook, _pairs(request.aliases, "--alias"))
    told = looks_told(
        [line for line in lines if line.coder in here],
        lambda name: documents.find(name).hash,
        codes.find_all,
        codebook,
        faults,
    )
    if faults:
        raise ExchangeError(faults[0], faults)
    absent = sorted({line.coder for line in lines} - here)
    if absent:
        who = ", ".join(absent)
        notes.append(f"{request.assigned.name}: no file is of {who}; what is assigned to them isn't kept.")
    strangers = len(shown - told.every)
    if strangers:
        notes.append(f"coded by somebody not assigned to it: {counted(strangers, 'document')}; that counts as seen.")
    return _Covered(shown | told.every, told)


def _narrowed(study: Study, only: Mapping[Look, frozenset[str]], beyond: int) -> list[str]:
    """Notes on codes given beyond an assignment, and on what counted as looked at for every code until now."""
    notes = []
    if beyond:
        notes.append(f"used by somebody not assigned to it: {counted(beyond, 'code')}; that counts as looked for.")
    known = study.codes_looked_for()
    was_whole = {(one.coder, one.text_hash) for one in study.coverage()} - known.keys()
    if narrowed := sorted(was_whole & only.keys()):
        names = study.documents()
        told = ", ".join(f"{names[text]} by {coder}" for coder, text in narrowed[:5] if text in names)
        notes.append(f"looked at for every code until now, from now on for the assigned codes only: {told}.")
    return notes


def _coders(covered: frozenset[tuple[str, str]], codings: Sequence[Coding]) -> tuple[Coder, ...]:
    names = sorted({who for who, _ in covered} | {coding.coder for coding in codings})
    return tuple(Coder(name=name, kind=CoderKind.HUMAN) for name in names)


def _counted(outcomes: Sequence[Outcome]) -> dict[Found, int]:
    counts = Counter(outcome.located.how for outcome in outcomes if outcome.located is not None)
    return {how: counts[how] for how in Found if counts[how]}


def _record(
    request: ImportRequest, read: Sequence[_Read], outcomes: Sequence[Outcome], codebook: Codebook, listed: str
) -> dict[str, Any]:
    """Where the codings come from, for the log; the same for the same import."""
    return {
        "version": __version__,
        "files": {each.path.name: file_hash(each.path) for each in read},
        "formats": {each.path.name: each.format for each in read},
        "codebook": codebook.label,
        "found": {how.value: n for how, n in _counted(outcomes).items()},
        "coders": list(request.coders),
        "columns": list(request.columns),
        "aliases": list(request.aliases),
        "documents": list(request.documents),
        "inductive": request.is_inductive,
        "listed": listed,
    } | ({"assigned": {request.assigned.name: file_hash(request.assigned)}} if request.assigned else {})


def _absent(study: Study, intake: Intake) -> list[str]:
    """A note on codings that these people had before and that no file holds now; they stay."""
    here = {coding.id for coding in intake.codings}
    touched = {(coding.coder, coding.text_hash) for coding in intake.codings}
    absent = [one for one in study.codings() if (one.coder, one.text_hash) in touched and one.id not in here]
    if not absent:
        return []
    return [
        f"in no file now: {counted(len(absent), 'coding')} that the study has of the same people and documents; "
        "what stands in the study stays."
    ]
