"""A filled coding sheet, read back: every row known by where it stands, every fault told with its cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import cast

from pydantic import ValidationError

from cfir_coder.codebooks.naming import CodeNames
from cfir_coder.errors import ExchangeError, UnknownCode
from cfir_coder.exchange.coder_file import CoderFile, Row, Sheet
from cfir_coder.exchange.columns import HEADING_ROWS, column_key
from cfir_coder.model.coding import Valence
from cfir_coder.model.coding_sheet import (
    ABOUT,
    CODING,
    COLUMNS,
    CONTEXT,
    EDITABLE,
    FORMAT,
    MOST_CODES,
    Before,
    SegmentKind,
    SheetAbout,
    row_hash,
)
from cfir_coder.text import counted

_ID = re.compile(r"([0-9a-f]{64}):(\d+)-(\d+)")
_YES, _NO = frozenset({"yes", "y", "x", "1", "true", "done"}), frozenset({"", "no", "n", "0", "false"})
_UNMISTAKABLE = tuple(
    frozenset(map(column_key, names))
    for names in (("done", "hash", "before"), ("done", "code 1", "valence 1", "strength 1"))
)
"""Columns that together only a coding sheet has, with its hidden ones or without them."""
STILL_THE_SAME = 0.9
"""Share of a text's characters that must be left for a row to be known still."""


@dataclass(frozen=True, slots=True)
class FilledCode:
    """One code of a row, with the cell that it stands in."""

    slot: int
    code: str
    valence: Valence | None
    strength: int | None
    place: str


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One segment as it was handed in. number: the row's number in the sheet; place: the one that it was made with."""

    number: int
    place: int
    document: str
    text_hash: str
    start: int
    end: int
    before: Before
    codes: tuple[FilledCode, ...]
    memo: str
    done: bool

    @property
    def is_untouched(self) -> bool:
        """Whether it is as it was when the sheet was made."""
        given = [(mark.code, mark.valence, mark.strength) for mark in self.before.marks]
        filled = [(one.code, one.valence, one.strength) for one in self.codes]
        return (given, self.before.memo, self.before.done) == (filled, self.memo, self.done)


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """id: of the sheet as it was made. notes: what a person should know of rows gone, moved or edited."""

    id: str
    about: SheetAbout
    rows: tuple[FilledRow, ...]
    notes: tuple[str, ...]


def is_coding_sheet(file: CoderFile) -> bool:
    """Whether a file is a workbook that `cfir sheet` made."""
    return file.suffix == ".xlsx" and _about_cells(file).get("format", "").startswith("cfir coding sheet")


def is_torn_sheet(file: CoderFile) -> bool:
    """Whether a table has a coding sheet's columns and isn't the workbook that they were made in."""
    if is_coding_sheet(file):
        return False
    headers = (set(map(column_key, row.cells)) for sheet in file.sheets for row in sheet.rows[:HEADING_ROWS])
    return any(names <= header for header in headers for names in _UNMISTAKABLE)


def read_about(file: CoderFile) -> tuple[str, SheetAbout]:
    """The sheet's id, and what it is of.

    Raises ExchangeError for a sheet that isn't whole or of a version that isn't known.
    """
    told = _about_cells(file)
    if told.get("format") != FORMAT:
        raise ExchangeError(f'{file.path}: "{told.get("format")}" was made by another version of cfir. Update cfir.')
    try:
        about = SheetAbout(
            coder=told["coder"],
            codebook=told["codebook"],
            segments=cast(SegmentKind, told["segments"]),
            machine=told.get("machine", ""),
            documents={key: name for key, name in told.items() if len(key) == 64},
            n_rows=int(told["n_rows"]),
        )
        return told["sheet"], about
    except (KeyError, ValueError, ValidationError) as error:
        raise ExchangeError(
            f"{file.path}: the hidden sheet that says what it is of was changed. Make a new one."
        ) from error


