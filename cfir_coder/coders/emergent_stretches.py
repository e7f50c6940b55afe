"""Stretches of speech that dwell on something, and the marks that are worth a theme."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cfir_coder.coders.emergent_marks import Hit, Marks
from cfir_coder.coders.emergent_scores import mutual_information
from cfir_coder.coders.emergent_words import content_form

NEAR = 2
"""Sentences within which marks count as said together."""
ENOUGH = 0.75
"""Weight from which on a stretch dwells on a theme."""
ASKED = 0.5
"""Weight of a question about it, for the first stretch of the answer."""
TIE = 0.3
"""Normalised pointwise mutual information from which on marks make one theme."""
WIDEST_SPREAD = 0.6
"""A plain word in a larger share of the transcripts (of at least six) is what the study is about, not a theme."""
MOST_PLAIN = 60
"""Plain words and phrases that are compared with each other."""

Likeness = Callable[[Marks, Sequence[str], int], dict[tuple[str, str], float]]
"""From marks and the least transcripts to the pairs that make one theme, each with how closely (0-1)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring sentences of one answer. first, last: sentences; weight: how much they dwell on the theme."""

    answer: int
    first: int
    last: int
    hits: tuple[Hit, ...]
    weight: float


def stretches(marks: Marks, theme: Sequence[str]) -> list[Stretch]:
    """Every stretch with a mark of the theme, in order, those that only mention it too."""
    hits = sorted(
        (hit for mark in theme for hit in marks.hits_of(mark)), key=lambda hit: (hit.answer, hit.token, -hit.weight)
    )
    found = []
    for number, here in itertools.groupby(hits, key=lambda hit: hit.answer):
        answer = marks.answers[number]
        runs: list[tuple[list[Hit], list[int]]] = []
        for hit in here:
            sentence = answer.sentence_of(hit.token)
            if not runs or sentence - runs[-1][1][-1] > NEAR:
                runs.append(([hit], [sentence]))
            elif hit.token >= runs[-1][0][-1].end:
                runs[-1][0].append(hit)
                runs[-1][1].append(sentence)
        asked = ASKED if not answer.asked.isdisjoint(theme) else 0.0
        for index, (said, sentences) in enumerate(runs):
            weight = sum(hit.weight for hit in said) + (asked if index == 0 else 0.0)
            found.append(Stretch(number, sentences[0], sentences[-1], tuple(said), weight))
    return found


def dwells(stretch: Stretch) -> bool:
    """Whether a stretch dwells on the theme, and doesn't only mention it."""
    return stretch.weight >= ENOUGH


def dwelling(marks: Marks, mark: str) -> list[Stretch]:
    """The stretches that dwell on one mark."""
    return [stretch for stretch in stretches(marks, [mark]) if dwells(stretch)]


def transcripts_of(marks: Marks, answers: Iterable[int]) -> set[str]:
    """The texts that answers stand in, by hash: a file that is there twice is one."""
    return {marks.answers[each].conversation.transcript.hash for each in answers}


def candidates(marks: Marks, nouns: frozenset[str], min_transcripts: int, n_transcripts: int) -> list[str]:
    """Marks that enough transcripts dwell on: kindred groups, then the plain ones that most do.

    A plain mark ends in one of the `nouns`, and is not in most transcripts.
    """
    things = {content_form(noun) for noun in nouns}
    groups = [
        group
        for group in sorted(marks.kindred)
        if len(transcripts_of(marks, (each.answer for each in dwelling(marks, group)))) >= min_transcripts
    ]
    widest = n_transcripts * WIDEST_SPREAD if n_transcripts >= 6 else n_transcripts
    ranked = []
    for mark, places in marks.plain.items():
        words = mark.split()
        if len(places) <= min_transcripts or words[-1] not in things or not marks.names.isdisjoint(words):
            continue
        answers = set(marks.answers_of(mark))
        said_in = len(transcripts_of(marks, answers))
        if len(answers) == len(places) or not min_transcripts <= said_in <= widest:
            continue
        dwelt = len(transcripts_of(marks, (each.answer for each in dwelling(marks, mark))))
        if dwelt >= min_transcripts:
            ranked.append((-dwelt, -len(places), mark))
    return groups + [mark for *_, mark in sorted(ranked)[:MOST_PLAIN]]


def said_together(marks: Marks, chosen: Sequence[str], min_transcripts: int) -> dict[tuple[str, str], float]:
    """Pairs of marks that several transcripts say near each other in different words, with their NPMI."""
    spots: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for mark in chosen:
        for hit in marks.hits_of(mark):
            spots[hit.answer].append((marks.answers[hit.answer].sentence_of(hit.token), mark, hit.word))
    alone: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], set[str]] = defaultdict(set)
    for number, here in spots.items():
        for window in _windows(here):
            alone.update(window.keys())
            for first, second in itertools.combinations(sorted(window), 2):
                if len(window[first] | window[second]) > 1:
                    together[first, second] += 1
                    where[first, second].add(marks.answers[number].conversation.transcript.hash)
    windows = sum(sum(answer.free) for answer in marks.answers)
    ties = {}
    for (first, second), count in sorted(together.items()):
        if len(where[first, second]) >= max(min_transcripts, 3):
            tie = mutual_information(count, alone[first], alone[second], max(windows, count))
            if tie >= TIE:
                ties[first, second] = tie
    return ties


def _windows(spots: Sequence[tuple[int, str, str]]) -> Iterable[dict[str, set[str]]]:
    """The words of each mark in every sentence that has any, and in the NEAR sentences after it."""
    by_sentence: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for sentence, mark, word in spots:
        by_sentence[sentence].append((mark, word))
    for sentence in sorted(by_sentence):
        window: dict[str, set[str]] = defaultdict(set)
        for near in range(sentence, sentence + NEAR + 1):
            for mark, word in by_sentence.get(near, ()):
                window[mark].add(word)
        yield window


def grouped(marks: Marks, chosen: Sequence[str], ties: dict[tuple[str, str], float]) -> list[list[str]]:
    """Put marks together, the closest pairs first, as long as every pair inside is tied (complete linkage).

    Two kindred groups stay apart: each is an experience of its own.
    """
    group_of = {mark: [mark] for mark in chosen}
    for first, second in sorted(ties, key=lambda pair: (-ties[pair], pair)):
        one, other = group_of[first], group_of[second]
        kindred = sum(mark in marks.kindred for mark in (*one, *other))
        if one is not other and kindred < 2 and all(_tied(ties, a, b) for a in one for b in other):
            one.extend(other)
            group_of.update(dict.fromkeys(other, one))
    return list({id(group): group for group in group_of.values()}.values())


def _tied(ties: dict[tuple[str, str], float], one: str, other: str) -> bool:
    return (one, other) in ties or (other, one) in ties
