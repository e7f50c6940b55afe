"""Learn from a study's own coders: fit the adapter, tell what it gains on transcripts left out, take what helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.adapter import LEAST_TRANSCRIPTS, Adapter
from cfir_coder.coders.cues import Cued
from cfir_coder.coders.deciding import Decided, Decider
from cfir_coder.coders.job import Progress
from cfir_coder.coders.judging import Mark, Score
from cfir_coder.coders.learned_examples import Looked, ReadTurn
from cfir_coder.coders.learned_left_out import Learned, LeftOut
from cfir_coder.coders.learned_valence import LeaningFit, ValenceGain, Words, leaning_examples
from cfir_coder.coders.machine import Heard
from cfir_coder.coders.nlp import SpokenTurn
from cfir_coder.errors import UsageError
from cfir_coder.model.codebook import Codebook
from cfir_coder.text import counted

if TYPE_CHECKING:
    from cfir_coder.coders.encoder import Reading

LEAST_CODED = 10
"""Passages that people must have coded before anything is learned."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """A transcript, what cues make of it, and what the encoder read, by turn."""

    heard: Heard
    readings: Mapping[int, Reading]

    @property
    def text_hash(self) -> str:
        """The transcript's."""
        return self.heard.transcript.hash

    def said(self) -> Iterator[tuple[SpokenTurn, Reading]]:
        """The turns that were read, in order."""
        for spoken in self.heard.spoken:
            reading = self.readings.get(spoken.turn.index)
            if reading is not None:
                yield spoken, reading

    def cued(self) -> Iterator[tuple[SpokenTurn, Reading, Cued]]:
        """The same with what the cues make of each turn."""
        cued = {spoken.turn.index: told for spoken, told in zip(self.heard.spoken, self.heard.cued, strict=True)}
        for spoken, reading in self.said():
            yield spoken, reading, cued[spoken.turn.index]

    def decided(self, decider: Decider, *, silent: bool = False) -> Iterator[tuple[SpokenTurn, Decided]]:
        """What a decider makes of each turn; silent: also of stretches for which no code is sure enough."""
        for spoken, reading, cued in self.cued():
            for one in decider.decide(spoken.tokens, reading, cued, silent=silent):
                yield spoken, one

    def turns(self) -> list[ReadTurn]:
        """The turns with their sentences' places in the canonical text."""
        return [
            ReadTurn(
                spoken.turn.index,
                tuple(spoken.span(first, end) for first, end in spoken.tokens.sentences),
                reading.vectors,
                reading.tones,
                reading.lengths,
            )
            for spoken, reading in self.said()
        ]


@dataclass(frozen=True, slots=True)
class Gain:
    """One code before and after. threshold: confidence from which it is proposed; None: as before; above 1: never."""

    code: str
    before: Score
    after: Score
    threshold: float | None


class LearnedCodes(StrEnum):
    """Which codes are better by F1 over all codes when they were learned: all, the study's own alone, or none."""

    ALL = "all"
    OWN = "own"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned. settings: how scores become proposals, as a model's card says it.

    gains: per code that people gave, most passages first. codes: which codes the adapter holds something of.
    valence: what learning valence gains; it is in the adapter if it helps. None: too few passages with one.
    all_after: all codes when the constructs were learned too, where that didn't help; None where it did.
    """

    adapter: Adapter
    settings: Mapping[str, Any]
    gains: tuple[Gain, ...]
    before: Score
    after: Score
    codes: LearnedCodes
    valence: ValenceGain | None = None
    all_after: Score | None = None

    @property
    def helps(self) -> bool:
        """Whether anything that was learned is better on transcripts left out than what was there before."""
        return self.codes is not LearnedCodes.NONE or bool(self.adapter.leaning)


def learn(
    decider: Decider,
    codebook: Codebook,
    texts: Sequence[ReadText],
    looked: Sequence[Looked],
    *,
    words: Words,
    progress: Progress = lambda what, done, total: None,
) -> Lesson:
    """Fit the adapter and judge it.

    texts: every transcript that somebody looked at. looked: what people said of them. words: what the cue grammar
    makes of a stretch's valence.
    Raises UsageError when there is too little to learn from.
    """
    whole = sorted({one.text_hash for one in looked if one.whole})
    n_coded = sum(len(one.codings) for one in looked)
    if len(whole) < LEAST_TRANSCRIPTS or n_coded < LEAST_CODED:
        raise UsageError(
            f"there is too little to learn from: {counted(n_coded, 'coding')} by people, "
            f"{counted(len(whole), 'transcript')} that a person coded as a whole. "
            f"Code at least {LEAST_TRANSCRIPTS} transcripts and {LEAST_CODED} passages first. Decisions on proposals "
            "alone don't tell that the rest was read: finish coding sheets (`cfir sheet`) or import codings."
        )
    turns = {one.text_hash: one.turns() for one in texts}
    if not all(turns[text_hash] for text_hash in whole):
        raise UsageError(
            "some transcripts that people coded hold no participant's speech, so nothing can be learned from them. "
            "See `cfir check` and `cfir speakers`."
        )
    judged = [one for one in texts if one.text_hash in set(whole)]
    left_out = LeftOut(decider, codebook, judged, looked, turns, progress)
    before = left_out.score(left_out.before)
    codes, learned, all_after = _what_helps(left_out, before)
    adapter, valence = _with_leaning(decider, learned.adapter, texts, looked, words)
    settings = dict(learned.settings)
    if adapter.leaning:
        settings["trust"] = asdict(adapter.leaning.trust)
    gains = _gains(left_out, learned.after, settings["propose_from"])
    return Lesson(adapter, settings, gains, before, left_out.score(learned.after), codes, valence, all_after)


def _what_helps(left_out: LeftOut, before: Score) -> tuple[LearnedCodes, Learned, Score | None]:
    """What is better than before: all codes, the study's own alone, or none; and what all came to where they aren't."""
    everything = left_out.all_codes()
    all_after = left_out.score(everything.after)
    if _better(all_after, before):
        return LearnedCodes.ALL, everything, None
    own = left_out.own_alone()
    if _better(left_out.score(own.after), before):
        return LearnedCodes.OWN, own, all_after
    return LearnedCodes.NONE, left_out.no_codes(), all_after


def _better(after: Score, before: Score) -> bool:
    return (after.f1 or 0.0) > (before.f1 or 0.0)


def _with_leaning(
    decider: Decider, adapter: Adapter, texts: Sequence[ReadText], looked: Sequence[Looked], words: Words
) -> tuple[Adapter, ValenceGain | None]:
    """The adapter, with what was learned of valence if that helps on transcripts left out."""
    examples = leaning_examples(looked, texts, decider, words)
    fit = LeaningFit(decider.heads, decider.weigher.valences, decider.trust, examples)
    gain = fit.judged()
    return (replace(adapter, leaning=fit.fit(examples)) if gain and gain.helps else adapter), gain


def _gains(left_out: LeftOut, after: Sequence[Mark], thresholds: Mapping[str, float]) -> tuple[Gain, ...]:
    old, new = left_out.by_code(left_out.before), left_out.by_code(after)
    none = Score(0, 0, 0, 0, 0, None)
    rows = []
    for code in old.keys() | new.keys():
        first, second = old.get(code), new.get(code)
        support = second or first or none
        nothing = replace(none, support=support.support, n_transcripts=support.n_transcripts)
        rows.append(Gain(code, first or nothing, second or nothing, thresholds.get(code, thresholds[""])))
    return tuple(sorted(rows, key=lambda one: (-one.after.support, one.code)))