def read_filled(file: CoderFile, names: CodeNames, texts: Mapping[str, str]) -> FilledSheet:
    """Every row, checked. texts: canonical texts of the study, by hash.

    Raises ExchangeError with every fault: an unknown code, a value that isn't one, a row that can't be placed.
    """
    sheet_id, about = read_about(file)
    sheet = next((one for one in file.sheets if one.name == CODING), None)
    if sheet is None or not sheet.rows or tuple(sheet.rows[0].cells[: len(COLUMNS)]) != COLUMNS:
        raise ExchangeError(f'{file.path}: the sheet "{CODING}" isn\'t as it was made; columns were moved or renamed.')
    if gone := sorted(name for text_hash, name in about.documents.items() if text_hash not in texts):
        raise ExchangeError(f"{file.path}: {', '.join(gone)}: the study has no such text. Is it the right --study?")
    reading = _Reading(sheet, names, texts)
    rows = [row for row in map(reading.row, sheet.rows[1:]) if row is not None]
    rows = reading.once_each(rows)
    if reading.faults:
        raise ExchangeError(reading.faults[0], reading.faults)
    return FilledSheet(sheet_id, about, tuple(rows), tuple(reading.told(about, rows)))


def _about_cells(file: CoderFile) -> dict[str, str]:
    sheet = next((one for one in file.sheets if one.name == ABOUT), None)
    return {row.cell(0): row.cell(1) for row in sheet.rows} if sheet else {}


