"""Which quotes illustrate a cell, by a rule that gives the same ones every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

READABLE = (60, 300)
"""Characters of a quote that reads well in a table, both ends included."""


def illustrative_quotes(chosen: pd.DataFrame, group: NDArray[np.int64], groups: int, *, quotes: int) -> list[list[int]]:
    """Choose at most that many codings for each group, as positions in `chosen`.

    group: per coding, 0 <= group < groups. The rule, in this order: a quote of readable length (60-300
    characters) before others; then, from the second quote on, one from a site that isn't shown yet, else from
    a participant who isn't; then the higher confidence, where a person's coding without one counts as sure;
    then the earlier in document and text. A passage that overlaps one already chosen is not shown again.
    """
    import numpy as np

    lengths = chosen["quote"].str.len().to_numpy(dtype=np.int64)
    unreadable = (lengths < READABLE[0]) | (lengths > READABLE[1])
    confidence = chosen["confidence"].fillna(1.0).to_numpy(dtype=np.float64)
    order = np.lexsort((np.arange(len(chosen)), -confidence, unreadable, group))
    bounds = np.searchsorted(group[order], np.arange(groups + 1)).tolist()
    passages = _Passages(chosen, unreadable.tolist())
    ranked = order.tolist()
    return [passages.choose(ranked[bounds[g] : bounds[g + 1]], quotes) for g in range(groups)]


class _Passages:
    """The chosen codings' columns as lists, which plain loops read faster than a frame."""

    def __init__(self, chosen: pd.DataFrame, unreadable: list[bool]) -> None:
        self.document = chosen["document"].tolist()
        self.start = chosen["start"].tolist()
        self.end = chosen["end"].tolist()
        self.site = chosen["site"].tolist()
        self.participant = chosen["participant"].tolist()
        self.unreadable = unreadable

    def choose(self, ranked: list[int], quotes: int) -> list[int]:
        picked: list[int] = ranked[:1]
        while 0 < len(picked) < quotes:
            best: tuple[tuple[bool, int], int] | None = None
            for position in ranked:
                if any(self._overlap(position, other) for other in picked):
                    continue
                rank = (self.unreadable[position], self._sameness(position, picked))
                if best is None or rank < best[0]:
                    best = (rank, position)
                if rank == (False, 0):
                    break
            if best is None:
                break
            picked.append(best[1])
        return picked

    def _overlap(self, one: int, other: int) -> bool:
        return bool(
            self.document[one] == self.document[other]
            and self.start[one] < self.end[other]
            and self.start[other] < self.end[one]
        )

    def _sameness(self, position: int, picked: list[int]) -> int:
        """0 another site, 1 another participant, 2 neither."""
        if self.site[position] and all(self.site[position] != self.site[other] for other in picked):
            return 0
        person = self.participant[position]
        return 1 if person and all(person != self.participant[other] for other in picked) else 2
