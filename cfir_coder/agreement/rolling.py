"""Codings rolled up the codebook's tree: a construct is coded wherever a code below it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from cfir_coder.agreement.columns import CodingColumns
from cfir_coder.agreement.comparison import Comparison, in_order
from cfir_coder.model.codebook import Codebook

CodeLevel = Literal["leaf", "construct", "domain"]
CODE_LEVELS: tuple[CodeLevel, ...] = get_args(CodeLevel)


def rolled_up(comparison: Comparison, level: CodeLevel) -> CodingColumns:
    """Every code replaced by its construct or domain; codes outside the framework stay.

    Valence and strength, which keep touching spans of one code apart, count no longer: they are judged on the codes
    that were given.
    """
    if level == "leaf":
        return comparison.columns
    targets = {code: target(comparison.codebook, code, level) for code in comparison.codes}
    order = in_order(targets.values(), comparison.codebook)
    return comparison.columns.renamed(targets, order).joined()


def looked_for(comparison: Comparison, level: CodeLevel) -> Mapping[tuple[str, str], frozenset[str]]:
    """Like `Comparison.only`, for the codes of a level: one was looked for where every code below it was."""
    if level == "leaf" or not comparison.only:
        return comparison.only
    below: dict[str, set[str]] = {}
    for code in {*comparison.codebook.by_id, *comparison.codes}:
        below.setdefault(target(comparison.codebook, code, level), set()).add(code)
    return {look: _whole(below, codes) for look, codes in comparison.only.items()}


def _whole(below: Mapping[str, set[str]], codes: Iterable[str]) -> frozenset[str]:
    known = frozenset(codes)
    return frozenset(code for code, under in below.items() if under <= known)


def target(codebook: Codebook, code: str, level: CodeLevel) -> str:
    """The code that stands for another on a level: itself where the codebook doesn't know it.

    A subconstruct counts as the construct that it is a part of.
    """
    if code not in codebook.by_id or level == "leaf":
        return code
    above = codebook.topmost_construct_of(code) if level == "construct" else codebook.domain_of(code)
    return above.id if above is not None else code
