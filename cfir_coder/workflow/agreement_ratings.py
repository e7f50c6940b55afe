"""Agreement in a ratings table: rows are units, columns are coders, an empty cell wasn't seen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfir_coder import __version__
from cfir_coder.errors import AgreementError, UsageError
from cfir_coder.text import counted
from cfir_coder.workflow.agreement_tables import read_table
from cfir_coder.workflow.results import file_hash

if TYPE_CHECKING:
    import pandas as pd

    from cfir_coder.agreement.arrays import Floats
    from cfir_coder.agreement.measure import Measure
    from cfir_coder.agreement.patterns import PatternTable, Value
    from cfir_coder.agreement.weights import Level

IDS = frozenset({"", "unit", "unit_id", "units", "id", "item", "segment", "segment_id", "#", "unnamed: 0"})
"""Headings of a column that names the units; it is no coder's."""
MISSING = frozenset({"na", "n/a", "nan", "none", "null", "missing", "-", "--", ".", "?"})
"""What other programs write where nothing was rated; here only an empty cell says so."""


@dataclass(frozen=True, slots=True)
class RatingsAgreement:
    """What was computed of a ratings table, and of what."""

    file: str
    sha256: str
    level: str
    categories: tuple[Value, ...]
    coders: tuple[str, ...]
    n_units: int
    n_pairable: int
    cluster: str | None
    coefficients: Mapping[str, Measure]
    notes: tuple[str, ...] = ()

    def as_json(self) -> str:
        """Everything, in full precision."""
        told: dict[str, Any] = {
            "tool": f"cfir {__version__}",
            "input": {"file": self.file, "sha256": self.sha256},
            "level": self.level,
            "categories": list(self.categories),
            "coders": list(self.coders),
            "units": self.n_units,
            "units_seen_by_two": self.n_pairable,
            "missing": "an empty cell was not seen; units seen by one coder count in no pair",
            "interval": f"clustered by {self.cluster}" if self.cluster else "units taken as independent",
            "coefficients": {name: measure.as_json() for name, measure in self.coefficients.items()},
        }
        return json.dumps(told, indent=1, ensure_ascii=False)

    def as_frame(self) -> pd.DataFrame:
        """One row for each coefficient: coefficient, value, se, ci_low, ci_high, reason, convention."""
        import pandas as pd

        rows = [
            (name, one.value, one.se, *(one.ci95 or (None, None)), one.reason or "", one.convention or "")
            for name, one in self.coefficients.items()
        ]
        frame = pd.DataFrame(
            rows, columns=["coefficient", "value", "se", "ci_low", "ci_high", "reason", "convention"], dtype=object
        )
        return frame.astype(dict.fromkeys(["value", "se", "ci_low", "ci_high"], "float64"))


def agree_on_ratings(
    path: Path,
    *,
    level: Level = "nominal",
    categories: Sequence[str] = (),
    cluster: str | None = None,
    only: Sequence[str] = (),
) -> RatingsAgreement:
    """Compute every coefficient of a CSV file of ratings.

    categories: every value that may be given, in order; by default those that occur. cluster: the column that says
    which document a unit is of; intervals then take documents as independent, not units. only: the coders' columns;
    by default all that don't name units or documents.
    Raises AgreementError, with the line, for a table or a value that can't be read.
    """
    from cfir_coder.agreement.coefficients import clustered, rating_coefficients
    from cfir_coder.agreement.patterns import table_of_ratings

    header, raw = read_table(path)
    rows = [(line, [cell.strip() for cell in row]) for line, row in raw]
    names = [name.casefold() for name in header]
    chosen = {name.strip().casefold() for name in only}
    for name in (*chosen, *([cluster.casefold()] if cluster is not None else ())):
        if name not in names:
            raise UsageError(f'{path}: there is no column "{name}". There are: {", ".join(header)}.')
    if cluster is not None and cluster.casefold() in chosen:
        raise UsageError(f"{path}: the column \"{cluster}\" names the documents, so it can't be a coder's.")
    apart = {index for index, name in enumerate(names) if name in IDS and not chosen}
    clusters = names.index(cluster.casefold()) if cluster is not None else None
    coders = [
        index
        for index, name in enumerate(names)
        if index not in apart and index != clusters and (not chosen or name in chosen)
    ]
    if len(coders) < 2:
        raise AgreementError(f"{path}: a table of ratings needs a column for each of two coders or more.")
    values = _values(path, rows, coders, level, categories)
    known = _categories(path, values, level, categories)
    table = table_of_ratings(values, known)
    found = rating_coefficients(table, level)
    if clusters is not None and len(values):
        found = clustered(found, table, level, _by_cluster(table, values, [row[clusters] for _, row in rows]))
    told = [f'column "{header[index]}" names the units and is no coder.' for index in sorted(apart)]
    told += _doubts({header[index]: [row[index] for _, row in rows if row[index]] for index in coders})
    return RatingsAgreement(
        file=path.name,
        sha256=file_hash(path),
        level=level,
        categories=table.categories,
        coders=tuple(header[index] for index in coders),
        n_units=int(table.n_units) if len(values) else 0,
        n_pairable=int(table.n_pairable) if len(values) else 0,
        cluster=cluster,
        coefficients=found,
        notes=tuple(told),
    )


