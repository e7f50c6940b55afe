"""Which way a coded stretch leans, how strongly, and which words say so.

`valence_leans` says how far each word leans where it stands; here the leans of a stretch are added up, as log-odds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from cfir_coder.coders.nlp import Language, Tokens
from cfir_coder.coders.valence_leans import Mark, Reason, weigh
from cfir_coder.coders.valence_phrases import PhraseHit, PhraseIndex
from cfir_coder.model.coding import Valence
from cfir_coder.model.valence import Effect, ValenceLexicon

UNTOLD = 0.15
"""Confidence of a neutral stretch in which nothing speaks for a side: how often people called such ones neutral."""
PLAIN = 0.5
"""The same where the speaker takes no stand in so many words."""

_BOTH = (Effect.BOTH, Effect.CONTRAST, Effect.HEDGE)
_TOLD = (Effect.EXAMPLE, Effect.INTENSIFIER)


@dataclass(frozen=True, slots=True)
class Judgement:
    """strength: -2..+2, 0 for mixed and neutral. confidence: 0-1; for a side, the logistic of the leans' sum.

    certain: the side is called so ("is a barrier"), and the other isn't.
    """

    valence: Valence
    strength: int
    confidence: float
    evidence: tuple[Reason, ...]
    certain: bool = False


class ValenceJudge:
    """A lexicon, compiled once for many turns; remembers what it found in the sentences of the last one.

    Raises CueError for a cue that valence groups can't have.
    """

    def __init__(self, lexicon: ValenceLexicon, language: Language) -> None:
        self._lexicon = lexicon
        self._groups = {group.name: group for group in lexicon.groups}
        self._phrases = PhraseIndex(((group.name, cue) for group in lexicon.groups for cue in group.cues), language)
        self._turn: Tokens | None = None
        self._weighed: dict[int, tuple[list[Reason], list[Mark]]] = {}

    def judge(self, tokens: Tokens, start: int, end: int) -> Judgement:
        """Judge the tokens `start <= x < end` of a turn."""
        reasons: list[Reason] = []
        marks: list[Mark] = []
        for sentence in _within(tokens.sentences, start, end):
            speaking, marking = self._weigh(tokens, sentence)
            reasons += [one for one in speaking if start <= one.start and one.end <= end]
            marks += [one for one in marking if start <= one.start and one.end <= end]
        return self._decide(tuple(reasons), marks)

    def _weigh(self, tokens: Tokens, sentence: int) -> tuple[list[Reason], list[Mark]]:
        if tokens is not self._turn:
            self._turn = tokens
            self._weighed = {}
        if sentence not in self._weighed:
            hits: list[PhraseHit] = []
            for clause in _within(tokens.clauses, *tokens.sentences[sentence]):
                hits += self._phrases.find(tokens.forms, *tokens.clauses[clause], clause)
            self._weighed[sentence] = weigh(hits, self._groups, tokens.forms)
        return self._weighed[sentence]

    def _decide(self, reasons: tuple[Reason, ...], marks: Sequence[Mark]) -> Judgement:
        both = sum(mark.weight for mark in marks if mark.effect in _BOTH)
        if both >= self._lexicon.mixed_from:
            return Judgement(Valence.MIXED, 0, _logistic(both - self._lexicon.mixed_from), reasons)
        plain = any(mark.effect is Effect.PLAIN for mark in marks)
        if len(reasons) <= plain:
            return Judgement(Valence.NEUTRAL, 0, PLAIN if plain else UNTOLD, reasons)
        score = self._lexicon.start + sum(reason.lean for reason in reasons)
        valence = Valence.FACILITATOR if score > 0 else Valence.BARRIER
        sign = 1 if score > 0 else -1
        strength = sign * self._size(sign, reasons, marks)
        return Judgement(valence, strength, _logistic(abs(score)), reasons, _certain(sign, reasons))

    def _size(self, sign: int, reasons: Sequence[Reason], marks: Sequence[Mark]) -> int:
        """2 for a told example or extreme wording, 1 for a general statement; hedges draw towards 1."""
        told = sum(mark.weight for mark in marks if mark.effect in _TOLD)
        hedged = sum(mark.weight for mark in marks if mark.effect is Effect.HEDGE)
        extreme = any(self._groups[one.group].strength == 2 for one in reasons if one.lean * sign > 0)
        return 2 if told + extreme * self._lexicon.told_from - hedged >= self._lexicon.told_from else 1


def _certain(sign: int, reasons: Sequence[Reason]) -> bool:
    called = {reason.lean > 0 for reason in reasons if reason.certain}
    return called == {sign > 0}


def _within(ranges: Sequence[tuple[int, int]], start: int, end: int) -> range:
    """Indices of the ranges, in order and without gaps, that share a token with `start <= x < end`."""
    first = bisect_right(ranges, start, key=lambda bounds: bounds[1])
    return range(first, bisect_left(ranges, end, key=lambda bounds: bounds[0]))


def _logistic(odds: float) -> float:
    return round(1 / (1 + exp(-odds)), 4)
