"""What changed between two codebooks, and where a construct of one CFIR is found in the other."""

from __future__ import annotations

from dataclasses import dataclass

from cfir_coder.codebooks.packaged import CrosswalkRow, crosswalk_rows
from cfir_coder.errors import UnknownCode
from cfir_coder.model.codebook import Code, Codebook

_FIELDS = tuple(name for name in Code.model_fields if name not in ("id", "name", "parent"))


@dataclass(frozen=True, slots=True)
class Change:
    """One code that differs. kind: added, removed, renamed, moved or changed; what: the fields, or old > new."""

    code: str
    kind: str
    what: str


def compare_codebooks(old: Codebook, new: Codebook) -> list[Change]:
    """List every code that was added, removed, renamed, moved or changed, by id.

    A code that vanishes while one of the same name appears is told as both, since only ids identify.
    """
    changes = [Change(code, "removed", old.by_id[code].name) for code in old.by_id.keys() - new.by_id.keys()]
    changes += [Change(code, "added", new.by_id[code].name) for code in new.by_id.keys() - old.by_id.keys()]
    for code_id in old.by_id.keys() & new.by_id.keys():
        before, after = old.by_id[code_id], new.by_id[code_id]
        if before.name != after.name:
            changes.append(Change(code_id, "renamed", f"{before.name} > {after.name}"))
        if before.parent != after.parent:
            changes.append(Change(code_id, "moved", f"{before.parent or '(top)'} > {after.parent or '(top)'}"))
        fields = [name for name in _FIELDS if getattr(before, name) != getattr(after, name)]
        if fields:
            changes.append(Change(code_id, "changed", ", ".join(fields)))
    return sorted(changes, key=lambda change: (change.code, change.kind))


def crosswalk(code_id: str) -> list[CrosswalkRow]:
    """Where a construct of CFIR 2009 or 2022 is found in the other; subconstructs of an id count too.

    relation: kept, renamed, split (one into several), merged (several into one), removed, new.
    Raises UnknownCode when neither framework has the construct.
    """
    rows = crosswalk_rows()
    found = [row for row in rows if code_id in (row.cfir_2009, row.cfir_2022)]
    if not found:
        found = [row for row in rows if code_id in (row.cfir_2009.rpartition(".")[2], row.cfir_2022.rpartition(".")[2])]
    if not found:
        raise UnknownCode(
            f'no construct of CFIR 2009 or 2022 has the id "{code_id}". See `cfir codebook show cfir-2022`.'
        )
    return found
