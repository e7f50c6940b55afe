"""Coders' spans made comparable: trimmed, and joined where one coder cut one passage in two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cfir_coder.model.coding import Coding


@dataclass(frozen=True, slots=True)
class Tidied:
    """Codings in order, and how many were trimmed or joined with another."""

    codings: tuple[Coding, ...]
    n_trimmed: int
    n_joined: int


def tidy(codings: Iterable[Coding]) -> Tidied:
    """Trim blanks at the ends of spans; join a coder's touching or overlapping spans of one code.

    Only spans of the same valence and strength are joined: others are two judgements and both stay.
    """
    trimmed = [_trimmed(one) for one in codings]
    n_trimmed = sum(was_trimmed for _, was_trimmed in trimmed)
    joined: list[Coding] = []
    every = sorted((one for one, _ in trimmed), key=_judgement)
    for _, group in groupby(every, key=lambda one: _judgement(one)[:-2]):
        joined += [_trimmed(one)[0] for one in _joined(list(group))]
    return Tidied(tuple(sorted(joined, key=reading_order)), n_trimmed, len(trimmed) - len(joined))


def reading_order(coding: Coding) -> tuple[Any, ...]:
    """Document, place, code, coder, judgement: a total order that depends on nothing else."""
    valence = coding.valence or ""
    strength = 9 if coding.strength is None else coding.strength
    place = (coding.document, coding.text_hash, coding.start, coding.end)
    return (*place, coding.code, coding.coder, valence, strength, coding.memo)


def overlap(one: Coding, other: Coding) -> int:
    """Characters that two spans of one document share."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def likeness(one: Coding, other: Coding) -> float:
    """Shared over all characters of two spans, 0-1 (intersection over union)."""
    shared = overlap(one, other)
    return shared / (one.end - one.start + other.end - other.start - shared)


def _judgement(coding: Coding) -> tuple[Any, ...]:
    valence = coding.valence or ""
    strength = 9 if coding.strength is None else coding.strength
    return (coding.text_hash, coding.coder, coding.code, valence, strength, coding.start, coding.end)


def _trimmed(coding: Coding) -> tuple[Coding, bool]:
    bare = coding.quote.strip()
    if not bare or len(bare) == len(coding.quote):
        return coding, False
    start = coding.start + len(coding.quote) - len(coding.quote.lstrip())
    before = coding.quote[: start - coding.start]
    after = coding.quote[len(before) + len(bare) :]
    width = max(len(coding.prefix), len(coding.suffix))
    return coding.model_copy(
        update={
            "start": start,
            "end": start + len(bare),
            "quote": bare,
            "prefix": (coding.prefix + before)[-width:] if width else "",
            "suffix": (after + coding.suffix)[:width] if width else "",
        }
    ), True


def _joined(group: Sequence[Coding]) -> list[Coding]:
    """Codings of one judgement, in order of place."""
    found: list[Coding] = []
    for coding in group:
        last = found[-1] if found else None
        if last is None or coding.start > last.end:
            found.append(coding)
            continue
        quote = last.quote + coding.quote[last.end - coding.start :]
        memo = last.memo if coding.memo in last.memo else " | ".join(filter(None, (last.memo, coding.memo)))
        is_longer = coding.end > last.end
        found[-1] = last.model_copy(
            update={
                "end": max(last.end, coding.end),
                "quote": quote,
                "suffix": coding.suffix if is_longer else last.suffix,
                "memo": memo,
            }
        )
    return found
