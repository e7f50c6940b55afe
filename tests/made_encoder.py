"""A made-up encoder: vectors from words alone, the same every time, so that tests need no network's files."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from functools import cached_property
from typing import Any

import numpy as np

from cfir_coder.coders.encoder import Passage, Reading

WIDTH = 384
LEANING = 4
CODES = ("outer_setting.financing", "individuals.characteristics.motivation", "outer_setting.policies_laws")
TOPICS = {
    "money": ("money", "budget", "grant", "paid"),
    "will": ("want", "believe", "convinced", "care"),
    "law": ("law", "statute", "rule", "legislature"),
    "grief": ("funeral", "died", "lost", "grave"),
}
"""Words by topic; each topic is a direction of its own."""


class MadeEncoder:
    """Says little of codes by itself: its head knows money, and takes law for will."""

    hash = "made"

    def __init__(self, folder: object = None) -> None:
        self.card: dict[str, Any] = {
            "name": "made",
            "version": "0",
            "outputs": {"codes_2022": list(CODES), "codes_2009": ["x"], "valence": ["facilitator", "barrier"]},
            "deciding": {
                "coded_from": 0.5,
                "new_stretch": 1.2,
                "cue_lift": 0.0,
                "cue_coded": 0.0,
                "second_from": 0.45,
                "narrow_from": 0.5,
                "explicit_from": 2.0,
                "calibration": [1.0, 0.0],
                "propose_from": {"": 0.2},
                "theme_from": 2.0,
                "own_from": 2.0,
                "own_scale": [1.0, 0.0],
                "trust": {"side": 0.0, "mixed": 0.0},
            },
        }

    def check(self) -> None:
        """There are no files that could be damaged."""

    @cached_property
    def heads(self) -> dict[str, Any]:
        """Linear heads on the topics' directions."""
        codes = np.zeros((len(CODES), WIDTH), np.float32)
        codes[0, 0], codes[1, 1], codes[1, 2] = 0.3, 0.3, 0.3
        coded = np.zeros((1, WIDTH), np.float32)
        coded[0, :3] = 0.4
        return {
            "norm.weight": np.ones(WIDTH, np.float32),
            "norm.bias": np.zeros(WIDTH, np.float32),
            "coded.weight": coded,
            "coded.bias": np.array([-1.0], np.float32),
            "codes_2022.weight": codes,
            "codes_2022.bias": np.zeros(len(CODES), np.float32),
            "codes_2009.weight": np.zeros((1, WIDTH), np.float32),
            "codes_2009.bias": np.zeros(1, np.float32),
            **self._leaning,
            "valence.weight": np.zeros((2, LEANING + WIDTH), np.float32),
            "valence.bias": np.zeros(2, np.float32),
            "sense.weight": np.eye(WIDTH, dtype=np.float32),
            "sense.bias": np.zeros(WIDTH, np.float32),
        }

    @property
    def _leaning(self) -> dict[str, Any]:
        """What comes before the valence head: nothing is told by it."""
        codes = {"none": np.zeros(2, np.float32), "codes_2022": np.zeros((len(CODES), 2), np.float32),
                 "codes_2009": np.zeros((1, 2), np.float32)}  # fmt: skip
        sizes = {"norm": (WIDTH,), "hidden": (LEANING, WIDTH + 2), "scaled": (LEANING,)}
        layers = {f"{name}.weight": np.ones(size, np.float32) for name, size in sizes.items()}
        layers |= {f"{name}.bias": np.zeros(size[0], np.float32) for name, size in sizes.items()}
        return {f"tone.{name}": array for name, array in (codes | layers).items()}

    def begin(self, passages: Sequence[Passage]) -> list[Future[Reading]]:
        """Read at once."""
        begun: list[Future[Reading]] = []
        for reading in self.read(passages):
            begun.append(Future())
            begun[-1].set_result(reading)
        return begun

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """A sentence's vector: its topics, and a little of its own; its tone is the opposite."""
        readings = []
        for passage in passages:
            vectors = [_vector(passage.text[start:end]) for start, end in passage.sentences]
            lengths = [len(passage.text[start:end].split()) for start, end in passage.sentences]
            array = np.array(vectors, np.float16).reshape(-1, WIDTH)
            readings.append(Reading(array, -array, np.array(lengths, np.int32)))
        return readings


def _vector(text: str) -> Any:
    words = {word.strip(".,?!").lower() for word in text.split()}
    noise = np.random.default_rng(sum(map(ord, text))).normal(scale=0.1, size=WIDTH)
    for place, some in enumerate(TOPICS.values()):
        noise[place] += 2.0 * bool(words & set(some))
    return noise
