"""The layers that judge valence: layers of their own on the network's lowest ones, and a head that is told the code.

They read what was said, without the question, and begin as copies of the network's own upper layers. In `cfir` they are
part of the one network (`graft`), the head is `coders.meaning.Heads.leanings`.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.corpus import VALENCES, Labels
from training.model import WIDTH

CODE_WIDTH = 64
HIDDEN = 256
LOWEST = 2
"""Layers that are shared; training leaves them as they are."""


class ToneHead(nn.Module):
    """Valences of a stretch: its normalised mean beside a vector of its code, one hidden layer, normalised again."""

    def __init__(self, labels: Labels, dropout: float = 0.1) -> None:
        super().__init__()
        n_codes = len(labels.codes_2022) + len(labels.codes_2009)
        self.codes = nn.Embedding(1 + n_codes, CODE_WIDTH)
        nn.init.normal_(self.codes.weight, 0, 0.02)
        self.norm = nn.LayerNorm(WIDTH)
        self.hidden = nn.Linear(WIDTH + CODE_WIDTH, HIDDEN)
        self.scaled = nn.LayerNorm(HIDDEN)
        self.valence = nn.Linear(HIDDEN, len(VALENCES))
        self.dropout = nn.Dropout(dropout)
        self._n_2022 = len(labels.codes_2022)

    def forward(self, means: Tensor, codes: Tensor) -> Tensor:
        """means: (stretches, 384); codes: (stretches,) as `ToneLesson` numbers them. Gives logits of each valence."""
        told = self.dropout(torch.cat([self.norm(means), self.codes(codes)], 1))
        logits: Tensor = self.valence(self.dropout(self.scaled(functional.relu(self.hidden(told)))))
        return logits

    def arrays(self) -> dict[str, Tensor]:
        """The head's arrays under the names that `cfir` knows them by."""
        told = self.state_dict()
        codes = told["codes.weight"]
        named = {"tone.none": codes[0], "tone.codes_2022": codes[1 : 1 + self._n_2022],
                 "tone.codes_2009": codes[1 + self._n_2022 :]}  # fmt: skip
        for name in ("norm", "hidden", "scaled"):
            named |= {f"tone.{name}.{part}": told[f"{name}.{part}"] for part in ("weight", "bias")}
        return named | {f"valence.{part}": told[f"valence.{part}"] for part in ("weight", "bias")}

    def take_up(self, named: Mapping[str, Tensor]) -> None:
        """Be the head whose `arrays` these are; others among them are left alone."""
        codes = [named["tone.none"][None], named["tone.codes_2022"], named["tone.codes_2009"]]
        told = {"codes.weight": torch.cat(codes)}
        for name in self.state_dict().keys() - told.keys():
            told[name] = named[name if name.startswith("valence.") else f"tone.{name}"]
        self.load_state_dict(told)


class Tone(nn.Module):
    """Layers and head. layers: the network's own from LOWEST on, which training goes on from."""

    def __init__(self, layers: nn.ModuleList, labels: Labels) -> None:
        super().__init__()
        self.layers = layers
        self.head = ToneHead(labels)

    def forward(self, lower: Tensor, mask: Tensor, places: Tensor, codes: Tensor) -> Tensor:
        """lower: (windows, pieces, 384) of the shared layers. mask: (windows, pieces), pieces that are there.

        places: (stretches, 3) of window, first piece, end piece.
        """
        window, first, end = places.unbind(1)
        at = torch.arange(lower.shape[1])
        inside = ((at >= first[:, None]) & (at < end[:, None]) & mask[window]).float()
        hidden = self.tones(lower, mask)[window]
        means = (hidden * inside[..., None]).sum(1) / inside.sum(1, keepdim=True).clamp_min(1)
        logits: Tensor = self.head(means, codes)
        return logits

    def tones(self, lower: Tensor, mask: Tensor | None = None) -> Tensor:
        """What the layers make of each piece: (windows, pieces, 384)."""
        away = None if mask is None else torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]
        for layer in self.layers:
            found = layer(lower, away)
            lower = found[0] if isinstance(found, tuple) else found
        return lower
