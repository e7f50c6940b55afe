"""The deductive coder: cues of the codebook that fire in what participants say.

A cue fires in a clause; what it proposes is the thought around it: its sentence and the neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from cfir_coder.coders.matching import CueHit, CueSet
from cfir_coder.coders.nlp import Language, Tokens
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.cue import Cue

MIN_CONFIDENCE = 0.5
"""Below it nothing is proposed (0-1)."""
LONGEST_THOUGHT = 4
"""Sentences that one coding may cover."""

LONGEST_GROWN_THOUGHT = 60
"""Tokens up to which a stretch takes in the sentence after it and the one before.

On the training corpus's 1,806 hand-coded passages a sentence grown so covers 79 % of the passage's words, and
87 % of its own words are the passage's; the sentence alone covers 41 %.
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One code on one stretch of a turn, in tokens.

    confidence: 0-1, the chance that one of the cues is right if each is right as often as its weight says.
    """

    code: str
    start: int
    end: int
    confidence: float
    hits: tuple[CueHit[_Key], ...]


@dataclass(frozen=True, slots=True)
class _Key:
    """What a compiled cue stands for: a code's cue, its exclusion, or the condition of a precedence rule."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Cued:
    """What the cues make of one turn.

    forbidden: codes that an exclusion of theirs rules out, each with the token where it begins.
    """

    proposals: tuple[Proposal, ...] = ()
    forbidden: tuple[tuple[str, int], ...] = ()


class CueCoder:
    """The cues of one codebook, compiled once for many turns."""

    def __init__(self, codebook: Codebook, language: Language, *, min_confidence: float = MIN_CONFIDENCE) -> None:
        self._codebook = codebook
        self._min_confidence = min_confidence
        self._ancestors = {
            code.id: frozenset(above.id for above in codebook.ancestors(code.id)) for code in codebook.codes
        }
        self._cues = CueSet(_keyed_cues(codebook), codebook.lists, language)

    def code_turn(self, tokens: Tokens) -> Cued:
        """Propose codes for one turn, by first token, then code."""
        hits = self._cues.find(tokens)
        if not hits:
            return Cued()
        standing = self._without_yielding(_without_excluded(hits, tokens))
        sure = {code: self._sure(group, tokens) for code, group in standing.items()}
        proposals = []
        for code, by_sentence in sure.items():
            others = {at for other, there in sure.items() if other != code for at in there}
            proposals += _thoughts(code, by_sentence, others - by_sentence.keys(), tokens)
        ordered = sorted(self._most_specific(proposals), key=lambda each: (each.start, each.end, each.code))
        return Cued(tuple(ordered), tuple((hit.key.name, hit.start) for hit in hits if hit.key.role == "exclusion"))

    def _without_yielding(self, hits: Sequence[CueHit[_Key]]) -> dict[str, list[CueHit[_Key]]]:
        """Drop the hits of codes that yield to another one found in the same clause."""
        in_clause: dict[int, set[str]] = defaultdict(set)
        conditions: dict[int, set[str]] = defaultdict(set)
        for hit in hits:
            (in_clause if hit.key.role == "cue" else conditions)[hit.clause].add(hit.key.name)
        standing: dict[str, list[CueHit[_Key]]] = defaultdict(list)
        for hit in hits:
            if hit.key.role == "cue" and not self._yields(hit.key.name, in_clause[hit.clause], conditions[hit.clause]):
                standing[hit.key.name].append(hit)
        return standing

    def _yields(self, code: str, beside: set[str], conditions: set[str]) -> bool:
        return any(
            rule.over in self._ancestors[code]
            and rule.prefer not in self._ancestors[code]
            and (rule.when is None or str(index) in conditions)
            and any(rule.prefer in self._ancestors[other] for other in beside)
            for index, rule in enumerate(self._codebook.precedence)
        )

    def _sure(self, hits: Sequence[CueHit[_Key]], tokens: Tokens) -> dict[int, list[CueHit[_Key]]]:
        """The hits of one code by sentence, of those sentences that it may be proposed for."""
        by_sentence: dict[int, list[CueHit[_Key]]] = defaultdict(list)
        sentence = 0
        for hit in hits:
            while tokens.sentences[sentence][1] <= hit.start:
                sentence += 1
            by_sentence[sentence].append(hit)
        return {index: group for index, group in by_sentence.items() if how_sure(group) >= self._min_confidence}

    def _most_specific(self, proposals: Sequence[Proposal]) -> list[Proposal]:
        """Leave a construct out where a code below it is proposed on the same words."""
        return [
            one
            for one in proposals
            if not any(
                other.code != one.code
                and one.code in self._ancestors[other.code]
                and one.start < other.end
                and other.start < one.end
                for other in proposals
            )
        ]


