"""Precision, recall and F1 of proposals against passages coded by hand, as `shared/gold/score.py` counts them.

A passage is found when a proposal of its code shares at least a third of the words of the shorter of the two; a
proposal is right when it finds some passage of its code. Subconstructs count as their construct.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cfir_coder.coders import judging
from cfir_coder.coders.judging import Judge, touches


@dataclass(frozen=True, slots=True)
class Mark:
    """One code on characters `start <= x < end` of a document."""

    document: str
    start: int
    end: int
    code: str
    valence: str = ""


def score(gold: Iterable[Mark], found: Iterable[Mark], texts: Mapping[str, str]) -> dict[str, float]:
    """F1 and its parts at the levels construct, domain, coded at all; kappa of words coded; valence on right codes.

    What is undefined for want of passages or proposals is 0 here, kappa and valence are NaN.
    """
    judge = Judge.of_texts(texts)
    gold, found = ([each for each in marks if not each.code.startswith("inductive")] for marks in (gold, found))
    told: dict[str, float] = {}
    levels: dict[str, Callable[[str], str]] = {"construct": construct_of, "domain": domain_of, "any": lambda code: ""}
    for name, level in levels.items():
        counted = judge.overall(*([_at_level(each, level) for each in marks] for marks in (gold, found)))
        for key, value in (("P", counted.precision), ("R", counted.recall), ("F1", counted.f1)):
            told[f"{name} {key}"] = value or 0.0
    told["kappa"] = float("nan") if counted.kappa is None else counted.kappa
    told["valence"] = _valences_right(judge, gold, found)
    return told


def _valences_right(judge: Judge, gold: Sequence[Mark], found: Sequence[Mark]) -> float:
    """Share of the proposals with the right construct whose valence is one that a person gave there."""
    passages: dict[tuple[str, str], list[tuple[str, frozenset[int]]]] = defaultdict(list)
    for each in gold:
        words = judge.words(_at_level(each, construct_of))
        passages[each.document, construct_of(each.code)].append((each.valence, words))
    right = []
    for one in found:
        words = judge.words(_at_level(one, construct_of))
        given = {valence for valence, over in passages[one.document, construct_of(one.code)] if touches(words, over)}
        right += [one.valence in given] if given else []
    return sum(right) / len(right) if right else float("nan")


def _at_level(mark: Mark, level: Callable[[str], str]) -> judging.Mark:
    return judging.Mark(mark.document, mark.start, mark.end, level(mark.code))


def construct_of(code: str) -> str:
    """The construct that a 2022 code counts as; a subconstruct counts as the one above it."""
    parts = code.split(".")
    return ".".join(parts[: 3 if parts[0] == "individuals" else 2])


def domain_of(code: str) -> str:
    """The domain of a code."""
    return code.split(".")[0]
