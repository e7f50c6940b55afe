"""Where codes stand: parents, cycles, and which kind may stand under which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cfir_coder.codebooks.faults import Faults, Place, did_you_mean
from cfir_coder.model.codebook import INDUCTIVE, Code, CodeKind

_MAY_STAND_UNDER = {
    CodeKind.DOMAIN: (),
    CodeKind.SUBDOMAIN: (CodeKind.DOMAIN,),
    CodeKind.CONSTRUCT: (CodeKind.DOMAIN, CodeKind.SUBDOMAIN, CodeKind.CONSTRUCT),
    CodeKind.THEME: (CodeKind.DOMAIN, CodeKind.SUBDOMAIN, CodeKind.CONSTRUCT, CodeKind.THEME),
}


@dataclass(slots=True)
class Branch:
    """One code's place in the tree; kind None: not told, so it follows from the parent."""

    id: str
    parent: str | None
    kind: CodeKind | None
    at: Place
    parent_at: Place


def default_parent(code_id: str) -> str | None:
    """The id up to its last dot; None for a domain and for an inductive code that stands alone."""
    parent = code_id.rpartition(".")[0]
    return parent if parent and parent != INDUCTIVE else None


def settle_kinds(branches: Mapping[str, Branch], faults: Faults) -> dict[str, CodeKind]:
    """Check the tree and give every code that stands in it a kind.

    A code whose kind isn't told is a domain at the top, a construct below a domain, else a theme.
    """
    whole = True
    for branch in branches.values():
        if branch.parent is not None and branch.parent not in branches:
            whole = False
            mend = did_you_mean(branch.parent, branches, "Define it or correct the name.")
            faults.add(branch.parent_at, f'code "{branch.id}" has the unknown parent "{branch.parent}". {mend}')
    cycles = list(_cycles(branches))
    for cycle in cycles:
        branch = branches[cycle[0]]
        way = " > ".join([*cycle, cycle[0]])
        faults.add(branch.parent_at, f'code "{branch.id}" is its own ancestor: {way}. Correct one "parent".')
    kinds: dict[str, CodeKind] = {}
    if cycles:
        return kinds
    for branch in branches.values():
        _settle(branch, branches, kinds)
    if whole:
        for branch in branches.values():
            _check_kind(branch, kinds, faults)
    return kinds


def in_tree_order(codes: Iterable[Code]) -> tuple[Code, ...]:
    """Every code after its parent and before the parent's next sibling, siblings as they come."""
    children: dict[str | None, list[Code]] = {}
    for code in codes:
        children.setdefault(code.parent, []).append(code)
    ordered: list[Code] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        code = waiting.pop()
        ordered.append(code)
        waiting += reversed(children.get(code.id, []))
    return tuple(ordered)


def _cycles(branches: Mapping[str, Branch]) -> Iterable[list[str]]:
    """Each ring of parents once, beginning with its first code in the file."""
    done: set[str] = set()
    for start in branches:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at in branches and at not in done and at not in path:
            path[at] = None
            at = branches[at].parent
        if at is not None and at in path:
            ring = list(path)[list(path).index(at) :]
            first = min(ring, key=list(branches).index)
            turn = ring.index(first)
            yield ring[turn:] + ring[:turn]
        done.update(path)


def _settle(branch: Branch, branches: Mapping[str, Branch], kinds: dict[str, CodeKind]) -> CodeKind:
    """Find a kind from the nearest ancestor whose kind is told; the tree has no cycle here."""
    line = [branch]
    while line[-1].id not in kinds and line[-1].kind is None:
        parent = line[-1].parent
        if parent is None or parent not in branches:
            break
        line.append(branches[parent])
    above: CodeKind | None = None
    for each in reversed(line):
        if each.id not in kinds:
            kinds[each.id] = each.kind or _kind_below(each, above)
        above = kinds[each.id]
    return kinds[branch.id]


def _kind_below(branch: Branch, above: CodeKind | None) -> CodeKind:
    if above is None:
        return CodeKind.DOMAIN if branch.parent is None and "." not in branch.id else CodeKind.THEME
    return CodeKind.CONSTRUCT if above in (CodeKind.DOMAIN, CodeKind.SUBDOMAIN) else CodeKind.THEME


def _check_kind(branch: Branch, kinds: Mapping[str, CodeKind], faults: Faults) -> None:
    kind = kinds[branch.id]
    if branch.parent is not None:
        above = kinds[branch.parent]
        if above not in _MAY_STAND_UNDER[kind]:
            wanted = " or a ".join(each.value for each in _MAY_STAND_UNDER[kind])
            mend = f"It needs a {wanted} above it." if wanted else "A domain stands on top, without a parent."
            faults.add(
                branch.parent_at,
                f'{kind.value} "{branch.id}" can\'t stand under {above.value} "{branch.parent}". {mend}',
            )
    elif kind is CodeKind.CONSTRUCT:
        faults.add(branch.at, f'construct "{branch.id}" has no parent. It needs a domain or a construct above it.')
    elif kind is CodeKind.THEME and not branch.id.startswith(f"{INDUCTIVE}."):
        faults.add(
            branch.at,
            f'theme "{branch.id}" has no parent. Give it one, or an id that begins with "{INDUCTIVE}.".',
        )
