"""The lines of a table: a domain's total, its constructs below it, and the whole at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfir_coder.matrices.rows import Row, RowKind
from cfir_coder.matrices.tally import Grid, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

ALL = "(all)"
DOMAIN_TOTAL = "domain total"
TOTAL = "total"
_SHOWN: dict[RowKind, tuple[str, ...]] = {
    "domain": ("domain",),
    "construct": ("domain", "construct", "code"),
    "theme": ("domain", "construct", "theme", "code"),
    "code": ("domain", "code_name", "code"),
}


@dataclass(frozen=True, slots=True)
class Outline:
    """Lines of a table in order.

    labels: text columns by name, one entry a line.
    order: per line, its index among the rows, then the domains, then the whole.
    """

    grid: Grid
    labels: dict[str, list[str]]
    order: Ints

    def count(self, value: Value, case: Ints, cases: int) -> Ints:
        """Count per line and case, shape (lines, cases); case: per coding, -1 for none.

        A line of a total counts its people and sites anew, so that nobody is counted twice.
        """
        import numpy as np

        grid = self.grid
        names, domain_of_row = grid.domains()
        told = case >= 0
        of_domain = domain_of_row[grid.row_of] if len(grid.row_of) else grid.row_of
        parts = [
            grid.count(value, np.where(told, group * cases + case, -1), size * cases).reshape(size, cases)
            for group, size in (
                (grid.row_of, len(grid.rows)),
                (of_domain, len(names)),
                (np.zeros_like(case), 1),
            )
        ]
        counts: Ints = np.vstack(parts)[self.order]
        return counts


def outline(grid: Grid, kind: RowKind, *, totals: bool) -> Outline:
    """Put the rows in order; with totals, each domain begins with its own and the whole stands last.

    Rows that are domains already have no domain totals.
    """
    import numpy as np

    names, domain_of_row = grid.domains()
    lines: list[tuple[int, dict[str, str]]] = []
    for index, row in enumerate(grid.rows):
        domain = int(domain_of_row[index])
        if totals and kind != "domain" and (index == 0 or domain != domain_of_row[index - 1]):
            lines.append((len(grid.rows) + domain, _total_labels(DOMAIN_TOTAL, row.domain)))
        lines.append((index, _row_labels(row, kind)))
    if totals:
        lines.append((len(grid.rows) + len(names), _total_labels(TOTAL, ALL)))
    shown = ("level", *_SHOWN[kind]) if totals else _SHOWN[kind]
    return Outline(
        grid=grid,
        labels={name: [labels[name] for _, labels in lines] for name in shown},
        order=np.array([index for index, _ in lines], dtype=np.int64),
    )


def _row_labels(row: Row, kind: RowKind) -> dict[str, str]:
    construct = row.construct
    if not construct and kind == "construct":
        construct = "(domain as such)" if row.level == "domain" else row.name
    return {
        "level": row.level,
        "domain": row.domain,
        "construct": construct,
        "theme": row.name,
        "code_name": row.name,
        "code": row.code,
    }


def _total_labels(level: str, domain: str) -> dict[str, str]:
    return {"level": level, "domain": domain, "construct": ALL, "theme": ALL, "code_name": ALL, "code": ""}
