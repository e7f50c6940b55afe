"""Rows of Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable


def table_head(*names: str) -> list[str]:
    """The first two lines of a table."""
    return [table_row(names), "|---" * len(names) + "|"]


def table_row(cells: Iterable[str]) -> str:
    """One line of it."""
    return f"| {' | '.join(cells)} |"
