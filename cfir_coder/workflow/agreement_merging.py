"""Put coders' files together: documents by text, codes by id, quotes where they stand; every fault at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.offsets import converted, offset_unit
from cfir_coder.agreement.resolving import CodeResolver
from cfir_coder.agreement.spans import tidy
from cfir_coder.errors import AgreementError
from cfir_coder.model.case import Participant
from cfir_coder.model.coding import Coder, CoderKind, Coding, Status
from cfir_coder.model.transcript import Transcript
from cfir_coder.study.anchoring import Anchoring, reanchor
from cfir_coder.text import text_hash
from cfir_coder.workflow.agreement_files import CodedRow

MOST_LOST = 0.01
"""Share of a document's quotes that may stand nowhere in its text before it is taken for another text."""


@dataclass(frozen=True)
class Merged:
    """What was put together, what a person should know of it, and the rows that have no place."""

    comparison: Comparison
    notes: tuple[str, ...]
    orphans: tuple[CodedRow, ...] = ()


@dataclass
class Merger:
    """Puts rows of coder files together.

    transcripts: the texts; without any, spans are taken as the files tell them. assigned: who was to code which
    document (coder, document), instead of what the files show. force: keep a document of which quotes are lost.
    """

    resolver: CodeResolver
    transcripts: Sequence[Transcript] = ()
    participants: Sequence[Participant] = ()
    assigned: Sequence[tuple[str, str]] = ()
    force: bool = False
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    orphans: list[CodedRow] = field(default_factory=list)
    told: list[tuple[CodedRow, str]] = field(default_factory=list)

    def merge(
        self, rows: Iterable[CodedRow], known: Iterable[Coding] = (), seen: Iterable[tuple[str, str]] = ()
    ) -> Merged:
        """Merge rows of files with codings that a study has already.

        Raises AgreementError with every fault; nothing is guessed.
        """
        told = list(rows)
        kinds = self._kinds(told)
        documents = self._documents(told)
        covered = {
            (row.coder, documents[row.document, row.text_hash])
            for row in told
            if (row.document, row.text_hash) in documents
        }
        codings = [*known, *self._codings(told, documents)]
        if self.faults:
            raise AgreementError(self.faults[0], self.faults)
        for coding in codings:
            kinds.setdefault(coding.coder, coding.coder_kind)
        kept = self._once(codings)
        seen = self._seen(covered | set(seen), kept, documents)
        names = {each.hash: each.document for each in self.transcripts}
        names = {
            **{key: name for (name, _), key in documents.items()},
            **{c.text_hash: c.document for c in kept},
            **names,
        }
        comparison = Comparison(
            coders=tuple(
                Coder(name=name, kind=kinds.get(name, CoderKind.HUMAN)) for name in sorted({who for who, _ in seen})
            ),
            codings=kept,
            seen=frozenset(seen),
            codebook=self.resolver.codebook,
            documents={key: names[key] for key in sorted({key for _, key in seen})},
            transcripts=tuple(each for each in self.transcripts if any(key == each.hash for _, key in seen)),
            participants=tuple(self.participants),
        )
        return Merged(comparison, tuple(self.notes), tuple(self.orphans))

    def _kinds(self, rows: Sequence[CodedRow]) -> dict[str, CoderKind]:
        kinds: dict[str, CoderKind] = {}
        for row in rows:
            if kinds.setdefault(row.coder, row.kind) is not row.kind:
                self.faults.append(
                    f'{row.place}: "{row.coder}" is a {row.kind} coder here and a {kinds[row.coder]} one above.'
                )
        return kinds

    # Documents

    def _documents(self, rows: Sequence[CodedRow]) -> dict[tuple[str, str], str]:
        """Text hash of each document as the files call it (name, hash told)."""
        found: dict[tuple[str, str], str] = {}
        first = {(row.document, row.text_hash): row.place for row in reversed(rows)}
        if not self.transcripts:
            return self._documents_by_name(first)
        by_hash = {each.hash: each for each in self.transcripts}
        by_name = {name: each for each in self.transcripts for name in (PurePath(each.document).name, each.document)}
        for (document, told), place in first.items():
            text = by_hash.get(told) or by_name.get(document) or by_name.get(PurePath(document).name)
            if text is None:
                names = ", ".join(sorted(each.document for each in self.transcripts)[:4])
                self.faults.append(
                    f'{place}: "{document}" is none of the transcripts ({names}, ...). Is the file from another study?'
                )
            else:
                found[document, told] = text.hash
        return found

    def _documents_by_name(self, first: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
        """Without texts a document is its hash, or where no file tells one its name."""
        hashes: dict[str, set[str]] = defaultdict(set)
        for document, told in first:
            hashes[document] |= {told} - {""}
        for document, told_hashes in hashes.items():
            if len(told_hashes) > 1:
                places = [place for (name, told), place in first.items() if name == document and told]
                self.faults.append(
                    f"{document} has two texts ({'; '.join(sorted(places))}). Name the right one with --transcripts, "
                    "so that quotes can be found in it."
                )
        if any(not told for told in hashes.values()):
            self.notes.append("no text hashes are told: documents are taken for the same by their names.")
        return {
            (document, told): next(iter(sorted(hashes[document])), text_hash(f"named {document}"))
            for document, told in first
        }

    # Spans

    def _codings(self, rows: Sequence[CodedRow], documents: Mapping[tuple[str, str], str]) -> list[Coding]:
        texts = {each.hash: each for each in self.transcripts}
        groups: dict[tuple[str, str, str], list[CodedRow]] = defaultdict(list)
        for row in rows:
            if row.code and row.status is not Status.REJECTED and (row.document, row.text_hash) in documents:
                groups[row.place.rpartition(", line ")[0], row.document, row.text_hash].append(row)
        found: list[Coding] = []
        for (file, document, told), group in groups.items():
            text = texts.get(documents[document, told])
            resolved = [(row, code) for row in group if (code := self._code(row)) is not None]
            if text is None:
                found += self._as_told(resolved, documents[document, told])
            else:
                found += self._placed(file, resolved, text)
        renamed = Counter((row.code, code) for row, code in self.told if row.code != code)
        self.notes += [f'"{old}" was taken for {new} ({n} codings).' for (old, new), n in sorted(renamed.items())]
        if not self.transcripts:
            self._check_shared_text(found)
        return found

    def _code(self, row: CodedRow) -> str | None:
        try:
            code = self.resolver.resolve(row.code, row.coder)
        except AgreementError as error:
            self.faults.append(f"{row.place}: {error}")
            return None
        self.told.append((row, code))
        return code

    def _as_told(self, rows: Sequence[tuple[CodedRow, str]], key: str) -> list[Coding]:
        found = []
        for row, code in rows:
            if row.quote is None or len(row.quote) != row.end - row.start:
                length = "no" if row.quote is None else f"{len(row.quote)} characters as"
                self.faults.append(
                    f"{row.place}: {length} quote for {row.start}-{row.end}. Name the texts with --transcripts."
                )
            else:
                found.append(_coding(row, code, row.document, key, row.start, row.end, row.quote))
        return found

    def _placed(self, file: str, rows: Sequence[tuple[CodedRow, str]], text: Transcript) -> list[Coding]:
        """Spans of one file in one text: at their offsets in whatever unit fits all quotes, else found by quote."""
        quoted = [(row.start, row.end, row.quote) for row, _ in rows if row.quote is not None]
        unit = offset_unit(text.text, quoted) if quoted else "code points"
        if unit is not None and unit != "code points":
            self.notes.append(f"{file}: offsets in {text.document} count {unit}; turned into code points.")
        counts: Counter[Anchoring] = Counter()
        found = []
        for row, code in rows:
            start, end, _ = converted(text.text, [(row.start, row.end, "")], unit or "code points")[0]
            quote = row.quote if row.quote is not None else self._unquoted(row, text, start, end)
            if quote is None:
                continue
            raw = _coding(row, code, text.document, text.hash, start, start + len(quote), quote)
            how, placed = reanchor(raw, text)
            counts[how] += 1
            if placed is None:
                self.orphans.append(row)
            else:
                found.append(placed)
        self._tell_anchoring(file, text, counts)
        return found

    def _unquoted(self, row: CodedRow, text: Transcript, start: int, end: int) -> str | None:
        if row.text_hash == text.hash and end <= len(text.text):
            return text.text[start:end]
        self.faults.append(
            f"{row.place}: no quote to check the span {start}-{end} by, and no hash of its text. Add quotes."
        )
        return None

    def _tell_anchoring(self, file: str, text: Transcript, counts: Counter[Anchoring]) -> None:
        total, lost = counts.total(), counts[Anchoring.ORPHAN]
        if lost > MOST_LOST * total and not self.force:
            self.faults.append(
                f"{file}: {lost} of {total} quotes stand nowhere in {text.document}: was another text coded? "
                "Hand in that text, or say --force to leave them out and list them."
            )
        elif total > counts[Anchoring.EXACT]:
            told = ", ".join(f"{counts[how]} {how.value}" for how in Anchoring if counts[how])
            self.notes.append(f"{file}: quotes were found again in {text.document}: {told}.")

    def _check_shared_text(self, codings: Sequence[Coding]) -> None:
        """Without texts, what two coders quote of one place must be the same characters."""
        by_document: dict[str, list[Coding]] = defaultdict(list)
        for coding in codings:
            by_document[coding.text_hash].append(coding)
        for group in by_document.values():
            reach: Coding | None = None
            for coding in sorted(group, key=lambda one: (one.start, one.end)):
                if reach is not None and (shared := min(reach.end, coding.end) - coding.start) > 0:
                    at = coding.start - reach.start
                    if reach.quote[at : at + shared] != coding.quote[:shared]:
                        self.faults.append(
                            f"{coding.document}, {coding.start}-{coding.end}: {reach.coder} and {coding.coder} quote "
                            "different words of one place; texts or offsets differ. Name the texts with --transcripts."
                        )
                        break
                if reach is None or coding.end > reach.end:
                    reach = coding

    # What is left to settle

    def _once(self, codings: Sequence[Coding]) -> tuple[Coding, ...]:
        """Each coding once; the same span and code by one coder with two valences is refused."""
        kept: dict[str, Coding] = {}
        doubled = 0
        for coding in codings:
            other = kept.setdefault(coding.id, coding)
            if other is coding:
                continue
            if (other.valence, other.strength) != (coding.valence, coding.strength):
                self.faults.append(
                    f"{coding.document}, {coding.start}-{coding.end}: {coding.coder} gave {coding.code} twice, with "
                    "two valences or strengths. Keep one of them."
                )
            doubled += 1
        if self.faults:
            raise AgreementError(self.faults[0], self.faults)
        tidied = tidy(kept.values())
        for n, what in (
            (doubled, "doubled rows left out"),
            (tidied.n_trimmed, "spans trimmed of blanks at their ends"),
            (tidied.n_joined, "spans joined with a touching one of the same coder, code and valence"),
        ):
            if n:
                self.notes.append(f"{n} {what}.")
        return tuple({coding.id: coding for coding in tidied.codings}.values())

    def _seen(
        self, covered: set[tuple[str, str]], codings: Sequence[Coding], documents: Mapping[tuple[str, str], str]
    ) -> set[tuple[str, str]]:
        shown = covered | {(coding.coder, coding.text_hash) for coding in codings}
        if not self.assigned:
            return shown
        keys = {name: key for (name, _), key in documents.items()} | {
            each.document: each.hash for each in self.transcripts
        }
        unknown = sorted({document for _, document in self.assigned if document not in keys})
        if unknown:
            raise AgreementError(f'the assignment names "{unknown[0]}", which no file and no transcript is called.')
        told = {(coder, keys[document]) for coder, document in self.assigned}
        strangers = sorted(shown - told)
        if strangers:
            self.notes.append(
                f"{len(strangers)} documents were coded by somebody not assigned to them; they count as seen."
            )
        return told | shown


def _coding(row: CodedRow, code: str, document: str, key: str, start: int, end: int, quote: str) -> Coding:
    return Coding(
        document=document,
        text_hash=key,
        start=start,
        end=end,
        quote=quote,
        prefix=row.prefix,
        suffix=row.suffix,
        speaker=row.speaker,
        turn=row.turn,
        code=code,
        valence=row.valence,
        strength=row.strength,
        coder=row.coder,
        coder_kind=row.kind,
        status=row.status,
        memo=row.memo,
    )


def suggested_matches(comparison: Comparison) -> list[tuple[str, str, float]]:
    """Inductive codes of two coders that lie on the same text: both, and the share of their characters in common."""
    own = [code for code in comparison.codes if code not in comparison.codebook.by_id]
    covers = {
        code: {
            (one.text_hash, at) for one in comparison.codings if one.code == code for at in range(one.start, one.end)
        }
        for code in own
    }
    found = [
        (one, other, len(covers[one] & covers[other]) / len(covers[one] | covers[other]))
        for index, one in enumerate(own)
        for other in own[index + 1 :]
        if not comparison.users[one] & comparison.users[other]
    ]
    return sorted((each for each in found if each[2] >= 0.3), key=lambda each: (-each[2], each[0], each[1]))
