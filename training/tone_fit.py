"""Train the layers that judge valence on a finished model, without some authors, and say how they read those."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from cfir_coder.coders.encoder import Encoder
from training.corpus import CORPUS, VALENCES
from training.deciding import trust_in_words
from training.export import export_tone
from training.fit import Progress, average, rate_at
from training.graft import graft, upper_layers
from training.tone import Tone
from training.tone_lesson import Read, ToneBatch, ToneLesson
from training.tuning import prepare

HELD_OUT = ("c2", "c5", "w3", "w6", "q5", "q6")
"""Authors that the layers for valence don't read: of each brief that shows a manner of its own. The trust in words is
chosen on their transcripts."""


@dataclass(frozen=True, slots=True)
class ToneRecipe:
    """Everything that decides how training goes; kept with the model."""

    epochs: float = 2.5
    rate: float = 2e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    masked: float = 0.12
    smooth: float = 0.05
    averaging: float = 0.998
    seed: int = 7


def add_tone(model: Path, *, version: str | None = None) -> None:
    """Train layers for valence on a model, write them into it, and choose how far words are believed beside them.

    version: of the model with them; None: as it was.
    """
    recipe = ToneRecipe()
    graft(model / "encoder.onnx", None)
    lesson = ToneLesson(model)
    card = json.loads((model / "card.json").read_text(encoding="utf-8"))
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
    (model / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def fit_tone(tone: Tone, lesson: ToneLesson, reads: Sequence[Read], recipe: ToneRecipe) -> Tone:
    """Train in place and give the running average."""
    torch.manual_seed(recipe.seed)
    layers = list(tone.layers.parameters())
    rates = [{"params": layers, "lr": recipe.rate}, {"params": tone.head.parameters(), "lr": recipe.head_rate}]
    optimizer = torch.optim.AdamW(rates, weight_decay=0.02, betas=(0.9, 0.98), fused=True)
    steps = round(sum(1 for _ in lesson.batches(reads, seed=recipe.seed)) * recipe.epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_at(step / steps, recipe.warmup))
    averaged, told = copy.deepcopy(tone).eval(), Progress(steps)
    tone.train()
    epochs = (lesson.batches(reads, seed=recipe.seed + epoch, masked=recipe.masked) for epoch in count())
    for step, batch in enumerate(islice(_chained(epochs), steps), 1):
        logits = tone(batch.lower, batch.mask, batch.places, batch.codes)
        loss = functional.cross_entropy(logits, batch.valence, label_smoothing=recipe.smooth)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(layers, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        average(averaged, tone, min(recipe.averaging, (1 + step) / (10 + step)))
        told.tell(step, loss.item())
    return averaged


def _chained(epochs: Iterable[Iterable[ToneBatch]]) -> Iterable[ToneBatch]:
    for epoch in epochs:
        yield from epoch


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
