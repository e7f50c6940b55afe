"""Windows as batches of word pieces, and their labels as tensors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.corpus import VALENCES, Labels, Stretch, Window

MOST_PIECES = 256
BATCH_PIECES = 1200
MASK, PAD = 103, 0
IGNORE = -100


@dataclass(frozen=True, slots=True)
class Pieces:
    """One window as word pieces, with and without its question; stretches as (first, end) pieces of the text."""

    ids: list[int]
    kinds: list[int]
    text_at: int
    places: list[tuple[int, int]]
    stretches: tuple[Stretch, ...]

    def without_question(self) -> Pieces:
        """The same text alone."""
        cut = self.text_at - 1
        places = [(first - cut, end - cut) for first, end in self.places]
        ids = [self.ids[0], *self.ids[self.text_at :]]
        return Pieces(ids, [0] * len(ids), 1, places, self.stretches)


@dataclass(frozen=True, slots=True)
class Batch:
    """ids, mask, kinds (windows, pieces); places (stretches, 3); targets by head; weights (stretches,)."""

    ids: Tensor
    mask: Tensor
    kinds: Tensor
    places: Tensor
    coded: Tensor
    codes_2022: Tensor
    codes_2009: Tensor
    valence: Tensor
    weights: Tensor
    rows: Tensor


def encode(windows: Sequence[Window], tokenizer: Tokenizer) -> list[Pieces]:
    """Cut windows into pieces; a stretch that lies beyond the last piece is dropped."""
    tokenizer.enable_truncation(MOST_PIECES, strategy="longest_first")
    pairs = [(window.question, window.text) if window.question else window.text for window in windows]
    return [_pieces(window, encoding) for window, encoding in zip(windows, tokenizer.encode_batch(pairs), strict=True)]


def _pieces(window: Window, encoding: object) -> Pieces:
    sequence = 1 if window.question else 0
    inside = [index for index, which in enumerate(encoding.sequence_ids) if which == sequence]  # type: ignore[attr-defined]
    offsets = encoding.offsets  # type: ignore[attr-defined]
    starts = np.array([offsets[index][0] for index in inside])
    places, kept = [], []
    for stretch in window.stretches:
        first, end = np.searchsorted(starts, [stretch.start, stretch.end])
        if first < end:
            places.append((inside[0] + int(first), inside[0] + int(end)))
            kept.append(stretch)
    return Pieces(encoding.ids, encoding.type_ids, inside[0] if inside else 1, places, tuple(kept))  # type: ignore[attr-defined]


def batches(
    pieces: Sequence[Pieces],
    labels: Labels,
    *,
    seed: int | None = None,
    drop_question: float = 0.0,
    masked: float = 0.0,
) -> Iterator[Batch]:
    """Batches of windows of like length; shuffled, and with noise, when there is a seed.

    drop_question: share of windows read without their question. masked: share of pieces hidden in every second one.
    """
    chance = random.Random(seed)
    read = [
        (one.without_question() if one.text_at > 1 and chance.random() < drop_question else one, row)
        for row, one in enumerate(pieces)
        if one.places
    ]
    spread = 1.15 if seed is not None else 1.0
    read.sort(key=lambda each: len(each[0].ids) * chance.uniform(1, spread))
    groups: list[list[tuple[Pieces, int]]] = [[]]
    longest = 0
    for one in read:
        longest = max(longest, len(one[0].ids))
        if groups[-1] and longest * (len(groups[-1]) + 1) > BATCH_PIECES:
            groups.append([])
            longest = len(one[0].ids)
        groups[-1].append(one)
    if seed is not None:
        chance.shuffle(groups)
    for group in groups:
        yield _batch(group, labels, chance, masked if seed is not None else 0.0)


def _batch(group: list[tuple[Pieces, int]], labels: Labels, chance: random.Random, masked: float) -> Batch:
    longest = max(len(one.ids) for one, _ in group)
    ids = torch.full((len(group), longest), PAD)
    kinds = torch.zeros_like(ids)
    for index, (one, _) in enumerate(group):
        shown = one.ids
        if masked and chance.random() < 0.5:
            shown = [
                MASK if one.text_at <= at < len(one.ids) - 1 and chance.random() < masked else piece
                for at, piece in enumerate(one.ids)
            ]
        ids[index, : len(shown)] = torch.tensor(shown)
        kinds[index, : len(shown)] = torch.tensor(one.kinds)
    places = [(index, *place) for index, (one, _) in enumerate(group) for place in one.places]
    stretches = [stretch for one, _ in group for stretch in one.stretches]
    rows = [row for one, row in group for _ in one.stretches]
    coded = [float(IGNORE) if each.coded is None else float(each.coded) for each in stretches]
    return Batch(
        ids, (ids != PAD).long(), kinds, torch.tensor(places), torch.tensor(coded),
        shares_of([each.codes_2022 for each in stretches], labels.codes_2022),
        shares_of([each.codes_2009 for each in stretches], labels.codes_2009),
        torch.tensor([valence_of(each) for each in stretches]),
        torch.tensor([each.weight for each in stretches]),
        torch.tensor(rows),
    )  # fmt: skip


def valence_of(stretch: Stretch) -> int:
    """Its place in VALENCES; IGNORE where none is known."""
    return VALENCES.index(stretch.valence) if stretch.valence else IGNORE


def shares_of(given: list[tuple[str, ...]], codes: list[str]) -> Tensor:
    """Rows that sum to 1, or to 0 where no code is known."""
    at = {code: index for index, code in enumerate(codes)}
    shares = torch.zeros(len(given), len(codes))
    for row, names in enumerate(given):
        for name in names:
            shares[row, at[name]] = 1 / len(names)
    return shares
