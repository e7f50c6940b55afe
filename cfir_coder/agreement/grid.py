"""Documents laid end to end on one line, with their units and every coder's spans as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cfir_coder.agreement.units import UnitKind, units_of
from cfir_coder.model.coding import Coding
from cfir_coder.model.transcript import Span, Transcript

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Grid:
    """Units of every document on one line; document d's offset x stands at bases[d] + x.

    documents: text hashes. bases: (documents,). starts, ends, unit_document: (units,), in order, not overlapping.
    """

    documents: tuple[str, ...]
    bases: Ints
    starts: Ints
    ends: Ints
    unit_document: Ints

    @property
    def place(self) -> dict[str, int]:
        """Index of each document by its text hash."""
        return {document: index for index, document in enumerate(self.documents)}


@dataclass(frozen=True, eq=False)
class SpanTable:
    """Spans as arrays, one entry each: index of code, coder and document, place on the grid's line."""

    code: Ints
    coder: Ints
    document: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, eq=False)
class Seen:
    """Who has looked at what. "Not coded" is a value, "not seen" is missing.

    documents: shape (documents, coders). codes: shape (codes, coders); a coder's own inductive code was seen by
    nobody else. only: shape (documents, codes, coders), where somebody looked for some codes only.
    """

    documents: Bools
    codes: Bools
    only: Bools | None = None

    @cached_property
    def by_code(self) -> Bools:
        """Who has looked at which document for which code: shape (documents, codes, coders)."""
        seen: Bools = self.documents[:, None, :] & self.codes[None, :, :]
        if self.only is None:
            return seen
        limited: Bools = seen & self.only
        return limited

    @property
    def codes_by_coder(self) -> Bools:
        """Who has looked for which code in any document: shape (codes, coders)."""
        import numpy as np

        found: Bools = np.asarray(self.by_code.any(axis=0), dtype=bool)
        return found


def grid_of_units(documents: Mapping[str, tuple[int, Sequence[Span]]]) -> Grid:
    """Lay out documents: by text hash, the text's length in code points and its units."""
    import numpy as np

    lengths = [length for length, _ in documents.values()]
    bases = np.cumsum([0, *(length + 1 for length in lengths)])[:-1] if documents else np.zeros(0, dtype=np.int64)
    counts = [len(units) for _, units in documents.values()]
    flat = np.array([span for _, units in documents.values() for span in units], dtype=np.int64).reshape(-1, 2)
    document = np.repeat(np.arange(len(counts)), counts)
    shift = bases[document] if len(flat) else np.zeros(0, dtype=np.int64)
    return Grid(tuple(documents), bases, flat[:, 0] + shift, flat[:, 1] + shift, document)


def grid_of(transcripts: Iterable[Transcript], kind: UnitKind, *, with_interviewer: bool = False) -> Grid:
    """Lay out transcripts in order of name and hash, so that the order they come in changes nothing."""
    ordered = sorted(transcripts, key=lambda one: (one.document, one.hash))
    return grid_of_units(
        {one.hash: (len(one.text), units_of(one, kind, with_interviewer=with_interviewer)) for one in ordered}
    )


def spans_on(grid: Grid, codings: Iterable[Coding], codes: Sequence[str], coders: Sequence[str]) -> SpanTable:
    """Put codings on the grid's line; those of other documents, codes or coders are left out."""
    import numpy as np

    documents, code_of, coder_of = grid.place, _places(codes), _places(coders)
    rows = [
        (code_of[one.code], coder_of[one.coder], documents[one.text_hash], one.start, one.end)
        for one in codings
        if one.code in code_of and one.coder in coder_of and one.text_hash in documents
    ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    shift = grid.bases[columns[2]] if rows else np.zeros(0, dtype=np.int64)
    return SpanTable(columns[0], columns[1], columns[2], columns[3] + shift, columns[4] + shift)


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: index for index, name in enumerate(names)}
