"""From which confidence each code is proposed, chosen on transcripts that were left out of the fit."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cfir_coder.coders.judging import Judge, Mark, touches

GRID = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8)
"""Confidences that are tried."""
SLACK = 0.005
"""F1 that isn't worth another threshold: which is best on few transcripts is partly chance."""
NEVER = 1.01
WORTH_READING = 8
"""Of so many proposals of a code that was learned from nothing one has to be right: fewer cost more than they find."""
FUTILE = 5
"""Proposals of a code, none of them right, after which it is no longer proposed."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One transcript. proposed: by code, confidence and whether it is right.

    reached: by code, for each passage of the reference the highest confidence of a proposal that finds it; -1: none.
    at_all: the same whatever the code; None where nobody counts it.
    """

    proposed: Mapping[str, list[tuple[float, bool]]]
    reached: Mapping[str, list[float]]
    at_all: Tally | None = None

    def without(self, codes: Collection[str]) -> Tally:
        """The same for the other codes."""
        proposed = {code: some for code, some in self.proposed.items() if code not in codes}
        reached = {code: some for code, some in self.reached.items() if code not in codes}
        return replace(self, proposed=proposed, reached=reached)


@dataclass(frozen=True, slots=True)
class Chosen:
    """coded_from, and the confidence from which codes are proposed: overall, and those with their own."""

    coded_from: float
    overall: float
    codes: Mapping[str, float] = field(default_factory=dict)

    def threshold(self, code: str) -> float:
        """The code's own, or the one for all."""
        return self.codes.get(code, self.overall)

    def calibrated(self, slope: float, start: float) -> Chosen:
        """The same thresholds on calibrated confidence."""
        told = {code: each if each > 1 else _calibrated(each, slope, start) for code, each in self.codes.items()}
        return replace(self, overall=_calibrated(self.overall, slope, start), codes=told)


def tally_of(judge: Judge, reference: Sequence[Mark], proposed: Sequence[Mark]) -> Tally:
    """Match the proposals for one transcript with its reference."""
    at_all = _matched(judge, _uncoded(reference), _uncoded(proposed))
    return replace(_matched(judge, reference, proposed), at_all=at_all)


def _matched(judge: Judge, reference: Iterable[Mark], proposed: Iterable[Mark]) -> Tally:
    gold: dict[str, list[frozenset[int]]] = defaultdict(list)
    for mark in reference:
        gold[mark.code].append(judge.words(mark))
    ours: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    reached = {code: [-1.0] * len(places) for code, places in gold.items()}
    for mark in proposed:
        words = judge.words(mark)
        hits = [index for index, place in enumerate(gold.get(mark.code, ())) if touches(words, place)]
        ours[mark.code].append((mark.confidence, bool(hits)))
        for index in hits:
            reached[mark.code][index] = max(reached[mark.code][index], mark.confidence)
    return Tally(dict(ours), reached)


def _uncoded(marks: Iterable[Mark]) -> list[Mark]:
    """Each place once, with the confidence of its surest mark."""
    places: dict[tuple[str, int, int], float] = {}
    for one in marks:
        place = one.text_hash, one.start, one.end
        places[place] = max(one.confidence, places.get(place, 0.0))
    return [Mark(*place, "", confidence) for place, confidence in sorted(places.items())]


def choose(
    tallies: Mapping[float, Mapping[str, Tally]],
    *,
    taught: Collection[str] = (),
    usual: tuple[float, float] = (0.5, 0.2),
) -> Chosen:
    """What was tried that is as good as the best, less SLACK, and nearest to the usual.

    As good is the mean of two F1: of codes, and of coded at all. By the codes' alone a threshold silences all that is
    worth coding and uncertain: F1 of codes is flat there, and what people mark goes unproposed.
    tallies: by coded_from, by text. taught: codes learned from nothing; each gets a threshold of its own.
    usual: coded_from and the threshold to be near to, not calibrated.
    """
    tried = {
        (coded_from, threshold): _worth([one.without(taught) for one in some.values()], threshold)
        for coded_from, some in tallies.items()
        for threshold in GRID
    }
    best = max(tried.values())
    good = [place for place, f1 in tried.items() if f1 >= best - SLACK]
    chosen = Chosen(*min(good, key=lambda place: (abs(place[0] - usual[0]) + abs(place[1] - usual[1]), place)))
    some = list(tallies[chosen.coded_from].values())
    codes = sorted({code for one in some for code in (*one.proposed, *one.reached)} - set(taught))
    never = {code: NEVER for code in codes if _is_futile(some, code, chosen.overall)}
    return replace(chosen, codes=never | taught_thresholds(some, taught))


