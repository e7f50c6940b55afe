"""Any matrix of rows by columns that a reader asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cfir_coder.errors import TableError
from cfir_coder.matrices.choose import choose_codings, text_column
from cfir_coder.matrices.outline import Outline, outline
from cfir_coder.matrices.quotes import illustrative_quotes
from cfir_coder.matrices.rows import ROW_KINDS, RowKind
from cfir_coder.matrices.tally import Value, cases, lay_out
from cfir_coder.model.codebook import Codebook
from cfir_coder.text import one_line

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

Cell = Literal["codings", "participants", "sites", "words", "quotes"]
CELLS: tuple[Cell, ...] = ("codings", "participants", "sites", "words", "quotes")
ALL_COLUMNS = "all"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which codings a matrix is made of; see `choose_codings`."""

    valence: str | Sequence[str] | None = None
    coder: str | Sequence[str] | None = None
    where: Sequence[str] = ()


def build_matrix(
    table: pd.DataFrame,
    codebook: Codebook,
    *,
    rows: str = "construct",
    cols: str = "valence",
    value: str = "codings",
    choice: Choice = Choice(),
    margins: bool = True,
) -> pd.DataFrame:
    """Lay out rows of the codebook against the values of any text column.

    cols: site, role, participant, valence, a further attribute, or any text column (document, coder, ...).
    Codings without that value stand under "(not told)" (valences: "none given"), so codings and words add up.
    Participants and sites count once in each cell and anew in each margin: a margin is no sum of its cells.
    words: of all quotes, a word in two codings twice. quotes: up to three a cell, chosen by
    `illustrative_quotes`, each with role, site and place.
    margins: a line for each domain and for the whole, and a column "all"; not for quotes.
    Raises TableError for unknown rows, columns or values, naming what there is.
    """
    import numpy as np
    import pandas as pd

    kind = _row_kind(rows)
    if value not in CELLS:
        raise TableError(f'There is no value "{value}". Choose from {", ".join(CELLS)}.')
    column = text_column(table, cols)
    chosen = choose_codings(table, valence=choice.valence, coder=choice.coder, where=choice.where)
    grid = lay_out(chosen, codebook, kind, with_words=value == "words")
    names, case = cases(chosen, column)
    lines = outline(grid, kind, totals=margins and value != "quotes")
    columns: dict[str, object] = dict(lines.labels)
    if value == "quotes":
        return pd.DataFrame(columns | _quote_columns(chosen, lines, names, case))
    counted = _counted(value)
    counts = lines.count(counted, case, len(names))
    columns |= {_header(name, columns): counts[:, index] for index, name in enumerate(names)}
    if margins:
        columns[_header(ALL_COLUMNS, columns)] = lines.count(counted, np.zeros_like(case), 1)[:, 0]
    return pd.DataFrame(columns)


def _row_kind(rows: str) -> RowKind:
    for kind in ROW_KINDS:
        if rows == kind:
            return kind
    raise TableError(f'There are no rows "{rows}". Choose from {", ".join(ROW_KINDS)}.')


def _counted(value: str) -> Value:
    match value:
        case "codings" | "participants" | "sites" | "words":
            return value
    raise TableError(f'"{value}" can\'t be counted.')


def _header(name: str, taken: dict[str, object]) -> str:
    """The name, or for a case called like a column that is there ("code"), the name in quotes."""
    return f'"{name}"' if name in taken else name


def _quote_columns(chosen: pd.DataFrame, lines: Outline, names: list[str], case: Ints) -> dict[str, list[str]]:
    groups = len(lines.grid.rows) * len(names)
    picked = illustrative_quotes(chosen, lines.grid.row_of * len(names) + case, groups, quotes=3)
    told = {name: chosen[name].tolist() for name in ("quote", "role", "site", "document", "start", "end")}

    def shown(position: int) -> str:
        place = f"{told['document'][position]}:{told['start'][position]}-{told['end'][position]}"
        by = ", ".join(part for part in (told["role"][position], told["site"][position], place) if part)
        return f"“{one_line(told['quote'][position])}” ({by})"

    return {
        _header(name, dict(lines.labels)): [
            "\n".join(shown(position) for position in picked[row * len(names) + index]) for row in lines.order
        ]
        for index, name in enumerate(names)
    }
