"""A table as CSV that Excel opens right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.files import replacing
from cfir_coder.text import defuse

if TYPE_CHECKING:
    import pandas as pd


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as UTF-8 with byte order mark, LF line ends, text cells defused, whole or not at all.

    Numbers stay numbers (a strength of -1 isn't touched); a missing number is an empty cell.
    """
    with replacing(path) as temporary:
        defused(frame).to_csv(temporary, index=False, encoding="utf-8-sig", lineterminator="\n")


def defused(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy in which no text cell or column name runs as a formula."""
    from pandas.api.types import is_numeric_dtype

    safe = frame.copy()
    for name in frame.columns:
        if not is_numeric_dtype(frame[name].dtype):
            safe[name] = [defuse(cell) if isinstance(cell, str) else cell for cell in frame[name]]
    return safe.rename(columns=lambda name: defuse(str(name)))