class _Reading:
    """Reads the rows of one sheet and gathers what is wrong with them."""

    def __init__(self, sheet: Sheet, names: CodeNames, texts: Mapping[str, str]) -> None:
        self.sheet, self.names, self.texts = sheet, names, texts
        self.faults: list[str] = []
        self.places: list[int] = []
        self.edited: list[int] = []
        self.strangers: list[int] = []
        self._hashes = {self._cell(row, "hash"): self._cell(row, "id") for row in sheet.rows[1:]}

    def row(self, row: Row) -> FilledRow | None:
        """One row; None for one that is only to be read, or that says nothing."""
        is_filled = any(self._cell(row, name).strip() for name in EDITABLE)
        row_id = self._cell(row, "id")
        match = _ID.fullmatch(row_id)
        if self._cell(row, "row").isdigit():
            self.places.append(int(self._cell(row, "row")))
        if match is None:
            if is_filled:
                why = "what an interviewer says can't be coded" if row_id == CONTEXT else "it isn't of this sheet"
                self.faults.append(f"{self.sheet.place(row)}: there is something filled in, but {why}. Clear the row.")
            elif row_id != CONTEXT:
                self.strangers.append(row.number)
            return None
        try:
            before = Before.model_validate_json(self._cell(row, "before") or "{}")
            place = int(self._cell(row, "row"))
            said = self.texts[match[1]][int(match[2]) : int(match[3])]
        except (ValueError, KeyError):
            self.faults.append(f"{self.sheet.place(row)}: its hidden cells were changed. Make a new sheet.")
            return None
        if not self._is_placed(row, said, is_filled=is_filled):
            return None
        return FilledRow(
            number=row.number,
            place=place,
            document=self._cell(row, "document"),
            text_hash=match[1],
            start=int(match[2]),
            end=int(match[3]),
            before=before,
            codes=tuple(self._codes(row, {mark.code for mark in before.marks})),
            memo=self._cell(row, "memo").strip(),
            done=self._done(row),
        )

    def once_each(self, rows: list[FilledRow]) -> list[FilledRow]:
        """Rows without those that stand there twice; twice with different codes is a fault."""
        kept: dict[int, FilledRow] = {}
        for row in rows:
            first = kept.setdefault(row.place, row)
            if _said(first) != _said(row):
                self.faults.append(
                    f"{self.sheet.file}, sheet {CODING}: rows {first.number} and {row.number} are the same segment "
                    "with different codes. Delete one of them."
                )
        return list(kept.values())

    def told(self, about: SheetAbout, rows: list[FilledRow]) -> Iterator[str]:
        """Notes on rows that were deleted, doubled, moved or edited."""
        missing = sorted(set(range(1, about.n_rows + 1)) - set(self.places))
        if missing:
            yield (
                f"{counted(len(missing), 'row was', 'rows were')} deleted from the sheet "
                f"({_numbers(missing)}); what was coded there stays."
            )
        if doubled := sorted(place for place, count in Counter(self.places).items() if count > 1):
            yield (
                f"{counted(len(doubled), 'row stands', 'rows stand')} in the sheet twice, with the same "
                "codes; each counts once."
            )
        distinct = list(dict.fromkeys(self.places))
        if distinct != sorted(distinct):
            yield "rows stand in another order than they were made in; that changes nothing."
        if self.edited:
            yield (
                f"the text of {counted(len(self.edited), 'row')} was edited in the sheet ({_numbers(self.edited)}); "
                "the study's text stands."
            )
        if self.strangers:
            yield (
                f"not of this sheet, so left alone: {counted(len(self.strangers), 'row')} ({_numbers(self.strangers)})."
            )

    def _is_placed(self, row: Row, said: str, *, is_filled: bool) -> bool:
        """Whether a row shows what is said at its place, or near enough; a fault if not."""
        shown = self._cell(row, "document"), self._cell(row, "speaker"), self._cell(row, "text")
        if row_hash(self._cell(row, "id"), *shown) == self._cell(row, "hash"):
            return True
        place = self.sheet.place(row)
        if any(row_hash(other, *shown) == its for its, other in self._hashes.items()):
            if is_filled:
                self.faults.append(
                    f"{place}: text and codes don't belong together any more, as when some columns are sorted and "
                    "others are not. Undo the sorting, or make a new sheet."
                )
        elif is_filled and SequenceMatcher(None, shown[2].strip(), said, autojunk=False).ratio() < STILL_THE_SAME:
            self.faults.append(f"{place}: the text was changed, so the codes can't be placed. Put the text back.")
        else:
            self.edited.append(row.number)
            return True
        return False

    def _codes(self, row: Row, given: Collection[str]) -> Iterator[FilledCode]:
        """The codes filled in. given: ids that the row was made with, which the codebook needn't have."""
        for slot in range(1, MOST_CODES + 1):
            written = self._cell(row, f"code {slot}").strip()
            valence, strength = self._valence(row, slot), self._strength(row, slot)
            place = self._place(row, f"code {slot}")
            if not written:
                if valence is not None or strength is not None:
                    self.faults.append(f"{place}: valence or strength without a code. Choose a code, or clear them.")
                continue
            try:
                code = written if written in given else self.names.resolve(written)
                yield FilledCode(slot, code, valence, strength, place)
            except UnknownCode as error:
                self.faults.append(f"{place}: {error}")

    def _valence(self, row: Row, slot: int) -> Valence | None:
        written = self._cell(row, f"valence {slot}").strip()
        if not written:
            return None
        try:
            return Valence(written.casefold())
        except ValueError:
            allowed = ", ".join(each.value for each in Valence)
            self.faults.append(f'{self._place(row, f"valence {slot}")}: "{written}" is none of {allowed}.')
            return None

    def _strength(self, row: Row, slot: int) -> int | None:
        written = self._cell(row, f"strength {slot}").strip()
        if not written:
            return None
        if re.fullmatch(r"[+\-−]?[012](\.0)?", written):
            return int(float(written.replace("−", "-")))
        self.faults.append(f'{self._place(row, f"strength {slot}")}: strength "{written}" is no whole number -2 to 2.')
        return None

    def _done(self, row: Row) -> bool:
        written = self._cell(row, "done").strip().casefold()
        if written not in _YES | _NO:
            self.faults.append(f'{self._place(row, "done")}: "{written}" is neither "yes" nor empty.')
        return written in _YES

    def _cell(self, row: Row, name: str) -> str:
        return row.cell(COLUMNS.index(name))

    def _place(self, row: Row, name: str) -> str:
        return self.sheet.place(row, COLUMNS.index(name))


def _said(row: FilledRow) -> tuple[object, ...]:
    """What a person says in a row."""
    return [(one.code, one.valence, one.strength) for one in row.codes], row.memo, row.done


def _numbers(numbers: Sequence[int]) -> str:
    told = ", ".join(map(str, numbers[:8]))
    return f"row {told}" if len(numbers) == 1 else f"rows {told}{', ...' if len(numbers) > 8 else ''}"
