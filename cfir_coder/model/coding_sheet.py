"""A coding sheet: what one person is to code, segment by segment, in a workbook; what was in it when it was made.

The workbook is written by report, filled in by a person, and read back by exchange.
"""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import sha256
from typing import Literal

from cfir_coder.model.base import Model
from cfir_coder.model.coding import Valence
from cfir_coder.text import undefuse

FORMAT = "cfir coding sheet 1"
CODING, CODES, HELP, ABOUT = "Coding", "Codebook", "How to", "about"
"""Names of the sheets; the last one is hidden."""
MOST_CODES = 4
"""Codes that one row has room for."""
DONE = "yes"
SegmentKind = Literal["turn", "sentence"]

TRIPLE = ("code", "valence", "strength")
TRIPLES = tuple(f"{name} {slot}" for slot in range(1, MOST_CODES + 1) for name in TRIPLE)
SHOWN = ("document", "speaker", "text", *TRIPLES, "memo", "done", "passages")
HIDDEN = ("row", "id", "hash", "before")
COLUMNS = (*SHOWN, *HIDDEN)
"""Columns of the sheet for coding, in order. before: what the sheet was made with, see `Before`."""
EDITABLE = (*TRIPLES, "memo", "done")
CONTEXT = "context"
"""id of a row that is shown to be read only: what an interviewer says."""


class Mark(Model):
    """A coding that a row was filled with: the person's own, or a machine's proposal.

    id: of the coding. start, end: its passage, which needn't be the row's.
    """

    id: str
    code: str
    valence: Valence | None = None
    strength: int | None = None
    start: int
    end: int
    is_proposal: bool = False


class Before(Model):
    """What a row held when the sheet was made: so that what was taken away can be told from what was never there."""

    marks: tuple[Mark, ...] = ()
    memo: str = ""
    done: bool = False


class SheetRow(Model):
    """One segment. place: from 1. text_hash, start, end: where it stands; text: as it is shown. note: on passages."""

    place: int
    document: str
    text_hash: str
    start: int
    end: int
    speaker: str
    text: str
    is_context: bool = False
    before: Before = Before()
    note: str = ""

    @property
    def id(self) -> str:
        """Where the segment stands, whatever the row's place in the sheet."""
        return CONTEXT if self.is_context else f"{self.text_hash}:{self.start}-{self.end}"

    @cached_property
    def hash(self) -> str:
        """Digits by which a change of what is shown is noticed."""
        return row_hash(self.id, self.document, self.speaker, self.text)


class SheetAbout(Model):
    """What a sheet is of. documents: name by text hash. machine: whose proposals it shows; empty for none."""

    format: str = FORMAT
    coder: str
    codebook: str
    segments: SegmentKind
    machine: str = ""
    documents: dict[str, str]
    n_rows: int


class CodingSheet(Model):
    """about and rows; n_unshown: codings that no row had room for, which the sheet leaves alone."""

    about: SheetAbout
    rows: tuple[SheetRow, ...]
    n_unshown: int = 0

    @cached_property
    def id(self) -> str:
        """Twelve hex digits: the same sheet, made of the same study, has the same."""
        whole = [self.about.model_dump_json(), *(f"{row.hash}{row.before.model_dump_json()}" for row in self.rows)]
        return sha256("\n".join(whole).encode("utf-8", "replace")).hexdigest()[:12]


def row_hash(row_id: str, document: str, speaker: str, text: str) -> str:
    """Sixteen hex digits of what a row shows and where that stands; white space at the ends doesn't count."""
    shown = json.dumps([row_id, *(undefuse(each.strip()) for each in (document, speaker, text))])
    return sha256(shown.encode()).hexdigest()[:16]
