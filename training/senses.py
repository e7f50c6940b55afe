"""The general sense of a text: the base model's own sentence vector, which the network learns to keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

AT_ONCE = 2400


def senses_of(told: Iterable[str], base: Any, tokenizer: Tokenizer) -> dict[str, Tensor]:
    """The mean of the last layer's pieces, scaled to length 1, for every text. base: the whole model."""
    texts = sorted(set(told), key=len)
    found: dict[str, Tensor] = {}
    tokenizer.enable_truncation(128)
    with torch.inference_mode():
        for group in _groups(texts):
            pieces = [one.ids for one in tokenizer.encode_batch(group)]
            ids = torch.zeros(len(group), max(map(len, pieces)), dtype=torch.long)
            for row, one in enumerate(pieces):
                ids[row, : len(one)] = torch.tensor(one)
            mask = (ids != 0).long()
            hidden = base(input_ids=ids, attention_mask=mask).last_hidden_state
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            found.update(zip(group, torch.nn.functional.normalize(mean), strict=True))
    return found


def _groups(texts: Sequence[str]) -> list[list[str]]:
    lengths = np.array([len(text) // 4 + 3 for text in texts])
    groups: list[list[str]] = []
    for text, length in zip(texts, lengths, strict=True):
        if not groups or length * (len(groups[-1]) + 1) > AT_ONCE:
            groups.append([])
        groups[-1].append(text)
    return groups
