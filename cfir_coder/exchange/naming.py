"""Whose codings a file holds: the names in it, and what a person says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cfir_coder.errors import ExchangeError
from cfir_coder.exchange.rows import ToldCoding
from cfir_coder.model.coding import CoderKind

EVERYBODY = ""
"""The key of the name that the one coder of a file goes by."""


def people_only(rows: Sequence[ToldCoding]) -> tuple[list[ToldCoding], list[str]]:
    """The rows of people, and a note on those of machines and of a consensus, which are never taken for a person's.

    Raises ExchangeError when nothing is left.
    """
    kept = [row for row in rows if row.kind is CoderKind.HUMAN]
    gone = Counter((row.file, row.kind.value, row.coder) for row in rows if row.kind is not CoderKind.HUMAN)
    if rows and not kept:
        kind, coder = rows[0].kind.value, rows[0].coder
        raise ExchangeError(
            f'{rows[0].file} holds only codings of the {kind} coder "{coder}", and only people\'s are imported.'
        )
    return kept, [
        f'{file}: {n} rows of the {kind} coder "{who}" were left out.' for (file, kind, who), n in gone.items()
    ]


def name_coders(rows: Sequence[ToldCoding], told: Mapping[str, str]) -> tuple[list[ToldCoding], list[str]]:
    """Rows of one file with the name of who coded them, and notes on who was renamed.

    told: the name in the study by the name in the file; under EVERYBODY the name of a file's only coder.
    Raises ExchangeError when nobody is named, or when one name is told for the codings of several people.
    """
    renamed = {_key(old): new for old, new in told.items() if old != EVERYBODY}
    names = sorted({row.coder for row in rows} - {""})
    others = [name for name in names if _key(name) not in renamed]
    everybody = told.get(EVERYBODY, "")
    file = rows[0].file if rows else ""
    if everybody and len(others) > 1:
        mapped = " ".join(f'--coder "{name}=..."' for name in others)
        raise ExchangeError(
            f"{file} holds codings of {len(others)} people ({', '.join(others)}). "
            f"Leave out --coder to keep their names, or name each: {mapped}."
        )
    nameless = next((row for row in rows if not row.coder), None)
    if nameless is not None and not everybody:
        raise ExchangeError(f"{nameless.place}: the file doesn't tell who coded this. Say --coder NAME.")
    named = [replace(row, coder=renamed.get(_key(row.coder)) or everybody or row.coder) for row in rows]
    changed = dict.fromkeys((row.coder, new.coder) for row, new in zip(rows, named, strict=True) if row.coder)
    return named, [f'{file}: "{old}" is imported as {new}.' for old, new in changed if old != new]


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
