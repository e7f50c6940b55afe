"""Open what is to be compared: a study, or a folder that `cfir merge` wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.resolving import CodeResolver
from cfir_coder.agreement.spans import tidy
from cfir_coder.errors import AgreementError, StudyNotFound, UsageError
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import CoderKind, Status
from cfir_coder.study import Study
from cfir_coder.workflow.agreement_files import read_coder_file
from cfir_coder.workflow.agreement_merging import Merger
from cfir_coder.workflow.agreement_tables import read_table
from cfir_coder.workflow.results import file_hash

CODINGS, COVERAGE, CODEBOOK = "codings.csv", "coverage.csv", "codebook.json"


@dataclass(frozen=True)
class Loaded:
    """Coders side by side, and the files they come from with their SHA-256."""

    comparison: Comparison
    inputs: dict[str, str]


def load_comparison(path: Path, coders: Sequence[str] = ()) -> Loaded:
    """Open a study or a merged folder; only those coders when any are named, else all but the consensus.

    Raises StudyNotFound, and UsageError for a coder who isn't there.
    """
    loaded = _of_merged_files(path) if _is_without_texts(path) else _of_study(path)
    comparison = loaded.comparison
    unknown = [name for name in coders if name not in comparison.names]
    if unknown:
        raise UsageError(f'{path} has no coder "{unknown[0]}". There are: {", ".join(comparison.names)}.')
    kept = coders or [coder.name for coder in comparison.coders if coder.kind is not CoderKind.CONSENSUS]
    return Loaded(comparison.of(kept), loaded.inputs)


def comparison_of_study(study: Study) -> Comparison:
    """Everything coded in a study that nobody rejected.

    Who only accepted proposals of a machine on a text hasn't looked at all of it, nor who has done only some rows of a
    coding sheet: what was not judged is not "not coded".
    """
    transcripts = study.transcripts()
    current = {each.hash: each.document for each in transcripts}
    codings = tidy(one for one in study.codings() if one.status is not Status.REJECTED).codings
    seen = {(one.coder, one.text_hash) for one in study.coverage()}
    seen |= {(one.coder, one.text_hash) for one in codings if one.implies_reading}
    return Comparison(
        coders=tuple(study.coders()),
        codings=codings,
        seen=frozenset(pair for pair in seen if pair[1] in current),
        codebook=study.codebook(),
        documents=current,
        transcripts=tuple(transcripts),
        participants=tuple(study.participants()),
    )


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
    header, rows = read_table(path / COVERAGE)
    if header[:2] != ["coder", "document"]:
        raise StudyNotFound(f"{path}: {COVERAGE} isn't what cfir wrote. Merge the files again.")
    try:
        coded = read_coder_file(path / CODINGS)
    except AgreementError as error:
        raise StudyNotFound(f"{path}: {error}") from error
    merged = Merger(CodeResolver(codebook), assigned=[(row[0], row[1]) for _, row in rows]).merge(coded)
    return Loaded(merged.comparison, {name: file_hash(path / name) for name in (CODINGS, COVERAGE)})
