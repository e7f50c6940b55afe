"""Open what is to be compared: a study, or a folder that `cfir merge` wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.resolving import CodeResolver
from cfir_coder.agreement.spans import tidy
from cfir_coder.errors import AgreementError, StudyNotFound, UsageError
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Coder, CoderKind, Status
from cfir_coder.study import Study
from cfir_coder.workflow.agreement_coverage import DocumentNames, coverage_of, read_coverage
from cfir_coder.workflow.agreement_files import read_coder_file
from cfir_coder.workflow.agreement_ledger import Ledger
from cfir_coder.workflow.agreement_merging import Merger
from cfir_coder.workflow.agreement_tables import read_table
from cfir_coder.workflow.assignment import Assigned, read_assignment, with_codes_used
from cfir_coder.workflow.results import file_hash

CODINGS, COVERAGE, CODEBOOK = "codings.csv", "coverage.csv", "codebook.json"


@dataclass(frozen=True)
class Loaded:
    """Coders side by side, and the files they come from with their SHA-256. notes: what a person should know."""

    comparison: Comparison
    inputs: dict[str, str]
    notes: tuple[str, ...] = ()


def load_comparison(path: Path, coders: Sequence[str] = (), assigned: Path | None = None) -> Loaded:
    """Open a study or a merged folder; only those coders when any are named, else all but the consensus.

    assigned: who was to look at what, besides what the study knows; it isn't kept there.
    Raises StudyNotFound, UsageError for a coder who isn't there, and AgreementError for an assignment with faults.
    """
    loaded = _of_merged_files(path) if _is_without_texts(path) else _of_study(path)
    if assigned is not None:
        loaded = _as_assigned(loaded, read_assignment(assigned), {assigned.name: file_hash(assigned)})
    comparison = loaded.comparison
    unknown = [name for name in coders if name not in comparison.names]
    if unknown:
        raise UsageError(f'{path} has no coder "{unknown[0]}". There are: {", ".join(comparison.names)}.')
    kept = coders or [coder.name for coder in comparison.coders if coder.kind is not CoderKind.CONSENSUS]
    return Loaded(comparison.of(kept), loaded.inputs, loaded.notes)


def _as_assigned(loaded: Loaded, assigned: Sequence[Assigned], inputs: dict[str, str]) -> Loaded:
    """What was loaded, with the looks of an assignment."""
    every, ledger = loaded.comparison, Ledger()
    keys = {name: key for key, name in every.documents.items()}
    names = DocumentNames(keys, every.transcripts, every.participants)
    resolver = CodeResolver(every.codebook)
    found = coverage_of(every.seen, every.codings, assigned, names, resolver, ledger, every.only)
    ledger.raise_faults()
    told = replace(every, seen=found.seen, only=found.only, in_part=every.in_part - found.seen)
    return Loaded(told, loaded.inputs | inputs, tuple(ledger.notes))


def comparison_of_study(study: Study) -> Comparison:
    """Everything coded in a study that nobody rejected.

    Who only accepted proposals of a machine on a text hasn't looked at all of it, nor who has done only some rows of a
    coding sheet, or had read the text before sentences were put in: what was not judged is not "not coded".
    """
    transcripts = study.transcripts()
    current = {each.hash: each.document for each in transcripts}
    codings = tidy(one for one in study.codings() if one.status is not Status.REJECTED).codings
    begun = _begun(study)
    seen = {(one.coder, one.text_hash) for one in study.coverage()}
    seen |= {look for one in codings if one.implies_reading and (look := (one.coder, one.text_hash)) not in begun}
    seen = {look for look in seen if look[1] in current}
    people = {one.name for one in study.coders() if one.kind is CoderKind.HUMAN}
    touched = begun | {(one.coder, one.text_hash) for one in codings if one.coder in people}
    only, _ = with_codes_used(study.codes_looked_for(), codings)
    return Comparison(
        coders=tuple(study.coders()),
        codings=codings,
        seen=frozenset(seen),
        codebook=study.codebook(),
        documents=current,
        transcripts=tuple(transcripts),
        participants=tuple(study.participants()),
        only={look: codes for look, codes in only.items() if look in seen},
        in_part=frozenset(look for look in touched - seen if look[1] in current),
    )


def _begun(study: Study) -> set[tuple[str, str]]:
    """Who has read parts of a text and is known to have read those: a coder and the text's hash."""
    return {(one.name, each.text_hash) for one in study.coders() for each in study.segments(one.name) if each.done}


def _of_study(path: Path) -> Loaded:
    with Study.open(path) as study:
        return Loaded(comparison_of_study(study), {study.path.name: file_hash(study.path)})


def _is_without_texts(path: Path) -> bool:
    """Whether a merged folder holds spans but no study, as when no texts were known."""
    return (
        path.is_dir()
        and not (path / "study.db").exists()
        and all((path / name).exists() for name in (CODINGS, COVERAGE, CODEBOOK))
    )


def _of_merged_files(path: Path) -> Loaded:
    codebook = Codebook.model_validate_json((path / CODEBOOK).read_text(encoding="utf-8"))
    try:
        coverage = read_coverage(path / COVERAGE)
        comparison = Merger(CodeResolver(codebook)).merge(read_coder_file(path / CODINGS)).comparison
    except AgreementError as error:
        raise StudyNotFound(f"{path}: {error}") from error
    known = {coder.name: coder for coder in comparison.coders}
    names = sorted({coder for coder, _ in coverage.seen})
    read = {text: document for _, (_, document, text, _) in read_table(path / COVERAGE)[1]}
    whole = replace(
        comparison,
        coders=tuple(known.get(name, Coder(name=name, kind=CoderKind.HUMAN)) for name in names),
        seen=coverage.seen,
        only=coverage.only,
        documents=read | comparison.documents,
    )
    return Loaded(whole, {name: file_hash(path / name) for name in (CODINGS, COVERAGE)})
