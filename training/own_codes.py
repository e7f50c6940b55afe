"""How well codes that the network doesn't know are found from examples: `python -m training.own_codes FOLDER ...`.

Each construct of coded transcripts is taken for a study's own code, as an adopted theme is: three of its passages,
drawn at random, are its examples, and stretches that stand on these aren't counted. Printed: of what is proposed from
some nearness on, how much is right, and how much of the rest it finds; and the curve from nearness to the share that is
right, which a model's card tells as `own_scale`.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from cfir_coder.coders.deciding import TWO
from cfir_coder.coders.encoder import Encoder, Passage
from cfir_coder.coders.judging import Judge, touches
from cfir_coder.coders.judging import Mark as Place
from training.markdown import table_head, table_row
from training.scoring import construct_of
from training.tuning import Tuning, prepare

EXAMPLES, DRAWS, LEAST_PASSAGES = 3, 3, 6
BARS = (0.5, 0.55, 0.6, 0.62, 0.65, 0.7, 0.75)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One code with its examples. near: (stretches,), finds: by stretch, the passages that it would find.

    passages: how many there are beside the examples.
    """

    near: np.ndarray
    finds: list[set[int]]
    passages: int


def main() -> None:
    """Print the figures of all folders together."""
    encoder = Encoder()
    drawn = [one for folder in sys.argv[1:] for one in _drawn(encoder, prepare([(encoder, [Path(folder)])]))]
    print(*table_head("nearness from", "proposed", "right", "found"), sep="\n")
    for bar in BARS:
        proposed = [[some for near, some in zip(one.near, one.finds, strict=True) if near >= bar] for one in drawn]
        count = sum(len(each) for each in proposed)
        right = sum(bool(some) for each in proposed for some in each)
        found = sum(len(set().union(*each)) for each in proposed)
        shares = right / max(1, count), found / sum(one.passages for one in drawn)
        print(table_row([f"{bar:.2f}", f"{count:,}", *(f"{share:.3f}" for share in shares)]))
    near = np.concatenate([one.near for one in drawn])
    fitted = LogisticRegression(C=1e6).fit(near[:, None], [bool(some) for one in drawn for some in one.finds])
    print(f"own_scale: {fitted.coef_[0, 0]:.1f}, {fitted.intercept_[0]:.1f}")


def _drawn(encoder: Encoder, tuning: Tuning) -> Iterator[Drawn]:
    chance, judge = random.Random(1), Judge.of_texts(tuning.texts)
    places, senses = _stretches(tuning)
    words = [judge.words(one) for one in places]
    passages: dict[str, list[Place]] = defaultdict(list)
    for mark in tuning.gold:
        passages[construct_of(mark.code)].append(Place(mark.document, mark.start, mark.end, ""))
    for _, some in sorted(passages.items()):
        on = [judge.words(one) for one in some]
        finds = [
            {index for index, one in enumerate(some) if one.text_hash == place.text_hash and touches(these, on[index])}
            for place, these in zip(places, words, strict=True)
        ]
        for _ in range(DRAWS if len(some) >= LEAST_PASSAGES else 0):
            examples = set(chance.sample(range(len(some)), EXAMPLES))
            told = [tuning.texts[some[index].text_hash][some[index].start : some[index].end] for index in examples]
            near = np.sort(senses @ _senses_of(encoder, tuning, told).T, axis=1)[:, -TWO:].mean(1)
            left = [row for row, each in enumerate(finds) if not each & examples]
            yield Drawn(near[left], [finds[row] for row in left], len(some) - EXAMPLES)


def _stretches(tuning: Tuning) -> tuple[list[Place], np.ndarray]:
    """Every stretch that is worth coding, and its general sense: (stretches, 384)."""
    places, senses = [], []
    for trial in tuning.trials:
        weigher = trial.decider.weigher
        for text in trial.texts:
            for spoken, reading, cued in text.cued():
                for one in weigher.weigh(spoken.tokens, reading, cued):
                    place = spoken.span(one.start, one.end)
                    places.append(Place(text.heard.transcript.document, *place, ""))
                    senses.append(trial.decider.heads.senses(one.features[None])[0])
    return places, np.array(senses)


def _senses_of(encoder: Encoder, tuning: Tuning, texts: list[str]) -> np.ndarray:
    heads = tuning.trials[0].decider.heads
    read = encoder.read([Passage("", text, ((0, len(text)),)) for text in texts])
    senses: np.ndarray = heads.senses(heads.features(np.concatenate([one.vectors for one in read])))
    return senses


if __name__ == "__main__":
    main()
