"""Read what coders hand in to be merged: any file that `cfir import` reads, if it tells where its codes stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cfir_coder.errors import AgreementError, ExchangeError
from cfir_coder.exchange import CoderFile, ToldCoding
from cfir_coder.exchange import read_coder_file as read_any
from cfir_coder.exchange.coding_sheet import is_coding_sheet
from cfir_coder.model.coding import CoderKind, Status, Valence


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One coding as it stands in a file. An empty code only says that the coder looked at the document.

    place: "ana.csv, line 7". quote is None where the file has none. is_coder_assumed: the file
    doesn't tell the coder, who is called like the file.
    """

    place: str
    document: str
    text_hash: str
    start: int
    end: int
    quote: str | None
    prefix: str
    suffix: str
    code: str
    valence: Valence | None
    strength: int | None
    coder: str
    kind: CoderKind
    status: Status
    memo: str
    speaker: str = ""
    turn: int | None = None
    is_coder_assumed: bool = False


def read_coder_file(path: Path) -> list[CodedRow]:
    """Read every row of a coder's file; a row without a coder is the file's.

    Raises AgreementError with every fault, each with its line; also for codes without start and end, whose quotes
    only `cfir import` looks for.
    """
    if is_coding_sheet(CoderFile(path)):
        raise AgreementError(
            f"{path} is a coding sheet. Take it into its study first with `cfir import {path.name} --study STUDY`, "
            "then say `cfir merge --study STUDY`."
        )
    try:
        _, imported = read_any(path)
    except ExchangeError as error:
        raise AgreementError(str(error), error.faults) from error
    faults = [
        f"{row.place}: a code without start and end. Import the file into a study with `cfir import`, which finds "
        "quotes, and merge that study."
        for row in imported.rows
        if row.code and (row.start is None or row.end is None)
    ]
    if faults:
        raise AgreementError(faults[0], faults)
    return [_coded(path, row) for row in imported.rows]


def _coded(path: Path, row: ToldCoding) -> CodedRow:
    return CodedRow(
        place=row.place.replace(", row ", ", line "),
        document=row.document,
        text_hash=row.text_hash,
        start=row.start or 0,
        end=row.end or 0,
        quote=row.quote,
        prefix=row.prefix,
        suffix=row.suffix,
        code=row.code,
        valence=row.valence,
        strength=row.strength,
        coder=row.coder or path.stem,
        kind=row.kind,
        status=row.status,
        memo=row.memo,
        speaker=row.speaker,
        turn=row.turn,
        is_coder_assumed=not row.coder,
    )
