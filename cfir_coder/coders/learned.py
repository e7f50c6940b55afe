"""Learn from a study's own coders: fit the adapter, and tell by leave-one-transcript-out what it gains.

Every transcript is coded once by an adapter that never saw it. Thresholds, too, are chosen for a transcript by what
happened on the others, so that the report is about transcripts that nobody has coded yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.adapter import LEAST_TRANSCRIPTS, Adapter, fit_adapter, own_codes, taught
from cfir_coder.coders.cues import Proposal
from cfir_coder.coders.deciding import Decided, Decider
from cfir_coder.coders.job import Progress
from cfir_coder.coders.judging import Judge, Mark, Score
from cfir_coder.coders.learned_choice import Chosen, Tally, calibrate, choose, kept, tally_of, usual_threshold
from cfir_coder.coders.learned_examples import Looked, ReadTurn
from cfir_coder.coders.learned_valence import LeaningFit, ValenceGain, Words, leaning_examples
from cfir_coder.coders.machine import Heard
from cfir_coder.coders.nlp import SpokenTurn
from cfir_coder.coders.weighing import MORE_LIKELY_THAN_NOT
from cfir_coder.errors import UsageError
from cfir_coder.model.codebook import Codebook
from cfir_coder.text import counted

if TYPE_CHECKING:
    from cfir_coder.coders.encoder import Reading

LEAST_CODED = 10
"""Passages that people must have coded before anything is learned."""
CODED_FROM = (0.4, 0.5, 0.6, 0.7)
"""From which probability a sentence may belong to a stretch: tried on the transcripts left out. The second is the
usual one: what is worth coding was learned from this study, so the card's bar for strangers doesn't hold."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """A transcript, what cues propose for it, and what the encoder read, by turn."""

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

    def cued(self) -> Iterator[tuple[SpokenTurn, Reading, tuple[Proposal, ...]]]:
        """The same with what the cues propose in each turn."""
        proposals = {
            spoken.turn.index: told for spoken, told in zip(self.heard.spoken, self.heard.proposals, strict=True)
        }
        for spoken, reading in self.said():
            yield spoken, reading, proposals[spoken.turn.index]

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


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned. settings: how scores become proposals, as a model's card says it.

    gains: per code that people gave, most passages first. helps: whether all codes together got better.
    valence: what learning valence gains; it is in the adapter if it helps. None: too few passages with one.
    """

    adapter: Adapter
    settings: Mapping[str, Any]
    gains: tuple[Gain, ...]
    before: Score
    after: Score
    valence: ValenceGain | None = None

    @property
    def helps(self) -> bool:
        """Whether F1 over all codes is higher than before."""
        return (self.after.f1 or 0.0) > (self.before.f1 or 0.0)


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
            f"Code at least {LEAST_TRANSCRIPTS} transcripts and {LEAST_CODED} passages first."
        )
    turns = {one.text_hash: one.turns() for one in texts}
    if not all(turns[text_hash] for text_hash in whole):
        raise UsageError(
            "some transcripts that people coded hold no participant's speech, so nothing can be learned from them. "
            "See `cfir check` and `cfir speakers`."
        )
    judged = [one for one in texts if one.text_hash in set(whole)]
    judge = Judge([one.heard.transcript for one in judged])
    reference = marks_of(looked, whole)
    taught_codes = own_codes(decider.framework, codebook, looked)
    fit = _Fitting(decider, codebook, turns)
    tallies: dict[float, dict[str, Tally]] = {each: {} for each in CODED_FROM}
    found: dict[float, dict[str, list[Mark]]] = {each: {} for each in CODED_FROM}
    for done, text in enumerate(judged, 1):
        others = [one for one in looked if one.text_hash != text.text_hash]
        adapter = fit.adapter(others)
        for coded_from in CODED_FROM:
            marks = proposals(fit.decider(adapter, coded_from), text)
            found[coded_from][text.text_hash] = marks
            tallies[coded_from][text.text_hash] = tally_of(judge, reference[text.text_hash], marks)
        progress("learning", done, len(judged))
    usual = MORE_LIKELY_THAN_NOT, usual_threshold(decider.settings)
    after = []
    for text_hash in whole:
        rest = {each: {key: one for key, one in some.items() if key != text_hash} for each, some in tallies.items()}
        chosen = choose(rest, taught=taught_codes, usual=usual)
        after += kept(found[chosen.coded_from][text_hash], chosen)
    chosen = choose(tallies, taught=taught_codes, usual=usual)
    before = [mark for text in judged for mark in proposals(decider, text)]
    gold = [mark for text_hash in whole for mark in reference[text_hash]]
    slope, start = calibrate([one.without(taught_codes) for one in tallies[chosen.coded_from].values()])
    adapter = fit.adapter(looked)
    settings = _settings(decider.settings, chosen, adapter, (slope, start))
    adapter, valence = _with_leaning(decider, adapter, texts, looked, words)
    if adapter.leaning:
        settings["trust"] = asdict(adapter.leaning.trust)
    gains = _gains(judge, gold, before, after, settings["propose_from"])
    return Lesson(adapter, settings, gains, judge.overall(gold, before), judge.overall(gold, after), valence)


