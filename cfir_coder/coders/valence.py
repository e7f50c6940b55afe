"""Which way a coded stretch leans, how strongly, and which words say so.

Rules, in this order: topic words are masked; the longest of overlapping cues stands; a negation or absence turns what
stands behind it in its clause; a clause of the past counts for the opposite now; a wish is a barrier and silences
the praise in its clause; what follows a contrast counts more, a concession less; both sides in balance are mixed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cfir_coder.coders.matching import CueHit, CueSet
from cfir_coder.coders.nlp import Language, Tokens
from cfir_coder.model.coding import Valence
from cfir_coder.model.valence import Effect, ValenceGroup, ValenceLexicon

NEGATION_SCOPE = 5
"""Tokens behind a negation that it turns, in the same clause."""
ABSENCE_SCOPE = 4
"""Tokens behind an absence ("no one", "there's no") that it turns."""
AFTER_CONTRAST, BEFORE_CONTRAST, CONCEDED = 1.5, 0.7, 0.5
"""How much a clause counts behind "but", in the same sentence before it, and under "even though"."""
TURNED = 0.9
"""What a turned cue keeps of its weight."""
BALANCE = 0.75
"""Mixed from this share of the weaker side to the stronger one on (0-1)."""
SURE = 1.5
"""Weight that both sides must reach for a mixed stretch; also how much evidence makes the judgement half sure."""

_POLAR = {Effect.FACILITATOR: 1, Effect.BARRIER: -1, Effect.ABSENCE: -1, Effect.NEGATION: -1, Effect.WISH: -1}
_STANDS_OVER = (Effect.CONTRAST, Effect.CONCESSION, Effect.HEDGE, Effect.INTENSIFIER, Effect.EXAMPLE)


@dataclass(frozen=True, slots=True)
class Reason:
    """Words that spoke for a side, in tokens: start <= x < end. lean: + facilitator, - barrier."""

    group: str
    words: str
    start: int
    end: int
    lean: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """confidence: 0-1, the share of the evidence on the side that was chosen, drawn to half by little evidence."""

    valence: Valence
    strength: int
    confidence: float
    evidence: tuple[Reason, ...]


class ValenceJudge:
    """A lexicon, compiled once for many turns."""

    def __init__(self, lexicon: ValenceLexicon, language: Language) -> None:
        self._start = lexicon.start
        self._groups = {group.name: group for group in lexicon.groups}
        self._cues = CueSet(((group.name, cue) for group in lexicon.groups for cue in group.cues), {}, language)
        self._turn: Tokens | None = None
        self._hits: list[CueHit[str]] = []

    def judge(self, tokens: Tokens, start: int, end: int) -> Judgement:
        """Judge the tokens `start <= x < end` of a turn.

        Nothing said for either side is neutral with confidence 0.5.
        """
        inside = [hit for hit in self._standing(tokens) if start <= hit.start and hit.end <= end]
        marks = {effect: [hit for hit in inside if self._effect(hit) is effect] for effect in Effect}
        polar = [hit for hit in inside if self._effect(hit) in _POLAR]
        reasons = [reason for hit in polar if (reason := self._reason(hit, polar, marks, tokens)) is not None]
        good = sum(reason.lean for reason in reasons if reason.lean > 0)
        bad = -sum(reason.lean for reason in reasons if reason.lean < 0)
        return self._decide(good, bad, reasons, inside)

    def _effect(self, hit: CueHit[str]) -> Effect:
        return self._groups[hit.key].effect

    def _layer(self, hit: CueHit[str]) -> int:
        """Hits of one layer contend for words; what marks strength or turns clauses stands over the others."""
        return int(self._effect(hit) in _STANDS_OVER)

    def _standing(self, tokens: Tokens) -> list[CueHit[str]]:
        """The turn's hits that aren't masked and lie inside no longer one; found once for a turn."""
        if tokens is not self._turn:
            found = self._cues.find(tokens)
            masked = {
                index for hit in found if self._effect(hit) is Effect.TOPIC for index in range(hit.start, hit.end)
            }
            told = [
                hit
                for hit in found
                if self._effect(hit) is not Effect.TOPIC
                and (self._effect(hit) in _STANDS_OVER or not masked.issuperset(range(hit.start, hit.end)))
            ]
            self._hits = _longest(told, layer=self._layer)
            self._turn = tokens
        return self._hits

    def _reason(
        self,
        hit: CueHit[str],
        polar: Sequence[CueHit[str]],
        marks: dict[Effect, list[CueHit[str]]],
        tokens: Tokens,
    ) -> Reason | None:
        """How much a hit says for which side where it stands; None when something else took it up."""
        group = self._groups[hit.key]
        lean = _POLAR[group.effect] * group.weight
        words = " ".join(tokens.forms[hit.start : hit.end])
        if group.effect is Effect.NEGATION and any(_turns(hit, other, self._groups) for other in polar):
            return None
        if group.effect in (Effect.FACILITATOR, Effect.BARRIER):
            wished = any(wish.clause == hit.clause for wish in marks[Effect.WISH])
            if wished and lean > 0:
                return None
            turns = [other for other in polar if _turns(other, hit, self._groups)]
            if len(turns) % 2:
                lean *= -TURNED
                words = f"{' '.join(tokens.forms[turns[0].start : turns[0].end])} ... {words}"
            if any(past.clause == hit.clause and past.start <= hit.start for past in marks[Effect.PAST]):
                lean *= -self._groups[marks[Effect.PAST][0].key].weight
                words = f"{words} (in the past)"
        elif group.effect is Effect.ABSENCE and any(
            _turns(hit, other, self._groups) and self._effect(other) is Effect.BARRIER for other in polar
        ):
            return None
        lean *= self._standing_in_sentence(hit, marks, tokens)
        return Reason(group.name, words, hit.start, hit.end, lean)

    def _standing_in_sentence(self, hit: CueHit[str], marks: dict[Effect, list[CueHit[str]]], tokens: Tokens) -> float:
        sentence = next(bounds for bounds in tokens.sentences if bounds[0] <= hit.start < bounds[1])
        contrasts = [mark.start for mark in marks[Effect.CONTRAST] if sentence[0] <= mark.start < sentence[1]]
        weight = 1.0
        if contrasts:
            weight = AFTER_CONTRAST if hit.start >= contrasts[-1] else BEFORE_CONTRAST
        if any(mark.clause == hit.clause and mark.start <= hit.start for mark in marks[Effect.CONCESSION]):
            weight *= CONCEDED
        return weight

    def _decide(self, good: float, bad: float, reasons: Sequence[Reason], inside: Sequence[CueHit[str]]) -> Judgement:
        weaker, stronger = sorted((good, bad))
        evidence = tuple(sorted(reasons, key=lambda reason: (reason.start, reason.end, reason.group)))
        if stronger == 0:
            return Judgement(Valence.NEUTRAL, 0, 0.5, ())
        if weaker >= SURE and weaker / stronger >= BALANCE:
            return Judgement(Valence.MIXED, 0, round(weaker / stronger / 2, 4), evidence)
        sign = 1 if good - bad + self._start >= 0 else -1
        valence = Valence.FACILITATOR if sign > 0 else Valence.BARRIER
        confidence = round(((good if sign > 0 else bad) + SURE / 2) / (good + bad + SURE), 4)
        return Judgement(valence, sign * self._size(sign, reasons, inside), confidence, evidence)

    def _size(self, sign: int, reasons: Sequence[Reason], inside: Sequence[CueHit[str]]) -> int:
        """2 for a told example or extreme wording, unless hedged; else 1."""
        effects = [self._effect(hit) for hit in inside]
        extreme = any(self._groups[one.group].strength == 2 for one in reasons if one.lean * sign > 0)
        marked = effects.count(Effect.EXAMPLE) + effects.count(Effect.INTENSIFIER)
        return 2 if extreme or marked > effects.count(Effect.HEDGE) else 1


def _turns(turner: CueHit[str], hit: CueHit[str], groups: dict[str, ValenceGroup]) -> bool:
    """Whether a negation or absence turns a hit: close before it, in its clause."""
    scope = {Effect.NEGATION: NEGATION_SCOPE, Effect.ABSENCE: ABSENCE_SCOPE}.get(groups[turner.key].effect)
    return (
        scope is not None
        and groups[hit.key].effect in (Effect.FACILITATOR, Effect.BARRIER)
        and groups[hit.key].turned
        and turner.clause == hit.clause
        and turner.end <= hit.start
        and hit.start - turner.end < scope
    )


def _longest(hits: Sequence[CueHit[str]], layer: Callable[[CueHit[str]], int]) -> list[CueHit[str]]:
    """Leave out a hit that overlaps a longer one of its layer; the earlier stands among equals."""
    kept: list[CueHit[str]] = []
    for hit in sorted(hits, key=lambda one: (one.start - one.end, one.start, one.key, one.cue.pattern)):
        if not any(layer(other) == layer(hit) and hit.start < other.end and other.start < hit.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda one: (one.start, one.end))
