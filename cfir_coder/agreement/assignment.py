"""Which pairs to make so that their weights add up to the most: exact, in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

Edge = tuple[int, int]
"""One of the left, one of the right."""


def best_pairs(weights: Mapping[Edge, int]) -> list[Edge]:
    """The one-to-one pairs of largest total weight (weights above 0), in order.

    Edges that climb like stairs, as those between two rows of spans that don't overlap in themselves, need one
    pass over them. Anything else is solved component by component.
    """
    chosen: list[Edge] = []
    for component in _components(weights):
        stairs = sorted(component)
        if len(stairs) == 1:
            chosen += stairs
        elif all(one[1] <= other[1] for one, other in pairwise(stairs)):
            chosen += _best_on_stairs(stairs, weights)
        else:
            chosen += _best_of_component(stairs, weights)
    return sorted(chosen)


def _components(edges: Mapping[Edge, int]) -> list[list[Edge]]:
    """Edges grouped by the spans they share."""
    root: dict[tuple[str, int], tuple[str, int]] = {}

    def top(node: tuple[str, int]) -> tuple[str, int]:
        while root.setdefault(node, node) != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for left, right in edges:
        root[top(("left", left))] = top(("right", right))
    groups: dict[tuple[str, int], list[Edge]] = {}
    for edge in edges:
        groups.setdefault(top(("left", edge[0])), []).append(edge)
    return list(groups.values())


def _best_on_stairs(stairs: Sequence[Edge], weights: Mapping[Edge, int]) -> list[Edge]:
    """Dynamic programming over edges in order; the next one taken has both ends further on."""
    best = [0]
    before: list[int] = []
    for index, (left, right) in enumerate(stairs):
        free = index
        while free and (stairs[free - 1][0] == left or stairs[free - 1][1] == right):
            free -= 1
        before.append(free)
        best.append(max(best[index], best[free] + weights[left, right]))
    chosen, index = [], len(stairs)
    while index:
        if best[index] == best[index - 1]:
            index -= 1
        else:
            chosen.append(stairs[index - 1])
            index = before[index - 1]
    return chosen


def _best_of_component(edges: Sequence[Edge], weights: Mapping[Edge, int]) -> list[Edge]:
    """Kuhn (1955) and Munkres (1957) with potentials, O(n^3); missing edges weigh 0 and are dropped again."""
    lefts, rights = sorted({left for left, _ in edges}), sorted({right for _, right in edges})
    is_turned = len(lefts) > len(rights)
    rows, columns = (rights, lefts) if is_turned else (lefts, rights)
    cost = [[-weights.get((column, row) if is_turned else (row, column), 0) for column in columns] for row in rows]
    pairs = [(rows[row], columns[column]) for row, column in enumerate(_cheapest(cost)) if cost[row][column] < 0]
    return [(right, left) if is_turned else (left, right) for left, right in pairs]


def _cheapest(cost: Sequence[Sequence[int]]) -> list[int]:
    """The column of each row so that costs add up to the least; no more rows than columns."""
    n, m = len(cost), len(cost[0])
    row_price, column_price = [0] * (n + 1), [0] * (m + 1)
    row_of = [0] * (m + 1)
    for row in range(1, n + 1):
        row_of[0] = row
        way, least, is_used = [0] * (m + 1), [1 << 200] * (m + 1), [False] * (m + 1)
        column = 0
        while True:
            is_used[column] = True
            current, delta, following = row_of[column], 1 << 200, 0
            for other in range(1, m + 1):
                if is_used[other]:
                    continue
                slack = cost[current - 1][other - 1] - row_price[current] - column_price[other]
                if slack < least[other]:
                    least[other], way[other] = slack, column
                if least[other] < delta:
                    delta, following = least[other], other
            for other in range(m + 1):
                if is_used[other]:
                    row_price[row_of[other]] += delta
                    column_price[other] -= delta
                else:
                    least[other] -= delta
            column = following
            if not row_of[column]:
                break
        while column:
            row_of[column] = row_of[way[column]]
            column = way[column]
    found = [0] * n
    for column in range(1, m + 1):
        if row_of[column]:
            found[row_of[column] - 1] = column - 1
    return found
