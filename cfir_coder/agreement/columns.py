"""Codings as columns of numbers, so that thousands are compared without looking at them one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cfir_coder.agreement.grid import Grid, SpanTable
from cfir_coder.model.coding import Coding

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Bools, Ints

_FAR = 1 << 40
"""More than any text's length: codes, coders and documents stand that far apart on one line."""


@dataclass(frozen=True, eq=False)
class CodingColumns:
    """One entry for each coding: indices into `codes`, `coders`, `documents` (text hashes), and its place there.

    start, end: code points of the document's text.
    """

    codes: tuple[str, ...]
    coders: tuple[str, ...]
    documents: tuple[str, ...]
    code: Ints
    coder: Ints
    document: Ints
    start: Ints
    end: Ints

    def where(self, kept: Bools | Ints) -> CodingColumns:
        """Only some of the entries, told by number or by yes and no; the names stay as they are."""
        names = ("code", "coder", "document", "start", "end")
        return replace(self, **{name: getattr(self, name)[kept] for name in names})

    def renamed(self, targets: Mapping[str, str], order: Sequence[str]) -> CodingColumns:
        """Every code replaced by another one. order: the new codes."""
        import numpy as np

        place = {code: index for index, code in enumerate(order)}
        new = np.array([place[targets[code]] for code in self.codes], dtype=np.int64)
        return replace(self, codes=tuple(order), code=new[self.code] if len(self.code) else self.code)

    def joined(self) -> CodingColumns:
        """A coder's touching or overlapping spans of one code become one; in order of document, coder and code."""
        import numpy as np

        if not len(self.start):
            return self
        owner = (self.document * len(self.coders) + self.coder) * len(self.codes) + self.code
        order = np.lexsort((self.end, self.start, owner))
        owner, start, end = owner[order], self.start[order], self.end[order]
        rank = np.cumsum(np.diff(owner, prepend=owner[0]) != 0)
        reach = np.maximum.accumulate(rank * _FAR + end)
        begins = np.ones(len(start), dtype=bool)
        begins[1:] = rank[1:] * _FAR + start[1:] > reach[:-1]
        first = np.flatnonzero(begins)
        last = np.append(first[1:], len(start)) - 1
        kept = self.where(order[first])
        return replace(kept, end=reach[last] - rank[last] * _FAR)

    def on(self, grid: Grid, codes: Sequence[str]) -> SpanTable:
        """The spans on a grid's line, in the order of its documents; other codes and documents are left out."""
        import numpy as np

        place = {code: index for index, code in enumerate(codes)}
        code_of = np.array([place.get(code, -1) for code in self.codes], dtype=np.int64)
        at = grid.place
        document_of = np.array([at.get(key, -1) for key in self.documents], dtype=np.int64)
        if not len(self.start):
            return SpanTable(self.code, self.coder, self.document, self.start, self.end)
        code, document = code_of[self.code], document_of[self.document]
        kept = (code >= 0) & (document >= 0)
        shift = grid.bases[document[kept]] if kept.any() else 0
        return SpanTable(code[kept], self.coder[kept], document[kept], self.start[kept] + shift, self.end[kept] + shift)


def columns_of(
    codings: Sequence[Coding], codes: Sequence[str], coders: Sequence[str], documents: Sequence[str]
) -> CodingColumns:
    """Lay out codings, all of these codes, coders and documents, in their order."""
    import numpy as np

    code_of, coder_of, document_of = (
        {name: at for at, name in enumerate(names)} for names in (codes, coders, documents)
    )
    columns = (
        [code_of[one.code] for one in codings],
        [coder_of[one.coder] for one in codings],
        [document_of[one.text_hash] for one in codings],
        [one.start for one in codings],
        [one.end for one in codings],
    )
    return CodingColumns(
        tuple(codes), tuple(coders), tuple(documents), *(np.array(each, dtype=np.int64) for each in columns)
    )
