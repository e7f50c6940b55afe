"""Who has looked at what: as the files show, or as an assignment says. Not seen is missing, never uncoded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.resolving import CodeResolver
from cfir_coder.codebooks.faults import did_you_mean
from cfir_coder.errors import AgreementError
from cfir_coder.exchange.documents import DocumentFinder
from cfir_coder.model.case import Participant
from cfir_coder.model.coding import Coding
from cfir_coder.model.transcript import Transcript
from cfir_coder.study.looking import Look
from cfir_coder.text import counted, first_few, undefuse
from cfir_coder.workflow.agreement_ledger import Ledger
from cfir_coder.workflow.agreement_tables import read_table
from cfir_coder.workflow.assignment import Assigned, looks_told, with_codes_used

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("coder", "document", "text_hash", "code")
"""Of coverage.csv; code is empty where a coder looked for every code."""


@dataclass(frozen=True)
class Coverage:
    """seen: (coder, text hash). only: the codes that a coder looked for in a text, where not for all."""

    seen: frozenset[Look]
    only: Mapping[Look, frozenset[str]]


def coverage_of(
    shown: Iterable[Look],
    codings: Sequence[Coding],
    assigned: Sequence[Assigned],
    documents: DocumentNames,
    resolver: CodeResolver,
    ledger: Ledger,
    before: Mapping[Look, frozenset[str]] | None = None,
) -> Coverage:
    """Put together what files show and what was assigned.

    shown: who handed in something on a document. before: the codes that a study knows somebody to have looked for,
    which stand until an assignment says otherwise. What somebody coded counts as seen, assigned or not. A coder of whom
    there is no file at all hasn't found nothing: that is a fault.
    """
    looked = set(shown) | {(coding.coder, coding.text_hash) for coding in codings if coding.implies_reading}
    here = {coder for coder, _ in looked}
    ledger.faults += [fault for line in assigned if (fault := _nobody(line, here))]
    known = [line for line in assigned if line.coder in here]
    told = looks_told(
        known,
        documents.key,
        lambda written, coder: {resolver.resolve(written, coder)},
        resolver.codebook,
        ledger.faults,
    )
    strangers = looked - told.every
    if assigned and strangers and not ledger.faults:
        ledger.notes.append(
            f"coded by somebody not assigned to it: {counted(len(strangers), 'document')}; that counts as seen."
        )
    only = {look: codes for look, codes in (before or {}).items() if look not in told.whole}
    only |= told.by_code
    only, beyond = with_codes_used(only, codings)
    if beyond:
        ledger.notes.append(
            f"used in documents by somebody not assigned to it: {counted(beyond, 'code')}; that counts as seen."
        )
    return Coverage(frozenset(looked | told.every), only)


@dataclass(frozen=True)
class DocumentNames:
    """What documents are called. keys: text hash by name. transcripts: known also without suffix, or by participant."""

    keys: Mapping[str, str]
    transcripts: Sequence[Transcript] = ()
    participants: Sequence[Participant] = ()

    def key(self, name: str) -> str:
        """The text hash of a document.

        Raises AgreementError, without a place.
        """
        if name in self.keys:
            return self.keys[name]
        found = self._finder.called(name)
        if len(found) == 1:
            return next(iter(found))
        names = {each.hash: each.document for each in self.transcripts}
        if found:
            several = " or ".join(sorted(names[key] for key in found))
            raise AgreementError(f'the assignment names "{name}", which may be {several}. Write the whole name.')
        known = sorted({*names.values(), *self.keys})
        advice = did_you_mean(name, known, f"There are: {first_few(known, 4)}.")
        raise AgreementError(f'the assignment names "{name}", which no file and no transcript is called. {advice}')

    @cached_property
    def _finder(self) -> DocumentFinder:
        return DocumentFinder(self.transcripts, self.participants)


def _nobody(line: Assigned, here: set[str]) -> str:
    if line.coder in here:
        return ""
    names = ", ".join(sorted(here))
    return (
        f'{line.place}: nothing was handed in by "{line.coder}" (there are: {names}). A coder who found nothing '
        "hands in rows with a document only."
    )


def coverage_table(comparison: Comparison) -> pd.DataFrame:
    """Who has looked at what: a row for each coder and document, or for each code where not all were looked for."""
    import pandas as pd

    rows = sorted(
        (look[0], comparison.documents[look[1]], look[1], code)
        for look in comparison.seen
        for code in comparison.only.get(look, ("",))
    )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def read_coverage(path: Path) -> Coverage:
    """Read what `coverage_table` wrote.

    Raises AgreementError.
    """
    header, rows = read_table(path)
    if tuple(header) != COLUMNS:
        raise AgreementError(f"{path} isn't what cfir wrote (columns {', '.join(COLUMNS)}). Merge the files again.")
    seen: set[Look] = set()
    only: dict[Look, set[str]] = defaultdict(set)
    for _, (coder, _, text, code) in rows:
        seen.add((undefuse(coder), text))
        if code:
            only[undefuse(coder), text].add(undefuse(code))
    return Coverage(frozenset(seen), {look: frozenset(codes) for look, codes in only.items()})
