"""The corpus as a network reads it: word pieces of every window, and the senses that it should keep near to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.batches import Pieces, encode
from training.corpus import (
    CORPUS,
    MUCH_ALIKE,
    Labels,
    Part,
    Window,
    definition_windows,
    load_labels,
    load_windows,
    within,
)
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
    _known: dict[str, Tensor] = field(default_factory=dict, init=False, repr=False)

    def fresh(self, layers: int) -> Network:
        """A network that has learned nothing of CFIR."""
        return Network(self._model(), self.labels, layers=layers)

    def of(self, part: Callable[[str], Part], recipe: Recipe) -> Fitted:
        """What `fit` is given: pieces, labels, recipe and senses of authors' windows and of the codebooks.

        part: what is read of an author. What is worth coding is learned best from talk that is coded in part, so
        `recipe.transcripts` says how often transcripts are read in an epoch, but for those of authors who are much
        alike.
        """
        rows = [
            row
            for row, one in enumerate(self.windows)
            if one.author == "codebook" or within(one.text, part(one.author))
        ]
        rows += (recipe.transcripts - 1) * [
            row
            for row in rows
            if self.windows[row].in_transcript and not self.windows[row].author.startswith(MUCH_ALIKE)
        ]
        return [self._pieces[row] for row in rows], self.labels, recipe, self._senses(rows)

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

    def _senses(self, rows: Sequence[int]) -> list[Tensor]:
        """(stretches, 384) of each window; what was read before isn't read again."""
        read = [(self.windows[row].text, self._pieces[row].stretches) for row in rows]
        texts = [[text[each.start : each.end] for each in stretches] for text, stretches in read]
        new = {text for told in texts for text in told} - self._known.keys()
        self._known |= senses_of(new, self._model().eval(), self._tokenizer)
        return [torch.stack([self._known[text] for text in told]) if told else torch.zeros(0, WIDTH) for told in texts]

    def _model(self) -> Any:
        from transformers import BertModel

        return BertModel.from_pretrained(self.base, add_pooling_layer=False)
