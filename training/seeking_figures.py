"""What `cfir next` and `cfir like` are worth: `python -m training.seeking_figures FOLDER`.

Next: interviews of a gold set are coded one after the other, in the order of `cfir next` or in a random one, and what
is learned from them is judged on interviews that nobody coded. Like: one to three passages of a code are marked; how
many of the most alike have that code, beside tf-idf on the words and beside chance.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cfir_coder.coders import judging
from cfir_coder.coders.adapter import fit_adapter, taught
from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.judging import Judge, touches
from cfir_coder.coders.learned import ReadText
from cfir_coder.coders.learned_examples import Looked, sentences_in
from cfir_coder.coders.learned_left_out import marks_of, proposals
from cfir_coder.coders.meaning import pooled
from cfir_coder.coders.stretches import Meant, likeness, next_texts, stretches_of, unit
from cfir_coder.model.codebook import Codebook
from cfir_coder.workflow.seeking import WORTH_A_LOOK
from training.learning_figures import prepare
from training.markdown import table_head, table_row
from training.scoring import Mark, construct_of, score

Floats = NDArray[np.floating]
SEEDS = 5
FIRST, LEFT_OUT = 2, 4
"""Interviews that are coded to begin with; interviews to judge on."""
DRAWS, LEAST_PASSAGES = 5, 5
"""How often passages of a code are marked at random; passages that it must have."""
TOP = 10


@dataclass(frozen=True)
class Interviews:
    """A gold set, read once."""

    texts: list[ReadText]
    looked: list[Looked]
    codebook: Codebook
    decider: Decider

    @cached_property
    def by_hash(self) -> Mapping[str, ReadText]:
        """Texts by hash."""
        return {one.text_hash: one for one in self.texts}

    def taught_by(self, coded: Sequence[str]) -> Decider:
        """What is learned from some texts, with the card's settings: thresholds want more texts than these."""
        looked = [one for one in self.looked if one.text_hash in coded]
        turns = {key: self.by_hash[key].turns() for key in coded}
        adapter = fit_adapter(self.decider.heads, self.decider.framework, self.codebook, looked, turns)
        return taught(self.decider, adapter, self.decider.settings)

    def construct_f1(self, decider: Decider, left_out: Sequence[str]) -> float:
        """On texts that nobody coded."""
        texts = [self.by_hash[key] for key in left_out]
        gold = [mark for some in marks_of(self.looked, left_out).values() for mark in some]
        found = [mark for one in texts for mark in proposals(decider, one)]
        sides = ([Mark(one.text_hash, one.start, one.end, one.code) for one in some] for some in (gold, found))
        return score(*sides, {one.text_hash: one.heard.transcript.text for one in texts})["construct F1"]

    def next_of(self, decider: Decider, coded: Sequence[str], left: Sequence[str]) -> str:
        """The text that `cfir next` would name."""
        seen = [one.sense for key in coded for one in self._stretches(decider, key) if self._is_coded(one)]
        open_ = [one for key in left for one in self._stretches(decider, key)]
        return next_texts(open_, np.array(seen).reshape(len(seen), -1), most=1)[0].text_hash

    def _stretches(self, decider: Decider, key: str) -> list[Meant]:
        return stretches_of(decider, self.by_hash[key], coded_from=WORTH_A_LOOK)

    def _is_coded(self, one: Meant) -> bool:
        return any(
            one.start < coding.end and coding.start < one.end
            for each in self.looked
            if each.text_hash == one.text_hash
            for coding in each.codings
        )


