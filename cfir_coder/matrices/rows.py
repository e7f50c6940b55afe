"""Which row of a table a code stands in, and in which order: the codebook's tree, top down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from cfir_coder.model.codebook import INDUCTIVE, Code, Codebook, CodeKind

RowKind = Literal["domain", "construct", "theme", "code"]
ROW_KINDS: tuple[RowKind, ...] = ("construct", "theme", "domain", "code")

INDUCTIVE_DOMAIN = "(inductive)"
"""Domain of the codes that stand beside the framework."""
FOREIGN_DOMAIN = "(not in codebook)"
"""Domain of codes that the codebook doesn't have; they are shown rather than dropped."""


@dataclass(frozen=True, slots=True)
class Labels:
    """How a code is shown.

    construct: the names below the domain down to the nearest construct ("Structural Characteristics: Work
    Infrastructure"), since CFIR repeats names; empty when the code stands under no construct.
    """

    name: str
    construct: str
    domain: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the code that it stands for, and its labels."""

    code: str
    level: str
    domain: str
    construct: str
    name: str


def code_labels(codebook: Codebook, code_id: str) -> Labels:
    """Labels of a code, whether or not the codebook has it."""
    if code_id not in codebook.by_id:
        if _is_inductive(code_id):
            name = code_id.rpartition(".")[2].replace("_", " ")
            return Labels(name=name, construct="", domain=INDUCTIVE_DOMAIN)
        return Labels(name=code_id, construct="", domain=FOREIGN_DOMAIN)
    line = list(codebook.ancestors(code_id))[::-1]
    code = line[-1]
    if line[0].kind is not CodeKind.DOMAIN:
        return Labels(name=code.name, construct="", domain=INDUCTIVE_DOMAIN)
    construct = codebook.construct_of(code_id)
    if construct is None:
        return Labels(name=code.name, construct="", domain=line[0].name)
    below = line[1 : line.index(construct) + 1]
    return Labels(name=code.name, construct=": ".join(part.name for part in below), domain=line[0].name)


def clear_name(codebook: Codebook, code_id: str) -> str:
    """A code's name, with those of the constructs above where the codebook repeats it; "" for one that it hasn't."""
    code = codebook.by_id.get(code_id)
    if code is None:
        return ""
    return (code.name in codebook.repeated_names and code_labels(codebook, code_id).construct) or code.name


def rows_of(codebook: Codebook, code_ids: Iterable[str], kind: RowKind) -> tuple[list[Row], dict[str, int]]:
    """The rows that these codes need, in codebook order, and the index of the row each code falls into.

    Subconstructs stand right below their construct, themes below both, inductive codes after the framework,
    codes that the codebook doesn't have last. A code above the kind of row asked for (a domain coded as such,
    where constructs are asked for) has a row of its own: nothing is dropped.
    """
    key_of = {code_id: _row_key(codebook, code_id, kind) for code_id in code_ids}
    place = {code.id: index for index, code in enumerate(_top_down(codebook))}

    def order(key: str) -> tuple[int, bool, str]:
        return place.get(key, len(place)), _row(codebook, key).domain == FOREIGN_DOMAIN, key

    keys = sorted(set(key_of.values()), key=order)
    index_of = {key: index for index, key in enumerate(keys)}
    return [_row(codebook, key) for key in keys], {code: index_of[key] for code, key in key_of.items()}


def _row_key(codebook: Codebook, code_id: str, kind: RowKind) -> str:
    if code_id not in codebook.by_id:
        outside = INDUCTIVE_DOMAIN if _is_inductive(code_id) else FOREIGN_DOMAIN
        return outside if kind == "domain" else code_id
    if kind == "domain":
        top = list(codebook.ancestors(code_id))[-1]
        return top.id if top.kind is CodeKind.DOMAIN else INDUCTIVE_DOMAIN
    if kind == "construct":
        construct = codebook.construct_of(code_id)
        return construct.id if construct else code_id
    return code_id


def _row(codebook: Codebook, key: str) -> Row:
    if key in (INDUCTIVE_DOMAIN, FOREIGN_DOMAIN):
        return Row(code="", level="domain", domain=key, construct="", name=key)
    labels = code_labels(codebook, key)
    code = codebook.by_id.get(key)
    return Row(
        code=key,
        level=_level(codebook, code),
        domain=labels.domain,
        construct=labels.construct,
        name=labels.name,
    )


def _level(codebook: Codebook, code: Code | None) -> str:
    if code is None:
        return "code"
    if code.kind is not CodeKind.CONSTRUCT:
        return code.kind.value
    parent = codebook.by_id.get(code.parent or "")
    return "subconstruct" if parent is not None and parent.kind is CodeKind.CONSTRUCT else "construct"


def _top_down(codebook: Codebook) -> Iterator[Code]:
    """Each code before what stands below it, siblings in the order of the file, inductive codes last."""
    below: dict[str | None, list[Code]] = {}
    for code in codebook.codes:
        below.setdefault(code.parent, []).append(code)
    tops = sorted(below.get(None, []), key=lambda code: code.kind is not CodeKind.DOMAIN)
    waiting = tops[::-1]
    while waiting:
        code = waiting.pop()
        yield code
        waiting.extend(reversed(below.get(code.id, [])))


def _is_inductive(code_id: str) -> bool:
    return code_id.split(".", 1)[0] == INDUCTIVE
