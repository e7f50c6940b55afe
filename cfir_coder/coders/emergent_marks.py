"""Where the marks of themes stand in uncoded speech: kindred words, and words and phrases out of the ordinary."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cfir_coder.coders.emergent_kindred import Kindred, kindred_words
from cfir_coder.coders.emergent_words import content_form, is_background
from cfir_coder.coders.nlp import SpokenTurn
from cfir_coder.model.coding import Coding
from cfir_coder.model.transcript import Role, Transcript

PLAIN_WEIGHT = 0.4
"""Weight of a word or phrase that no kindred group holds; see `kindred_words` for the others."""
MOSTLY_NAMES = 0.7
"""A word that begins with a capital in at least this share of its places inside sentences is a name."""
QUESTION_REACH = 3
"""Turns back in which the interviewer's question is looked for."""
_PLACES = 1 << 24
"""More tokens than any turn has: answer and token make one whole number."""
_WORD = re.compile(r"n't|'[a-z]+|[a-z]+(?=n't)|[a-z]+")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One transcript as the theme finder sees it: its spoken turns and what is coded already."""

    transcript: Transcript
    spoken: Sequence[SpokenTurn]
    codings: Sequence[Coding] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One spoken turn: whose it is, which sentences are free of codes, what the question before it touched."""

    conversation: Conversation
    voice: str
    spoken: SpokenTurn
    free: tuple[bool, ...]
    asked: frozenset[str]

    def sentence_of(self, token: int) -> int:
        """The sentence that holds the token."""
        return bisect_right(self.spoken.tokens.sentences, token, key=lambda each: each[0]) - 1

    def tokens_of(self, first: int, last: int) -> range:
        """The tokens of the sentences from the first to the last."""
        sentences = self.spoken.tokens.sentences
        return range(sentences[first][0], sentences[last][1])

    def as_said(self, first: int, end: int) -> str:
        """The words from one token up to another as they stand in the text, line breaks turned into spaces."""
        tokens = self.spoken.tokens
        return " ".join(self.spoken.text[tokens.starts[first] : tokens.ends[end - 1]].split())


@dataclass(frozen=True, slots=True)
class Hit:
    """A mark at a place. answer: its index; token, end: of the answer; word: what counts as the same word.

    is_kindred: whether a kindred group holds the word.
    """

    answer: int
    token: int
    end: int
    word: str
    weight: float
    is_kindred: bool


