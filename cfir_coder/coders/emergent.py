"""Themes that emerge: words that several participants use together, in what the codebook doesn't catch.

Terms are words and word pairs of uncoded speech. A term is a candidate when it comes up in several transcripts and
gathers in few places of each (a topic, not a manner of speaking). Terms that stand near each other in more than one
transcript are put together; passages are the sentences in which a theme's terms meet.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cfir_coder.coders.nlp import SpokenTurn, dictionary_form
from cfir_coder.coders.theme_names import is_topical, name_theme
from cfir_coder.model.codebook import INDUCTIVE
from cfir_coder.model.coding import Coding
from cfir_coder.model.theme import CandidateTheme, ThemePassage, ThemeTerm
from cfir_coder.model.transcript import Transcript
from cfir_coder.text import slug

LIMIT = 12
"""Candidates told."""
MOST_TERMS = 400
"""Terms that are compared with each other; more add cost and noise."""
WIDEST_SPREAD = 0.6
"""A term said in a larger share of the transcripts (of at least six) is everybody's word, not a theme's."""
NEAR = 2
"""Sentences within which two terms count as said together."""
TIE = 0.25
"""Normalised pointwise mutual information from which on terms are put together (-1 to 1; Bouma 2009)."""
MOST_TIES = 6
"""Terms that are put to a seed."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One transcript as the theme finder sees it: its spoken turns and what is coded already."""

    transcript: Transcript
    spoken: Sequence[SpokenTurn]
    codings: Sequence[Coding] = ()


@dataclass(slots=True)
class _Sentence:
    """A sentence of a participant: where it is, its topical terms, whether it is coded already."""

    conversation: int
    turn: SpokenTurn
    number: int
    start: int
    end: int
    terms: frozenset[str]
    is_coded: bool


def find_themes(
    conversations: Sequence[Conversation],
    sites: dict[str, str] | None = None,
    *,
    min_transcripts: int = 2,
    limit: int = LIMIT,
    settled: Container[str] = (),
) -> tuple[CandidateTheme, ...]:
    """Propose themes beside the codebook, the most widely shared first.

    sites: site by participant id. min_transcripts: in how many transcripts a theme must come up.
    settled: ids that aren't proposed, since they are codes already or were decided on.
    The order of the conversations changes nothing.
    """
    ordered = sorted(conversations, key=lambda each: (each.transcript.document, each.transcript.hash))
    sentences = [one for number, each in enumerate(ordered) for one in _sentences(number, each)]
    scores = _keyness(sentences)
    seeds = _seeds(sentences, scores, min_transcripts, len(ordered))
    found: list[CandidateTheme] = []
    past: list[CandidateTheme] = []
    for group in _groups(sentences, seeds, min_transcripts):
        if len(found) == limit:
            break
        theme = _theme(group, seeds[group[0]], sentences, ordered, scores, sites or {}, {one.id for one in found})
        if theme is None or theme.n_transcripts < min_transcripts:
            continue
        if all(_shared(theme, other) * 3 <= min(theme.n_codings, other.n_codings) for other in (*found, *past)):
            (past if theme.id in settled else found).append(theme)
    found.sort(key=lambda theme: (-theme.n_participants, -theme.n_sites, -theme.score, theme.id))
    return tuple(found)


def _shared(theme: CandidateTheme, other: CandidateTheme) -> int:
    """How many passages of a theme overlap one of another theme."""
    return sum(
        any(
            one.text_hash == each.text_hash and one.start < each.end and each.start < one.end for each in other.passages
        )
        for one in theme.passages
    )


def _sentences(number: int, conversation: Conversation) -> Iterable[_Sentence]:
    spans = sorted((one.start, one.end) for one in conversation.codings)
    for turn in conversation.spoken:
        tokens = turn.tokens
        for index, (first, end) in enumerate(tokens.sentences):
            start = turn.turn.start + tokens.starts[first]
            stop = turn.turn.start + tokens.ends[end - 1]
            covered = sum(max(0, min(stop, other_end) - max(start, other)) for other, other_end in spans)
            yield _Sentence(
                number, turn, index, start, stop, _terms(tokens.forms[first:end]), covered * 2 > stop - start
            )


