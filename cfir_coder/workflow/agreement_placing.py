"""Where the rows of a coder file stand: at their offsets in whatever unit fits, else found again by quote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cfir_coder.agreement.offsets import converted, offset_unit
from cfir_coder.agreement.resolving import CodeResolver
from cfir_coder.errors import AgreementError
from cfir_coder.model.coding import Coding, Status, placed
from cfir_coder.model.transcript import Transcript
from cfir_coder.study.anchoring import Anchoring, reanchor
from cfir_coder.text import counted
from cfir_coder.workflow.agreement_documents import Called
from cfir_coder.workflow.agreement_files import CodedRow
from cfir_coder.workflow.agreement_ledger import Ledger

APPROXIMATE = "approximate.csv"
"""Where a merge lists what it took for a quote that stands nowhere word for word."""
MOST_LOST = 0.01
"""Share of a document's quotes that may stand nowhere in its text before it is taken for another text."""


@dataclass
class Placer:
    """Turns rows into codings; what is odd goes to the ledger, what has no place to `orphans`.

    approximate: rows whose quote stands nowhere word for word, with what is taken for it.

    transcripts: the texts; without any, spans are taken as the files tell them. force: keep a document of which
    more quotes are lost than MOST_LOST.
    """

    resolver: CodeResolver
    transcripts: Sequence[Transcript]
    ledger: Ledger
    force: bool = False
    orphans: list[CodedRow] = field(default_factory=list)
    approximate: list[tuple[CodedRow, Coding]] = field(default_factory=list)

    def codings(self, rows: Iterable[CodedRow], documents: Mapping[Called, str]) -> list[Coding]:
        """Codings of every row with a code that nobody rejected, file by file."""
        texts = {each.hash: each for each in self.transcripts}
        groups: dict[tuple[str, str, str], list[CodedRow]] = defaultdict(list)
        for row in rows:
            if row.code and row.status is not Status.REJECTED and (row.document, row.text_hash) in documents:
                groups[row.place.rpartition(", line ")[0], row.document, row.text_hash].append(row)
        found: list[Coding] = []
        renamed: Counter[tuple[str, str]] = Counter()
        for (file, document, told), group in groups.items():
            resolved = [(row, code) for row in group if (code := self._code(row)) is not None]
            renamed.update((row.code, code) for row, code in resolved if row.code != code)
            key = documents[document, told]
            found += self._placed(file, resolved, texts[key]) if key in texts else self._as_told(resolved, key)
        self.ledger.notes += [
            f'"{old}" was taken for {new} ({counted(n, "coding")}).' for (old, new), n in sorted(renamed.items())
        ]
        if not self.transcripts:
            self._check_shared_text(found)
        return found

    def placed_anew(self, before: Iterable[Coding], after: Iterable[Coding]) -> tuple[Coding, ...]:
        """Spans that were trimmed or joined since with the turn, speaker and context of where they stand now."""
        texts = {each.hash: each for each in self.transcripts}
        known = {one.id for one in before}
        return tuple(
            one
            if one.id in known or one.text_hash not in texts
            else placed(one, texts[one.text_hash], (one.start, one.end))
            for one in after
        )

    def _code(self, row: CodedRow) -> str | None:
        try:
            return self.resolver.resolve(row.code, row.coder)
        except AgreementError as error:
            self.ledger.faults.append(f"{row.place}: {error}")
            return None

    def _as_told(self, rows: Sequence[tuple[CodedRow, str]], key: str) -> list[Coding]:
        found = []
        for row, code in rows:
            if row.quote is None or len(row.quote) != row.end - row.start:
                length = "no" if row.quote is None else f"{len(row.quote)} characters as"
                self.ledger.faults.append(
                    f"{row.place}: {length} quote for {row.start}-{row.end}. Name the texts with --transcripts."
                )
            else:
                found.append(_as_file_tells(row, code, row.document, key, row.start, row.quote))
        return found

    def _placed(self, file: str, rows: Sequence[tuple[CodedRow, str]], transcript: Transcript) -> list[Coding]:
        """Spans of one file in one text."""
        whole = transcript.text
        unit = offset_unit(whole, [(row.start, row.end, row.quote) for row, _ in rows if row.quote is not None])
        if unit is not None and unit != "code points":
            self.ledger.notes.append(f"{file}: offsets in {transcript.document} count {unit}; turned into code points.")
        places = converted(whole, [(row.start, row.end, "") for row, _ in rows], unit or "code points")
        counts: Counter[Anchoring] = Counter()
        found = []
        for (row, code), (start, end, _) in zip(rows, places, strict=True):
            quote = row.quote if row.quote is not None else self._unquoted(row, transcript, start, end)
            if quote is None:
                continue
            told = _as_file_tells(row, code, transcript.document, transcript.hash, start, quote)
            how, anchored = reanchor(told, transcript)
            counts[how] += 1
            if anchored is None:
                self.orphans.append(row)
            else:
                found.append(anchored)
                if how is Anchoring.APPROXIMATE:
                    self.approximate.append((row, anchored))
        self._tell_anchoring(file, transcript, counts)
        return found

    def _unquoted(self, row: CodedRow, text: Transcript, start: int, end: int) -> str | None:
        if row.text_hash == text.hash and end <= len(text.text):
            return text.text[start:end]
        self.ledger.faults.append(
            f"{row.place}: no quote to check the span {start}-{end} by, and no hash of its text. Add quotes."
        )
        return None

    def _tell_anchoring(self, file: str, text: Transcript, counts: Counter[Anchoring]) -> None:
        total, lost = counts.total(), counts[Anchoring.ORPHAN]
        if lost > MOST_LOST * total and not self.force:
            self.ledger.faults.append(
                f"{file}: {lost} of {total} quotes stand nowhere in {text.document}: was another text coded? "
                "Hand in that text, or say --force to leave them out and list them."
            )
        elif total > counts[Anchoring.EXACT]:
            told = ", ".join(f"{counts[how]} {how.value}" for how in Anchoring if counts[how])
            look = f"; look at them in {APPROXIMATE}" if counts[Anchoring.APPROXIMATE] else ""
            self.ledger.notes.append(f"{file}: quotes were found again in {text.document}: {told}{look}.")

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
                        self.ledger.faults.append(
                            f"{coding.document}, {coding.start}-{coding.end}: {reach.coder} and {coding.coder} quote "
                            "different words of one place; texts or offsets differ. Name the texts with --transcripts."
                        )
                        break
                if reach is None or coding.end > reach.end:
                    reach = coding


def _as_file_tells(row: CodedRow, code: str, document: str, key: str, start: int, quote: str) -> Coding:
    return Coding(
        document=document,
        text_hash=key,
        start=start,
        end=start + len(quote),
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
