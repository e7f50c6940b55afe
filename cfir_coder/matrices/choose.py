"""Which codings a table counts: one kind of coder, nothing rejected, and what the reader asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cfir_coder.errors import TableError
from cfir_coder.matrices.waist import COLUMNS, NUMBERS
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Status, Valence

if TYPE_CHECKING:
    import pandas as pd

NONE_GIVEN = "none given"
VALENCES: tuple[str, ...] = (*(valence.value for valence in Valence), NONE_GIVEN)
"""Every valence in the order of tables; "none given" stands for a coding without one."""
NOT_TOLD = "(not told)"
"""The case of codings whose site, role or other attribute nobody knows."""

_CONDITION = re.compile(r"\s*(?P<column>[^=!]+?)\s*(?P<not>!?)=\s*(?P<value>.*?)\s*")
_SHOWN = 12


def choose_codings(
    table: pd.DataFrame,
    *,
    valence: str | Sequence[str] | None = None,
    coder: str | Sequence[str] | None = None,
    where: Iterable[str] = (),
) -> pd.DataFrame:
    """Rows of the coding table that a count is made of; rejected codings are left out.

    where: "column=value" or "column!=value" over any text column, compared without regard to case. Several
    values of one column widen the choice, several columns narrow it.
    Raises TableError for a name that the table doesn't have, and when codings of people and of machines
    (or of a consensus and its coders) would be mixed because no coder is named.
    """
    chosen = table[table["status"] != Status.REJECTED.value]
    if coder is not None:
        chosen = chosen[_is_one_of(table, "coder", coder).loc[chosen.index]]
    else:
        _refuse_a_mixture(chosen)
    if valence is not None:
        wanted = {valence} if isinstance(valence, str) else set(valence)
        unknown = sorted(wanted - set(VALENCES))
        if unknown:
            raise TableError(f'There is no valence "{unknown[0]}". Choose from {", ".join(VALENCES)}.')
        chosen = chosen[chosen["valence"].replace("", NONE_GIVEN).isin(wanted)]
    return chosen.loc[chosen.index.intersection(rows_where(table, where).index)].reset_index(drop=True)


def rows_where(table: pd.DataFrame, where: Iterable[str]) -> pd.DataFrame:
    """Rows that meet every condition, with their index; see `choose_codings`.

    Raises TableError for a condition that can't be read, an unknown column or a value that no row has.
    """
    chosen = table
    for column, values, forbidden in _conditions(where):
        if values:
            chosen = chosen[_is_one_of(table, column, values).loc[chosen.index]]
        if forbidden:
            chosen = chosen[~_is_one_of(table, column, forbidden).loc[chosen.index]]
    return chosen


def without_candidates(table: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Leave out a machine's candidate themes: proposed codes that the codebook doesn't have.

    A candidate counts in matrices once a person has accepted a coding of it or adopted it into the codebook.
    """
    is_candidate = (table["status"] == Status.PROPOSED.value) & ~table["code"].isin(list(codebook.by_id))
    return table[~is_candidate]


def attribute_names(table: pd.DataFrame) -> list[str]:
    """Columns that describe participants beyond site and role."""
    return [str(name) for name in table.columns if name not in COLUMNS]


def text_column(table: pd.DataFrame, name: str) -> str:
    """The column of that name, which may be given in another case.

    Raises TableError, naming the columns that there are.
    """
    columns = [str(column) for column in table.columns if column not in NUMBERS]
    for column in columns:
        if column.casefold() == name.strip().casefold():
            return column
    useful = [
        "participant",
        "site",
        "role",
        *attribute_names(table),
        "document",
        "speaker",
        "code",
        "coder",
        "status",
    ]
    raise TableError(f'There is no column "{name}". There are: {", ".join(useful)}.')


def natural_key(label: str) -> list[tuple[int, int, str]]:
    """Sort "Court 2" before "Court 10", and "(not told)" last."""
    if label == NOT_TOLD:
        return [(2, 0, "")]
    parts = re.split(r"(\d+)", label.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part] + [(0, 0, label)]


def _refuse_a_mixture(chosen: pd.DataFrame) -> None:
    pairs = chosen[["coder_kind", "coder"]].drop_duplicates()
    if pairs["coder_kind"].nunique() > 1:
        names = ", ".join(sorted(f"{name} ({kind})" for kind, name in pairs.itertuples(index=False)))
        raise TableError(f"People's and machines' codings would be counted together: {names}. Name one with --coder.")


def _conditions(where: Iterable[str]) -> list[tuple[str, list[str], list[str]]]:
    grouped: dict[str, tuple[list[str], list[str]]] = {}
    for condition in where:
        match = _CONDITION.fullmatch(condition)
        if match is None:
            raise TableError(f'"{condition}" is no condition. Write it as role=judge or role!=judge.')
        grouped.setdefault(match["column"].casefold(), ([], []))[bool(match["not"])].append(match["value"])
    return [(column, values, forbidden) for column, (values, forbidden) in grouped.items()]


def _is_one_of(table: pd.DataFrame, name: str, wanted: str | Sequence[str]) -> pd.Series[bool]:
    column = text_column(table, name)
    there = [str(value) for value in table[column].unique()]
    spellings: dict[str, list[str]] = {}
    for value in there:
        spellings.setdefault(value.casefold() or NOT_TOLD, []).append(value)
    accepted: list[str] = []
    for value in [wanted] if isinstance(wanted, str) else wanted:
        if (value.casefold() or NOT_TOLD) not in spellings:
            shown = [spelling or NOT_TOLD for spelling in sorted(there, key=natural_key)]
            more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
            listed = ", ".join(shown[:_SHOWN]) or "none"
            raise TableError(f'Nothing has {column} "{value}". There are: {listed}{more}.')
        accepted += spellings[value.casefold() or NOT_TOLD]
    return table[column].isin(accepted)
