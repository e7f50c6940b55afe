"""How well proposals match a reference: found, right, and agreement on words, per code.

A passage is found when a proposal of its code shares at least a third of the words of the shorter of the two; a
proposal is right when it finds some passage of its code.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cfir_coder.model.transcript import Transcript

SHARED = 3
"""A touch is one `SHARED`th of the words of the shorter span."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One code on `start <= x < end` of a text. confidence: 0-1; 1 for a person's."""

    text_hash: str
    start: int
    end: int
    code: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """Counts for one code, or for all of them.

    support: passages of the reference; found: of those; proposed; right: of those. n_transcripts: with the code.
    kappa: Cohen's, over the words that both saw; None where it is undefined.
    """

    support: int
    found: int
    proposed: int
    right: int
    n_transcripts: int
    kappa: float | None

    @property
    def precision(self) -> float | None:
        """Share of proposals that are right; None without any."""
        return self.right / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        """Share of the reference's passages that are found; None without any."""
        return self.found / self.support if self.support else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; 0 when nothing is right; None when there is nothing to find."""
        if not self.support:
            return None
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class Judge:
    """The words of some texts: what participants say in them.

    Words are runs of letters and digits, counted where they begin.
    """

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        self._places: Mapping[str, Sequence[int]] = {one.hash: _places(one) for one in transcripts}

    @classmethod
    def of_texts(cls, texts: Mapping[str, str]) -> Judge:
        """Judge on all words of some texts, whoever says them; a mark names its text by the key here."""
        judge = cls(())
        judge._places = {key: _word_starts(text) for key, text in texts.items()}
        return judge

    def words(self, mark: Mark) -> frozenset[int]:
        """Where the words of a span begin."""
        places = self._places[mark.text_hash]
        return frozenset(places[bisect_left(places, mark.start) : bisect_left(places, mark.end)])

    def by_code(self, reference: Iterable[Mark], proposed: Iterable[Mark]) -> dict[str, Score]:
        """A score for each code that either has, by code."""
        sides = [self._grouped(reference), self._grouped(proposed)]
        codes = sorted({code for side in sides for code, _ in side})
        return {code: self._score(code, *sides) for code in codes}

    def overall(self, reference: Sequence[Mark], proposed: Sequence[Mark]) -> Score:
        """All codes together; kappa: of words coded at all."""
        every = self.by_code(reference, proposed).values()
        at_all = self._score("", *(self._grouped(_uncoded(marks)) for marks in (reference, proposed)))
        return Score(
            sum(one.support for one in every),
            sum(one.found for one in every),
            sum(one.proposed for one in every),
            sum(one.right for one in every),
            at_all.n_transcripts,
            at_all.kappa,
        )

    def is_right(self, mark: Mark, reference: Iterable[Mark]) -> bool:
        """Whether a proposal touches some passage of its code."""
        words = self.words(mark)
        return any(
            touches(words, self.words(one))
            for one in reference
            if one.text_hash == mark.text_hash
            and one.code == mark.code
            and one.start < mark.end
            and mark.start < one.end
        )

    def _grouped(self, marks: Iterable[Mark]) -> dict[tuple[str, str], list[frozenset[int]]]:
        grouped: dict[tuple[str, str], list[frozenset[int]]] = defaultdict(list)
        for mark in marks:
            grouped[mark.code, mark.text_hash].append(self.words(mark))
        return grouped

    def _score(
        self,
        code: str,
        reference: Mapping[tuple[str, str], list[frozenset[int]]],
        proposed: Mapping[tuple[str, str], list[frozenset[int]]],
    ) -> Score:
        support = found = n_proposed = right = transcripts = 0
        both = only = other = total = 0
        for text_hash, places in self._places.items():
            gold, ours = reference.get((code, text_hash), []), proposed.get((code, text_hash), [])
            support, n_proposed, transcripts = support + len(gold), n_proposed + len(ours), transcripts + bool(gold)
            found += sum(any(touches(one, each) for each in ours) for one in gold)
            right += sum(any(touches(one, each) for each in gold) for one in ours)
            first, second = frozenset[int]().union(*gold), frozenset[int]().union(*ours)
            both, only, other = both + len(first & second), only + len(first - second), other + len(second - first)
            total += len(places)
        return Score(support, found, n_proposed, right, transcripts, cohen(both, only, other, total))


def touches(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two spans share at least a third of the words of the shorter."""
    return len(one & other) * SHARED >= min(len(one), len(other)) > 0


def cohen(both: int, only_first: int, only_second: int, total: int) -> float | None:
    """Kappa of a 2x2 table; None when chance alone would agree on everything.

    Source: Cohen (1960), A coefficient of agreement for nominal scales.
    """
    first, second = both + only_first, both + only_second
    if not total:
        return None
    chance = (first * second + (total - first) * (total - second)) / total**2
    return None if chance >= 1 else ((total - only_first - only_second) / total - chance) / (1 - chance)


def _uncoded(marks: Iterable[Mark]) -> list[Mark]:
    return [Mark(*place, "") for place in sorted({(one.text_hash, one.start, one.end) for one in marks})]


def _places(transcript: Transcript) -> list[int]:
    return [turn.start + start for turn in transcript.coded_turns() for start in _word_starts(transcript.speech(turn))]


def _word_starts(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\w+", text)]
