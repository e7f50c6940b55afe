"""Whether themes emerge that somebody knows of: `python -m training.theme_figures [--gold FOLDER]`.

Two yardsticks. The first hides a construct: in the interviews of one author of the corpus its passages are the
unknown theme; the codebook goes without the construct, and its direction is taken out of the encoder's features. The
second is a gold set with themes planted by hand. Told is the F1 of the best candidate, and of random candidates of the
same sizes. The encoder was trained on the corpus: a hidden construct is easier than a theme that it never saw.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cfir_coder.codebooks import load_codebook, load_valence_lexicon
from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.emergent_meaning import themes_by_meaning
from cfir_coder.coders.encoded import read_all
from cfir_coder.coders.encoder import Encoder
from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.judging import touches
from cfir_coder.coders.learned import ReadText
from cfir_coder.coders.machine import Heard
from cfir_coder.coders.meaning import Heads
from cfir_coder.coders.nlp import Language, spoken_turns
from cfir_coder.model.codebook import Codebook
from cfir_coder.readers import read_transcript
from training.corpus import CORPUS
from training.markdown import table_head, table_row
from training.scoring import construct_of

LEAST_TEXTS, LEAST_PASSAGES, LEAST_DOCUMENTS = 9, 5, 4
"""Interviews of an author; passages of a construct, and interviews that hold them, for it to be hidden."""
HIDDEN = 4
"""Constructs hidden per author."""
DRAWS = 5
"""Random candidates are drawn so often."""
Words = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Study:
    """Interviews with what a person coded in them: the words of each passage, by construct or theme."""

    name: str
    texts: list[ReadText]
    gold: Mapping[str, list[Words]]


class Blind(Heads):
    """Heads on features from which the direction of some codes is taken out."""

    def __init__(self, arrays: Mapping[str, Any], rows: Sequence[int]) -> None:
        super().__init__(arrays)
        weights = arrays["codes_2022.weight"] - arrays["codes_2022.weight"].mean(axis=0)
        self._away = np.linalg.qr(weights[list(rows)].T)[0]

    def features(self, vectors: Any) -> Any:
        """Normalise (n, 384) vectors, and project."""
        features = super().features(vectors)
        return features - (features @ self._away) @ self._away.T


def main() -> None:
    """Print both yardsticks as Markdown tables."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--gold", type=Path, help="interviews (.txt) with gold.jsonl that holds inductive codes")
    told = asked.parse_args()
    encoder = Encoder()
    if told.gold:
        report(planted(encoder, read_study(told.gold, encoder)))
    folders = [path.parent for path in sorted(CORPUS.glob("*/gold.jsonl"))]
    large = [folder for folder in folders if len(documents_of(folder)) >= LEAST_TEXTS]
    report(row for folder in large for row in hidden(encoder, read_study(folder, encoder)))


def report(rows: Iterator[tuple[str, str, int, float, float]]) -> None:
    """study, theme, passages, F1 of the best candidate and of the best random one; then the means."""
    print(*table_head("interviews", "theme", "passages", "best candidate", "best random one"), sep="\n")
    every = []
    for study, theme, passages, best, floor in rows:
        every.append((best, floor))
        print(table_row((study, theme, str(passages), f"{best:.2f}", f"{floor:.2f}")), flush=True)
    means = [sum(column) / len(column) for column in zip(*every, strict=True)]
    print(table_row((f"mean of {len(every)}", "", "", f"{means[0]:.3f}", f"{means[1]:.3f}")), end="\n\n")


def planted(encoder: Encoder, study: Study) -> Iterator[tuple[str, str, int, float, float]]:
    """Every theme of a gold set that stands beside the framework."""
    found = candidates(Decider(encoder, bare_codebook()), study)
    for theme in sorted(code for code in study.gold if code.startswith("inductive")):
        yield study.name, theme, len(study.gold[theme]), *figures(study, found, study.gold[theme])


