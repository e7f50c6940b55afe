"""What a theme gathers: its passages, the best of them, the terms that mark it, the code nearest to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from cfir_coder.coders.emergent_marks import Marks
from cfir_coder.coders.emergent_names import most_said
from cfir_coder.coders.emergent_scores import log_odds
from cfir_coder.coders.emergent_stretches import Stretch
from cfir_coder.coders.emergent_words import content_form, is_background
from cfir_coder.model.theme import ThemePassage, ThemeTerm

MOST_TERMS = 8
"""Terms told."""
EXEMPLARS = 3
READABLE = range(40, 301)
"""Characters of a passage that reads well as a quote."""
COMPANIONS_SAID_BY = 3
"""Voices that must say a word in the theme's passages before it counts among the terms."""
KEY = 1.96
"""Standard deviations from which on such a word marks the theme."""


def passages(marks: Marks, found: Sequence[Stretch], sites: Mapping[str, str]) -> tuple[ThemePassage, ...]:
    """The stretches as whole sentences, in order of document and place."""
    told = []
    for stretch in found:
        answer = marks.answers[stretch.answer]
        transcript, turn, tokens = answer.conversation.transcript, answer.spoken.turn, answer.spoken.tokens
        speaker = transcript.speaker(turn.speaker)
        start = turn.start + tokens.starts[tokens.sentences[stretch.first][0]]
        end = turn.start + tokens.ends[tokens.sentences[stretch.last][1] - 1]
        told.append(
            ThemePassage(
                document=transcript.document,
                text_hash=transcript.hash,
                start=start,
                end=end,
                quote=transcript.text[start:end],
                speaker=speaker.label,
                turn=turn.index,
                participant=speaker.participant or "",
                site=sites.get(speaker.participant or "", ""),
                score=round(stretch.weight, 2),
            )
        )
    return tuple(told)


def exemplars(
    marks: Marks, found: Sequence[Stretch], gathered: Sequence[ThemePassage], name: str
) -> tuple[ThemePassage, ...]:
    """One passage each of up to three people: what the theme is named for, then what shows it best.

    A readable length goes first, then marks that many voices say, each word counted once, then the place.
    """
    voices: dict[str, set[str]] = defaultdict(set)
    for stretch in found:
        for hit in stretch.hits:
            voices[hit.word].add(marks.answers[stretch.answer].voice)

    def rank(pair: tuple[Stretch, ThemePassage]) -> tuple[object, ...]:
        stretch, passage = pair
        weights = {hit.word: hit.weight * len(voices[hit.word]) for hit in stretch.hits}
        named = name.lower() in " ".join(passage.quote.lower().split())
        return (
            not named,
            len(passage.quote) not in READABLE,
            -sum(sorted(weights.values())),
            passage.document,
            passage.start,
        )

    by_voice: dict[str, ThemePassage] = {}
    for stretch, passage in sorted(zip(found, gathered, strict=True), key=rank):
        by_voice.setdefault(marks.answers[stretch.answer].voice, passage)
    return tuple(list(by_voice.values())[:EXEMPLARS])


def terms(marks: Marks, found: Sequence[Stretch]) -> tuple[ThemeTerm, ...]:
    """What marks the theme, the most said first: its marks, and words that three voices or more say with them.

    term: the form that is said most, lower-case. score: log-odds of the word in the theme's
    passages against all other speech.
    """
    inside: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    companions: dict[str, set[str]] = defaultdict(set)
    said: Counter[str] = Counter()
    for stretch in found:
        answer = marks.answers[stretch.answer]
        marked = {token for hit in stretch.hits for token in range(hit.token, hit.end)}
        for token in answer.tokens_of(stretch.first, stretch.last):
            form = answer.spoken.tokens.forms[token]
            if word := content_form(form):
                inside[word] += 1
                forms[word][form] += 1
                if token not in marked:
                    companions[word].add(answer.voice)
        for hit in stretch.hits:
            said[hit.word] += 1
            forms[hit.word][answer.as_said(hit.token, hit.end).lower().replace("’", "'")] += 1
    n_inside, n_all = sum(inside.values()), sum(marks.content.values())
    scores = {}
    for word in sorted({*said, *inside}):
        here, everywhere = (said[word], marks.said[word]) if word in marks.said else (inside[word], marks.content[word])
        score = log_odds(here, everywhere - here, n_inside, n_all - n_inside)
        told_apart = len(companions[word]) >= COMPANIONS_SAID_BY and score >= KEY and not is_background(word)
        if word in said or (told_apart and word not in marks.names):
            scores[word] = score
    ranked = sorted(scores, key=lambda word: (-said[word], -scores[word], word))[:MOST_TERMS]
    return tuple(ThemeTerm(term=most_said(forms[word]), score=round(scores[word], 3)) for word in ranked)


def nearest(marks: Marks, found: Sequence[Stretch], gathered: Sequence[ThemePassage]) -> str:
    """The code that is most often proposed on the same words, or else in the same answers at least twice."""
    same: Counter[str] = Counter()
    around: Counter[str] = Counter()
    for stretch, passage in zip(found, gathered, strict=True):
        answer = marks.answers[stretch.answer]
        turn = answer.spoken.turn
        codings = answer.conversation.codings
        same.update({one.code for one in codings if one.start < passage.end and passage.start < one.end})
        around.update({one.code for one in codings if one.start < turn.end and turn.start < one.end})
    counts = same or Counter({code: count for code, count in around.items() if count > 1})
    return min(counts, key=lambda code: (-counts[code], code)) if counts else ""
