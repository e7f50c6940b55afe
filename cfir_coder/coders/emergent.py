"""Themes that emerge: what several participants dwell on, in what the codebook doesn't catch.

Marks are read first (`emergent_marks`), then the stretches of speech that dwell on a mark (`emergent_stretches`);
marks that are said together make one theme, named in the participants' own words (`emergent_names`).
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from cfir_coder.coders.emergent_marks import Conversation, Marks, read_marks
from cfir_coder.coders.emergent_names import name_theme
from cfir_coder.coders.emergent_passages import exemplars, nearest, passages, terms
from cfir_coder.coders.emergent_scores import evenness, log_odds
from cfir_coder.coders.emergent_stretches import (
    Likeness,
    Stretch,
    candidates,
    dwells,
    grouped,
    said_together,
    stretches,
    transcripts_of,
)
from cfir_coder.coders.emergent_words import nouns_of
from cfir_coder.model.codebook import INDUCTIVE
from cfir_coder.model.theme import CandidateTheme, ThemeParts
from cfir_coder.text import slug

__all__ = ["Conversation", "find_themes"]

LIMIT = 15
"""Candidates told."""
LEAST = 2
"""Passages of a theme."""
PLAINEST = 1.5
"""A voice counts by its weightiest stretch, up to this much."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """Marks that make one theme, the stretches that dwell on it, and what it is worth."""

    marks: tuple[str, ...]
    found: tuple[Stretch, ...]
    parts: ThemeParts


def find_themes(
    conversations: Sequence[Conversation],
    sites: Mapping[str, str] | None = None,
    *,
    min_transcripts: int = 2,
    min_participants: int = 1,
    limit: int = LIMIT,
    settled: Container[str] = (),
    likeness: Likeness = said_together,
) -> tuple[CandidateTheme, ...]:
    """Propose themes beside the codebook, the weightiest first.

    sites: site by participant id. min_transcripts, min_participants: in how many a theme must be dwelt on; a voice
    that nobody is known by counts as one participant of its transcript.
    settled: ids that aren't proposed, since they are codes already or were decided on.
    likeness: which marks make one theme. The order of the conversations changes nothing.
    """
    ordered = sorted(conversations, key=lambda each: (each.transcript.document, each.transcript.hash))
    marks = read_marks(ordered)
    nouns = nouns_of(answer.spoken.tokens.forms for answer in marks.answers)
    chosen = candidates(marks, nouns, min_transcripts, len(ordered))
    words = _words_by_voice(marks)
    drafts = [_draft(marks, group, words) for group in grouped(marks, chosen, likeness(marks, chosen, min_transcripts))]
    drafts.sort(key=lambda draft: (-draft.parts.score, draft.marks))
    told: list[CandidateTheme] = []
    heard: list[Sequence[Stretch]] = []
    for draft in drafts:
        if len(told) >= limit:
            break
        if (
            len(transcripts_of(marks, (stretch.answer for stretch in draft.found))) < min_transcripts
            or draft.parts.people < min_participants
            or len(draft.found) < LEAST
            or any(_is_said_already(draft.found, other) for other in heard)
        ):
            continue
        heard.append(draft.found)
        name = name_theme(marks, draft.found, nouns, {theme.name for theme in told})
        identity = _identity(name, draft, {theme.id for theme in told})
        if identity not in settled:
            told.append(_theme(marks, draft, name, identity, sites or {}))
    return tuple(told)


def _words_by_voice(marks: Marks) -> dict[str, int]:
    words: Counter[str] = Counter()
    for answer in marks.answers:
        words[answer.voice] += len(answer.spoken.tokens.forms)
    return dict(words)


def _draft(marks: Marks, group: Sequence[str], words: Mapping[str, int]) -> _Draft:
    """Weigh a theme; ThemeParts says how."""
    mentioned = stretches(marks, group)
    found = tuple(stretch for stretch in mentioned if dwells(stretch))
    by_voice: dict[str, list[float]] = {}
    for stretch in found:
        by_voice.setdefault(marks.answers[stretch.answer].voice, []).append(stretch.weight)
    said = sum(
        min(PLAINEST, max(weights)) * (1 + math.log(len(weights)) / 2) for _, weights in sorted(by_voice.items())
    )
    keyness = log_odds(
        sum(len(stretch.hits) for stretch in mentioned),
        sum(marks.in_coded[mark] for mark in group),
        marks.n_free,
        marks.n_coded,
    )
    focus = len(found) / len(mentioned) if mentioned else 0.0
    spread = evenness({voice: len(weights) for voice, weights in by_voice.items()}, words)
    score = said * (1 + focus) / 2 * (1 + spread) / 2 * (1 + math.tanh(keyness / 4) / 2)
    parts = ThemeParts(
        score=round(score, 3),
        people=len(by_voice),
        focus=round(focus, 3),
        spread=round(spread, 3),
        keyness=round(keyness, 3),
    )
    return _Draft(tuple(group), found, parts)


def _is_said_already(found: Sequence[Stretch], other: Sequence[Stretch]) -> bool:
    """Whether more than half of the stretches overlap one of a better theme."""
    places: dict[int, list[Stretch]] = {}
    for each in other:
        places.setdefault(each.answer, []).append(each)
    shared = sum(
        any(one.first <= each.last and each.first <= one.last for each in places.get(one.answer, ())) for one in found
    )
    return shared * 2 > len(found)


def _identity(name: str, draft: _Draft, taken: Container[str]) -> str:
    """`inductive.<slug>`, unlike any told before."""
    base = slug(name) or slug(" ".join(draft.marks)) or "theme"
    tries = itertools.chain([base], (f"{base}_{number}" for number in itertools.count(2)))
    return next(identity for each in tries if (identity := f"{INDUCTIVE}.{each}") not in taken)


def _theme(marks: Marks, draft: _Draft, name: str, identity: str, sites: Mapping[str, str]) -> CandidateTheme:
    gathered = passages(marks, draft.found, sites)
    return CandidateTheme(
        id=identity,
        name=name,
        terms=terms(marks, draft.found),
        passages=gathered,
        exemplars=exemplars(marks, draft.found, gathered, name),
        nearest=nearest(marks, draft.found, gathered),
        score=draft.parts.score,
        parts=draft.parts,
    )
