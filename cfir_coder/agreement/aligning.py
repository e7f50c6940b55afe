"""Find each coder's counterpart of every span, and say what stands between them.

Free of order: the same codings give the same relations whatever file or coder comes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from cfir_coder.agreement.assignment import best_pairs
from cfir_coder.agreement.disagreement import Difference, Finding, Relation, code_detail, compare_aligned
from cfir_coder.agreement.places import Places
from cfir_coder.agreement.spans import likeness, overlap, reading_order
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Coding

SAME_PASSAGE = 0.5
"""Likeness (intersection over union) from which two codes are on one passage."""
SAME_TEXT = 0.1
"""Likeness from which a coder has coded that text at all."""
_ENDS = 1 << 40

Saw = Callable[[str, str, str], bool]
"""Whether a coder (name) has looked at a document (text hash) for a code."""


@dataclass(frozen=True)
class Aligner:
    """What the comparison of two coders needs to know.

    saw: who has looked at what. places: turns and sentences, for near misses. with_valence, with_strength: coders
    who give any at all; one who never does is not compared on it.
    """

    codebook: Codebook
    saw: Saw
    places: Places = field(default_factory=Places)
    with_valence: frozenset[str] = frozenset()
    with_strength: frozenset[str] = frozenset()

    def relations(self, codings: Iterable[Coding]) -> list[Relation]:
        """Everything between each two coders, by document, place and coders."""
        by_coder: dict[str, list[Coding]] = defaultdict(list)
        ordered = sorted(codings, key=reading_order)
        rank = {id(coding): index for index, coding in enumerate(ordered)}
        for coding in ordered:
            by_coder[coding.coder].append(coding)
        found = [
            relation
            for one, other in combinations(sorted(by_coder), 2)
            for relation in self._between(one, by_coder[one], other, by_coder[other])
        ]
        return sorted(found, key=lambda relation: (rank[id(relation.coding)], relation.coders))

    def _between(self, one: str, lefts: Sequence[Coding], other: str, rights: Sequence[Coding]) -> list[Relation]:
        documents = [
            _by_document(coding for coding in codings if self.saw(who, coding.text_hash, coding.code))
            for codings, who in ((lefts, other), (rights, one))
        ]
        return [
            relation
            for document in sorted(set(documents[0]) | set(documents[1]))
            for relation in _Pair(
                self, (one, other), documents[0].get(document, []), documents[1].get(document, [])
            ).relations()
        ]


class _Pair:
    """Two coders' codings of one document, taken apart step by step."""

    def __init__(self, aligner: Aligner, coders: tuple[str, str], lefts: list[Coding], rights: list[Coding]) -> None:
        self.aligner, self.coders = aligner, coders
        self.sides = (lefts, rights)
        self.free = (set(range(len(lefts))), set(range(len(rights))))
        self.meetings = _meetings(lefts, rights)
        self.of_one_code = self._weights(self.meetings, is_one_code=True)
        self.found: list[Relation] = []

    def relations(self) -> list[Relation]:
        self._align()
        self._split()
        self._other_code()
        self._near()
        self._alone()
        return self.found

    def _align(self) -> None:
        """Pair spans of one code so that as many characters as can be are shared, then so that ends are nearest."""
        names = set(self.coders)
        with_valence = names <= self.aligner.with_valence
        with_strength = names <= self.aligner.with_strength
        for left, right in best_pairs(self.of_one_code):
            one, other = self.sides[0][left], self.sides[1][right]
            findings = compare_aligned(one, other, with_valence=with_valence, with_strength=with_strength)
            self._relate(left, right, *findings)

    def _split(self) -> None:
        """A span left over that meets a paired one of its code is a part of it."""
        for side in (0, 1):
            best: dict[int, tuple[int, int, int]] = {}
            for pair, weight in self.of_one_code.items():
                if pair[side] in self.free[side]:
                    best[pair[side]] = max(best.get(pair[side], (0, 0, 0)), (weight, -pair[0], -pair[1]))
            for _, left, right in (best[index] for index in sorted(best)):
                self._relate(-left, -right, Finding(Difference.SPLIT), keep=1 - side)

    def _other_code(self) -> None:
        """Spans left over on one passage under two codes."""
        left_over = {
            (left, right): shared
            for (left, right), shared in self.meetings.items()
            if left in self.free[0] and right in self.free[1]
            if likeness(self.sides[0][left], self.sides[1][right]) >= SAME_PASSAGE
        }
        for left, right in best_pairs(self._weights(left_over, is_one_code=False)):
            codes = (self.sides[0][left].code, self.sides[1][right].code)
            self._relate(left, right, Finding(Difference.CODE, code_detail(*codes, self.aligner.codebook)))

    def _near(self) -> None:
        """Spans left over of one code that don't meet, in one turn or a sentence apart; the nearest first."""
        by_code = [_by_code(side[at] for at in sorted(free)) for side, free in zip(self.sides, self.free, strict=True)]
        index_of = [{id(coding): at for at, coding in enumerate(side)} for side in self.sides]
        gaps = sorted(
            (max(one.start, other.start) - min(one.end, other.end), index_of[0][id(one)], index_of[1][id(other)])
            for code, lefts in by_code[0].items()
            for one in lefts
            for other in by_code[1].get(code, ())
            if self.aligner.places.are_near(one, other)
        )
        for _, left, right in gaps:
            if left in self.free[0] and right in self.free[1]:
                self._relate(left, right, Finding(Difference.NEAR))

    def _alone(self) -> None:
        """What is left: the other coder has another code on that text, or nothing."""
        for side in (0, 1):
            others = self.sides[1 - side]
            beside: dict[int, tuple[float, int]] = {}
            for pair in self.meetings:
                if pair[side] in self.free[side]:
                    like = likeness(self.sides[0][pair[0]], self.sides[1][pair[1]])
                    beside[pair[side]] = max(beside.get(pair[side], (0.0, 0)), (like, -pair[1 - side]))
            in_turns: dict[int | None, set[str]] = {}
            for other in others:
                in_turns.setdefault(other.turn, set()).add(other.code)
            for index in sorted(self.free[side]):
                coding = self.sides[side][index]
                most, place = beside.get(index, (0.0, 0))
                is_extra = most >= SAME_TEXT
                detail = "" if is_extra else _missed(coding, in_turns)
                finding = Finding(Difference.EXTRA if is_extra else Difference.MISSED, detail)
                left, right = (coding, None) if side == 0 else (None, coding)
                self.found.append(Relation(self.coders, left, right, (finding,), others[-place] if is_extra else None))

    def _weights(self, meetings: dict[tuple[int, int], int], *, is_one_code: bool) -> dict[tuple[int, int], int]:
        """Weight of each two spans that meet under one code, or two: characters shared, then nearness of the ends."""
        lefts, rights = self.sides
        return {
            (left, right): shared * _ENDS - abs(one.start - other.start) - abs(one.end - other.end)
            for (left, right), shared in meetings.items()
            if ((one := lefts[left]).code == (other := rights[right]).code) is is_one_code
        }

    def _relate(self, left: int, right: int, *findings: Finding, keep: int | None = None) -> None:
        """Note a relation; both spans are taken, but for the one of side `keep`, which was taken before."""
        self.found.append(Relation(self.coders, self.sides[0][left], self.sides[1][right], findings))
        for side, index in enumerate((left, right)):
            if side != keep:
                self.free[side].discard(index)


