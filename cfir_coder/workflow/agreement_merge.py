"""Merge coders' files into a folder: codings, disagreements, agreement, and a study to draw matrices from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cfir_coder import __version__
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.consensus import CHOICES, OPEN
from cfir_coder.agreement.disagreement import Difference
from cfir_coder.agreement.listing import disagreement_table
from cfir_coder.agreement.resolving import CodeResolver
from cfir_coder.agreement.settings import Settings
from cfir_coder.agreement.sweep import Rule
from cfir_coder.agreement.units import UnitKind
from cfir_coder.codebooks import load_codebook
from cfir_coder.errors import AgreementError, UsageError
from cfir_coder.exchange.codings import told_contradictions
from cfir_coder.files import check_output_folder
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import CoderKind
from cfir_coder.model.transcript import Transcript
from cfir_coder.study import Study
from cfir_coder.workflow.agreement_again import consensus_anew, refuse_to_replace_a_study
from cfir_coder.workflow.agreement_decisions import kept_decisions
from cfir_coder.workflow.agreement_files import CodedRow, read_coder_file
from cfir_coder.workflow.agreement_folder import DISAGREEMENTS, MergedFolder
from cfir_coder.workflow.agreement_load import comparison_of_study
from cfir_coder.workflow.agreement_matching import match_notes, matches_told
from cfir_coder.workflow.agreement_measure import AgreeRequest, report_on
from cfir_coder.workflow.agreement_memory import uncollected
from cfir_coder.workflow.agreement_merging import Merged, Merger
from cfir_coder.workflow.agreement_report import AgreementReport
from cfir_coder.workflow.assignment import read_assignment
from cfir_coder.workflow.results import file_hash, put_edits_aside, refuse_to_replace_edits
from cfir_coder.workflow.sources import nothing_read, participants_beside, read_sources
from cfir_coder.workflow.told_pairs import pairs_told


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """What to merge. study or transcripts tell the texts; without either only spans are compared.

    aliases, matches: "old=new". assigned: CSV of coder, document and perhaps code. unit: by default sentences where
    the texts are known, else matched spans.
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
    unit: UnitKind | None = None
    rule: Rule = "dominant"
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
    merge was edited and its decisions weren't read back, and when the folder holds a study; OutputBlocked where nothing
    can be written.
    """
    if not request.files and request.study is None:
        raise UsageError("name the coders' files, or a study with --study.")
    with uncollected():
        return _merge(request, now())


def _merge(request: MergeRequest, at: datetime) -> MergeSummary:
    lists = (f"{DISAGREEMENTS}.csv", f"{DISAGREEMENTS}.xlsx")
    check_output_folder(request.output)
    refuse_to_replace_a_study(request.output, request.study)
    refuse_to_replace_edits(request.output, lists, force=request.force)
    merged, texts, people = _merged(request, _read(request.files))
    comparison = merged.comparison
    if not any(one.code for one in comparison.codings):
        raise AgreementError("none of the files holds a coding.")
    if taken := [name for name in comparison.names if name.casefold() in (*CHOICES, OPEN)]:
        raise AgreementError(
            f'a coder is called "{taken[0]}", which is also a decision about a disagreement. '
            "Give the coder another name in the column coder, or the file another name where it has no such column."
        )
    inputs = {name: file_hash(path) for name, path in _named(request.files).items()}
    settings = Settings(request.unit or ("sentence" if texts else "span"), request.rule)
    ask = AgreeRequest(request.output, settings=settings)
    notes = [*merged.notes, *told_contradictions(comparison.codings), *match_notes(comparison)]
    report = None
    try:
        report = report_on(comparison, ask, inputs)
        notes += report.notes
    except AgreementError as error:
        notes.append(str(error))
    among = report.comparison if report else _among_people(comparison)
    decided = kept_decisions(request.output)
    ids = {event.id for event in among.events}
    stale = tuple(sorted(key for key, each in decided.items() if each["decision"] and key not in ids))
    listed = disagreement_table(among, decided)
    folder = MergedFolder(merged, listed, report, texts, people)
    record = {
        "tool": "cfir",
        "version": __version__,
        "command": "merge",
        "at": at.isoformat(),
        "inputs": inputs,
        "study": str(request.study) if request.study else None,
        "aliases": list(request.aliases),
        "matches": list(request.matches),
    }
    notes += put_edits_aside(request.output, lists)
    written = folder.write(request.output, record, at)
    notes += consensus_anew(request.output, at)
    return MergeSummary(
        folder=request.output,
        comparison=among,
        types=dict(Counter(event.difference for event in among.events)),
        n_disagreements=len(listed["id"]),
        n_decided=sum(map(bool, listed["decision"])),
        stale=stale,
        report=report,
        files=written,
        notes=tuple(notes),
    )


def _among_people(comparison: Comparison) -> Comparison:
    return comparison.of(comparison.people) if len(comparison.people) > 1 else comparison


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
            codebook or load_codebook("cfir-2022"),
            dict(pairs_told(request.aliases, "--alias")),
            matches_told(request.matches),
        ),
        texts,
        people,
        assigned=read_assignment(request.assigned) if request.assigned else (),
        force=request.force,
    )
    if known is None:
        return merger.merge(rows), texts, people
    kept = known.of([one.name for one in known.coders if one.kind is not CoderKind.CONSENSUS])
    return merger.merge(rows, kept), texts, people


def _read(files: Sequence[Path]) -> list[CodedRow]:
    """Every row of every file, each file once, in an order that doesn't depend on how they were named.

    Two files of the same bytes and of two names may be two coders who did the same.
    Raises AgreementError for two files of one name and on one document that both stand for the coder of that name.
    """
    known: dict[tuple[str, str], Path] = {}
    for path in files:
        if not path.is_file():
            raise AgreementError(f"{path}: there is no such file.")
        known.setdefault((file_hash(path), path.name), path)
    rows: list[CodedRow] = []
    named: dict[tuple[str, str], Path] = {}
    for path in sorted(known.values(), key=lambda path: (path.name, str(path))):
        own = read_coder_file(path)
        for document in {row.document for row in own if row.is_coder_assumed}:
            other = named.setdefault((path.stem, document), path)
            if other is not path:
                raise AgreementError(
                    f'{other} and {path}: both would be the coder "{path.stem}" of {document}. Name the coder in a '
                    "column, or in the file's name."
                )
        rows += own
    return rows


def _named(files: Sequence[Path]) -> dict[str, Path]:
    """Files by name, or by their whole path where two have one name."""
    names = Counter(path.name for path in dict.fromkeys(files))
    return {path.name if names[path.name] == 1 else str(path): path for path in files}
