"""How far the words of a sentence lean to either side, each where it stands.

Rules, in this order: topic words are masked; the longest of overlapping cues stands; a negation or absence turns what
stands close behind it in its clause; what is said of the past counts for the opposite now; a wish silences the praise
in its clause; what follows a contrast counts more, a concession less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cfir_coder.coders.valence_phrases import PhraseHit
from cfir_coder.model.valence import Effect, ValenceGroup

TURNING_SCOPE = 5
"""Tokens behind a negation or absence that it turns, in the same clause."""
COPULAS = frozenset(("is", "are", "was", "were", "been", "remains", "remain", "'s"))
"""Words behind which an absence turns nothing, unless they follow it at once."""
TURNED = 0.9
"""What a turned cue keeps of its weight."""
AFTER_CONTRAST, BEFORE_CONTRAST, CONCEDED = 1.6, 0.5, 0.5
"""How much words count behind "but", in the same sentence before it, and from "even though" to the next comma."""

SIDES = {
    Effect.FACILITATOR: 1,
    Effect.BARRIER: -1,
    Effect.ABSENCE: -1,
    Effect.NEGATION: -1,
    Effect.WISH: -1,
}
"""Which way an effect speaks: + facilitator, - barrier."""
_ONE_LAYER = {Effect.CONCESSION: Effect.CONTRAST}
_TURNING = (Effect.NEGATION, Effect.ABSENCE)
_TURNABLE = (Effect.FACILITATOR, Effect.BARRIER)


@dataclass(frozen=True, slots=True)
class Reason:
    """Words that spoke for a side, in tokens: start <= x < end. lean: + facilitator, - barrier (log-odds).

    certain: they give the verdict in so many words, and nothing in their sentence turns or weakens it.
    """

    group: str
    words: str
    start: int
    end: int
    lean: float
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that say something about the stretch and nothing for a side, in tokens: start <= x < end."""

    effect: Effect
    weight: float
    start: int
    end: int


def weigh(
    hits: Sequence[PhraseHit], groups: Mapping[str, ValenceGroup], forms: Sequence[str]
) -> tuple[list[Reason], list[Mark]]:
    """Weigh the hits of one sentence where they stand; reasons and marks come in order."""
    clauses: dict[int, list[PhraseHit]] = {}
    marks = []
    for hit in _standing(hits, groups):
        group = groups[hit.group]
        if group.effect not in SIDES:
            marks.append(Mark(group.effect, group.weight, hit.start, hit.end))
        clauses.setdefault(hit.clause, []).append(hit)
    contrast = max((mark.start for mark in marks if mark.effect is Effect.CONTRAST), default=None)
    reasons = []
    for in_clause in clauses.values():
        for hit, lean, words in _weigh_clause(in_clause, groups, forms):
            group = groups[hit.group]
            certain = group.certain and contrast is None and lean == SIDES[group.effect] * group.weight
            if contrast is not None:
                lean *= AFTER_CONTRAST if hit.start >= contrast else BEFORE_CONTRAST
            reasons.append(Reason(hit.group, words, hit.start, hit.end, lean, certain))
    reasons.sort(key=lambda reason: (reason.start, reason.end, reason.group))
    return reasons, marks


def _standing(hits: Sequence[PhraseHit], groups: Mapping[str, ValenceGroup]) -> list[PhraseHit]:
    """The hits that aren't masked and overlap no longer one of their layer; the earlier stands among equals.

    What speaks for a side is one layer, everyday words (not turned) another, and each mark is one of its own, but
    for contrast and concession: "even though" is no "though".
    """
    masked: set[int] = set()
    for hit in hits:
        if groups[hit.group].effect is Effect.TOPIC:
            masked.update(range(hit.start, hit.end))
    taken: set[tuple[Effect | bool, int]] = set()
    kept = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start, hit.group)):
        group = groups[hit.group]
        speaks = group.effect in SIDES
        if group.effect is Effect.TOPIC or (speaks and masked and masked.issuperset(range(hit.start, hit.end))):
            continue
        layer = group.turned if speaks else _ONE_LAYER.get(group.effect, group.effect)
        places = [(layer, index) for index in range(hit.start, hit.end)]
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(hit)
    kept.sort(key=lambda hit: (hit.start, hit.end))
    return kept


def _turns(turner: PhraseHit, effect: Effect, hit: PhraseHit, forms: Sequence[str]) -> bool:
    """Whether a negation or absence turns a hit: not in "lack of time is a barrier", but in "nothing is wrong"."""
    if not turner.end <= hit.start < turner.end + TURNING_SCOPE:
        return False
    return effect is Effect.NEGATION or COPULAS.isdisjoint(forms[turner.end + 1 : hit.start + 1])


def _weigh_clause(
    hits: Sequence[PhraseHit], groups: Mapping[str, ValenceGroup], forms: Sequence[str]
) -> list[tuple[PhraseHit, float, str]]:
    """What the hits of one clause say, with their words.

    A negation that turned something says nothing itself, nor does an absence that turned a barrier.
    """
    effects = [groups[hit.group].effect for hit in hits]
    turners = [hit for hit, effect in zip(hits, effects, strict=True) if effect in _TURNING]
    pasts = [hit for hit, effect in zip(hits, effects, strict=True) if effect is Effect.PAST]
    concessions = [hit for hit, effect in zip(hits, effects, strict=True) if effect is Effect.CONCESSION]
    wished = Effect.WISH in effects
    spent: set[int] = set()
    said = []
    for hit, effect in zip(hits, effects, strict=True):
        if effect not in _TURNABLE:
            continue
        group = groups[hit.group]
        lean = SIDES[effect] * group.weight
        words = " ".join(forms[hit.start : hit.end])
        if group.turned:
            turning = [one for one in turners if _turns(one, groups[one.group].effect, hit, forms)]
            spent.update(one.start for one in turning if lean < 0 or groups[one.group].effect is Effect.NEGATION)
            if len(turning) % 2:
                lean *= -TURNED
                words = f"{' '.join(forms[turning[0].start : turning[0].end])} ... {words}"
            if any(past.end <= hit.start for past in pasts):
                lean *= -groups[pasts[0].group].weight
                words = f"{words} (in the past)"
        if lean < 0 or not wished:
            said.append((hit, lean, words))
    for hit, effect in zip(hits, effects, strict=True):
        if effect in SIDES and effect not in _TURNABLE and hit.start not in spent:
            said.append((hit, SIDES[effect] * groups[hit.group].weight, " ".join(forms[hit.start : hit.end])))
    if not concessions:
        return said
    first = concessions[0].end
    last = next((index for index in range(first, hits[-1].end) if forms[index] == ","), hits[-1].end)
    return [(hit, lean * CONCEDED if first <= hit.start < last else lean, words) for hit, lean, words in said]
