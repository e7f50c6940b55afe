"""The folder that `cfir merge` writes: codings, coverage, disagreements, agreement, and a study to go on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.files import make_folder, write_text
from cfir_coder.model.case import Participant
from cfir_coder.model.coding import Coding
from cfir_coder.model.transcript import Transcript
from cfir_coder.study import DATABASE, Study
from cfir_coder.workflow.agreement_coverage import coverage_table
from cfir_coder.workflow.agreement_load import CODEBOOK, CODINGS, COVERAGE
from cfir_coder.workflow.agreement_measure import write_agreement
from cfir_coder.workflow.agreement_merging import Merged
from cfir_coder.workflow.agreement_placing import APPROXIMATE
from cfir_coder.workflow.agreement_report import AgreementReport
from cfir_coder.workflow.results import write_run

DISAGREEMENTS = "disagreements"
ORPHANS = "orphans.csv"


@dataclass(frozen=True)
class MergedFolder:
    """What is to be written of a merge. listed: the list of disagreements by column. texts: empty when unknown."""

    merged: Merged
    listed: Mapping[str, Sequence[Any]]
    report: AgreementReport | None
    texts: Sequence[Transcript]
    people: Sequence[Participant]

    def write(self, folder: Path, record: Mapping[str, Any], at: datetime) -> tuple[str, ...]:
        """Write everything beside the folder, then move it there file by file; return the files' names."""
        comparison = self.merged.comparison
        make_folder(folder)
        with TemporaryDirectory(prefix=".merge-", dir=folder) as name:
            staging = Path(name)
            self._write_codings(staging)
            self._write_disagreements(staging)
            if self.report is not None:
                write_agreement(self.report, staging)
            if self.texts:
                _make_study(comparison, staging / DATABASE, at)
            names = sorted(path.name for path in staging.iterdir())
            for old in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", ORPHANS, APPROXIMATE):
                (folder / old).unlink(missing_ok=True)
            for each in names:
                (staging / each).replace(folder / each)
        told = {
            **record,
            "codebook": comparison.codebook.label,
            "coders": {one.name: one.kind.value for one in comparison.coders},
            "texts": comparison.documents,
            "notes": list(self.merged.notes),
        }
        write_run(folder, told, [folder / each for each in names if not each.startswith(DATABASE)])
        return tuple(names)

    def _write_codings(self, staging: Path) -> None:
        import pandas as pd

        from cfir_coder.matrices.waist import coding_table
        from cfir_coder.report import write_csv

        comparison = self.merged.comparison
        table = coding_table(comparison.codings, self.texts, self.people, comparison.codebook)
        write_csv(table, staging / CODINGS)
        write_csv(coverage_table(comparison), staging / COVERAGE)
        write_text(staging / CODEBOOK, comparison.codebook.model_dump_json() + "\n")
        if self.merged.orphans:
            columns = ("place", "document", "start", "end", "quote", "code", "coder")
            rows = [tuple(getattr(row, name) for name in columns) for row in self.merged.orphans]
            write_csv(pd.DataFrame(rows, columns=list(columns)), staging / ORPHANS)
        if self.merged.approximate:
            found = [
                (row.place, row.document, row.quote, one.document, one.start, one.end, one.quote, one.code, one.coder)
                for row, one in self.merged.approximate
            ]
            heads = ("place", "told_document", "told_quote", "document", "start", "end", "quote", "code", "coder")
            write_csv(pd.DataFrame(found, columns=list(heads)), staging / APPROXIMATE)

    def _write_disagreements(self, staging: Path) -> None:
        import pandas as pd

        from cfir_coder.report import write_csv, write_workbook

        frame = pd.DataFrame(self.listed)
        write_csv(frame, staging / f"{DISAGREEMENTS}.csv")
        notes = {DISAGREEMENTS: HOW_TO_DECIDE, "coders": ", ".join(self.merged.comparison.names)}
        write_workbook({DISAGREEMENTS: frame}, staging / f"{DISAGREEMENTS}.xlsx", notes=notes)


HOW_TO_DECIDE = (
    "One row for each passage on which coders differ, the most pressing first. [name> stands where a coder's span "
    "begins, <name] where it ends. Fill in decision (a coder's name, union, intersection, both, none or own), "
    "rationale and decided_by; own_code, own_valence, own_strength, own_start, own_end put something else in its "
    "place. Then read the file back with `cfir adjudicate`."
)


def _make_study(comparison: Comparison, path: Path, at: datetime) -> None:
    with Study.open_or_create(path) as study:
        study.add_sources(comparison.transcripts, comparison.participants, comparison.codebook)
        for coder in comparison.coders:
            own = [_labelled(one, comparison.codebook.label) for one in comparison.codings if one.coder == coder.name]
            seen = sorted(text for name, text in comparison.seen if name == coder.name)
            only = {text: codes for (name, text), codes in comparison.only.items() if name == coder.name}
            study.add_codings(coder, own, covered=seen, codebook=comparison.codebook.hash, at=at, only=only)


def _labelled(coding: Coding, label: str) -> Coding:
    return coding if coding.codebook else coding.model_copy(update={"codebook": label})
