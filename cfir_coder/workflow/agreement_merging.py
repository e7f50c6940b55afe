"""Put coders' files together: documents by text, codes by id, quotes where they stand; every fault at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.resolving import CodeResolver
from cfir_coder.agreement.spans import tidy
from cfir_coder.model.case import Participant
from cfir_coder.model.coding import Coder, CoderKind, Coding
from cfir_coder.model.transcript import Transcript
from cfir_coder.text import counted
from cfir_coder.workflow.agreement_coverage import Coverage, DocumentNames, coverage_of
from cfir_coder.workflow.agreement_documents import Called, documents_of
from cfir_coder.workflow.agreement_files import CodedRow
from cfir_coder.workflow.agreement_ledger import Ledger
from cfir_coder.workflow.agreement_placing import Placer
from cfir_coder.workflow.assignment import Assigned


@dataclass(frozen=True)
class Merged:
    """What was put together, what a person should know of it, and the rows that have no place, or one to look at."""

    comparison: Comparison
    notes: tuple[str, ...]
    orphans: tuple[CodedRow, ...] = ()
    approximate: tuple[tuple[CodedRow, Coding], ...] = ()


@dataclass(frozen=True)
class Merger:
    """Puts rows of coder files together.

    transcripts: the texts; without any, spans are taken as the files tell them. assigned: who was to code what,
    beside what the files show. force: keep a document of which quotes are lost.
    """

    resolver: CodeResolver
    transcripts: Sequence[Transcript] = ()
    participants: Sequence[Participant] = ()
    assigned: Sequence[Assigned] = ()
    force: bool = False

    def merge(self, rows: Sequence[CodedRow], known: Comparison | None = None) -> Merged:
        """Merge rows of files with the coders that a study has already.

        Raises AgreementError with every fault; nothing is guessed.
        """
        ledger = Ledger()
        before: Sequence[Coding] = known.codings if known else ()
        kinds = _kinds(rows, {one.name: one.kind for one in known.coders} if known else {}, ledger)
        documents = documents_of(rows, self.transcripts, ledger)
        placer = Placer(self.resolver, self.transcripts, ledger, self.force)
        codings = [*before, *placer.codings(rows, documents)]
        used = {self.resolver.own_name(row.code, row.coder) for row in rows} | {one.code for one in before}
        ledger.faults += [
            f"--match: nobody has the code {code}."
            for code, shared in self.resolver.matches.items()
            if code not in used and shared not in used
        ]
        ledger.raise_faults()
        kept = placer.placed_anew(codings, _once(codings, ledger))
        coverage = self._coverage(rows, documents, kept, known, ledger)
        ledger.raise_faults()
        names = self._names(documents, kept)
        read = {key for _, key in coverage.seen}
        comparison = Comparison(
            coders=tuple(Coder(name=name, kind=kinds[name]) for name in sorted({who for who, _ in coverage.seen})),
            codings=kept,
            seen=coverage.seen,
            codebook=self.resolver.codebook,
            documents={key: names[key] for key in sorted(read)},
            transcripts=tuple(each for each in self.transcripts if each.hash in read),
            participants=tuple(self.participants),
            only=coverage.only,
            in_part=known.in_part - coverage.seen if known else frozenset(),
        )
        return Merged(comparison, tuple(ledger.notes), tuple(placer.orphans), tuple(placer.approximate))

    def _coverage(
        self,
        rows: Sequence[CodedRow],
        documents: Mapping[Called, str],
        codings: Sequence[Coding],
        known: Comparison | None,
        ledger: Ledger,
    ) -> Coverage:
        shown = {(row.coder, documents[row.document, row.text_hash]) for row in rows}
        keys = {name: key for (name, _), key in documents.items()} | {
            each.document: each.hash for each in self.transcripts
        }
        names = DocumentNames(keys, self.transcripts, self.participants)
        seen, before = (known.seen, known.only) if known else (frozenset(), {})
        return coverage_of(shown | seen, codings, self.assigned, names, self.resolver, ledger, before)

    def _names(self, documents: Mapping[Called, str], codings: Iterable[Coding]) -> dict[str, str]:
        """Names of documents by text hash: the transcript's, else what a coding or a file calls it."""
        called = {key: name for (name, _), key in sorted(documents.items(), reverse=True)}
        coded = {coding.text_hash: coding.document for coding in codings}
        return called | coded | {each.hash: each.document for each in self.transcripts}


def _kinds(rows: Sequence[CodedRow], known: Mapping[str, CoderKind], ledger: Ledger) -> dict[str, CoderKind]:
    kinds = dict(known)
    for row in rows:
        if kinds.setdefault(row.coder, row.kind) is not row.kind:
            ledger.faults.append(
                f'{row.place}: "{row.coder}" is a {row.kind} coder here and a {kinds[row.coder]} one elsewhere.'
            )
    return kinds


def _once(codings: Sequence[Coding], ledger: Ledger) -> tuple[Coding, ...]:
    """Each coding once, tidied; the same span and code by one coder with two judgements is refused."""
    kept = _distinct(codings, ledger)
    tidied = tidy(kept)
    found = _distinct(tidied.codings, ledger)
    ledger.raise_faults()
    for n, noun, done in (
        (len(codings) - len(kept) + len(tidied.codings) - len(found), "doubled row", "left out"),
        (tidied.n_trimmed, "span", "trimmed of blanks at the ends"),
        (tidied.n_joined, "span", "joined with a touching one of the same coder, code and valence"),
    ):
        if n:
            ledger.notes.append(f"{counted(n, noun)} {done}.")
    return tuple(found)


def _distinct(codings: Iterable[Coding], ledger: Ledger) -> list[Coding]:
    """Each span, code and coder once, with every memo that was written on it."""
    kept: dict[str, Coding] = {}
    for coding in codings:
        other = kept.setdefault(coding.id, coding)
        if other is coding:
            continue
        if (other.valence, other.strength) != (coding.valence, coding.strength):
            ledger.faults.append(
                f"{coding.document}, {coding.start}-{coding.end}: {coding.coder} gave {coding.code} twice, with "
                "two valences or strengths. Keep one of them."
            )
        elif coding.memo and coding.memo not in other.memo.split(" | "):
            memos = sorted({*filter(None, other.memo.split(" | ")), coding.memo})
            kept[coding.id] = other.model_copy(update={"memo": " | ".join(memos)})
    return list(kept.values())
