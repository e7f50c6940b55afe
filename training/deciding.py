"""Choose how the scores become proposals, on transcripts of authors that the network hasn't seen."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cfir_coder.codebooks import load_codebook, load_valence_lexicon
from cfir_coder.coders.deciding import Decided, Decider
from cfir_coder.coders.encoded import TurnReading, judgement, read_all
from cfir_coder.coders.encoder import Encoder
from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.machine import Heard, MachineCoder
from cfir_coder.coders.nlp import SpokenTurn
from cfir_coder.coders.sides import Trust
from cfir_coder.readers import read_transcript
from training.scoring import Mark, construct_of, score

DEFAULTS: dict[str, Any] = {
    "coded_from": 0.5, "new_stretch": 1.2, "cue_lift": 1.5, "cue_coded": 1.0, "second_from": 0.35, "narrow_from": 0.5,
    "calibration": [1.0, 0.0], "propose_from": {"": 0.2}, "theme_from": 0.55, "own_from": 0.6,
    "trust": {"side": 0.5, "mixed": 0.5},
}  # fmt: skip
"""Where the search begins; what the card says of deciding."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Transcripts as heard and read, with what people coded in them."""

    encoder: Encoder
    heard: list[Heard]
    readings: list[dict[int, TurnReading]]
    gold: list[Mark]
    decider: Decider
    machine: MachineCoder

    @property
    def texts(self) -> dict[str, str]:
        """Texts by document."""
        return {one.transcript.document: one.transcript.text for one in self.heard}


def prepare(encoder: Encoder, folders: Sequence[Path], codebook: str = "cfir-2022") -> Tuning:
    """Read the coded transcripts of some folders."""
    gold, transcripts = [], {}
    for folder in folders:
        for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            name = f"{folder.name}/{row['doc']}"
            if name not in transcripts:
                transcripts[name] = read_transcript(folder / row["doc"], document=name)
            gold += [Mark(name, row["start"], row["end"], code["cfir_2022"], code["valence"])
                     for code in row["codes"] if code["cfir_2022"]]  # fmt: skip
    job = CodingJob("tuning", load_codebook(codebook), load_valence_lexicon(), list(transcripts.values()))
    machine = MachineCoder(job.codebook, job.lexicon, min_confidence=0)
    heard = [machine.hear(transcript) for transcript in job.transcripts]
    return Tuning(encoder, heard, read_all(encoder, heard, job), gold, Decider(encoder, job.codebook), machine)