@dataclass(slots=True)
class Marks:
    """Every mark of the uncoded speech of all conversations.

    kindred: hits by group. plain: places of other words and phrases, `hits_of` tells them. in_coded: how often a
    mark stands in coded speech. names: words that are people's and places'. content, said: how often all speech
    holds each content word, and each kindred one. n_free, n_coded: content words.
    """

    answers: list[Answer] = field(default_factory=list)
    kindred: dict[str, list[Hit]] = field(default_factory=lambda: defaultdict(list))
    plain: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    in_coded: Counter[str] = field(default_factory=Counter)
    names: frozenset[str] = frozenset()
    content: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    n_free: int = 0
    n_coded: int = 0

    def hits_of(self, mark: str) -> list[Hit]:
        """The places of a mark, in order."""
        if mark in self.kindred:
            return self.kindred[mark]
        length = mark.count(" ") + 1
        places = (divmod(place, _PLACES) for place in self.plain[mark])
        return [Hit(answer, token, token + length, mark, PLAIN_WEIGHT, False) for answer, token in places]

    def answers_of(self, mark: str) -> Iterator[int]:
        """The answer of each place of a plain mark."""
        return (place // _PLACES for place in self.plain[mark])


def read_marks(conversations: Sequence[Conversation]) -> Marks:
    """Find every mark; one pass over the words."""
    marks = Marks()
    inside: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for conversation in conversations:
        covered = _merged(conversation.codings)
        for spoken in conversation.spoken:
            answer = _answer(conversation, spoken, covered)
            number = len(marks.answers)
            marks.answers.append(answer)
            _read_kindred(marks, number, answer)
            _read_plain(marks, number, answer, inside, capital)
    marks.names = frozenset(word for word, count in capital.items() if count >= MOSTLY_NAMES * inside[word])
    return marks


def kindred_hits(forms: Sequence[str]) -> Iterator[tuple[Kindred, int]]:
    """Every kindred word with its first token, the longest phrase of a group at a place."""
    words = kindred_words()
    for index, form in enumerate(forms):
        if form in words:
            found: set[str] = set()
            for kindred in words[form]:
                if kindred.group not in found and _stands(kindred.rest, forms, index + 1):
                    found.add(kindred.group)
                    yield kindred, index


def _stands(rest: tuple[frozenset[str], ...], forms: Sequence[str], index: int) -> bool:
    for spellings in rest:
        if index == len(forms) or forms[index] not in spellings:
            return False
        index += 1
    return True


def _read_kindred(marks: Marks, number: int, answer: Answer) -> None:
    for kindred, token in kindred_hits(answer.spoken.tokens.forms):
        marks.said[kindred.phrase] += 1
        if answer.free[answer.sentence_of(token)]:
            end = token + 1 + len(kindred.rest)
            marks.kindred[kindred.group].append(Hit(number, token, end, kindred.phrase, kindred.weight, True))
        else:
            marks.in_coded[kindred.group] += 1


def _read_plain(marks: Marks, number: int, answer: Answer, inside: Counter[str], capital: Counter[str]) -> None:
    tokens, text = answer.spoken.tokens, answer.spoken.text
    forms, starts = tokens.forms, tokens.starts
    plain, content = marks.plain, marks.content
    base = number * _PLACES
    for (first, end), is_free in zip(tokens.sentences, answer.free, strict=True):
        before, before_is_background = "", True
        for index in range(first, end):
            form = forms[index]
            word = content_form(form)
            if not word:
                before = ""
                continue
            content[word] += 1
            background = is_background(form)
            if index > first:
                inside[word] += 1
                if text[starts[index]].isupper():
                    capital[word] += 1
            found = [word] if not background else []
            if before and not (background and before_is_background):
                found.append(f"{before} {word}")
            if is_free:
                marks.n_free += 1
                for mark in found:
                    plain[mark].append(base + index - mark.count(" "))
            else:
                marks.n_coded += 1
                marks.in_coded.update(found)
            before, before_is_background = word, background


def _answer(conversation: Conversation, spoken: SpokenTurn, covered: Sequence[tuple[int, int]]) -> Answer:
    transcript, turn, tokens = conversation.transcript, spoken.turn, spoken.tokens
    speaker = transcript.speaker(turn.speaker)
    free = []
    for first, end in tokens.sentences:
        start, stop = turn.start + tokens.starts[first], turn.start + tokens.ends[end - 1]
        free.append(_overlap(covered, start, stop) * 2 <= stop - start)
    voice = speaker.participant or f"{transcript.document}: {speaker.label}"
    return Answer(conversation, voice, spoken, tuple(free), _asked(transcript, turn.index))


def _asked(transcript: Transcript, index: int) -> frozenset[str]:
    """Kindred groups that the interviewer's question before a turn touches."""
    for turn in reversed(transcript.turns[max(0, index - QUESTION_REACH) : index]):
        if transcript.speaker(turn.speaker).role is Role.INTERVIEWER:
            said = transcript.speech(turn).lower().replace("’", "'")
            return frozenset(kindred.group for kindred, _ in kindred_hits(_WORD.findall(said)))
    return frozenset()


def _merged(codings: Sequence[Coding]) -> list[tuple[int, int]]:
    """The coded stretches, none overlapping another."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for one in codings):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _overlap(covered: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """Characters of start-end that are covered."""
    index = max(0, bisect_right(covered, (start, end)) - 1)
    total = 0
    for first, last in covered[index:]:
        if first >= end:
            break
        total += max(0, min(end, last) - max(start, first))
    return total