def _terms(forms: Sequence[str]) -> frozenset[str]:
    """Topical words in their dictionary form, and pairs of them that follow each other."""
    words = [dictionary_form(form) if is_topical(form) else "" for form in forms]
    words = [word if is_topical(word) else "" for word in words]
    pairs = {f"{first} {second}" for first, second in itertools.pairwise(words) if first and second}
    return frozenset(pairs | {word for word in words if word})


def _keyness(sentences: Sequence[_Sentence]) -> dict[str, float]:
    """How much more a term belongs to uncoded speech than to coded speech, in standard deviations.

    Weighted log-odds with an informative Dirichlet prior, the prior being all speech.
    Source: Monroe, Colaresi & Quinn (2008), Fightin' words, eqs. 16 and 22.
    """
    free: Counter[str] = Counter()
    coded: Counter[str] = Counter()
    for sentence in sentences:
        (coded if sentence.is_coded else free).update(sentence.terms)
    if len(free) < 2:
        return dict.fromkeys(free, 0.0)
    n_free, n_coded = sum(free.values()), sum(coded.values())
    total = n_free + n_coded
    scores = {}
    for term in free:
        prior = (free[term] + coded[term]) / total * 10
        free_odds = (free[term] + prior) / (n_free + 10 - free[term] - prior)
        coded_odds = (coded[term] + prior) / (n_coded + 10 - coded[term] - prior)
        spread = math.sqrt(1 / (free[term] + prior) + 1 / (coded[term] + prior))
        scores[term] = (math.log(free_odds) - math.log(coded_odds)) / spread
    return scores


def _seeds(
    sentences: Sequence[_Sentence], scores: dict[str, float], min_transcripts: int, n_transcripts: int
) -> dict[str, float]:
    """Terms that several transcripts share and that gather in few turns of each, with their weight.

    weight = transcripts x uses per turn that has any x (1 + keyness, if above 0).
    """
    counts: Counter[str] = Counter()
    turns: dict[str, set[tuple[int, int]]] = defaultdict(set)
    where: dict[str, set[int]] = defaultdict(set)
    for sentence in sentences:
        if not sentence.is_coded:
            counts.update(sentence.terms)
            for term in sentence.terms:
                turns[term].add((sentence.conversation, sentence.turn.turn.index))
                where[term].add(sentence.conversation)
    widest = n_transcripts * WIDEST_SPREAD if n_transcripts >= 6 else n_transcripts
    weights = {
        term: len(where[term]) * (counts[term] / len(turns[term])) ** 2 * (1 + max(0.0, scores[term]) / 2)
        for term in counts
        if min_transcripts <= len(where[term]) <= widest and counts[term] > min_transcripts
    }
    ranked = sorted(weights, key=lambda term: (-weights[term], term))[:MOST_TERMS]
    return {term: weights[term] for term in ranked}


def _groups(sentences: Sequence[_Sentence], seeds: Mapping[str, float], min_transcripts: int) -> list[list[str]]:
    """For each seed, itself and the terms that are said near it in several transcripts, the closest first."""
    near: dict[tuple[str, str], set[int]] = defaultdict(set)
    together: Counter[tuple[str, str]] = Counter()
    alone: Counter[str] = Counter()
    windows = 0
    for window, conversation in _windows(sentences, seeds):
        windows += 1
        alone.update(window)
        for index, first in enumerate(window):
            for second in window[index + 1 :]:
                together[first, second] += 1
                near[first, second].add(conversation)
    ties: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (first, second), count in together.items():
        if len(near[first, second]) >= min_transcripts and not _share_words(first, second):
            tie = _mutual_information(count, alone[first], alone[second], windows)
            if tie >= TIE:
                ties[first].append((-tie, second))
                ties[second].append((-tie, first))
    return [[seed, *(term for _, term in sorted(ties[seed])[:MOST_TIES])] for seed in seeds]


def _mutual_information(together: int, one: int, other: int, windows: int) -> float:
    """Normalised pointwise mutual information, -1 to 1; 1 for terms that are never apart (Bouma 2009, eq. 7)."""
    if together == windows:
        return 1.0
    return math.log(together * windows / (one * other)) / -math.log(together / windows)