def usual_threshold(settings: Mapping[str, Any]) -> float:
    """The threshold for all codes as a card says it, as it was before calibration."""
    slope, start = settings["calibration"]
    least = min(max(settings["propose_from"][""], 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(math.log(least / (1 - least)) - start) / slope))


def kept(marks: Iterable[Mark], chosen: Chosen) -> list[Mark]:
    """The proposals that reach their code's threshold."""
    return [mark for mark in marks if mark.confidence >= chosen.threshold(mark.code)]


def calibrate(tallies: Sequence[Tally]) -> tuple[float, float]:
    """Slope and start of the logistic curve from a confidence to the share that is right.

    Source: Platt (1999), Probabilistic outputs for support vector machines. (1, 0) when that can't be told.
    """
    import numpy as np

    from cfir_coder.coders.learned_fit import correct_yes_no

    told = [pair for one in tallies for pairs in one.proposed.values() for pair in pairs]
    right = np.array([is_right for _, is_right in told], float)
    if len(told) < 20 or not 0 < right.mean() < 1:
        return 1.0, 0.0
    raw = np.clip([confidence for confidence, _ in told], 1e-6, 1 - 1e-6)
    fitted = correct_yes_no(np.log(raw / (1 - raw))[:, None], np.zeros(len(raw)), right, hold=0.01, hold_bias=0.01)
    slope, start = float(fitted.weights[0, 0]), float(fitted.bias[0])
    return (round(slope, 4), round(start, 4)) if slope > 0 else (1.0, 0.0)


def _worth(tallies: Sequence[Tally], threshold: float) -> float:
    at_all = [one.at_all for one in tallies if one.at_all]
    codes = _f1(_counts(tallies, None, threshold))
    return (codes + _f1(_counts(at_all, None, threshold))) / 2 if at_all else codes


def _is_futile(tallies: Sequence[Tally], code: str, overall: float) -> bool:
    """Whether a code was proposed often enough, and never rightly."""
    found, _, proposed, right = _counts(tallies, code, overall)
    return proposed >= FUTILE and not right and not found


def taught_thresholds(tallies: Sequence[Tally], taught: Collection[str]) -> dict[str, float]:
    """For each code that was learned from nothing, the confidence from which it is proposed."""
    return {code: _taught_threshold(tallies, code) for code in taught}


def _taught_threshold(tallies: Sequence[Tally], code: str) -> float:
    """The best on the transcripts left out of those from which one proposal in WORTH_READING is right; else never."""
    counts = {each: _counts(tallies, code, each) for each in GRID if each}
    good = [each for each, (_, _, proposed, right) in counts.items() if right and right * WORTH_READING >= proposed]
    return max(good, key=lambda each: (_f1(counts[each]), -each), default=NEVER)


def _counts(tallies: Iterable[Tally], code: str | None, threshold: float) -> tuple[int, int, int, int]:
    """Passages found, all passages, proposals, right ones."""
    found = support = proposed = right = 0
    for one in tallies:
        reached = one.reached.values() if code is None else (one.reached.get(code, ()),)
        pairs = one.proposed.values() if code is None else (one.proposed.get(code, ()),)
        found += sum(each >= threshold for some in reached for each in some)
        support += sum(len(some) for some in reached)
        proposed += sum(confidence >= threshold for some in pairs for confidence, _ in some)
        right += sum(confidence >= threshold and is_right for some in pairs for confidence, is_right in some)
    return found, support, proposed, right


def _f1(counts: tuple[int, int, int, int]) -> float:
    found, support, proposed, right = counts
    if not support or not proposed:
        return 0.0
    precision, recall = right / proposed, found / support
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _calibrated(chance: float, slope: float, start: float) -> float:
    if chance <= 0:
        return 0.0
    chance = min(chance, 1 - 1e-6)
    return 1 / (1 + math.exp(-(slope * math.log(chance / (1 - chance)) + start)))