def _doubts(given: Mapping[str, Sequence[str]]) -> list[str]:
    """What may not be a rating, or not a coder's column. given: the cells that aren't empty, by coder."""
    counts = Counter(cell for cells in given.values() for cell in cells if cell.casefold() in MISSING)
    told = [
        f'"{cell}" stands in {counted(number, "cell")} and counts as a rating; leave the cell of a unit that a coder '
        "hasn't seen empty."
        for cell, number in sorted(counts.items())
    ]
    for name, cells in given.items():
        others = {cell for other, theirs in given.items() if other != name for cell in theirs}
        if others.isdisjoint(cells) and any(not _is_number(cell) for cell in cells):
            told.append(
                f'column "{name}" counts as a coder, and holds no value that another column has; '
                "name the coders' columns with --coder if it is none."
            )
    return told


def _values(
    path: Path, rows: list[tuple[int, list[str]]], coders: list[int], level: Level, categories: Sequence[str]
) -> list[tuple[Value | None, ...]]:
    """Every rating as a number where all are numbers, else as text."""
    cells = [row[index] for _, row in rows for index in coders if row[index]]
    if all(_is_number(cell) for cell in [*cells, *categories]):
        return [tuple(_number(row[index]) if row[index] else None for index in coders) for _, row in rows]
    if level in ("interval", "ratio") or (level == "ordinal" and not categories):
        line, cell = next((line, row[i]) for line, row in rows for i in coders if row[i] and not _is_number(row[i]))
        mend = " or name the values in order with --categories" if level == "ordinal" else ""
        if cell.casefold() in MISSING:
            mend += ", or leave the cell empty if the coder hasn't seen the unit"
        raise AgreementError(f'{path}, line {line}: "{cell}" is no number, which --level {level} needs. Mend it{mend}.')
    return [tuple(row[index] or None for index in coders) for _, row in rows]


def _categories(
    path: Path, values: list[tuple[Value | None, ...]], level: Level, categories: Sequence[str]
) -> tuple[Value, ...] | None:
    given = [value for row in values for value in row if value is not None]
    if level == "ratio" and any(isinstance(value, int | float) and value < 0 for value in given):
        raise AgreementError(f"{path}: --level ratio needs values from 0 on; there are negative ones.")
    if not categories:
        return None
    numbers = all(isinstance(value, int | float) for value in given) and all(map(_is_number, categories))
    known: tuple[Value, ...] = tuple(_number(name) if numbers else name for name in categories)
    unknown = sorted({str(value) for value in given if value not in known})
    if unknown:
        raise AgreementError(f'{path}: the value "{unknown[0]}" is not among --categories {",".join(categories)}.')
    return known


def _by_cluster(table: PatternTable, values: list[tuple[Value | None, ...]], clusters: list[str]) -> Floats:
    """Weights of the patterns in each cluster: shape (clusters, patterns)."""
    import numpy as np

    names = {name: index for index, name in enumerate(sorted(set(clusters)))}
    place: dict[Value | None, int] = {value: index for index, value in enumerate(table.categories)}
    pattern = {tuple(row): index for index, row in enumerate(table.values.tolist())}
    weights = np.zeros((len(names), len(pattern)))
    for row, name in zip(values, clusters, strict=True):
        weights[names[name], pattern[tuple(place.get(value, -1) for value in row)]] += 1
    return weights


def _is_number(cell: str) -> bool:
    """Whether a cell is a finite number and not a name like "007"."""
    bare = cell.lstrip("+-")
    if bare != "0" and bare.startswith("0") and bare[1:2].isdigit():
        return False
    try:
        return isfinite(float(cell))
    except ValueError:
        return False


def _number(cell: str) -> int | float:
    value = float(cell)
    return int(value) if value == int(value) else value
