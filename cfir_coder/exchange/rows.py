"""What a coder's file tells, before anybody knows which document, code and place is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import CoderKind, Status, Valence


@dataclass(frozen=True, slots=True)
class ToldCoding:
    """One coding as it stands in a file. An empty code only says that the coder looked at the document.

    file, place: "ana.xlsx" and "ana.xlsx, sheet codings, row 7". code_place: where the code stands, down to the cell.
    code: an id, a name, or a path of names. above: names of the groups that the code stands in, outermost first.
    quote: None where the file has none. start, end: as the file counts them, None where it doesn't.
    coder: empty when the file doesn't tell. passage: a longer text around the quote.
    time_ms: milliseconds from the start of the recording. order: grows with the place in the document.
    """

    file: str
    place: str
    document: str
    code: str = ""
    code_place: str = ""
    above: tuple[str, ...] = ()
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    text_hash: str = ""
    prefix: str = ""
    suffix: str = ""
    valence: Valence | None = None
    strength: int | None = None
    coder: str = ""
    kind: CoderKind = CoderKind.HUMAN
    status: Status = Status.ACCEPTED
    memo: str = ""
    speaker: str = ""
    turn: int | None = None
    participant: str = ""
    passage: str = ""
    time_ms: int | None = None
    order: float | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a file that is no coding, so that nobody has to search for it: a remark in a margin."""

    place: str
    document: str
    quote: str
    written: str
    coder: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """Everything that a reader found in one file.

    notes: what a person should know, one sentence each. dialect: whose table it is, when the format has several.
    """

    rows: tuple[ToldCoding, ...]
    notes: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    dialect: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of a file.

    columns: the column's name in the file, by what it holds ("quote": "Excerpt Copy"). codebook, aliases ("new" by
    "old"): tell codes from other columns and remarks; None where the codebook isn't known yet.
    """

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    codebook: Codebook | None = None
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
