"""Codings rolled up the codebook's tree: a construct is coded wherever a code below it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.spans import tidy
from cfir_coder.model.codebook import Codebook

CodeLevel = Literal["leaf", "construct", "domain"]
CODE_LEVELS: tuple[CodeLevel, ...] = get_args(CodeLevel)


def rolled_up(comparison: Comparison, level: CodeLevel) -> Comparison:
    """The same coders with every code replaced by its construct or domain; codes outside the framework stay.

    Valence and strength are dropped: they are judged on the codes that were given.
    """
    if level == "leaf":
        return comparison
    moved = [
        coding.model_copy(
            update={"code": target(comparison.codebook, coding.code, level), "valence": None, "strength": None}
        )
        for coding in comparison.codings
    ]
    return replace(comparison, codings=tidy(moved).codings)


def target(codebook: Codebook, code: str, level: CodeLevel) -> str:
    """The code that stands for another on a level: itself where the codebook doesn't know it."""
    if code not in codebook.by_id or level == "leaf":
        return code
    above = codebook.construct_of(code) if level == "construct" else codebook.domain_of(code)
    return above.id if above is not None else code
