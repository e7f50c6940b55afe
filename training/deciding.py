"""Choose how the scores become proposals, on transcripts of authors that the network hasn't seen."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cfir_coder.coders.encoder import Encoder
from training.scoring import Mark, construct_of, score
from training.tuning import Tuning, placed, prepare

DEFAULTS: dict[str, Any] = {
    "coded_from": 0.5, "new_stretch": 1.2, "cue_lift": 1.5, "cue_coded": 1.0, "second_from": 0.35, "narrow_from": 0.5,
    "explicit_from": 0.6,
    "calibration": [1.0, 0.0], "propose_from": {"": 0.2}, "theme_from": 0.55, "own_from": 0.1,
    "own_scale": [11.4, -9.3],
    "trust": {"side": 0.5, "mixed": 0.5},
}  # fmt: skip
"""Where the search begins; what the card says of deciding."""
COUNTED = ("construct F1", "domain F1", "any F1", "kappa")
"""What counts is the mean of these. By constructs alone a threshold silences all that is worth coding and uncertain,
for their F1 is flat there; without the kappa of words a bar is chosen that leaves half of each thought out."""
NO_DIFFERENCE = 0.005
"""Of that mean, what is left to chance: well within its standard error on a hundred passages of each author."""

OFTEN = 20
"""Proposals of a construct from which it can be told how often they are right."""


def choose(models: Sequence[tuple[Path, Sequence[Path]]], begin: Mapping[str, Any] = DEFAULTS) -> dict[str, Any]:
    """Settings and calibration for models, each with folders that it hasn't read, and what they give there.

    Which way a stretch leans isn't told: the layers for it are trained later. begin: settings of the model that these
    began as, which stay where no other is clearly better.

    The figures are a little kind: they come from the transcripts that the settings were chosen on.
    """
    tuning = prepare([(Encoder(model), folders) for model, folders in models])
    settings = search(tuning, begin)
    settings["propose_from"] |= own_bars(tuning, settings)
    found = [one.mark() for one in placed(tuning, settings)]
    calibration = calibrate(tuning, settings)
    told = score(tuning.gold, found, tuning.texts)
    return {
        "settled_on": [folder.name for _, folders in models for folder in folders],
        "deciding": _on_the_scale(settings, calibration),
        "transcripts": {name: round(value, 4) for name, value in told.items() if name != "valence"},
    }


def _on_the_scale(settings: dict[str, Any], calibration: list[float]) -> dict[str, Any]:
    """The same decisions, told in calibrated confidences."""
    least = {code: round(calibrated(raw, calibration), 3) for code, raw in settings["propose_from"].items()}
    return settings | {"calibration": calibration, "propose_from": least}


def calibrated(chance: float, calibration: Sequence[float]) -> float:
    """A raw confidence on the scale of shares that are right."""
    slope, start = calibration
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return float(1 / (1 + np.exp(-(slope * np.log(chance / (1 - chance)) + start))))


def search(tuning: Tuning, begin: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with the best mean of COUNTED, one or two at a time, the least confidence last.

    Of settings that come to within NO_DIFFERENCE of the best, those stay that it began with (the least confidence
    begins as in DEFAULTS, since each calibration has its own scale); else the first is taken: it cuts finer and
    proposes more. A stranger's talk is read with less confidence than the held-out authors', and a high bar would
    silence it. The lowest bar is where about seven of eight codes are wrong: fewer are not worth a reader's time.
    """
    best = dict(begin) | {"calibration": [1.0, 0.0], "propose_from": DEFAULTS["propose_from"]}
    grids: list[dict[str, list[Any]]] = [
        {"new_stretch": [1.2, 1.8, 2.5, 3.5], "coded_from": [0.5, 0.4, 0.3, 0.6, 0.7, 0.8]},
        {"cue_lift": [1.0, 0.0, 2.0, 3.0], "cue_coded": [1.0, 0.0, 2.0]},
        {"second_from": [0.35, 0.25, 0.5]},
        {"propose_from": [{"": least} for least in (0.15, 0.2, 0.25, 0.3, 0.35, 0.4)]},
    ]
    for grid in grids:
        tried = []
        for values in itertools.product(*grid.values()):
            settings = best | dict(zip(grid, values, strict=True))
            told = score(tuning.gold, [one.mark() for one in placed(tuning, settings)], tuning.texts)
            tried.append((sum(told[name] for name in COUNTED) / len(COUNTED), settings))
        highest = max(figure for figure, _ in tried)
        good = [settings for figure, settings in tried if figure >= highest - NO_DIFFERENCE]
        best = next((settings for settings in good if settings == best), good[0])
    return best


def own_bars(tuning: Tuning, settings: Mapping[str, Any]) -> dict[str, float]:
    """Bars for the constructs whose proposals are more often wrong than right: the lowest from which half are right.

    Of what is abstract a network proposes more than it knows, and there precision comes first. By code, on the scale of
    the settings; a construct with fewer than OFTEN proposals keeps the bar of all.
    """
    proposed: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for one in placed(tuning, settings):
        right = bool(found_by(one.mark(), tuning))
        proposed[construct_of(one.decided.code)].append((one.decided.confidence, right))
    bars = {
        construct: bar_of_half(pairs)
        for construct, pairs in proposed.items()
        if len(pairs) >= OFTEN and 2 * sum(right for _, right in pairs) < len(pairs)
    }
    return {code: bars[construct_of(code)] for code in tuning.trials[0].decider.codes if construct_of(code) in bars}


def bar_of_half(proposed: Sequence[tuple[float, bool]]) -> float:
    """The lowest confidence from which at least half of the proposals are right; the highest where none is."""
    surest_first = sorted(proposed, key=lambda each: -each[0])
    bar, right = surest_first[0][0], 0
    for count, (confidence, is_right) in enumerate(surest_first, 1):
        right += is_right
        if 2 * right >= count:
            bar = confidence
    return bar


def found_by(mark: Mark, tuning: Tuning) -> list[Mark]:
    """The passages of its construct of which a proposal covers a third, or which cover a third of it."""
    return [
        each
        for each in tuning.gold
        if each.document == mark.document
        and construct_of(each.code) == construct_of(mark.code)
        and 3 * (min(mark.end, each.end) - max(mark.start, each.start))
        >= min(mark.end - mark.start, each.end - each.start)
    ]


def calibrate(tuning: Tuning, settings: Mapping[str, Any]) -> list[float]:
    """Slope and start of the logistic curve from a raw confidence to the share that is right."""
    from sklearn.linear_model import LogisticRegression

    told = list(placed(tuning, {**settings, "propose_from": {"": 0.0}, "calibration": [1.0, 0.0]}))
    right = np.array([bool(found_by(one.mark(), tuning)) for one in told])
    raw = np.clip([one.decided.confidence for one in told], 1e-6, 1 - 1e-6)
    fitted = LogisticRegression(C=1e6).fit(np.log(raw / (1 - raw))[:, None], right)
    return [round(float(fitted.coef_[0, 0]), 4), round(float(fitted.intercept_[0]), 4)]
