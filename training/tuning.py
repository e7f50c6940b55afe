"""Coded transcripts as models read them, and what would be proposed for them under some settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cfir_coder.codebooks import load_codebook, load_valence_lexicon
from cfir_coder.coders.deciding import Decided, Decider
from cfir_coder.coders.encoded import judgement, read_all
from cfir_coder.coders.encoder import Encoder
from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.learned import ReadText
from cfir_coder.coders.machine import MachineCoder
from cfir_coder.coders.nlp import SpokenTurn
from cfir_coder.coders.sides import Trust
from cfir_coder.coders.valence import Judgement
from cfir_coder.model.transcript import Transcript
from cfir_coder.readers import read_transcript
from training.scoring import Mark


@dataclass(frozen=True, slots=True)
class Trial:
    """Transcripts as one model reads them, and that model's decider."""

    texts: list[ReadText]
    decider: Decider


@dataclass(frozen=True, slots=True)
class Tuning:
    """Trials of several models, each on transcripts of its own, with what people coded in all of them."""

    trials: list[Trial]
    gold: list[Mark]
    machine: MachineCoder

    @property
    def texts(self) -> dict[str, str]:
        """Texts by document."""
        transcripts = [text.heard.transcript for trial in self.trials for text in trial.texts]
        return {one.document: one.text for one in transcripts}

    def words(self, one: Placed) -> Judgement:
        """What the cue grammar makes of a proposal's words."""
        return self.machine.judge(one.spoken, one.decided.start, one.decided.end)


def prepare(models: Iterable[tuple[Encoder, Sequence[Path]]], codebook: str = "cfir-2022") -> Tuning:
    """Let each model read the coded transcripts of its folders."""
    book, lexicon = load_codebook(codebook), load_valence_lexicon()
    machine = MachineCoder(book, lexicon, min_confidence=0)
    trials, gold = [], []
    for encoder, folders in models:
        transcripts, marks = _coded(folders)
        job = CodingJob("tuning", book, lexicon, transcripts)
        texts = read_all(encoder, map(machine.hear, transcripts), job)
        trials.append(Trial(texts, Decider(encoder, book)))
        gold += marks
    return Tuning(trials, gold, machine)


def _coded(folders: Iterable[Path]) -> tuple[list[Transcript], list[Mark]]:
    """The transcripts of some folders, named after them, and what people coded there."""
    transcripts: dict[str, Transcript] = {}
    gold = []
    for folder in folders:
        for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            name = f"{folder.name}/{row['doc']}"
            if name not in transcripts:
                transcripts[name] = read_transcript(folder / row["doc"], document=name)
            gold += [Mark(name, row["start"], row["end"], code["cfir_2022"], code["valence"])
                     for code in row["codes"] if code["cfir_2022"]]  # fmt: skip
    return list(transcripts.values()), gold


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
    for trial in tuning.trials:
        decider = trial.decider.with_settings(settings)
        for text in trial.texts:
            for spoken, one in text.decided(decider):
                yield Placed(text.heard.transcript.document, *spoken.span(one.start, one.end), one, spoken)


def judged(tuning: Tuning, settings: Mapping[str, Any]) -> list[Mark]:
    """The same with their valences, as `cfir code` tells them."""
    trust = Trust(**settings["trust"])
    return [
        one.mark(judgement(one.decided.valences, tuning.words(one), trust).valence) for one in placed(tuning, settings)
    ]
