"""Train the layers that judge valence on a finished model, without some authors, and say how they read those."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from cfir_coder.coders.encoder import Encoder
from training.corpus import CORPUS, EVERYTHING, VALENCES, Labels, Part
from training.export import export_tone, finished_head, move_leanings
from training.fit import Pace, run
from training.graft import tone_layers, upper_layers
from training.leaning import leanings, levelled, shift_of, trust_in_words
from training.tone import LOWEST, Tone
from training.tone_lesson import Read, ToneBatch, ToneLesson
from training.tuning import prepare

HELD_OUT = ("c2", "c5", "w3", "w6", "q5", "q6", "s11", "s49", "s54")
"""Authors that the layers for valence don't read: of each brief that shows a manner of its own. On their transcripts
it is settled how their head is moved and how far words are believed."""


@dataclass(frozen=True, slots=True)
class ToneRecipe(Pace):
    """Everything that decides how training goes; kept with the model."""

    smooth: float = 0.05
    replay: float = 1.0


READ_ON = {"epochs": 1.25, "rate": 1e-4, "heads_rate": 4e-4}
"""How layers that were trained before read on: half as long, in smaller steps."""


def add_tone(model: Path, *, start: Path | None = None, version: str | None = None, replay: float = 1.0) -> None:
    """Train layers for valence on a model, write them into it, level them, and choose how far words are believed.

    start: a finished model on the same lowest layers, as whose layers for valence they begin, and with which they are
    averaged in the end; None: they begin as copies of the model's own. version: of the model with them; None: as it
    was. replay: how much of what `start` has read is read again, 0-1.
    """
    recipe = replace(ToneRecipe(), **READ_ON, replay=replay) if start else ToneRecipe()
    card = json.loads((model / "card.json").read_text(encoding="utf-8"))
    if card["recipe"]["frozen"] < LOWEST:
        raise SystemExit(
            f"{model}: its lowest {LOWEST} layers were trained, so the layers for valence can't share them."
        )
    lesson = ToneLesson(model, _parts(start, replay) if start else None)
    torch.manual_seed(recipe.seed)
    tone = _begun(start or model, card["recipe"]["layers"], lesson.labels, finished=start is not None)
    before = {name: value.clone() for name, value in tone.state_dict().items()} if start else {}
    tone = fit_tone(tone, lesson, lesson.of(lambda author: author not in HELD_OUT), recipe)
    between(before, tone)
    figures = {author: tone_figures(tone, lesson, lesson.of(lambda each, author=author: each == author))
               for author in HELD_OUT}  # fmt: skip
    for author, each in figures.items():
        print(author, {name: round(value, 3) for name, value in each.items()}, flush=True)
    told = {"recipe": asdict(recipe), "held_out": HELD_OUT, "passages": figures}
    if start:
        told["begun_as"] = json.loads((start / "card.json").read_text(encoding="utf-8"))["version"]
    export_tone(tone, model, card | {"version": version or card["version"], "tone": told})
    settle_leaning(model)


def between(before: Mapping[str, Tensor], tone: Tone) -> None:
    """Put layers that read on halfway between what they were and what they are; as they are where `before` is empty.

    So they keep what they knew of other talk. Source: Wortsman et al. (2022), Robust fine-tuning of zero-shot models.
    """
    after = tone.state_dict()
    tone.load_state_dict({name: (before.get(name, value) + value) / 2 for name, value in after.items()})


def _parts(start: Path, replay: float) -> Callable[[str], Part]:
    """What is read of each author: a share of those that `start` has read, all of the others and of those held out."""
    before = json.loads((start / "card.json").read_text(encoding="utf-8"))["held_out"]
    again = {author for group in before for author in group if author not in HELD_OUT}
    return lambda author: (0.0, replay) if author in again else EVERYTHING


def _begun(model: Path, layers: int, labels: Labels, *, finished: bool) -> Tone:
    """Layers and head to go on from: a finished model's for valence, or else its own upper layers and a new head."""
    if not finished:
        return Tone(upper_layers(model / "encoder.onnx", layers), labels)
    tone = Tone(tone_layers(model / "encoder.onnx", layers), labels)
    tone.head = finished_head(model, labels)
    return tone


def settle_leaning(model: Path) -> None:
    """Level the valence head, and choose how far words are believed beside it, on transcripts that it hasn't read.

    The network that its layers began as may have read them, so words are believed rather too little.
    """
    card: dict[str, Any] = json.loads((model / "card.json").read_text(encoding="utf-8"))
    folders = [CORPUS / author for author in HELD_OUT if (CORPUS / author / "gold.jsonl").is_file()]
    move_leanings(model, np.zeros(len(VALENCES)), card)
    right = leanings(prepare([(Encoder(model), folders)]), card["deciding"])
    shift = shift_of(right)
    card["deciding"]["trust"] = trust_in_words(levelled(right, shift))
    card["tone"]["moved"] = dict(zip(VALENCES, shift.round(3).tolist(), strict=True))
    move_leanings(model, shift, card)


def fit_tone(tone: Tone, lesson: ToneLesson, reads: Sequence[Read], recipe: ToneRecipe) -> Tone:
    """Train in place and give the running average."""

    def epoch(number: int) -> Iterator[ToneBatch]:
        return lesson.batches(reads, seed=recipe.seed + number, masked=recipe.masked)

    def loss(batch: ToneBatch) -> Tensor:
        logits = tone(batch.lower, batch.mask, batch.places, batch.codes)
        return functional.cross_entropy(logits, batch.valence, label_smoothing=recipe.smooth)

    return run(tone, list(tone.layers.parameters()), tone.head, epoch, loss, recipe)


def tone_figures(tone: Tone, lesson: ToneLesson, reads: Sequence[Read]) -> dict[str, float]:
    """Shares of passages whose valence is right: of four, of two where it is one of two; mixed found, and rightly."""
    told, truth = [], []
    with torch.inference_mode():
        for batch in lesson.batches(reads):
            told.append(tone(batch.lower, batch.mask, batch.places, batch.codes))
            truth.append(batch.valence)
    logits, right = torch.cat(told), torch.cat(truth)
    best, sided, mixed = logits.argmax(1), right < 2, VALENCES.index("mixed")
    is_mixed, said_mixed = right == mixed, best == mixed
    both = float((is_mixed & said_mixed).sum())
    return {
        "passages": float(len(right)),
        "valence": float((best == right).float().mean()),
        "side": float((logits[sided][:, :2].argmax(1) == right[sided]).float().mean()),
        "mixed recall": both / max(1, int(is_mixed.sum())),
        "mixed precision": both / max(1, int(said_mixed.sum())),
    }
