"""Merge coders' files into a folder: codings, disagreements, agreement, and a study to draw matrices from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cfir_coder import __version__
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.disagreement import Difference
from cfir_coder.agreement.listing import disagreement_rows
from cfir_coder.agreement.resolving import CodeResolver
from cfir_coder.agreement.settings import Settings
from cfir_coder.codebooks import load_codebook
from cfir_coder.errors import AgreementError, UsageError
from cfir_coder.files import write_text
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import INDUCTIVE, Codebook
from cfir_coder.model.coding import Coding
from cfir_coder.model.transcript import Transcript
from cfir_coder.study import DATABASE, Study
from cfir_coder.workflow.agreement_decisions import kept_decisions
from cfir_coder.workflow.agreement_files import CodedRow, read_coder_file
from cfir_coder.workflow.agreement_load import CODEBOOK, CODINGS, COVERAGE, comparison_of_study
from cfir_coder.workflow.agreement_measure import AgreeRequest, report_on, write_agreement
from cfir_coder.workflow.agreement_memory import uncollected
from cfir_coder.workflow.agreement_merging import Merged, Merger, suggested_matches
from cfir_coder.workflow.agreement_report import AgreementReport
from cfir_coder.workflow.agreement_tables import read_table
from cfir_coder.workflow.results import file_hash, refuse_to_replace_edits, write_run
from cfir_coder.workflow.sources import nothing_read, participants_beside, read_sources

if TYPE_CHECKING:
    import pandas as pd

DISAGREEMENTS = "disagreements"


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """What to merge. study or transcripts tell the texts; without either only spans are compared.

    aliases, matches: "old=new". assigned: CSV of coder and document.
    """

    files: tuple[Path, ...]
    output: Path
    study: Path | None = None
    transcripts: tuple[Path, ...] = ()
    participants: Path | None = None
    codebook: str | None = None
    aliases: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    assigned: Path | None = None
    settings: Settings | None = None
    force: bool = False


@dataclass(frozen=True)
class MergeSummary:
    """What came of a merge. types: how many passages of each kind. stale: decisions whose passage is no more."""

    folder: Path
    comparison: Comparison
    types: dict[Difference, int]
    n_disagreements: int
    n_decided: int
    stale: tuple[str, ...]
    report: AgreementReport | None
    files: tuple[str, ...]
    notes: tuple[str, ...]


def merge_coders(request: MergeRequest, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> MergeSummary:
    """Read, put together, compare, and write the merged folder; the study and the files stay as they are.

    Raises AgreementError with every fault; nothing is written then. Raises OutputExists when a table of an earlier
    merge was edited and its decisions weren't read back.
    """
    if not request.files and request.study is None:
        raise UsageError("name the coders' files, or a study with --study.")
    with uncollected():
        return _merge(request, now())


def _merge(request: MergeRequest, at: datetime) -> MergeSummary:
    refuse_to_replace_edits(request.output, (f"{DISAGREEMENTS}.csv", f"{DISAGREEMENTS}.xlsx"), force=request.force)
    rows = [row for path in _distinct(request.files) for row in read_coder_file(path)]
    merged, texts, people = _merged(request, rows)
    comparison = merged.comparison
    if not any(one.code for one in comparison.codings):
        raise AgreementError("none of the files holds a coding.")
    inputs = {path.name: file_hash(path) for path in request.files}
    ask = AgreeRequest(request.output, settings=request.settings or Settings("sentence" if texts else "span"))
    notes = [*merged.notes, *_match_notes(comparison)]
    report = None
    try:
        report = report_on(comparison, ask, inputs)
        notes += report.notes
    except AgreementError as error:
        notes.append(str(error))
    among = comparison.of(comparison.people) if len(comparison.people) > 1 else comparison
    decided = kept_decisions(request.output)
    ids = {event.id for event in among.events}
    stale = tuple(sorted(set(decided) - ids))
    listed = disagreement_rows(among, {key: dict(each) for key, each in decided.items()})
    written = _write(request, merged, listed, report, texts, people, at)
    return MergeSummary(
        folder=request.output,
        comparison=among,
        types=dict(Counter(event.difference for event in among.events)),
        n_disagreements=len(listed),
        n_decided=sum(bool(row["decision"]) for row in listed),
        stale=stale,
        report=report,
        files=written,
        notes=tuple(notes),
    )


def _merged(
    request: MergeRequest, rows: Sequence[CodedRow]
) -> tuple[Merged, tuple[Transcript, ...], tuple[Participant, ...]]:
    texts: tuple[Transcript, ...] = ()
    people: tuple[Participant, ...] = ()
    known: Comparison | None = None
    codebook: Codebook | None = load_codebook(request.codebook) if request.codebook else None
    if request.study is not None:
        with Study.open(request.study) as study:
            known = comparison_of_study(study)
        texts, people, codebook = known.transcripts, known.participants, codebook or known.codebook
    elif request.transcripts:
        table = request.participants or participants_beside(request.transcripts)
        sources = read_sources(request.transcripts, participants=table)
        if not sources.transcripts:
            raise nothing_read(request.transcripts, sources.read)
        texts, people = sources.transcripts, tuple(sources.joined.participants)
    merger = Merger(
        CodeResolver(
            codebook or load_codebook("cfir-2022"), _pairs(request.aliases, "--alias"), _matches(request.matches)
        ),
        texts,
        people,
        assigned=_assigned(request.assigned),
        force=request.force,
    )
    if known is None:
        return merger.merge(rows), texts, people
    others = [one for one in known.coders if one.kind.value != "consensus"]
    kept = known.of([one.name for one in others])
    return merger.merge(rows, kept.codings, kept.seen), texts, people


def _write(
    request: MergeRequest,
    merged: Merged,
    listed: list[dict[str, Any]],
    report: AgreementReport | None,
    texts: Sequence[Transcript],
    people: Sequence[Participant],
    at: datetime,
) -> tuple[str, ...]:
    """Write everything beside the folder, then move it there file by file."""
    import pandas as pd

    from cfir_coder.matrices.waist import coding_table
    from cfir_coder.report import write_csv, write_workbook

    comparison, folder = merged.comparison, request.output
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".merge-", dir=folder) as name:
        staging = Path(name)
        table = coding_table(comparison.codings, texts, people, comparison.codebook)
        write_csv(table, staging / CODINGS)
        write_csv(_coverage(comparison), staging / COVERAGE)
        write_text(staging / CODEBOOK, comparison.codebook.model_dump_json() + "\n")
        frame = (
            pd.DataFrame(listed)
            if listed
            else pd.DataFrame(columns=["id", "type", "decision", "rationale", "decided_by"])
        )
        write_csv(frame, staging / f"{DISAGREEMENTS}.csv")
        write_workbook({DISAGREEMENTS: frame}, staging / f"{DISAGREEMENTS}.xlsx", notes=_notes(comparison))
        if merged.orphans:
            orphans = [
                (one.place, one.document, one.start, one.end, one.quote, one.code, one.coder) for one in merged.orphans
            ]
            write_csv(
                pd.DataFrame(orphans, columns=["place", "document", "start", "end", "quote", "code", "coder"]),
                staging / "orphans.csv",
            )
        if report is not None:
            write_agreement(report, staging)
        if texts:
            _make_study(comparison, staging / DATABASE, at)
        names = sorted(path.name for path in staging.iterdir())
        for old in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "orphans.csv"):
            (folder / old).unlink(missing_ok=True)
        for each in names:
            (staging / each).replace(folder / each)
    record = {
        "tool": "cfir",
        "version": __version__,
        "command": "merge",
        "at": at.isoformat(),
        "inputs": {path.name: file_hash(path) for path in request.files},
        "study": str(request.study) if request.study else None,
        "codebook": comparison.codebook.label,
        "coders": {one.name: one.kind.value for one in comparison.coders},
        "texts": {key: comparison.documents[key] for key in comparison.documents},
        "aliases": list(request.aliases),
        "matches": list(request.matches),
        "notes": list(merged.notes),
    }
    write_run(folder, record, [folder / each for each in names if not each.startswith(DATABASE)])
    return tuple(names)


def _make_study(comparison: Comparison, path: Path, at: datetime) -> None:
    with Study.open_or_create(path) as study:
        study.add_sources(comparison.transcripts, comparison.participants, comparison.codebook)
        for coder in comparison.coders:
            own = [_labelled(one, comparison.codebook.label) for one in comparison.codings if one.coder == coder.name]
            seen = sorted(text for name, text in comparison.seen if name == coder.name)
            study.add_codings(coder, own, covered=seen, codebook=comparison.codebook.hash, at=at)


def _labelled(coding: Coding, label: str) -> Coding:
    return coding if coding.codebook else coding.model_copy(update={"codebook": label})


def _coverage(comparison: Comparison) -> pd.DataFrame:
    import pandas as pd

    rows = sorted((coder, comparison.documents[text], text) for coder, text in comparison.seen)
    return pd.DataFrame(rows, columns=["coder", "document", "text_hash"])


def _notes(comparison: Comparison) -> dict[str, str]:
    return {
        DISAGREEMENTS: "One row for each passage on which coders differ, the most pressing first. [name> stands where "
        "a coder's span begins, <name] where it ends. Fill in decision (a coder's name, union, intersection, both, "
        "none or own), rationale and decided_by; own_code, own_valence, own_strength, own_start, own_end put "
        "something else in its place. Then read the file back with `cfir adjudicate`.",
        "coders": ", ".join(comparison.names),
    }


def _match_notes(comparison: Comparison) -> list[str]:
    found = suggested_matches(comparison)
    notes = [
        f"{one} and {other} lie on the same text ({share:.0%}); if they are one code say --match {one}={other}."
        for one, other, share in found[:5]
    ]
    own = [
        code
        for code in comparison.codes
        if code.startswith(f"{INDUCTIVE}.")
        and code not in comparison.codebook.by_id
        and len(comparison.users[code]) == 1
    ]
    if own:
        notes.insert(
            0, f"{len(own)} inductive codes stay apart, each its coder's own, until they are matched with --match."
        )
    return notes


def _pairs(told: Sequence[str], option: str) -> dict[str, str]:
    found = {}
    for each in told:
        old, mark, new = each.partition("=")
        if not mark or not old.strip() or not new.strip():
            raise UsageError(f'{option} {each}: write it as {option} "old=new".')
        found[old.strip()] = new.strip()
    return found


def _matches(told: Sequence[str]) -> dict[str, str]:
    """Both codes of a match by the name that they share from now on: the last part of the first."""
    found = {}
    for one, other in _pairs(told, "--match").items():
        for code in (one, other):
            if not code.casefold().startswith(f"{INDUCTIVE}."):
                raise UsageError(
                    f"--match {one}={other}: {code} is no inductive code. Use --alias for codes of the codebook."
                )
        shared = f"{INDUCTIVE}.{one.rpartition('.')[2]}".casefold()
        found[one.casefold()] = found[other.casefold()] = shared
    return found


def _assigned(path: Path | None) -> list[tuple[str, str]]:
    if path is None:
        return []
    header, rows = read_table(path)
    names = [name.strip().casefold() for name in header]
    if "coder" not in names or "document" not in names:
        raise AgreementError(f"{path}: an assignment has the columns coder and document.")
    coder, document = names.index("coder"), names.index("document")
    return [(row[coder].strip(), row[document].strip()) for _, row in rows]


def _distinct(files: Sequence[Path]) -> list[Path]:
    """Each file once, in an order that doesn't depend on how they were named."""
    known: dict[str, Path] = {}
    for path in files:
        if not path.is_file():
            raise AgreementError(f"{path}: there is no such file.")
        known.setdefault(file_hash(path), path)
    return sorted(known.values(), key=lambda path: (path.name, str(path)))