def main() -> None:
    """Print both tables as Markdown."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="interviews (.txt) with gold.jsonl")
    asked.add_argument("--seeds", type=int, default=SEEDS, help="orders that are tried")
    told = asked.parse_args()
    interviews = Interviews(*prepare(told.folder)[:4])
    print("\n".join(like_table(interviews)), flush=True)
    print()
    print("\n".join(next_table(interviews, told.seeds)), flush=True)


def next_table(interviews: Interviews, seeds: int) -> Iterator[str]:
    """Construct F1 on interviews left out, by how many were coded: in the order of `cfir next`, and at random."""
    curves: dict[str, list[list[float]]] = {"`cfir next`": [], "random order": []}
    for seed in range(seeds):
        for name, curve in curves_of(interviews, seed).items():
            curves[name].append(curve)
    sizes = range(FIRST, FIRST + len(curves["random order"][0]))
    yield from table_head("order", *(f"{size} coded" for size in sizes))
    for name, some in curves.items():
        yield table_row((name, *(f"{value:.3f}" for value in np.mean(some, axis=0))))
    gained = np.array(curves["`cfir next`"]) - np.array(curves["random order"])
    middle = gained[:, 1:-1].mean(axis=1)
    yield (
        f"\nBetween the first {FIRST} and the last, where both orders meet again, `cfir next` gains "
        f"{middle.mean():+.3f} a step (by order: {', '.join(f'{each:+.3f}' for each in middle)})."
    )


def curves_of(interviews: Interviews, seed: int) -> dict[str, list[float]]:
    """Both orders begin with the same interviews, end with the same, and are judged on the same."""
    order = random.Random(seed).sample(sorted(interviews.by_hash), len(interviews.by_hash))
    left_out, pool = order[:LEFT_OUT], order[LEFT_OUT:]
    told = {}
    for name in ("`cfir next`", "random order"):
        coded, left = pool[:FIRST], pool[FIRST:]
        decider = interviews.taught_by(coded)
        curve = [interviews.construct_f1(decider, left_out)]
        while left:
            best = interviews.next_of(decider, coded, left) if name != "random order" else left[0]
            coded, left = [*coded, best], [key for key in left if key != best]
            decider = interviews.taught_by(coded)
            curve.append(interviews.construct_f1(decider, left_out))
        told[name] = curve
    return told


def like_table(interviews: Interviews) -> Iterator[str]:
    """Average precision, and precision among the first ten; constructs and the codes outside CFIR apart."""
    figures = likes_of(interviews)
    yield from table_head("codes", "marked", "codes tried", "`cfir like`: AP", "P@10", "tf-idf: AP", "P@10", "chance")
    for group, marked in sorted(figures):
        means = np.array(list(figures[group, marked].values())).mean(axis=0)
        yield table_row((group, str(marked), str(len(figures[group, marked])), *(f"{value:.3f}" for value in means)))


def likes_of(interviews: Interviews) -> dict[tuple[str, int], dict[str, list[float]]]:
    """By group of codes and passages marked, by code: means over the draws, in the order of the table."""
    stretches = [one for text in interviews.texts for one in stretches_of(interviews.decider, text, coded_from=0)]
    words = tf_idf(interviews, stretches)
    judge = Judge([one.heard.transcript for one in interviews.texts])
    passages: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for one in interviews.looked:
        for coding in one.codings:
            passages[construct_of(coding.code)].append((one.text_hash, coding.start, coding.end))
    said = [judge.words(judging.Mark(one.text_hash, one.start, one.end, "")) for one in stretches]
    found: dict[tuple[str, int], dict[str, list[float]]] = defaultdict(dict)
    for code, places in sorted(passages.items()):
        if len(places) < LEAST_PASSAGES:
            continue
        group = "outside CFIR" if code.startswith("inductive") else "constructs"
        gold = [(text, judge.words(judging.Mark(text, start, end, ""))) for text, start, end in places]
        right = np.array(
            [
                any(text == one.text_hash and touches(own, over) for text, over in gold)
                for one, own in zip(stretches, said, strict=True)
            ]
        )
        for marked in (1, 2, 3):
            drawn = [random.Random(f"{code} {draw}").sample(places, marked) for draw in range(DRAWS)]
            rows = [_one_draw(interviews, stretches, words, right, some) for some in drawn]
            found[group, marked][code] = [float(value) for value in np.mean(rows, axis=0)]
    return found


def _one_draw(
    interviews: Interviews,
    stretches: Sequence[Meant],
    words: Floats,
    right: NDArray[np.bool_],
    marked: Sequence[tuple[str, int, int]],
) -> list[float]:
    inside = np.array(
        [any(one.text_hash == text and one.start < end and start < one.end for text, start, end in marked)
         for one in stretches]
    )  # fmt: skip
    heads = interviews.decider.heads
    vectors = [_vector(interviews.by_hash[text], (start, end)) for text, start, end in marked]
    features = heads.features(np.array(vectors))
    left = [one for one, gone in zip(stretches, inside, strict=True) if not gone]
    ours = likeness(left, heads.senses(features), unit(features))
    theirs = words[~inside] @ words[inside].mean(axis=0)
    truth = right[~inside]
    return [*ranked(ours, truth), *ranked(theirs, truth), float(truth.mean())]


def ranked(scores: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Average precision, and the share of the first ten that is right."""
    order = np.argsort(-scores, kind="stable")
    hits = right[order]
    precision = hits.cumsum() / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean()) if hits.any() else 0.0, float(hits[:TOP].mean())


def tf_idf(interviews: Interviews, stretches: Sequence[Meant]) -> Floats:
    """Rows of length 1, a stretch each."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    quotes = [interviews.by_hash[one.text_hash].heard.transcript.text[one.start : one.end] for one in stretches]
    found: Floats = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(quotes).toarray()
    return found


def _vector(text: ReadText, place: tuple[int, int]) -> Floats:
    """A marked passage where it stands."""
    for turn in text.turns():
        inside = sentences_in(place, turn.sentences)
        if inside:
            found: Floats = pooled(turn.vectors, turn.lengths, [(inside[0], inside[-1] + 1)])[0]
            return found
    raise SystemExit(f"{text.heard.transcript.document}: no participant says the passage {place[0]}-{place[1]}.")


if __name__ == "__main__":
    main()