def hidden(encoder: Encoder, study: Study) -> Iterator[tuple[str, str, int, float, float]]:
    """Some constructs of a study, evenly taken from those that enough interviews speak of."""
    outputs = encoder.card["outputs"]["codes_2022"]
    often = [code for code, passages in sorted(study.gold.items()) if is_hideable(code, passages)]
    for construct in often[:: max(1, len(often) // HIDDEN)][:HIDDEN]:
        book = bare_codebook(without=construct)
        seeing = Decider(encoder, book)
        rows = [row for row, code in enumerate(outputs) if construct_of(code) == construct]
        decider = seeing.adapted(Blind(encoder.heads, rows), seeing.settings, lambda features: {})
        found = candidates(decider, study)
        yield study.name, construct, len(study.gold[construct]), *figures(study, found, study.gold[construct])


def bare_codebook(without: str = "") -> Codebook:
    """CFIR 2022 without a construct, and without the definitions and examples, which themes don't look at."""
    base = load_codebook("cfir-2022")
    bare = (code.model_copy(update={"definition": "", "examples": ()}) for code in base.codes)
    return Codebook(**{**dict(base), "codes": tuple(code for code in bare if construct_of(code.id) != without)})


def is_hideable(code: str, passages: Sequence[Words]) -> bool:
    """Whether enough interviews speak of a construct."""
    texts = {text for words in passages for text, _ in words}
    return (
        "." in code
        and not code.startswith("inductive")
        and len(passages) >= LEAST_PASSAGES
        and len(texts) >= LEAST_DOCUMENTS
    )


def candidates(decider: Decider, study: Study) -> list[list[Words]]:
    """The words of each candidate's passages."""
    places = word_places(study.texts)
    themes = themes_by_meaning(decider, study.texts, {}).themes
    return [[words_in(places, each.text_hash, each.start, each.end) for each in one.passages] for one in themes]


def figures(study: Study, found: Sequence[Sequence[Words]], gold: Sequence[Words]) -> tuple[float, float]:
    """F1 of the best candidate, and of the best of as many random ones, made of all that is said."""
    draw = random.Random(0)
    turns = [words for one in study.texts for words in said(one)]
    sizes = [len(passages) for passages in found]
    floors = [
        max((f1(draw.sample(turns, min(size, len(turns))), gold) for size in sizes), default=0.0) for _ in range(DRAWS)
    ]
    return max((f1(passages, gold) for passages in found), default=0.0), sum(floors) / DRAWS


def f1(found: Sequence[Words], gold: Sequence[Words]) -> float:
    """As `shared/gold/score.py` counts it."""
    right = sum(any(touches(one, other) for other in gold) for one in found) / max(1, len(found))
    hit = sum(any(touches(one, other) for other in found) for one in gold) / max(1, len(gold))
    return 2 * right * hit / (right + hit) if right + hit else 0.0


def read_study(folder: Path, encoder: Encoder) -> Study:
    """Read interviews and what stands in gold.jsonl; subconstructs count as their construct."""
    language = Language()
    transcripts = [read_transcript(folder / name, document=name) for name in documents_of(folder)]
    heard = [Heard(one, tuple(spoken_turns(one, language)), ()) for one in transcripts]
    job = CodingJob("encoder", load_codebook("cfir-2022"), load_valence_lexicon(), transcripts)
    texts = read_all(encoder, heard, job)
    hashes = {one.document: one.hash for one in transcripts}
    places = word_places(texts)
    gold: dict[str, list[Words]] = defaultdict(list)
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        words = words_in(places, hashes[row["doc"]], row["start"], row["end"])
        for code in {construct_of(each["cfir_2022"]) for each in row["codes"] if each["cfir_2022"]}:
            gold[code].append(words)
    return Study(folder.name, texts, gold)


def documents_of(folder: Path) -> list[str]:
    """The interviews that were coded."""
    lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return sorted(Counter(json.loads(line)["doc"] for line in lines))


def word_places(texts: Sequence[ReadText]) -> dict[str, list[int]]:
    """Where the words of each text begin."""
    return {one.text_hash: [match.start() for match in re.finditer(r"\w+", one.heard.transcript.text)] for one in texts}


def words_in(places: Mapping[str, list[int]], text: str, start: int, end: int) -> Words:
    """The words that begin in `start <= x < end` of a text."""
    return frozenset((text, place) for place in places[text] if start <= place < end)


def said(text: ReadText) -> list[Words]:
    """The words of stretches of up to three sentences, all that participants say."""
    places = word_places([text])
    return [
        words_in(places, text.text_hash, turn.sentences[at][0], turn.sentences[min(at + 3, len(turn.sentences)) - 1][1])
        for turn in text.turns()
        for at in range(0, len(turn.sentences), 3)
    ]


if __name__ == "__main__":
    main()
