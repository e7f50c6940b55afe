"""What a filled coding sheet changes of a person's codings, worked out without touching the study."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from cfir_coder.exchange.coding_sheet import FilledCode, FilledRow, FilledSheet
from cfir_coder.model.coding import FROM_SHEET, Coder, CoderKind, Coding, Evidence, Status, standing
from cfir_coder.model.coding_sheet import Mark
from cfir_coder.model.transcript import Transcript
from cfir_coder.study.deciding import accepted_as
from cfir_coder.study.segments import Segment, done_by_text, is_read
from cfir_coder.study.sheet_taking import SheetChanges


@dataclass(frozen=True)
class Known:
    """What the study knows of a person: own codings and proposals by id.

    touched: places of rows that an earlier import of the same sheet found filled in. codebook: its label.
    """

    transcripts: Mapping[str, Transcript]
    own: Mapping[str, Coding]
    proposals: Mapping[str, Coding]
    touched: Collection[int]
    codebook: str


@dataclass
class Planning:
    """Works out the changes of one sheet, row by row."""

    sheet: FilledSheet
    coder: Coder
    known: Known
    faults: list[str] = field(default_factory=list)

    def changes(self) -> SheetChanges:
        """All changes. A row that is as it was made says nothing, unless it was handed in otherwise before."""
        for row in self.sheet.rows:
            if row.is_untouched and row.place not in self.known.touched:
                continue
            self._touched.append(row.place)
            self._row(row)
        return SheetChanges(
            new=tuple(self._new.values()),
            changed=tuple(self._changed),
            withdrawn=tuple(self._withdrawn.values()),
            accepted=tuple(self._accepted),
            rejected=tuple(self._rejected),
            segments=tuple(self._segments),
            touched=tuple(sorted({*self._touched, *self.known.touched})),
        )

    def __post_init__(self) -> None:
        self._new: dict[str, Coding] = {}
        self._changed: list[tuple[Coding, Coding]] = []
        self._withdrawn: dict[str, Coding] = {}
        self._accepted: list[tuple[Coding, Coding]] = []
        self._rejected: list[Coding] = []
        self._segments: list[Segment] = []
        self._touched: list[int] = []

    def _row(self, row: FilledRow) -> None:
        pairs, gone = _paired(row)
        kept: set[str] = set()
        for filled, mark, span in pairs:
            proposal = self.known.proposals.get(mark.id) if mark is not None and mark.is_proposal else None
            if proposal is not None and mark is not None and mark.code == filled.code:
                if row.done or (filled.valence, filled.strength) != (mark.valence, mark.strength):
                    kept.add(self._accept(proposal, filled, row))
                continue
            wanted = self._coding(row, filled, span)
            if wanted.id in kept:
                self.faults.append(f"{filled.place}: the code stands in this row twice. Clear one of them.")
            kept.add(wanted.id)
            self._want(wanted, row)
        for mark in gone:
            if mark.is_proposal and mark.id in self.known.proposals:
                self._rejected.append(self.known.proposals[mark.id])
            elif not mark.is_proposal and mark.id in self.known.own and mark.id not in kept:
                self._withdrawn[mark.id] = self.known.own[mark.id]
        self._withdraw_what_an_earlier_import_made(row, kept)
        segment = Segment(row.text_hash, row.start, row.end, row.done, row.memo if not row.codes else "")
        self._segments.append(segment)

    def _want(self, wanted: Coding, row: FilledRow) -> None:
        """A coding that shall be there, as the sheet has it."""
        there = self.known.own.get(wanted.id)
        if there is None:
            self._new[wanted.id] = wanted
            return
        memo = row.memo if row.memo != row.before.memo or row.memo == there.memo else there.memo
        after = there.model_copy(update={"valence": wanted.valence, "strength": wanted.strength, "memo": memo})
        if after != there:
            self._changed.append((there, after))

    def _accept(self, proposal: Coding, filled: FilledCode, row: FilledRow) -> str:
        memo = row.memo
        taken = accepted_as(proposal, self.coder.name, memo=memo).model_copy(
            update={"valence": filled.valence, "strength": filled.strength}
        )
        if taken.id in self.known.own:
            self._want(taken, row)
        self._accepted.append((proposal, taken))
        return taken.id

    def _coding(self, row: FilledRow, filled: FilledCode, span: tuple[int, int]) -> Coding:
        source = Evidence(kind=FROM_SHEET, what=f"coding sheet {self.sheet.id}", start=span[0], end=span[1])
        return Coding(
            **standing(self.known.transcripts[row.text_hash], span),
            code=filled.code,
            valence=filled.valence,
            strength=filled.strength,
            coder=self.coder.name,
            coder_kind=CoderKind.HUMAN,
            status=Status.ACCEPTED,
            evidence=(source,),
            memo=row.memo,
            codebook=self.known.codebook,
        )

    def _withdraw_what_an_earlier_import_made(self, row: FilledRow, kept: Collection[str]) -> None:
        """A code that this sheet brought in earlier and that isn't in the row now."""
        spans = {(row.start, row.end), *((mark.start, mark.end) for mark in row.before.marks)}
        source = f"coding sheet {self.sheet.id}"
        for one in self.known.own.values():
            if (
                one.text_hash == row.text_hash
                and (one.start, one.end) in spans
                and one.id not in kept
                and any(each.kind == FROM_SHEET and each.what == source for each in one.evidence)
            ):
                self._withdrawn[one.id] = one


def _paired(row: FilledRow) -> tuple[list[tuple[FilledCode, Mark | None, tuple[int, int]]], list[Mark]]:
    """Each code filled in with the mark that it was made with and its passage; and the marks that are gone.

    The same code is the same mark, wherever it stands in the row; another code in a mark's cell takes its passage.
    """
    left = dict(enumerate(row.before.marks, 1))
    found: dict[int, Mark] = {}
    for filled in row.codes:
        same = [slot for slot, mark in left.items() if mark.code == filled.code]
        if same:
            slot = filled.slot if filled.slot in same else same[0]
            found[filled.slot] = left.pop(slot)
    pairs: list[tuple[FilledCode, Mark | None, tuple[int, int]]] = []
    for filled in row.codes:
        mark = found.get(filled.slot)
        place = mark or left.get(filled.slot)
        span = (place.start, place.end) if place else (row.start, row.end)
        pairs.append((filled, mark, span))
    return pairs, list(left.values())


def whole_texts(transcripts: Iterable[Transcript], segments: Collection[Segment]) -> list[str]:
    """Hashes of the texts of which a person has done everything that may be coded."""
    done = done_by_text(segments)
    return [
        one.hash
        for one in transcripts
        if one.hash in done
        and all(is_read(one.text, turn.start, turn.end, done[one.hash]) for turn in one.coded_turns())
    ]
