"""Worked examples with data, expected values, and who else computes them: tests/agreement/golden/*.json.

Values whose `verified_with` is empty are known from one implementation only and are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cfir_coder.agreement.patterns import PatternTable, table_of_counts, table_of_pairs, table_of_ratings

FOLDER = Path(__file__).parent / "golden"


def example(name: str) -> dict[str, Any]:
    """One file."""
    return dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def verified(*kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """File and expected entry for each verified value of files of those kinds."""
    for path in sorted(FOLDER.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["kind"] in kinds and isinstance(told.get("expected"), list):
            yield from ((path.stem, entry) for entry in told["expected"] if entry.get("verified_with"))


def table_of(name: str, case: list[list[int]] | None = None) -> PatternTable:
    """The pattern table of an example's data."""
    told = example(name)
    match told["kind"]:
        case "confusion":
            return table_of_pairs(told["data"], told.get("categories"))
        case "counts_units_x_categories":
            return table_of_counts(case or told["data"])
        case _:
            return table_of_ratings(told["data"], told.get("categories"))
