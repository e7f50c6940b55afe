"""Count codings, and people and sites once each, in the cells of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cfir_coder.matrices.choose import NONE_GIVEN, NOT_TOLD, VALENCES, natural_key
from cfir_coder.matrices.rows import Row, RowKind, rows_of
from cfir_coder.model.codebook import Codebook
from cfir_coder.text import word_count

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

Value = Literal["codings", "participants", "sites", "words"]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where each coding stands: its row, and what is to be counted.

    rows: the table's rows; row_of: per coding, its row.
    person, site: per coding, a number, or -1 when not told.
    words: per coding; empty unless asked for.
    """

    rows: list[Row]
    row_of: Ints
    person: Ints
    site: Ints
    words: Ints

    def count(self, value: Value, cell: Ints, size: int) -> Ints:
        """Count per cell; cell: per coding, the cell it stands in, 0 <= cell < size, or -1 for none.

        Participants and sites are counted once per cell, and not at all when not told.
        """
        import numpy as np

        if value == "codings":
            return np.bincount(cell[cell >= 0], minlength=size).astype(np.int64)
        if value == "words":
            return np.bincount(cell[cell >= 0], weights=self.words[cell >= 0], minlength=size).astype(np.int64)
        member = self.person if value == "participants" else self.site
        told = (member >= 0) & (cell >= 0)
        span = int(member.max(initial=0)) + 1
        pairs = np.unique(cell[told] * span + member[told])
        return np.bincount(pairs // span, minlength=size).astype(np.int64)

    def domains(self) -> tuple[list[str], Ints]:
        """Names of the domains in order, and per row its domain."""
        import numpy as np

        names = list(dict.fromkeys(row.domain for row in self.rows))
        index_of = {name: index for index, name in enumerate(names)}
        return names, np.array([index_of[row.domain] for row in self.rows], dtype=np.int64)


def lay_out(table: pd.DataFrame, codebook: Codebook, kind: RowKind, *, with_words: bool = False) -> Grid:
    """Find the row, person and site of each coding, and on demand the words of its quote."""
    import numpy as np
    import pandas as pd

    codes, names = pd.factorize(table["code"])
    rows, row_index = rows_of(codebook, [str(name) for name in names], kind)
    of_code = np.array([row_index[str(name)] for name in names], dtype=np.int64)
    return Grid(
        rows=rows,
        row_of=of_code[codes] if len(codes) else np.zeros(0, dtype=np.int64),
        person=_numbered(table["participant"]),
        site=_numbered(table["site"]),
        words=np.array([word_count(quote) for quote in table["quote"].tolist()] if with_words else [], dtype=np.int64),
    )


def cases(table: pd.DataFrame, column: str) -> tuple[list[str], Ints]:
    """The cases of a column in reading order ("Court 2" before "Court 10"), and per coding its case.

    Codings whose case is not told have the case "(not told)", the last one. Valences keep their own order.
    """
    import numpy as np
    import pandas as pd

    empty = NONE_GIVEN if column == "valence" else NOT_TOLD
    codes, found = pd.factorize(table[column])
    names = [str(name) or empty for name in found]
    order: Sequence[str] = (
        [v for v in VALENCES if v in names] if column == "valence" else sorted(set(names), key=natural_key)
    )
    index_of = {name: index for index, name in enumerate(order)}
    of_name = np.array([index_of[name] for name in names], dtype=np.int64)
    return list(order), of_name[codes] if len(codes) else np.zeros(0, dtype=np.int64)


def _numbered(column: pd.Series[str]) -> Ints:
    import numpy as np
    import pandas as pd

    codes, names = pd.factorize(column)
    blank = [index for index, name in enumerate(names) if name == ""]
    return np.where(np.isin(codes, blank), -1, codes).astype(np.int64)
