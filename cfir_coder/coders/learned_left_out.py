"""What learning gains on transcripts left out, each coded once by an adapter that never saw it.

Thresholds, too, are chosen for a transcript by what happened on the others, so that what is told is about transcripts
that nobody has coded yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.adapter import Adapter, fit_adapter, own_codes, taught
from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.job import Progress
from cfir_coder.coders.judging import Judge, Mark, Score
from cfir_coder.coders.learned_choice import (
    Chosen,
    Tally,
    calibrate,
    choose,
    kept,
    tally_of,
    taught_thresholds,
    usual_threshold,
)
from cfir_coder.coders.learned_examples import Looked, ReadTurn
from cfir_coder.coders.weighing import MORE_LIKELY_THAN_NOT
from cfir_coder.model.codebook import Codebook

if TYPE_CHECKING:
    from cfir_coder.coders.learned import ReadText

CODED_FROM = (0.4, 0.5, 0.6, 0.7)
"""From which probability a sentence may belong to a stretch: tried on the transcripts left out. The second is the
usual one: what is worth coding was learned from this study, so the card's bar for strangers doesn't hold."""


@dataclass(frozen=True, slots=True)
class Learned:
    """adapter, settings: what is used, learned from everything. after: proposals for each transcript left out."""

    adapter: Adapter
    settings: Mapping[str, Any]
    after: Sequence[Mark]


class LeftOut:
    """Transcripts that people coded as a whole, each left out in turn."""

    def __init__(
        self,
        decider: Decider,
        codebook: Codebook,
        texts: Sequence[ReadText],
        looked: Sequence[Looked],
        turns: Mapping[str, Sequence[ReadTurn]],
        progress: Progress,
    ) -> None:
        self._decider, self._texts = decider, {one.text_hash: one for one in texts}
        self._judge = Judge([one.heard.transcript for one in texts])
        self._reference = marks_of(looked, list(self._texts))
        self._own = own_codes(decider.framework, codebook, looked)
        self._fit = _Fitting(decider, codebook, turns)
        self._adapters = {}
        for done, text_hash in enumerate(self._texts, 1):
            self._adapters[text_hash] = self._fit.adapter([one for one in looked if one.text_hash != text_hash])
            progress("learning", done, len(self._texts))
        self._adapter = self._fit.adapter(looked)
        self.before = [mark for text in texts for mark in proposals(decider, text)]

    def score(self, marks: Sequence[Mark]) -> Score:
        """How well proposals match what people coded, over all codes."""
        return self._judge.overall(self._gold, marks)

    def by_code(self, marks: Sequence[Mark]) -> dict[str, Score]:
        """The same for each code."""
        return self._judge.by_code(self._gold, marks)

    def all_codes(self) -> Learned:
        """Constructs and the study's own codes."""
        found = {each: self._found(each) for each in CODED_FROM}
        tallies = {coded_from: self._tallies(some) for coded_from, some in found.items()}
        usual = MORE_LIKELY_THAN_NOT, usual_threshold(self._decider.settings)
        after: list[Mark] = []
        for text_hash in self._texts:
            rest = {each: _without(some, text_hash) for each, some in tallies.items()}
            chosen = choose(rest, taught=self._own, usual=usual)
            after += kept(found[chosen.coded_from][text_hash], chosen)
        chosen = choose(tallies, taught=self._own, usual=usual)
        calibration = calibrate([one.without(self._own) for one in tallies[chosen.coded_from].values()])
        return Learned(self._adapter, _settings(self._decider.settings, chosen, self._adapter, calibration), after)

    def own_alone(self) -> Learned:
        """The study's own codes, beside the constructs as the card's settings propose them."""
        before = self._decider.settings
        everything = before | {"propose_from": before["propose_from"] | dict.fromkeys(self._own, 0.0)}
        found = {
            text_hash: proposals(taught(self._decider, adapter.own_alone(), everything), self._texts[text_hash])
            for text_hash, adapter in self._adapters.items()
        }
        tallies = self._tallies(found)
        after: list[Mark] = []
        for text_hash, marks in found.items():
            thresholds = taught_thresholds(list(_without(tallies, text_hash).values()), self._own)
            after += kept(marks, Chosen(0.0, 0.0, thresholds))
        thresholds = taught_thresholds(list(tallies.values()), self._own)
        settings = before | {"propose_from": before["propose_from"] | thresholds}
        return Learned(self._adapter.own_alone(), settings, after)

    def no_codes(self) -> Learned:
        """Nothing of any code: proposals are as they were."""
        return Learned(replace(self._adapter.own_alone(), own={}), self._decider.settings, self.before)

    @property
    def _gold(self) -> list[Mark]:
        return [mark for marks in self._reference.values() for mark in marks]

    def _found(self, coded_from: float) -> dict[str, list[Mark]]:
        return {
            text_hash: proposals(self._fit.decider(adapter, coded_from), self._texts[text_hash])
            for text_hash, adapter in self._adapters.items()
        }

    def _tallies(self, found: Mapping[str, Sequence[Mark]]) -> dict[str, Tally]:
        return {text: tally_of(self._judge, self._reference[text], marks) for text, marks in found.items()}


def _without(tallies: Mapping[str, Tally], text_hash: str) -> dict[str, Tally]:
    return {key: one for key, one in tallies.items() if key != text_hash}


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
