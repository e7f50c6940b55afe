"""How well the network reads stand-alone passages and sentences of authors it hasn't seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from cfir_coder.coders.meaning import log_softmax
from training.batches import IGNORE, Pieces, batches
from training.corpus import Labels
from training.model import Network
from training.scoring import construct_of, domain_of


@dataclass(frozen=True, slots=True)
class Told:
    """Scores and labels of every whole stretch: arrays by stretch, logits as the heads give them."""

    coded: np.ndarray
    codes_2022: np.ndarray
    codes_2009: np.ndarray
    valence: np.ndarray
    is_coded: np.ndarray
    shares_2022: np.ndarray
    shares_2009: np.ndarray
    is_valence: np.ndarray
    weights: np.ndarray


def tell(network: Network, pieces: Sequence[Pieces], labels: Labels) -> Told:
    """Run the network over windows, in no special order."""
    network.eval()
    rows = []
    with torch.inference_mode():
        for batch in batches(pieces, labels):
            scores = network(batch.ids, batch.mask, batch.kinds, batch.places)
            rows.append((scores.coded, scores.codes_2022, scores.codes_2009, scores.valence, batch.coded,
                         batch.codes_2022, batch.codes_2009, batch.valence, batch.weights))  # fmt: skip
    return Told(*(torch.cat(each).numpy() for each in zip(*rows, strict=True)))


def passage_figures(told: Told, labels: Labels) -> dict[str, float]:
    """Shares of coded stretches whose construct is first, or among three; domain; valence (4 classes; F or B)."""
    whole = (told.shares_2022.sum(1) > 0) & (told.weights == 1)
    constructs = [construct_of(code) for code in labels.codes_2022]
    kinds = sorted(set(constructs))
    member = np.array([[construct == kind for kind in kinds] for construct in constructs], dtype=float)
    chances = np.exp(log_softmax(told.codes_2022[whole])) @ member
    right = (told.shares_2022[whole] @ member) > 0
    order = np.argsort(-chances, axis=1)
    hits = np.take_along_axis(right, order, axis=1)
    domains = np.array([domain_of(kind) for kind in kinds])
    names = sorted(set(domains))
    rolled = chances @ np.array([[domain == name for name in names] for domain in domains], dtype=float)
    right_domain = right @ np.array([[domain == name for name in names] for domain in domains], dtype=float) > 0
    judged = whole & (told.is_valence != IGNORE)
    valence, truth = told.valence[judged], told.is_valence[judged]
    sided = truth < 2
    known = (told.is_coded != IGNORE) & (told.weights == 1)
    has_2009 = (told.shares_2009.sum(1) > 0) & (told.weights == 1)
    first_2009 = told.shares_2009[has_2009][np.arange(has_2009.sum()), told.codes_2009[has_2009].argmax(1)] > 0
    return {
        "passages": float(whole.sum()),
        "first": float(hits[:, 0].mean()),
        "among three": float(hits[:, :3].any(1).mean()),
        "domain": float(right_domain[np.arange(len(rolled)), rolled.argmax(1)].mean()),
        "2009 first": float(first_2009.mean()),
        "valence": float((valence.argmax(1) == truth).mean()),
        "side": float((valence[sided][:, :2].argmax(1) == truth[sided]).mean()),
    } | _coded_figure(told.coded[known], told.is_coded[known] > 0.5)


def _coded_figure(scores: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Nothing of an author who wrote no uncoded text."""
    return {"coded auc": auc(scores, truth)} if 0 < truth.sum() < len(truth) else {}


def auc(scores: np.ndarray, truth: np.ndarray) -> float:
    """Chance that a coded stretch scores above one that isn't (Mann-Whitney)."""
    ranks = np.argsort(np.argsort(scores)) + 1
    n = int(truth.sum())
    return float((ranks[truth].sum() - n * (n + 1) / 2) / max(1, n * (len(truth) - n)))
