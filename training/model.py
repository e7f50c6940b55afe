"""The network: MiniLM's lower layers, every stretch pooled from its own word pieces, and linear heads on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from training.corpus import VALENCES, Labels

WIDTH = 384


@dataclass(frozen=True, slots=True)
class Scores:
    """What the heads say of each stretch: features (n, 384), logits, and a general sense (n, 384) of its words."""

    features: Tensor
    coded: Tensor
    codes_2022: Tensor
    codes_2009: Tensor
    valence: Tensor
    sense: Tensor


class Encoder(nn.Module):
    """The transformer alone, which is what is exported: word pieces in, one vector for each out."""

    def __init__(self, base: Any, layers: int) -> None:
        super().__init__()
        base.encoder.layer = base.encoder.layer[:layers]
        self.base = base

    def forward(self, ids: Tensor, mask: Tensor, kinds: Tensor) -> Tensor:
        """ids, mask, kinds: (windows, pieces); gives (windows, pieces, 384)."""
        hidden: Tensor = self.base(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
        return hidden


class Heads(nn.Module):
    """Linear heads on the normalised mean of a stretch's pieces."""

    def __init__(self, labels: Labels, dropout: float = 0.1) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.dropout = nn.Dropout(dropout)
        self.coded = nn.Linear(WIDTH, 1)
        self.codes_2022 = nn.Linear(WIDTH, len(labels.codes_2022))
        self.codes_2009 = nn.Linear(WIDTH, len(labels.codes_2009))
        self.valence = nn.Linear(WIDTH, len(VALENCES))
        self.sense = nn.Linear(WIDTH, WIDTH)

    def forward(self, pooled: Tensor) -> Scores:
        """pooled: (stretches, 384)."""
        features = self.norm(pooled)
        x = self.dropout(features)
        return Scores(
            features, self.coded(x)[:, 0], self.codes_2022(x), self.codes_2009(x), self.valence(x), self.sense(x)
        )


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self, base: Any, labels: Labels, *, layers: int) -> None:
        super().__init__()
        self.encoder = Encoder(base, layers)
        self.heads = Heads(labels)

    def forward(self, ids: Tensor, mask: Tensor, kinds: Tensor, places: Tensor) -> Scores:
        """places: (stretches, 3) of window, first piece, end piece."""
        hidden = self.encoder(ids, mask, kinds)
        sums = nn.functional.pad(hidden.cumsum(1), (0, 0, 1, 0))
        window, first, end = places.unbind(1)
        pooled = (sums[window, end] - sums[window, first]) / (end - first)[:, None]
        scores: Scores = self.heads(pooled)
        return scores
