"""The corpus as a network reads it: word pieces of every window, and the senses that it should keep near to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.batches import Pieces, encode
from training.corpus import CORPUS, MUCH_ALIKE, Labels, Window, definition_windows, load_labels, load_windows
from training.model import WIDTH, Network
from training.senses import senses_of

if TYPE_CHECKING:
    from training.fit import Recipe

    Fitted = tuple[list[Pieces], Labels, Recipe, list[Tensor]]


@dataclass
class Lesson:
    """base: folder of the base model, with its tokenizer."""

    base: Path
    labels: Labels = field(default_factory=load_labels)

    def fresh(self, layers: int) -> Network:
        """A network that has learned nothing of CFIR."""
        return Network(self._model(), self.labels, layers=layers)

    def of(self, wanted: Callable[[str], bool], recipe: Recipe, share: float = 1.0) -> Fitted:
        """What `fit` is given: pieces, labels, recipe and senses of some authors' windows and of the codebooks.

        share: how much of the windows, 0-1; a smaller share is part of a larger one. What is worth coding is learned
        best from talk that is coded in part, so `recipe.transcripts` says how often transcripts are read in an epoch,
        but for those of authors who are much alike.
        """
        rows = [
            row
            for row, one in enumerate(self.windows)
            if one.author == "codebook" or (wanted(one.author) and crc32(one.text.encode()) / 2**32 < share)
        ]
        rows += (recipe.transcripts - 1) * [
            row
            for row in rows
            if self.windows[row].in_transcript and not self.windows[row].author.startswith(MUCH_ALIKE)
        ]
        return [self._pieces[row] for row in rows], self.labels, recipe, [self._senses[row] for row in rows]

    def pieces(self, author: str) -> list[Pieces]:
        """All that one author wrote."""
        return [one for one, window in zip(self._pieces, self.windows, strict=True) if window.author == author]

    @property
    def tokenizer_file(self) -> Path:
        """The tokenizer, as the model is shipped with it."""
        return self.base / "tokenizer.json"

    @cached_property
    def windows(self) -> list[Window]:
        """Every author's windows, then those of the codebooks."""
        folders = sorted(each for each in CORPUS.iterdir() if each.is_dir())
        return load_windows(folders, self.labels) + definition_windows(self.labels)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self.tokenizer_file))
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _pieces(self) -> list[Pieces]:
        return encode(self.windows, self._tokenizer)

    @cached_property
    def _senses(self) -> list[Tensor]:
        texts = (window.text[each.start : each.end] for window in self.windows for each in window.stretches)
        senses = senses_of(texts, self._model().eval(), self._tokenizer)
        return [
            torch.stack([senses[window.text[each.start : each.end]] for each in one.stretches])
            if one.stretches
            else torch.zeros(0, WIDTH)
            for window, one in zip(self.windows, self._pieces, strict=True)
        ]

    def _model(self) -> Any:
        from transformers import BertModel

        return BertModel.from_pretrained(self.base, add_pooling_layer=False)