def _meetings(lefts: Sequence[Coding], rights: Sequence[Coding]) -> dict[tuple[int, int], int]:
    """Characters that each two spans share, where they share any; both sides in order of start."""
    longest = max((other.end - other.start for other in rights), default=0)
    meetings: dict[tuple[int, int], int] = {}
    first = 0
    for left, one in enumerate(lefts):
        while first < len(rights) and rights[first].start + longest <= one.start:
            first += 1
        for right in range(first, len(rights)):
            if rights[right].start >= one.end:
                break
            if shared := overlap(one, rights[right]):
                meetings[left, right] = shared
    return meetings


def _missed(coding: Coding, in_turns: dict[int | None, set[str]]) -> str:
    """How much a coder missed: the code stands elsewhere in the turn, or the whole turn has no code."""
    if coding.turn is None:
        return ""
    codes = in_turns.get(coding.turn, set())
    if coding.code in codes:
        return "the code stands elsewhere in the turn"
    return "" if codes else "the whole turn"


def _by_code(codings: Iterable[Coding]) -> dict[str, list[Coding]]:
    groups: dict[str, list[Coding]] = defaultdict(list)
    for coding in codings:
        groups[coding.code].append(coding)
    return groups


def _by_document(codings: Iterable[Coding]) -> dict[str, list[Coding]]:
    groups: dict[str, list[Coding]] = defaultdict(list)
    for coding in codings:
        groups[coding.text_hash].append(coding)
    return groups
