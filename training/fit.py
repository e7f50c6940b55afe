"""Train the network."""

from __future__ import annotations

import copy
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.batches import IGNORE, Batch, Pieces, batches
from training.corpus import Labels
from training.model import Network, Scores
from training.scoring import construct_of, domain_of

M = TypeVar("M", bound=nn.Module)
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Pace:
    """How a training goes, whatever is learned."""

    epochs: float = 2.5
    rate: float = 2e-4
    heads_rate: float = 1e-3
    warmup: float = 0.06
    masked: float = 0.12
    averaging: float = 0.998
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Recipe(Pace):
    """Everything that decides how training goes; kept with the model."""

    layers: int = 6
    frozen: int = 2
    drop_question: float = 0.3
    smooth_near: float = 0.06
    smooth_all: float = 0.04
    rolled_weight: float = 0.3
    weight_2009: float = 0.3
    valence_weight: float = 1.0
    sense_weight: float = 0.3
    transcripts: int = 1
    replay: float = 1.0


class Families:
    """Sums of code probabilities over constructs and domains, and soft targets among neighbours."""

    def __init__(self, codes: Sequence[str], recipe: Recipe) -> None:
        self._groups = [
            _membership([construct_of(code) for code in codes]),
            _membership([domain_of(code) for code in codes]),
        ]
        near = self._groups[1] @ self._groups[1].T
        near = near / near.sum(1, keepdim=True)
        self._near, self._recipe = near, recipe

    def loss(self, logits: Tensor, shares: Tensor) -> Tensor:
        """Cross-entropy of each row against its codes, softened, and against their constructs and domains."""
        keep = 1 - self._recipe.smooth_near - self._recipe.smooth_all
        soft = (
            keep * shares + self._recipe.smooth_near * shares @ self._near + self._recipe.smooth_all / logits.shape[1]
        )
        logged = logits.log_softmax(1)
        total = -(soft * logged).sum(1)
        for group in self._groups:
            rolled = (logged.exp() @ group).clamp_min(1e-6).log()
            total = total - self._recipe.rolled_weight * ((shares @ group) * rolled).sum(1)
        return total


def _membership(names: Sequence[str]) -> Tensor:
    kinds = sorted(set(names))
    return functional.one_hot(torch.tensor([kinds.index(name) for name in names]), len(kinds)).float()


def _weighted(loss: Tensor, weights: Tensor) -> Tensor:
    return (loss * weights).sum() / weights.sum().clamp_min(1e-6)


def loss_of(scores: Scores, batch: Batch, families: Families, senses: Tensor | None, recipe: Recipe) -> Tensor:
    """All heads' losses together."""
    known = batch.coded != IGNORE
    total = _weighted(
        functional.binary_cross_entropy_with_logits(scores.coded, batch.coded.clamp(0.02, 0.98), reduction="none"),
        batch.weights * known,
    )
    has = batch.codes_2022.sum(1)
    total = total + _weighted(families.loss(scores.codes_2022, batch.codes_2022), batch.weights * has)
    has_2009 = batch.codes_2009.sum(1)
    crossed = -(batch.codes_2009 * scores.codes_2009.log_softmax(1)).sum(1)
    total = total + recipe.weight_2009 * _weighted(crossed, batch.weights * has_2009)
    judged = functional.cross_entropy(
        scores.valence, batch.valence, ignore_index=IGNORE, reduction="none", label_smoothing=0.05
    )
    total = total + recipe.valence_weight * _weighted(judged, batch.weights * (batch.valence != IGNORE))
    if senses is not None:
        total = total + recipe.sense_weight * (1 - functional.cosine_similarity(scores.sense, senses)).mean()
    return total


def fit(
    network: Network,
    pieces: Sequence[Pieces],
    labels: Labels,
    recipe: Recipe,
    senses: Sequence[Tensor] | None = None,
) -> Network:
    """Train a network in place and give its running average, which is what reads best.

    senses: for each window the (stretches, 384) vectors to stay near to.
    """
    _freeze(network, recipe.frozen)
    families = Families(labels.codes_2022, recipe)
    layers = [each for each in network.encoder.parameters() if each.requires_grad]

    def epoch(number: int) -> Iterator[Batch]:
        seed = recipe.seed + number
        return batches(pieces, labels, seed=seed, drop_question=recipe.drop_question, masked=recipe.masked)

    def loss(batch: Batch) -> Tensor:
        near = None if senses is None else _senses(batch, senses)
        return loss_of(network(batch.ids, batch.mask, batch.kinds, batch.places), batch, families, near, recipe)

    return run(network, layers, network.heads, epoch, loss, recipe)


def run(
    network: M, layers: Sequence[Tensor], heads: nn.Module, epoch: Callable[[int], Iterator[B]],
    loss: Callable[[B], Tensor], pace: Pace,
) -> M:  # fmt: skip
    """Train in place, at one rate the layers and at another the heads, and give the running average.

    epoch: the batches of an epoch, by number.
    """
    torch.manual_seed(pace.seed)
    rates = [{"params": layers, "lr": pace.rate}, {"params": heads.parameters(), "lr": pace.heads_rate}]
    optimizer = torch.optim.AdamW(rates, weight_decay=0.02, betas=(0.9, 0.98), fused=True)
    steps = round(sum(1 for _ in epoch(0)) * pace.epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step / steps, pace.warmup))
    averaged = copy.deepcopy(network).eval()
    told = _Progress(steps)
    network.train()
    for step, batch in enumerate(islice(chain.from_iterable(map(epoch, count())), steps), 1):
        lost = loss(batch)
        lost.backward()
        torch.nn.utils.clip_grad_norm_(layers, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        _average(averaged, network, min(pace.averaging, (1 + step) / (10 + step)))
        told.tell(step, lost.item())
    return averaged


def _freeze(network: Network, layers: int) -> None:
    """Leave the word vectors and the lowest layers as they are, and make no noise but that of the batches."""
    network.encoder.base.embeddings.requires_grad_(False)
    network.encoder.base.encoder.layer[:layers].requires_grad_(False)
    for module in network.encoder.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # hidden pieces and dropped questions are noise enough


def _average(averaged: nn.Module, network: nn.Module, keep: float) -> None:
    with torch.no_grad():
        for mean, now in zip(averaged.parameters(), network.parameters(), strict=True):
            if now.requires_grad:
                mean.lerp_(now, 1 - keep)


class _Progress:
    """The mean loss of late and the minutes left, every hundred steps."""

    def __init__(self, steps: int) -> None:
        self._steps, self._began, self._loss = steps, time.time(), 0.0

    def tell(self, step: int, loss: float) -> None:
        self._loss = self._loss * 0.98 + loss * 0.02 if self._loss else loss
        if step % 100 == 0:
            left = (time.time() - self._began) / step * (self._steps - step) / 60
            print(
                f"  step {step}/{self._steps} loss {self._loss:.3f}, {left:.1f} min left", file=sys.stderr, flush=True
            )


def _rate(share: float, warmup: float) -> float:
    return share / warmup if share < warmup else max(0.02, (1 - share) / (1 - warmup))


def _senses(batch: Batch, senses: Sequence[Tensor]) -> Tensor:
    gathered, seen = [], None
    for row in batch.rows.tolist():
        if row != seen:
            gathered.append(senses[row])
            seen = row
    return torch.cat(gathered)
