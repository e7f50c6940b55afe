"""A coding sheet that was made before a text was corrected: its rows at their places in the corrected text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from cfir_coder.exchange.coding_sheet import FilledRow, FilledSheet
from cfir_coder.model.coding import Coding
from cfir_coder.model.coding_sheet import Mark
from cfir_coder.model.transcript import Transcript
from cfir_coder.study.anchoring import Anchoring, find_again, reanchor


@dataclass
class Carrying:
    """Carries rows over. corrected: the current text by the hash of the one that it took the place of.

    former: those older texts by hash. codings: of all texts, by id, to find what a row was filled with. touched: places
    of rows that an earlier import of the sheet found filled in. notes: how it went, a line for each document, and a
    line for each row whose text changed.
    """

    former: Mapping[str, Transcript]
    corrected: Mapping[str, Transcript]
    codings: Mapping[str, Coding]
    touched: Collection[int]
    notes: list[str] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)

    def carried(self, sheet: FilledSheet) -> FilledSheet:
        """The sheet with every row that says something at its place now; rows that have none are told and left out.

        Rows on texts that nobody corrected stay as they are.
        """
        kept: list[FilledRow] = []
        how: dict[str, Counter[Anchoring]] = {}
        for row in sheet.rows:
            if row.text_hash not in self.corrected:
                kept.append(row)
            elif not row.is_untouched or row.place in self.touched:
                found, moved = self._row(row)
                how.setdefault(row.text_hash, Counter())[found] += 1
                kept += [moved] if moved else []
        for text, counts in how.items():
            told = ", ".join(f"{counts[one]} {one.value}" for one in Anchoring)
            self.notes.insert(
                0, f"{self.corrected[text].document} was corrected since the sheet was made; rows: {told}."
            )
        return replace(sheet, rows=tuple(kept))

    def _row(self, row: FilledRow) -> tuple[Anchoring, FilledRow | None]:
        old, new = self.former[row.text_hash], self.corrected[row.text_hash]
        how, place = find_again(old, (row.start, row.end), new)
        if place is None:
            self._lose(row, "its text stands nowhere, or in several places, in the corrected transcript")
            return how, None
        marks = [(mark, self._mark(mark, new)) for mark in row.before.marks]
        gone = [mark for mark, now in marks if now is None and mark.is_proposal]
        if any(filled.code == mark.code for mark in gone for filled in row.codes):
            self._lose(row, "a proposal that it shows isn't there any more")
            return Anchoring.ORPHAN, None
        if how is Anchoring.APPROXIMATE:
            self.notes.append(
                f"row {row.number}: its text changed a little; it counts where the corrected text has it."
            )
        before = row.before.model_copy(update={"marks": tuple(now for _, now in marks if now is not None)})
        return how, replace(row, text_hash=new.hash, start=place[0], end=place[1], before=before)

    def _mark(self, mark: Mark, new: Transcript) -> Mark | None:
        """What a row was filled with, as the study has it on the corrected text."""
        old = self.codings.get(mark.id)
        _, now = reanchor(old, new) if old is not None else (None, None)
        if now is None or now.id not in self.codings:
            return None
        return mark.model_copy(update={"id": now.id, "start": now.start, "end": now.end})

    def _lose(self, row: FilledRow, why: str) -> None:
        self.lost.append(row.number)
        self.notes.append(f"row {row.number}: {why}; what is filled in there was not taken. Code it in a new sheet.")


def corrected_texts(
    wanted: Iterable[str], every: Iterable[Transcript], current: Iterable[Transcript]
) -> dict[str, Transcript]:
    """For each wanted text (hash) that isn't current any more, the text that its document has now."""
    by_name = {one.document: one for one in current}
    now = {one.hash for one in by_name.values()}
    names = {one.hash: one.document for one in every}
    return {key: by_name[names[key]] for key in wanted if key not in now and names.get(key) in by_name}
