"""Train the layers that judge valence on a finished model, without some authors, and say how they read those."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from cfir_coder.coders.encoder import Encoder
from training.corpus import CORPUS, VALENCES
from training.deciding import trust_in_words
from training.export import export_tone, write_card
from training.fit import Pace, run
from training.graft import upper_layers
from training.tone import LOWEST, Tone
from training.tone_lesson import Read, ToneBatch, ToneLesson
from training.tuning import prepare

HELD_OUT = ("c2", "c5", "w3", "w6", "q5", "q6", "s11")
"""Authors that the layers for valence don't read: of each brief that shows a manner of its own. The trust in words is
chosen on their transcripts."""


@dataclass(frozen=True, slots=True)
class ToneRecipe(Pace):
    """Everything that decides how training goes; kept with the model."""

    smooth: float = 0.05


def add_tone(model: Path, *, version: str | None = None) -> None:
    """Train layers for valence on a model, write them into it, and choose how far words are believed beside them.

    version: of the model with them; None: as it was.
    """
    recipe = ToneRecipe()
    card = json.loads((model / "card.json").read_text(encoding="utf-8"))
    if card["recipe"]["frozen"] < LOWEST:
        raise SystemExit(
            f"{model}: its lowest {LOWEST} layers were trained, so the layers for valence can't share them."
        )
    lesson = ToneLesson(model)
    torch.manual_seed(recipe.seed)
    tone = Tone(upper_layers(model / "encoder.onnx", card["recipe"]["layers"]), lesson.labels)
    tone = fit_tone(tone, lesson, lesson.of(lambda author: author not in HELD_OUT), recipe)
    figures = {author: tone_figures(tone, lesson, lesson.of(lambda each, author=author: each == author))
               for author in HELD_OUT}  # fmt: skip
    for author, each in figures.items():
        print(author, {name: round(value, 3) for name, value in each.items()}, flush=True)
    told = {"recipe": asdict(recipe), "held_out": HELD_OUT, "passages": figures}
    export_tone(tone, model, card | {"version": version or card["version"], "tone": told})
    settle_trust(model)


def settle_trust(model: Path) -> None:
    """Choose how far words are believed beside the layers for valence, on transcripts that those haven't read.

    The network that they began as has read them, so words are believed rather too little.
    """
    card: dict[str, Any] = json.loads((model / "card.json").read_text(encoding="utf-8"))
    folders = [CORPUS / author for author in HELD_OUT if (CORPUS / author / "gold.jsonl").is_file()]
    trust = trust_in_words(prepare([(Encoder(model), folders)]), card["deciding"])
    card["deciding"]["trust"] = trust
    write_card(model, card)


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
