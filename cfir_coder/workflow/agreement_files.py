"""Read what coders hand in: our codings.csv, or JSON lines, one coding each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from cfir_coder.errors import AgreementError
from cfir_coder.model.coding import CoderKind, Status, Valence
from cfir_coder.text import canonical_text, undefuse
from cfir_coder.workflow.agreement_tables import read_table, read_text

_SPELLINGS: MappingProxyType[str, str] = MappingProxyType(
    {
        "document": "document doc file transcript source",
        "start": "start begin start_offset",
        "end": "end end_offset",
        "quote": "quote text quotation excerpt",
        "code": "code code_id",
        "valence": "valence",
        "strength": "strength",
        "coder": "coder coded_by user",
        "coder_kind": "coder_kind",
        "status": "status",
        "memo": "memo comment note",
        "text_hash": "text_hash",
        "prefix": "prefix",
        "suffix": "suffix",
        "speaker": "speaker",
        "turn": "turn",
    }
)
_FIELD_OF = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings.split()}
K = TypeVar("K", CoderKind, Status, Valence)
NEEDED = ("document", "start", "end", "code")


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One coding as it stands in a file. An empty code only says that the coder looked at the document.

    place: "ana.csv, line 7". quote is None where the file has none.
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


def read_coder_file(path: Path) -> list[CodedRow]:
    """Read every row of a coder's file (.csv, .tsv, .jsonl); a row without a coder is the file's.

    Raises AgreementError with every fault, each with its line.
    """
    rows, faults = [], []
    for place, told in _records(path):
        try:
            rows += list(_rows(path, place, told))
        except AgreementError as error:
            faults.append(str(error))
    if faults:
        raise AgreementError(faults[0], faults)
    if not rows:
        raise AgreementError(f"{path} holds no codings. A coder who found nothing writes rows with a document only.")
    return rows


def _records(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    match path.suffix.lower():
        case ".csv" | ".tsv" | ".txt":
            yield from _from_table(path)
        case ".jsonl" | ".ndjson":
            yield from _from_lines(path)
        case suffix:
            raise AgreementError(
                f'{path}: "{suffix}" is no coder file. Hand in .csv or .jsonl; see `cfir merge --help`.'
            )


def _from_table(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    header, rows = read_table(path)
    names = [_FIELD_OF.get("_".join(name.casefold().split()), "") for name in header]
    if "text" in header and "quote" in header:
        names[header.index("text")] = ""
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise AgreementError(
            f"{path}: no column {', '.join(missing)} (found: {', '.join(filter(None, header)) or 'none'}). "
            "A coder file has document, start, end, quote and code."
        )
    for line, row in rows:
        cells = {name: undefuse(cell) for name, cell in zip(names, row, strict=True) if name}
        yield f"{path.name}, line {line}", {name: cell for name, cell in cells.items() if cell != ""}


def _from_lines(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path.name}, line {number}"
        try:
            told = json.loads(line)
        except ValueError as error:
            raise AgreementError(f"{place}: this isn't JSON ({error}). One coding stands on each line.") from error
        if not isinstance(told, dict):
            raise AgreementError(f"{place}: a coding is an object: {{...}}.")
        codes = told.pop("codes", None)
        fields = {_FIELD_OF[name]: value for name, value in told.items() if name in _FIELD_OF and value is not None}
        yield from ((place, fields | each) for each in _codes_of(place, codes))


def _codes_of(place: str, codes: Any) -> Sequence[dict[str, Any]]:
    """The codes of a passage that carries several, each with its own valence and strength."""
    if codes is None:
        return [{}]
    if not isinstance(codes, list) or not all(isinstance(each, dict) for each in codes):
        raise AgreementError(f'{place}: "codes" is a list of objects with code, valence and strength.')
    found = []
    for each in codes:
        code = each.get("code", each.get("cfir_2022", each.get("cfir_2009")))
        if code:
            found.append(
                {"code": code} | {key: each[key] for key in ("valence", "strength") if each.get(key) is not None}
            )
    return found


def _rows(path: Path, place: str, told: Mapping[str, Any]) -> Iterator[CodedRow]:
    if "document" not in told:
        raise AgreementError(f"{place}: no document. Name the transcript's file.")
    code = str(told.get("code", "")).strip()
    if code and ("start" not in told or "end" not in told):
        raise AgreementError(f"{place}: a code without start and end. Say where it stands, in characters.")
    start, end = (_whole(place, name, told.get(name, 0)) for name in ("start", "end"))
    if code and not 0 <= start < end:
        raise AgreementError(f"{place}: the span {start}-{end} is empty or turned round.")
    quote = told.get("quote")
    turn = told.get("turn")
    yield CodedRow(
        place=place,
        document=str(told["document"]).strip(),
        text_hash=str(told.get("text_hash", "")).strip(),
        start=start,
        end=end,
        quote=canonical_text(str(quote)) if quote is not None else None,
        prefix=str(told.get("prefix", "")),
        suffix=str(told.get("suffix", "")),
        code=code,
        valence=_valence(place, told.get("valence")),
        strength=_strength(place, told.get("strength")),
        coder=str(told.get("coder", path.stem)).strip() or path.stem,
        kind=_one_of(place, CoderKind, told.get("coder_kind", "human")),
        status=_one_of(place, Status, told.get("status", "accepted")),
        memo=str(told.get("memo", "")),
        speaker=str(told.get("speaker", "")),
        turn=None if turn is None else _whole(place, "turn", turn),
    )


def _whole(place: str, name: str, told: Any) -> int:
    try:
        number = float(told)
        if number == int(number):
            return int(number)
    except (TypeError, ValueError, OverflowError):
        pass
    raise AgreementError(f'{place}: {name} is "{told}", not a whole number.')


def _valence(place: str, told: Any) -> Valence | None:
    name = str(told or "").strip().casefold()
    return None if name in ("", "none", "none given") else _one_of(place, Valence, name)


def _strength(place: str, told: Any) -> int | None:
    if told is None or str(told).strip() == "":
        return None
    strength = _whole(place, "strength", told)
    if not -2 <= strength <= 2:
        raise AgreementError(f"{place}: strength {strength} lies outside -2 to +2.")
    return strength


def _one_of(place: str, kind: type[K], told: Any) -> K:
    try:
        return kind(str(told).strip().casefold())
    except ValueError:
        names = ", ".join(each.value for each in kind)
        raise AgreementError(f'{place}: "{told}" is none of {names}.') from None
