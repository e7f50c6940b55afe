"""Codings as JSON lines: one coding on each line, or one passage with a list of codes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from cfir_coder.errors import ExchangeError
from cfir_coder.exchange.coder_file import LINES, CoderFile
from cfir_coder.exchange.columns import DIALECTS, FIELDS
from cfir_coder.exchange.records import collected, numbered, told_coding
from cfir_coder.exchange.rows import Imported, Told, ToldCoding

_NAMES = MappingProxyType(
    {
        field: tuple(dict.fromkeys((field, *names)))
        for field, names in (dict.fromkeys(FIELDS, ()) | {**DIALECTS[-1].fields}).items()
    }
)
"""The names that a field may have, the surest first."""


def recognises(file: CoderFile, told: Told) -> bool:
    """A file that is called so."""
    return file.suffix in LINES


def read(file: CoderFile, told: Told) -> Imported:
    """Every coding, in the order of the file."""
    names = _NAMES | {field: (name,) for field, name in told.columns.items()}
    rows: list[ToldCoding] = []
    faults: list[str] = []
    for number, line in numbered(file.text.split("\n")):
        place = f"{file.name}, line {number}"
        try:
            rows += collected(partial(told_coding, file, place, fields) for fields in _codings(place, line, names))
        except ExchangeError as error:
            faults += error.faults or (str(error),)
    if faults:
        raise ExchangeError(faults[0], faults)
    return Imported(tuple(rows))


def _codings(place: str, line: str, names: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    try:
        told = json.loads(line)
    except ValueError as error:
        raise ExchangeError(f"{place}: this isn't JSON ({error}). One coding stands on each line.") from error
    if not isinstance(told, dict):
        raise ExchangeError(f"{place}: a coding is an object: {{...}}.")
    codes = told.pop("codes", None)
    fields: dict[str, Any] = {}
    for field, spellings in names.items():
        name = next((each for each in spellings if told.get(each) is not None), None)
        if name is not None:
            fields[field] = told.pop(name)
    yield from (fields | each for each in _codes_of(place, codes))


def _codes_of(place: str, codes: Any) -> Sequence[dict[str, Any]]:
    """The codes of a passage that carries several, each with its own valence and strength."""
    if codes is None:
        return [{}]
    if not isinstance(codes, list) or not all(isinstance(each, dict) for each in codes):
        raise ExchangeError(f'{place}: "codes" is a list of objects with code, valence and strength.')
    found = []
    for each in codes:
        code = each.get("code", each.get("cfir_2022", each.get("cfir_2009")))
        if code:
            found.append(
                {"code": code} | {key: each[key] for key in ("valence", "strength") if each.get(key) is not None}
            )
    return found
