"""The ways in which two coders differ on a passage."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from cfir_coder.agreement.spans import likeness
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Coding, Valence


class Difference(StrEnum):
    """How two coders' judgements of a passage differ, the most pressing first."""

    OPPOSITE = "opposite valence"
    CODE = "code"
    VALENCE = "valence"
    MISSED = "missed"
    EXTRA = "extra label"
    NEAR = "near miss"
    SPLIT = "split/merge"
    BOUNDARY = "boundary"
    STRENGTH = "strength"
    AGREE = "agree"
    NOT_SEEN = "not seen"

    __hash__ = str.__hash__  # Enum's own is computed in Python, and tens of thousands are looked up


PRESSING = {difference: rank for rank, difference in enumerate(Difference)}
ON_ALIGNED = frozenset(
    (Difference.OPPOSITE, Difference.VALENCE, Difference.BOUNDARY, Difference.STRENGTH, Difference.AGREE)
)
"""Differences between aligned spans of one code."""

TRIVIAL = "trivial"
MOST_TRIVIAL_WORDS = 3
"""Words at an end of a span that may be in or out without changing what it says."""
_SURELY_TRIVIAL = 2 * MOST_TRIVIAL_WORDS
"""Characters at an end that can't hold more words than that: one and the blank after it are two."""


class Finding(NamedTuple):
    """One difference, with its kind more closely: "parent and child", "trivial", "by 1"."""

    difference: Difference
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.difference.value} ({self.detail})" if self.detail else self.difference.value


_BOUNDARIES = {detail: Finding(Difference.BOUNDARY, detail) for detail in (TRIVIAL, "containment", "shift")}
AGREED = (Finding(Difference.AGREE),)
"""What is found where nothing differs."""


class Relation(NamedTuple):
    """What stands between two coders on a passage.

    left: a coding of the first coder by name; right: of the second; one is None when that coder has none.
    beside: for an extra label, what the other coder has on the same text.
    """

    coders: tuple[str, str]
    left: Coding | None
    right: Coding | None
    findings: tuple[Finding, ...]
    beside: Coding | None = None

    @property
    def coding(self) -> Coding:
        """The coding, or the first coder's of two."""
        found = self.left or self.right
        assert found is not None, "a relation has a coding"
        return found

    @property
    def is_aligned(self) -> bool:
        """Whether these are two spans of one code that were paired."""
        return all(finding.difference in ON_ALIGNED for finding in self.findings)


def compare_aligned(one: Coding, other: Coding, *, with_valence: bool, with_strength: bool) -> tuple[Finding, ...]:
    """How two paired spans of one code differ: agree, or any of boundary, valence, strength."""
    findings = []
    if one.start != other.start or one.end != other.end:
        findings.append(_BOUNDARIES[boundary_detail(one, other)])
    if with_valence and one.valence != other.valence:
        findings.append(_valence_finding(one.valence, other.valence))
    if with_strength and one.strength != other.strength:
        findings.append(Finding(Difference.STRENGTH, _strength_detail(one.strength, other.strength)))
    return tuple(findings) or AGREED


def boundary_detail(one: Coding, other: Coding) -> str:
    """trivial (few words at an end), containment, or shift."""
    first, second = (one, other) if one.start <= other.start else (other, one)
    longer, shorter = (one, other) if one.end >= other.end else (other, one)
    before, after = second.start - first.start, longer.end - shorter.end
    if (
        likeness(one, other) > 0.5
        and (before <= _SURELY_TRIVIAL or _are_few_words(first.quote[:before]))
        and (after <= _SURELY_TRIVIAL or _are_few_words(longer.quote[len(longer.quote) - after :]))
    ):
        return TRIVIAL
    return "containment" if first.end >= second.end or before == 0 else "shift"


def _are_few_words(end: str) -> bool:
    return len(_WORD.findall(end)) <= MOST_TRIVIAL_WORDS


_WORD = re.compile(r"\w+(?:['’]\w+)*")


def code_detail(one: str, other: str, codebook: Codebook) -> str:
    """parent and child, sibling, or other."""
    known = codebook.by_id
    if one not in known or other not in known:
        return "other"
    if codebook.is_below(one, other) or codebook.is_below(other, one):
        return "parent and child"
    return "sibling" if known[one].parent == known[other].parent and known[one].parent else "other"


def _valence_finding(one: Valence | None, other: Valence | None) -> Finding:
    if {one, other} == {Valence.FACILITATOR, Valence.BARRIER}:
        return Finding(Difference.OPPOSITE)
    if one is None or other is None:
        return Finding(Difference.VALENCE, "given by one only")
    names = sorted((one.value, other.value), key=("mixed", "neutral", "facilitator", "barrier").index)
    return Finding(Difference.VALENCE, " and ".join(names))


def _strength_detail(one: int | None, other: int | None) -> str:
    if one is None or other is None:
        return "given by one only"
    if one * other < 0:
        return "other sign"
    return "by 1" if abs(one - other) == 1 else "by 2 or more"
