"""Precision, recall and F1 of proposals against passages coded by hand, as `shared/gold/score.py` counts them.

A passage is found when a proposal of its code shares at least a third of the words of the shorter of the two; a
proposal is right when it finds some passage of its code. Subconstructs count as their construct.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cfir_coder.coders.judging import cohen, touches


@dataclass(frozen=True, slots=True)
class Mark:
    """One code on characters `start <= x < end` of a document."""

    document: str
    start: int
    end: int
    code: str
    valence: str = ""


def score(gold: Iterable[Mark], found: Iterable[Mark], texts: Mapping[str, str]) -> dict[str, float]:
    """F1 and its parts at the levels construct, domain, coded at all; kappa of words coded; valence on right codes."""
    places = {name: [match.start() for match in re.finditer(r"\w+", text)] for name, text in texts.items()}
    gold_words = [(each, _words(each, places)) for each in gold if not each.code.startswith("inductive")]
    found_words = [(each, _words(each, places)) for each in found if not each.code.startswith("inductive")]
    told: dict[str, float] = {}
    levels: dict[str, Callable[[str], str]] = {"construct": construct_of, "domain": domain_of, "any": lambda code: ""}
    for name, level in levels.items():
        told |= {f"{name} {key}": value for key, value in _counts(gold_words, found_words, level).items()}
    told["kappa"] = _kappa(gold_words, found_words, places)
    right = [
        one.valence in {each.valence for each in same}
        for one, words in found_words
        if (same := [each for each, over in gold_words if construct_of(each.code) == construct_of(one.code)
                     and each.document == one.document and touches(words, over)])
    ]  # fmt: skip
    told["valence"] = sum(right) / len(right) if right else float("nan")
    return told


def _words(mark: Mark, places: Mapping[str, list[int]]) -> frozenset[int]:
    return frozenset(place for place in places[mark.document] if mark.start <= place < mark.end)


Worded = list[tuple[Mark, frozenset[int]]]


def _counts(gold: Worded, found: Worded, level: Callable[[str], str]) -> dict[str, float]:
    by_place: dict[tuple[str, str], tuple[list[frozenset[int]], list[frozenset[int]]]] = defaultdict(lambda: ([], []))
    for side, marks in enumerate((gold, found)):
        for mark, words in marks:
            by_place[mark.document, level(mark.code)][side].append(words)
    hit = sum(any(touches(g, f) for f in founds) for golds, founds in by_place.values() for g in golds)
    right = sum(any(touches(g, f) for g in golds) for golds, founds in by_place.values() for f in founds)
    recall, precision = hit / max(1, len(gold)), right / max(1, len(found))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"P": precision, "R": recall, "F1": f1}


def _kappa(gold: Worded, found: Worded, places: Mapping[str, list[int]]) -> float:
    n = sum(map(len, places.values()))
    coded, proposed = ({(mark.document, word) for mark, words in marks for word in words} for marks in (gold, found))
    both, one, other = len(coded & proposed), len(coded), len(proposed)
    kappa = cohen(both, one - both, other - both, n)
    return float("nan") if kappa is None else kappa


def construct_of(code: str) -> str:
    """The construct that a 2022 code counts as; a subconstruct counts as the one above it."""
    parts = code.split(".")
    return ".".join(parts[: 3 if parts[0] == "individuals" else 2])


def domain_of(code: str) -> str:
    """The domain of a code."""
    return code.split(".")[0]