def _windows(sentences: Sequence[_Sentence], chosen: Container[str]) -> Iterable[tuple[list[str], int]]:
    """The chosen terms of every stretch of NEAR neighbouring sentences of a turn that isn't all coded."""
    for index, sentence in enumerate(sentences):
        stretch = [
            other for other in sentences[index : index + NEAR] if other.turn is sentence.turn and not other.is_coded
        ]
        terms = {term for other in stretch for term in other.terms if term in chosen}
        if terms:
            yield sorted(terms), sentence.conversation


def _share_words(first: str, second: str) -> bool:
    return not set(first.split()).isdisjoint(second.split())


def _theme(
    group: Sequence[str],
    weight: float,
    sentences: Sequence[_Sentence],
    conversations: Sequence[Conversation],
    scores: dict[str, float],
    sites: dict[str, str],
    taken: set[str],
) -> CandidateTheme | None:
    """Gather the passages in which a group's terms meet; None when there are none."""
    passages = _passages(group, sentences, conversations, sites)
    if not passages:
        return None
    name = name_theme(group, [passage.quote for passage in passages])
    identity = f"{INDUCTIVE}.{slug(name)}"
    if identity in taken:
        identity = f"{INDUCTIVE}.{slug(' '.join(sorted(group)[:3]))}"
    terms = tuple(ThemeTerm(term=term, score=round(scores.get(term, 0.0), 3)) for term in group)
    return CandidateTheme(
        id=identity,
        name=name,
        terms=terms,
        passages=tuple(passages),
        exemplars=_exemplars(passages),
        nearest=_nearest(passages, conversations),
        score=round(weight, 3),
    )


def _passages(
    group: Sequence[str],
    sentences: Sequence[_Sentence],
    conversations: Sequence[Conversation],
    sites: dict[str, str],
) -> list[ThemePassage]:
    """Sentences that hold the seed or two of the terms tied to it; neighbouring ones are one passage."""
    seed, tied = group[0], frozenset(group[1:])
    stretches: list[tuple[_Sentence, _Sentence, set[str]]] = []
    for sentence in sentences:
        terms = set(tied & sentence.terms)
        if seed in sentence.terms:
            terms.add(seed)
        elif _distinct_words(terms) < 2:
            continue
        before = stretches[-1] if stretches else None
        if before and before[1].turn is sentence.turn and sentence.number - before[1].number <= NEAR:
            stretches[-1] = (before[0], sentence, before[2] | terms)
        else:
            stretches.append((sentence, sentence, terms))
    return [
        _passage(first, last, terms, conversations[first.conversation].transcript, sites)
        for first, last, terms in stretches
    ]


def _distinct_words(terms: Iterable[str]) -> int:
    return len({word for term in terms for word in term.split()})


def _passage(
    first: _Sentence, last: _Sentence, terms: set[str], transcript: Transcript, sites: dict[str, str]
) -> ThemePassage:
    speaker = transcript.speaker(first.turn.turn.speaker)
    person = speaker.participant or ""
    return ThemePassage(
        document=transcript.document,
        text_hash=transcript.hash,
        start=first.start,
        end=last.end,
        quote=transcript.text[first.start : last.end],
        speaker=speaker.label,
        turn=first.turn.turn.index,
        participant=person,
        site=sites.get(person, ""),
        score=float(_distinct_words(terms)),
    )


def _exemplars(passages: Sequence[ThemePassage]) -> tuple[ThemePassage, ...]:
    """The fullest passage of each of up to three people, readable lengths first."""
    ranked = sorted(passages, key=lambda one: (not 60 <= len(one.quote) <= 300, -one.score, one.document, one.start))
    by_person: dict[str, ThemePassage] = {}
    for passage in ranked:
        by_person.setdefault(passage.participant or passage.document, passage)
    return tuple(list(by_person.values())[:3])


def _nearest(passages: Sequence[ThemePassage], conversations: Sequence[Conversation]) -> str:
    """The code that is most often proposed on the same words."""
    codings = {each.transcript.hash: each.codings for each in conversations}
    counts = Counter(
        coding.code
        for passage in passages
        for coding in codings.get(passage.text_hash, ())
        if coding.start < passage.end and passage.start < coding.end
    )
    return min(counts, key=lambda code: (-counts[code], code)) if counts else ""
