"""Whole passages as the shared layers see them, in batches: what the layers for valence learn from."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper
from tokenizers import Tokenizer
from torch import Tensor

from training.batches import Pieces, encode, valence_of
from training.corpus import CORPUS, Labels, Part, Stretch, Window, load_labels, within
from training.graft import LOWER
from training.model import WIDTH
from training.passages import passage_windows

BATCH_PIECES = 1600
TOLD_2022, TOLD_2009 = 0.6, 0.85
"""How often a passage is learned with its code of one framework, with that of the other, and else with none."""


@dataclass(frozen=True, slots=True)
class ToneBatch:
    """lower: (windows, pieces, 384); mask: (windows, pieces); places: (stretches, 3); codes, valence: (stretches,)."""

    lower: Tensor
    mask: Tensor
    places: Tensor
    codes: Tensor
    valence: Tensor


@dataclass(frozen=True, slots=True)
class Read:
    """A window. lower: (pieces, 384), of its first mark, what was said, and its last mark. places: among those."""

    author: str
    lower: np.ndarray
    places: list[tuple[int, int]]
    stretches: tuple[Stretch, ...]


class ToneLesson:
    """Passages of the corpus, read by the lowest layers of a model. part: what is read of an author; None: all."""

    def __init__(self, model: Path, part: Callable[[str], Part] | None = None) -> None:
        self.labels: Labels = load_labels()
        self._n_2022 = len(self.labels.codes_2022)
        windows = passage_windows(sorted(each for each in CORPUS.iterdir() if each.is_dir()), self.labels)
        if part is not None:
            windows = [one for one in windows if within(one.text, part(one.author))]
        tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        tokenizer.no_padding()
        self.read = _read(model / "encoder.onnx", windows, encode(windows, tokenizer))

    def of(self, wanted: Callable[[str], bool]) -> list[Read]:
        """What some authors wrote."""
        return [one for one in self.read if one.places and wanted(one.author)]

    def batches(self, reads: Sequence[Read], *, seed: int | None = None, masked: float = 0.0) -> Iterator[ToneBatch]:
        """Batches of windows of like length; with a seed shuffled, codes left out, and pieces hidden.

        masked: share of pieces that every second window is read without.
        """
        chance = random.Random(seed)
        spread = 1.0 if seed is None else 1.15
        groups: list[list[Read]] = [[]]
        longest = 0
        for one in sorted(reads, key=lambda each: len(each.lower) * chance.uniform(1, spread)):
            longest = max(longest, len(one.lower))
            if groups[-1] and longest * (len(groups[-1]) + 1) > BATCH_PIECES:
                groups.append([])
                longest = len(one.lower)
            groups[-1].append(one)
        if seed is not None:
            chance.shuffle(groups)
        for group in groups:
            yield self._batch(group, None if seed is None else chance, masked)

    def _batch(self, group: Sequence[Read], chance: random.Random | None, masked: float) -> ToneBatch:
        longest = max(len(one.lower) for one in group)
        lower = np.zeros((len(group), longest, WIDTH), np.float32)
        mask = np.zeros((len(group), longest), bool)
        for row, one in enumerate(group):
            lower[row, : len(one.lower)] = one.lower
            mask[row, : len(one.lower)] = True
            if chance and chance.random() < 0.5:
                mask[row, 1 : len(one.lower)] &= [chance.random() >= masked for _ in one.lower[1:]]
        stretches = [stretch for one in group for stretch in one.stretches]
        return ToneBatch(
            torch.from_numpy(lower),
            torch.from_numpy(mask),
            torch.tensor([(row, *place) for row, one in enumerate(group) for place in one.places]),
            torch.tensor([self._code(each, chance) for each in stretches]),
            torch.tensor([valence_of(each) for each in stretches]),
        )

    def _code(self, stretch: Stretch, chance: random.Random | None) -> int:
        """0: none is told; then the codes of 2022, then those of 2009."""
        told = [1 + self.labels.codes_2022.index(each) for each in stretch.codes_2022[:1]]
        other = [1 + self._n_2022 + self.labels.codes_2009.index(each) for each in stretch.codes_2009[:1]]
        drawn = chance.random() if chance else 0.0
        if drawn >= TOLD_2009:
            return 0
        return [*told, *other, 0][0] if drawn < TOLD_2022 else [*other, *told, 0][0]


def _read(network: Path, windows: Sequence[Window], pieces: Sequence[Pieces]) -> list[Read]:
    model = onnx.load(network)
    model.graph.output.append(helper.make_empty_tensor_value_info(LOWER))
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    takes_text = any(each.name == "text" for each in session.get_inputs())

    def lower(one: Pieces) -> np.ndarray:
        feed = {"ids": one.ids, "mask": [1] * len(one.ids), "kinds": one.kinds}
        fed = {name: np.array([values], np.int64) for name, values in feed.items()}
        found = session.run([LOWER], fed | ({"text": np.array([0], np.int64)} if takes_text else {}))[0][0]
        return np.concatenate((found[:1], found[one.text_at :])).astype(np.float16)

    with ThreadPoolExecutor() as threads:
        return [
            Read(window.author, found, _without_question(one), one.stretches)
            for window, one, found in zip(windows, pieces, threads.map(lower, pieces), strict=True)
        ]


def _without_question(one: Pieces) -> list[tuple[int, int]]:
    return [(first - one.text_at + 1, end - one.text_at + 1) for first, end in one.places]
