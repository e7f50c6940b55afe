"""A table as CSV that Excel opens right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.files import replacing
from cfir_coder.text import defuse, defused_cells

if TYPE_CHECKING:
    import pandas as pd


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as UTF-8 with byte order mark, text cells defused, whole or not at all.

    Numbers stay numbers (a strength of -1 isn't touched) and a missing one is an empty cell; a fraction has at
    most four decimals. Lines end in LF: Excel takes it, and the same table has the same bytes everywhere.
    A lone surrogate, which UTF-8 can't hold, becomes "?".
    """
    with replacing(path) as temporary:
        defused(frame).to_csv(
            temporary,
            index=False,
            encoding="utf-8-sig",
            errors="replace",
            lineterminator="\n",
            float_format=_decimals,
        )


def defused(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy in which no text cell or column name runs as a formula."""
    import pandas as pd
    from pandas.api.types import is_numeric_dtype

    columns = {
        name: column if is_numeric_dtype(column.dtype) else pd.Series(defused_cells(column.tolist()), dtype=object)
        for name, column in frame.reset_index(drop=True).items()
    }
    safe = pd.DataFrame(columns, columns=frame.columns)
    return safe.rename(columns=lambda name: defuse(str(name)))


def _decimals(number: object) -> str:
    whole, _, fraction = f"{number:.4f}".partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"
