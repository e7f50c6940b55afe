"""Codes that coders made themselves: apart until they are matched, with suggestions by the text they lie on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.errors import UsageError
from cfir_coder.model.codebook import INDUCTIVE
from cfir_coder.workflow.told_pairs import pairs_told

LIKE = 0.3
"""Share of characters in common (0-1) from which two inductive codes are suggested to be one."""
_Stretches = dict[str, list[tuple[int, int]]]


def matches_told(told: Sequence[str]) -> dict[str, str]:
    """Every matched code by the name that it shares from now on: the last part of the one that was named first.

    Codes that are matched with one code are matched with each other. Raises UsageError for what is no inductive code,
    and when two groups of codes would get one name.
    """
    groups: list[list[str]] = []
    for one, other in pairs_told(told, "--match"):
        for code in (one, other):
            if not code.casefold().startswith(f"{INDUCTIVE}."):
                raise UsageError(
                    f"--match {one}={other}: {code} is no inductive code. Use --alias for codes of the codebook."
                )
        pair = [one.casefold(), other.casefold()]
        met = [group for group in groups if set(group) & set(pair)]
        united = [code for group in met for code in group]
        groups = [group for group in groups if group not in met]
        groups.append(list(dict.fromkeys([*united, *pair])))
    found: dict[str, str] = {}
    for group in groups:
        shared = f"{INDUCTIVE}.{group[0].rpartition('.')[2]}"
        if shared in found.values():
            raise UsageError(
                f"--match: {group[0]} and another match would both be called {shared}. Name a code first in its match "
                "whose last part is its own."
            )
        found |= dict.fromkeys(group, shared)
    return found


def match_notes(comparison: Comparison) -> list[str]:
    """How many inductive codes stay apart, and which of them may be one."""
    own = [
        code
        for code in comparison.codes
        if code.startswith(f"{INDUCTIVE}.")
        and code not in comparison.codebook.by_id
        and len(comparison.users[code]) == 1
    ]
    notes = [
        f"{one} and {other} lie on the same text ({share:.0%}); if they are one code say --match {one}={other}."
        for one, other, share in suggested_matches(comparison)[:5]
    ]
    if own:
        notes.insert(
            0, f"{len(own)} inductive codes stay apart, each its coder's own, until they are matched with --match."
        )
    return notes


def suggested_matches(comparison: Comparison) -> list[tuple[str, str, float]]:
    """Inductive codes of two coders that lie on the same text: both, and the share of their characters in common."""
    own = [code for code in comparison.codes if code not in comparison.codebook.by_id]
    covers = {code: _covered(comparison, code) for code in own}
    found = []
    for index, one in enumerate(own):
        for other in own[index + 1 :]:
            if not comparison.users[one] & comparison.users[other]:
                shared = _shared(covers[one], covers[other])
                whole = _length(covers[one]) + _length(covers[other]) - shared
                found.append((one, other, shared / whole))
    return sorted((each for each in found if each[2] >= LIKE), key=lambda each: (-each[2], each[0], each[1]))


def _covered(comparison: Comparison, code: str) -> _Stretches:
    """What a code covers in each text, in stretches that don't touch."""
    found: _Stretches = defaultdict(list)
    for coding in sorted((one for one in comparison.codings if one.code == code), key=lambda one: one.start):
        stretches = found[coding.text_hash]
        if stretches and coding.start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], coding.end))
        else:
            stretches.append((coding.start, coding.end))
    return found


def _length(covered: Mapping[str, Iterable[tuple[int, int]]]) -> int:
    return sum(end - start for stretches in covered.values() for start, end in stretches)


def _shared(one: _Stretches, other: _Stretches) -> int:
    return sum(
        max(0, min(end, last) - max(start, first))
        for key, stretches in one.items()
        for start, end in stretches
        for first, last in other.get(key, ())
    )