def choose(model: Path, folders: Sequence[Path]) -> dict[str, Any]:
    """Settings and calibration for a model that hasn't read these folders, and what they give there.

    The figures are a little kind: they come from the transcripts that the settings were chosen on.
    """
    tuning = prepare(Encoder(model), folders)
    settings = search(tuning)
    settings["trust"] = trust_in_words(tuning, settings)
    found = judged(tuning, settings)
    calibration = calibrate(tuning, settings)
    return {
        "deciding": _on_the_scale(settings, calibration),
        "transcripts": {name: round(value, 4) for name, value in score(tuning.gold, found, tuning.texts).items()},
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


@dataclass(frozen=True, slots=True)
class Placed:
    """A proposal, the turn that it was made in, and where it stands in the document."""

    document: str
    start: int
    end: int
    decided: Decided
    spoken: SpokenTurn

    def mark(self, valence: str = "") -> Mark:
        """What is counted of it."""
        return Mark(self.document, self.start, self.end, self.decided.code, valence)


def placed(tuning: Tuning, settings: Mapping[str, Any]) -> Iterator[Placed]:
    """What would be proposed under some settings."""
    decider = tuning.decider.with_settings(settings)
    for heard, readings in zip(tuning.heard, tuning.readings, strict=True):
        for spoken, cued in zip(heard.spoken, heard.proposals, strict=True):
            reading = readings.get(spoken.turn.index)
            if reading is None:
                continue
            offset, tokens = spoken.turn.start, spoken.tokens
            for one in decider.decide(tokens, reading.vectors, reading.lengths, cued):
                start, end = offset + tokens.starts[one.start], offset + tokens.ends[one.end - 1]
                yield Placed(heard.transcript.document, start, end, one, spoken)


def judged(tuning: Tuning, settings: Mapping[str, Any]) -> list[Mark]:
    """The same with their valences, as `cfir code` tells them."""
    trust = Trust(**settings["trust"])
    return [
        one.mark(
            judgement(one.decided, tuning.machine.judge(one.spoken, one.decided.start, one.decided.end), trust).valence
        )
        for one in placed(tuning, settings)
    ]


def search(tuning: Tuning) -> dict[str, Any]:
    """The settings with the best construct F1, one or two at a time, the least confidence last."""
    best = dict(DEFAULTS)
    grids: list[dict[str, list[Any]]] = [
        {"coded_from": [0.3, 0.4, 0.5, 0.6], "new_stretch": [0.8, 1.2, 1.8, 2.5, 3.5]},
        {"cue_lift": [0.0, 1.0, 2.0, 3.0], "cue_coded": [0.0, 1.0, 2.0]},
        {"second_from": [0.25, 0.35, 0.5], "narrow_from": [0.0, 0.5]},
        {"propose_from": [{"": least} for least in (0.0, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.35, 0.4)]},
    ]
    for grid in grids:
        tried = []
        for values in itertools.product(*grid.values()):
            settings = best | dict(zip(grid, values, strict=True))
            found = [one.mark() for one in placed(tuning, settings)]
            tried.append((score(tuning.gold, found, tuning.texts)["construct F1"], len(tried), settings))
        best = max(tried)[2]
    return best


def trust_in_words(tuning: Tuning, settings: Mapping[str, Any]) -> dict[str, float]:
    """How far the words' odds are to be believed: what gives most right valences on right codes."""
    right = [(one, tuning.machine.judge(one.spoken, one.decided.start, one.decided.end), truth)
             for one in placed(tuning, settings) if (truth := _true_valences(one.mark(), tuning))]  # fmt: skip

    def rightly(side: float, mixed: float) -> int:
        trust = Trust(side, mixed)
        return sum(judgement(one.decided, words, trust).valence in truth for one, words, truth in right)

    side, mixed = max(
        itertools.product((0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0), (0.0, 0.5, 1.0, 2.0)), key=lambda pair: rightly(*pair)
    )
    return {"side": side, "mixed": mixed}


def _true_valences(mark: Mark, tuning: Tuning) -> set[str]:
    """The valences of the passages that a proposal finds."""
    code, words = construct_of(mark.code), range(mark.start, mark.end)
    return {
        each.valence
        for each in tuning.gold
        if each.document == mark.document and construct_of(each.code) == code and each.start < words.stop
        and words.start < each.end
    }  # fmt: skip


def calibrate(tuning: Tuning, settings: Mapping[str, Any]) -> list[float]:
    """Slope and start of the logistic curve from a raw confidence to the share that is right."""
    from sklearn.linear_model import LogisticRegression

    told = list(placed(tuning, {**settings, "propose_from": {"": 0.0}, "calibration": [1.0, 0.0]}))
    right = np.array([_is_right(one.mark(), tuning) for one in told])
    raw = np.clip([one.decided.confidence for one in told], 1e-6, 1 - 1e-6)
    fitted = LogisticRegression(C=1e6).fit(np.log(raw / (1 - raw))[:, None], right)
    return [round(float(fitted.coef_[0, 0]), 4), round(float(fitted.intercept_[0]), 4)]


def _is_right(mark: Mark, tuning: Tuning) -> bool:
    gold = [each for each in tuning.gold if each.document == mark.document]
    return score(gold, [mark], {mark.document: tuning.texts[mark.document]})["construct P"] == 1
