"""From spans to weighted pattern tables: a sweep over the ends of spans, never an array of characters.

A million characters with 38,000 spans are 38,000 numbers here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from cfir_coder.agreement.grid import Grid, Seen, SpanTable
from cfir_coder.agreement.patterns import PatternTable
from cfir_coder.errors import AgreementError

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Bools, Floats, Ints

Rule = Literal["dominant", "any", "majority"]
"""When a unit counts as coded.

dominant: one span covers half of the unit or more, or half of the span or more lies in it. any: one character is
covered. majority: half of the unit's characters are covered.
"""
RULES: tuple[Rule, ...] = get_args(Rule)
MOST_CODERS = 31


@dataclass(frozen=True, eq=False)
class CodeTables:
    """Who coded each code where: one pattern table (values 0 and 1) whose weights have a row for each code.

    by_document: shape (documents, codes, patterns).
    """

    table: PatternTable
    by_document: Floats

    def of_code(self, index: int) -> PatternTable:
        """The pattern table of one code."""
        return self.table.weighing(self.table.weights[index])


def character_tables(grid: Grid, spans: SpanTable, seen: Seen) -> CodeTables:
    """Weigh joint codings by characters of the grid's units, a row of weights for each code.

    Every end of a span opens a new stretch; what is open in it is its pattern, its length the weight.
    """
    import numpy as np

    n_coders = seen.documents.shape[1]
    lengths = grid.ends - grid.starts
    reach = np.cumsum(np.concatenate(([0], lengths)))
    total = int(reach[-1])
    opened, closed = (_measured(grid, reach, places) for places in (spans.start, spans.end))
    block = spans.code * (total + 1)
    places = np.concatenate((block + opened, block + closed))
    order = np.argsort(places)
    places = places[order]
    coder = np.concatenate((spans.coder, spans.coder))[order]
    step = np.concatenate((np.ones(len(opened), dtype=np.int32), -np.ones(len(closed), dtype=np.int32)))[order]
    bits = np.zeros(len(places), dtype=np.int64)
    for one in range(n_coders):
        is_open = np.cumsum(np.where(coder == one, step, 0)) > 0
        bits |= is_open.astype(np.int64) << one
    widths = np.diff(places, append=places[-1:])
    used = (bits > 0) & (widths > 0)
    code, at = np.divmod(places[used], total + 1)
    first_of_document = reach[np.searchsorted(grid.unit_document, np.arange(len(grid.documents)))]
    document = np.searchsorted(first_of_document, at, side="right") - 1
    totals = np.bincount(grid.unit_document, weights=lengths, minlength=len(grid.documents)).astype(float)
    return _tables(code, document, bits[used], widths[used].astype(float), totals, seen)


def unit_tables(grid: Grid, spans: SpanTable, seen: Seen, rule: Rule = "dominant") -> CodeTables:
    """Count joint codings of units, a row of weights for each code."""
    import numpy as np

    n_coders = seen.documents.shape[1]
    n_units = max(len(grid.starts), 1)
    places, coder = np.divmod(_coded(grid, spans, n_coders, rule), n_coders)
    distinct, place = np.unique(places, return_inverse=True)
    bits = np.zeros(len(distinct), dtype=np.int64)
    np.bitwise_or.at(bits, place, np.int64(1) << coder)
    code, unit = np.divmod(distinct, n_units)
    totals = np.bincount(grid.unit_document, minlength=len(grid.documents)).astype(float)
    return _tables(code, grid.unit_document[unit], bits, np.ones(len(bits)), totals, seen)


def coded_units(grid: Grid, spans: SpanTable, rule: Rule = "dominant") -> tuple[Ints, Ints, Ints]:
    """Which units are coded: index of unit, coder and code, each distinct, in order."""
    import numpy as np

    n_coders = int(spans.coder.max(initial=0)) + 1
    places, coder = np.divmod(_coded(grid, spans, n_coders, rule), n_coders)
    code, unit = np.divmod(places, max(len(grid.starts), 1))
    order = np.lexsort((code, coder, unit))
    return unit[order], coder[order], code[order]


def _coded(grid: Grid, spans: SpanTable, n_coders: int, rule: Rule) -> Ints:
    """Units that coders coded, as (code * units + unit) * coders + coder, each once, ascending."""
    import numpy as np

    if rule == "majority":
        spans = _without_overlaps(spans, n_coders)
    span, unit = _meetings(grid, spans)
    lengths = grid.ends - grid.starts
    overlap = np.minimum(spans.end[span], grid.ends[unit]) - np.maximum(spans.start[span], grid.starts[unit])
    key = (spans.code[span] * len(lengths) + unit) * n_coders + spans.coder[span]
    if rule == "majority":
        distinct, place = np.unique(key, return_inverse=True)
        covered = np.bincount(place.reshape(-1), weights=overlap)
        half: Ints = distinct[covered * 2 >= lengths[distinct // n_coders % max(len(lengths), 1)]]
        return half
    is_coded = overlap > 0
    if rule == "dominant":
        widths = (spans.end - spans.start)[span]
        is_coded &= (overlap * 2 >= lengths[unit]) | (overlap * 2 >= widths)
    coded: Ints = np.unique(key[is_coded])
    return coded


def _without_overlaps(spans: SpanTable, n_coders: int) -> SpanTable:
    """The same places covered, each once by a coder and code: two valences on one passage are one passage."""
    import numpy as np

    if not len(spans.start):
        return spans
    owner = spans.code * n_coders + spans.coder
    order = np.lexsort((spans.end, spans.start, owner))
    owner, start, end = owner[order], spans.start[order], spans.end[order]
    far = int(spans.end.max()) + 1
    reach = np.maximum.accumulate(owner * far + end) - owner * far
    before = np.concatenate(([0], np.where(owner[1:] == owner[:-1], reach[:-1], 0)))
    start = np.maximum(start, before)
    kept = start < end
    order, start, end = order[kept], start[kept], end[kept]
    return SpanTable(spans.code[order], spans.coder[order], spans.document[order], start, end)


def _meetings(grid: Grid, spans: SpanTable) -> tuple[Ints, Ints]:
    """Every span and unit that share a character: index of the span, index of the unit."""
    import numpy as np

    first = np.searchsorted(grid.ends, spans.start, side="right")
    last = np.searchsorted(grid.starts, spans.end, side="left")
    counts = np.maximum(last - first, 0)
    span = np.repeat(np.arange(len(counts)), counts)
    unit = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    return span, unit


def _measured(grid: Grid, reach: Ints, places: Ints) -> Ints:
    """How many characters of units lie before a place on the line."""
    import numpy as np

    if not len(grid.starts):
        return np.zeros_like(places)
    unit = np.searchsorted(grid.starts, places, side="right") - 1
    inside = np.clip(places - grid.starts[unit], 0, (grid.ends - grid.starts)[unit])
    measured: Ints = np.where(unit >= 0, reach[unit] + inside, 0)
    return measured


def _tables(code: Ints, document: Ints, bits: Ints, weights: Floats, totals: Floats, seen: Seen) -> CodeTables:
    """Stretches that somebody coded, and the rest of each document, which nobody did, as one table."""
    import numpy as np

    n_documents, n_coders = seen.documents.shape
    n_codes = len(seen.codes)
    if n_coders > MOST_CODERS:
        raise AgreementError(f"{n_coders} coders are more than can be compared at once ({MOST_CODERS}). Name some.")
    flags = np.int64(1) << np.arange(n_coders, dtype=np.int64)
    masks = seen.by_code @ flags
    cell = document * n_codes + code
    mask_of = masks.reshape(-1)
    coded = np.bincount(cell, weights=weights, minlength=n_documents * n_codes)
    rest = np.repeat(totals, n_codes) - coded
    keys = np.concatenate((mask_of[cell] << n_coders | (bits & mask_of[cell]), mask_of << n_coders))
    cells = np.concatenate((cell, np.arange(n_documents * n_codes)))
    patterns, place = _distinct(keys)
    flat = np.bincount(cells * len(patterns) + place, np.concatenate((weights, rest)), len(mask_of) * len(patterns))
    by_document = flat.reshape(n_documents, n_codes, len(patterns)).astype(float)
    values = _values_of(patterns, flags, n_coders)
    return CodeTables(PatternTable(values, by_document.sum(axis=0), (0, 1)), by_document)


def _distinct(keys: Ints) -> tuple[Ints, Ints]:
    """Distinct keys in order and the place of each; small keys are counted rather than sorted."""
    import numpy as np

    most = int(keys.max(initial=0)) + 1
    if most > 1 << 16:
        patterns, place = np.unique(keys, return_inverse=True)
        return patterns, place
    is_used = np.bincount(keys, minlength=most) > 0
    places: Ints = np.cumsum(is_used) - 1
    return np.flatnonzero(is_used), places[keys]


def _values_of(patterns: Ints, flags: Ints, n_coders: int) -> Ints:
    """Unpack who saw and who coded into values: shape (patterns, coders)."""
    import numpy as np

    saw: Bools = ((patterns >> n_coders)[:, None] & flags) > 0
    coded: Bools = (patterns[:, None] & flags) > 0
    values: Ints = np.where(saw, coded, -1).astype(np.int64)
    return values