def proposals(decider: Decider, text: ReadText) -> list[Mark]:
    """What a decider proposes for one transcript."""
    return [
        Mark(text.text_hash, *spoken.span(one.start, one.end), one.code, one.confidence)
        for spoken, one in text.decided(decider)
    ]


def marks_of(looked: Sequence[Looked], texts: Sequence[str]) -> dict[str, list[Mark]]:
    """What people coded, by text, each passage and code once."""
    found: dict[str, set[tuple[int, int, str]]] = {text_hash: set() for text_hash in texts}
    for one in looked:
        if one.text_hash in found:
            found[one.text_hash].update((each.start, each.end, each.code) for each in one.codings)
    return {text: [Mark(text, *place) for place in sorted(places)] for text, places in found.items()}


@dataclass(frozen=True, slots=True)
class _Fitting:
    """What every fit needs."""

    base: Decider
    codebook: Codebook
    turns: Mapping[str, Sequence[ReadTurn]]

    def adapter(self, looked: Sequence[Looked]) -> Adapter:
        return fit_adapter(self.base.heads, self.base.framework, self.codebook, looked, self.turns)

    def decider(self, adapter: Adapter, coded_from: float) -> Decider:
        """One that proposes everything, with confidence as it comes."""
        told = self.base.settings | {"coded_from": coded_from, "calibration": [1.0, 0.0], "propose_from": {"": 0.0}}
        return taught(self.base, adapter, told)


def _with_leaning(
    decider: Decider, adapter: Adapter, texts: Sequence[ReadText], looked: Sequence[Looked], words: Words
) -> tuple[Adapter, ValenceGain | None]:
    """The adapter, with what was learned of valence if that helps on transcripts left out."""
    examples = leaning_examples(looked, texts, decider, words)
    fit = LeaningFit(decider.heads, decider.weigher.valences, decider.trust, examples)
    gain = fit.judged()
    return (replace(adapter, leaning=fit.fit(examples)) if gain and gain.helps else adapter), gain


def _settings(
    before: Mapping[str, Any], chosen: Chosen, adapter: Adapter, calibration: tuple[float, float]
) -> dict[str, Any]:
    """What a card would say: thresholds stand on calibrated confidence, except for the study's own codes."""
    slope, start = calibration
    calibrated = replace(chosen, codes={}).calibrated(slope, start)
    thresholds = {"": calibrated.overall}
    for code, threshold in chosen.codes.items():
        one = replace(chosen, codes={code: threshold})
        thresholds[code] = threshold if code in adapter.own else one.calibrated(slope, start).codes[code]
    return {
        **before,
        "coded_from": chosen.coded_from,
        "calibration": [slope, start],
        "propose_from": {code: round(threshold, 4) for code, threshold in thresholds.items()},
    }


def _gains(
    judge: Judge, gold: Sequence[Mark], before: Sequence[Mark], after: Sequence[Mark], thresholds: Mapping[str, float]
) -> tuple[Gain, ...]:
    old, new = judge.by_code(gold, before), judge.by_code(gold, after)
    none = Score(0, 0, 0, 0, 0, None)
    rows = []
    for code in old.keys() | new.keys():
        first, second = old.get(code), new.get(code)
        support = second or first or none
        nothing = replace(none, support=support.support, n_transcripts=support.n_transcripts)
        rows.append(Gain(code, first or nothing, second or nothing, thresholds.get(code, thresholds[""])))
    return tuple(sorted(rows, key=lambda one: (-one.after.support, one.code)))