def _thoughts(
    code: str, by_sentence: Mapping[int, list[CueHit[_Key]]], others: Set[int], tokens: Tokens
) -> list[Proposal]:
    """Join the hits of one code to stretches of whole sentences.

    others: sentences that speak of another code alone, which no stretch takes in.
    """
    thoughts: list[tuple[int, int, list[CueHit[_Key]]]] = []
    for index, group in by_sentence.items():
        near = thoughts and index - thoughts[-1][1] <= 2 and index - thoughts[-1][0] < LONGEST_THOUGHT
        if near and index - 1 not in others:
            thoughts[-1] = (thoughts[-1][0], index, thoughts[-1][2] + group)
        else:
            thoughts.append((index, index, group))
    proposals = []
    for first, last, group in thoughts:
        first, last = _grown(first, last, others, tokens)
        start, end = tokens.sentences[first][0], tokens.sentences[last][1]
        proposals.append(Proposal(code, start, end, how_sure(group), tuple(group)))
    return _without_overlap(proposals)


def how_sure(hits: Iterable[CueHit[Any]]) -> float:
    """0-1, of the code that the hits speak for: 1 - prod(1 - weight) over the distinct cues (noisy or)."""
    wrong = 1.0
    for weight in {hit.cue.pattern: hit.cue.weight for hit in hits}.values():
        wrong *= 1 - weight
    return 1 - wrong


def _keyed_cues(codebook: Codebook) -> Iterable[tuple[_Key, Cue]]:
    for code in codebook.codes:
        yield from ((_Key("cue", code.id), cue) for cue in code.cues)
        yield from ((_Key("exclusion", code.id), cue) for cue in code.exclusions)
    for index, rule in enumerate(codebook.precedence):
        if rule.when is not None:
            yield _Key("condition", str(index)), Cue(pattern=rule.when_pattern, present=(rule.when,))


def _without_excluded(hits: Sequence[CueHit[_Key]], tokens: Tokens) -> list[CueHit[_Key]]:
    """Drop the hits of a code in the clauses (or sentences, by the exclusion's scope) that exclude it."""
    excluded: set[tuple[str, int]] = set()
    for hit in hits:
        if hit.key.role == "exclusion":
            clauses: Iterable[int] = (hit.clause,)
            if hit.cue.scope == "sentence":
                start, end = next(bounds for bounds in tokens.sentences if bounds[0] <= hit.start < bounds[1])
                clauses = (i for i, bounds in enumerate(tokens.clauses) if start <= bounds[0] < end)
            excluded.update((hit.key.name, clause) for clause in clauses)
    return [
        hit
        for hit in hits
        if hit.key.role == "condition" or (hit.key.role == "cue" and (hit.key.name, hit.clause) not in excluded)
    ]


def _grown(first: int, last: int, others: Set[int], tokens: Tokens) -> tuple[int, int]:
    """Take in the sentence after a stretch, then the one before, while it stays a thought and no speech."""
    sentences = tokens.sentences

    def fits(first: int, last: int) -> bool:
        length = sentences[last][1] - sentences[first][0]
        return last - first < LONGEST_THOUGHT and length <= LONGEST_GROWN_THOUGHT

    if last + 1 < len(sentences) and last + 1 not in others and fits(first, last + 1):
        last += 1
    if first > 0 and first - 1 not in others and fits(first - 1, last):
        first -= 1
    return first, last


def _without_overlap(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Make stretches of one code that were grown into each other stand side by side."""
    apart: list[Proposal] = []
    for one in proposals:
        if apart and one.start < apart[-1].end:
            if one.end <= apart[-1].end:
                continue
            one = replace(one, start=apart[-1].end)
        apart.append(one)
    return apart
