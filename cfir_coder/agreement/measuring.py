"""How far coders agree on each code, and over all codes, in one unit under one rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cfir_coder.agreement.code_agreement import COEFFICIENTS, CodeAgreement, agreement_by_code, flags_of
from cfir_coder.agreement.columns import CodingColumns
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.grid import Seen, grid_of
from cfir_coder.agreement.measure import Measure
from cfir_coder.agreement.meeting import matched
from cfir_coder.agreement.overall import Overall, overall_of
from cfir_coder.agreement.rolling import CodeLevel, looked_for, rolled_up
from cfir_coder.agreement.settings import Settings
from cfir_coder.agreement.sweep import CodeTables, character_tables, unit_tables
from cfir_coder.errors import AgreementError

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Bools, Ints

NO_NEGATIVES = "matched spans have no negatives; choose another unit for chance-corrected agreement"


@dataclass(frozen=True)
class Measured:
    """Agreement of some coders on every code and over codes. names: the codes, in the tables' order."""

    coders: tuple[str, ...]
    settings: Settings
    codes: tuple[CodeAgreement, ...]
    overall: Overall
    tables: CodeTables | None = field(default=None, repr=False)
    names: tuple[str, ...] = ()


def measure_agreement(comparison: Comparison, settings: Settings, level: CodeLevel = "leaf") -> Measured:
    """Measure the agreement of all coders of a comparison, on the documents that two of them saw.

    level: of which codes; above the leaves a code is coded wherever one below it is.
    Raises AgreementError when a unit needs texts that aren't known.
    """
    shared = comparison.within(comparison.shared_documents())
    columns = rolled_up(shared, level)
    if settings.unit != "span" and not shared.transcripts:
        raise AgreementError(
            f"the texts aren't known, so there are no {settings.unit}s to rate. Merge with --transcripts or --study, "
            "or choose --unit span."
        )
    documents = shared.shared_documents()
    spans = _Spans.of(columns, _seen(shared, columns.codes, documents, level), documents, settings.like)
    codes = spans.codes
    if settings.unit == "span":
        found = [spans.agreement(code) for code in codes]
        none = Measure(None, reason=NO_NEGATIVES)
        overall = Overall(len(codes), none, dict.fromkeys(("masi", "jaccard"), none), (), none, spans.f1[""])
        return Measured(shared.names, settings, tuple(found), overall, None, codes)
    grid = grid_of(shared.transcripts, settings.unit, with_interviewer=settings.with_interviewer)
    seen = _seen(shared, codes, grid.documents, level)
    on_grid = columns.on(grid, codes)
    tables = (
        character_tables(grid, on_grid, seen)
        if settings.unit == "character"
        else unit_tables(grid, on_grid, seen, settings.rule)
    )
    found = agreement_by_code(codes, shared.names, tables, spans.f1, {code: spans.by_coder(code) for code in codes})
    overall = overall_of(found, tables, spans.f1[""], on_grid, seen, grid, settings)
    return Measured(shared.names, settings, tuple(found), overall, tables, codes)


def _seen(comparison: Comparison, codes: Sequence[str], documents: Sequence[str], level: CodeLevel) -> Seen:
    """Who has looked at which document, and for which codes."""
    import numpy as np

    names = comparison.names
    looked = np.array([[(name, text) in comparison.seen for name in names] for text in documents], dtype=bool)
    had = np.array([[comparison.had(name, code) for name in names] for code in codes], dtype=bool)
    only = looked_for(comparison, level)
    limited: Bools | None = None
    if only:
        limited = np.ones((len(documents), len(codes), len(names)), dtype=bool)
        row, place = ({name: at for at, name in enumerate(order)} for order in (documents, names))
        for (coder, text), wanted in only.items():
            if coder in place and text in row:
                limited[row[text], :, place[coder]] = [code in wanted for code in codes]
    shape = (len(documents), len(names)), (len(codes), len(names))
    return Seen(looked.reshape(shape[0]), had.reshape(shape[1]), limited)


@dataclass(frozen=True, eq=False)
class _Spans:
    """Spans of each code and coder in shared documents, and F1 of those that match.

    codes: those that two coders looked for. f1: by code; "" is all codes together.
    """

    codes: tuple[str, ...]
    coders: tuple[str, ...]
    knew: dict[str, Bools]
    counts: dict[str, Ints]
    hits: dict[str, int]
    documents: int
    f1: dict[str, Measure]

    @classmethod
    def of(cls, columns: CodingColumns, seen: Seen, documents: Sequence[str], like: float) -> _Spans:
        """F1 over all pairs of coders: 2M / (N1 + N2), Holsti (1969) on matched spans.

        A span counts once for each other coder who looked at its document for its code.
        """
        import numpy as np

        n_codes, n_coders = len(columns.codes), len(columns.coders)
        knew = seen.codes_by_coder
        place = {key: at for at, key in enumerate(documents)}
        row_of = np.array([place[key] for key in columns.documents], dtype=np.int64)
        columns = columns.where(seen.by_code[row_of[columns.document], columns.code, columns.coder])
        cells = columns.code * n_coders + columns.coder
        counts = np.bincount(cells, minlength=n_codes * n_coders).reshape(n_codes, n_coders)
        viewers = seen.by_code.sum(axis=2)[row_of[columns.document], columns.code] - 1
        sides = np.bincount(columns.code, weights=viewers, minlength=n_codes)
        left, _ = matched(columns, like)
        hits = np.bincount(columns.code[left], minlength=n_codes)
        kept = [at for at in range(n_codes) if knew[at].sum() > 1]
        codes = tuple(columns.codes[at] for at in kept)
        f1 = {columns.codes[at]: _f1(int(hits[at]), int(sides[at])) for at in kept}
        return cls(
            codes,
            columns.coders,
            {columns.codes[at]: knew[at] for at in kept},
            {columns.codes[at]: counts[at] for at in kept},
            {columns.codes[at]: int(hits[at]) for at in kept},
            len(documents),
            f1 | {"": _f1(int(hits[kept].sum()), int(sides[kept].sum()))},
        )

    def by_coder(self, code: str) -> dict[str, int]:
        """Spans of a code by coder, of those who looked for it."""
        rows = zip(self.coders, self.counts[code].tolist(), self.knew[code].tolist(), strict=True)
        return {name: n for name, n, knew in rows if knew}

    def agreement(self, code: str) -> CodeAgreement:
        """Agreement in matched spans alone: for two coders `both` are those that match."""
        spans = self.by_coder(code)
        none = Measure(None, reason=NO_NEGATIVES)
        measures = dict.fromkeys(COEFFICIENTS, none) | {"positive_agreement": self.f1[code]}
        counted = {name: float(n) for name, n in spans.items()}
        return CodeAgreement(
            code=code,
            units=float(sum(spans.values())),
            documents=self.documents,
            coded=counted,
            both=float(self.hits[code]) if len(self.coders) == 2 else None,
            spans=spans,
            prevalence=None,
            measures=measures,
            matched=self.f1[code],
            method=None,
            lowest=None,
            highest=None,
            flags=flags_of(counted, None, measures),
        )


def _f1(hits: int, sides: int) -> Measure:
    return Measure(2 * hits / sides) if sides else Measure(None, reason="nobody has a span of the code")
