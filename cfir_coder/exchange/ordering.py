"""Decide between places by the order in which a file goes through a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from cfir_coder.exchange.locating import Found, Located
from cfir_coder.exchange.rows import ToldCoding

FEWEST_ROWS = 6
"""Distinct places in the order of the text from which on a file's rows are believed to follow it: by chance that
happens once in 720 files."""


def decide_by_order(rows: Sequence[ToldCoding], located: Sequence[Located]) -> list[Located]:
    """Place ambiguous quotes that can stand only once between what stands before and after them in the file.

    The order is what the file tells (a paragraph number, an offset that doesn't fit), or its rows, when those follow
    the text without exception. An order that the quotes with one place contradict decides nothing.
    """
    told = _by_number([row.order for row in rows], located)
    if told is None:
        told = _by_number([float(index) for index in range(len(rows))], located, fewest=FEWEST_ROWS)
    return told or list(located)


def _by_number(orders: Sequence[float | None], located: Sequence[Located], *, fewest: int = 2) -> list[Located] | None:
    """None when the numbers don't order the places."""
    anchors = sorted(
        (order, each.span[0])
        for order, each in zip(orders, located, strict=True)
        if order is not None and each.how.is_placed
    )
    follows = all(one[1] <= other[1] for one, other in pairwise(anchors) if one[0] < other[0])
    if not follows or len({start for _, start in anchors}) < fewest or len({order for order, _ in anchors}) < 2:
        return None
    return [_between(order, each, anchors) for order, each in zip(orders, located, strict=True)]


def _between(order: float | None, ambiguous: Located, anchors: Sequence[tuple[float, int]]) -> Located:
    if ambiguous.how is not Found.AMBIGUOUS or order is None:
        return ambiguous
    first = max((start for number, start in anchors if number < order), default=0)
    last = min((start for number, start in anchors if number > order), default=None)
    left = [place for place in ambiguous.places if place[0] >= first and (last is None or place[0] <= last)]
    if len(left) != 1:
        return ambiguous
    return replace(ambiguous, how=Found.BY_CONTEXT, places=tuple(left), why="the order of the file")
