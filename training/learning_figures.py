"""What `cfir learn` gains on interviews coded by hand: `python -m training.learning_figures FOLDER`.

Learn on some of the interviews of a gold set, propose for the others, three times; counted as `training/scoring.py`
counts, at the level of constructs. Nothing is chosen by these figures' own test interviews.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from cfir_coder.codebooks import load_codebook, load_valence_lexicon
from cfir_coder.coders.adapter import taught
from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.encoded import judgement, read_all
from cfir_coder.coders.encoder import Encoder
from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.judging import Judge
from cfir_coder.coders.learned import Lesson, ReadText, learn
from cfir_coder.coders.learned_examples import Looked
from cfir_coder.coders.learned_left_out import marks_of, proposals
from cfir_coder.coders.learned_valence import Words
from cfir_coder.coders.machine import MachineCoder
from cfir_coder.model.codebook import INDUCTIVE, Code, Codebook, CodeKind
from cfir_coder.model.coding import CoderKind, Coding
from cfir_coder.readers import read_transcript
from training.markdown import table_head, table_row
from training.scoring import Mark, score

SPLITS = 3
SEED = 4
SHOWN = ("construct P", "construct R", "construct F1", "domain F1", "any F1", "kappa", "valence")


def main() -> None:
    """Print the figures as a Markdown table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="interviews (.txt) with gold.jsonl")
    asked.add_argument("--left-out", type=int, default=4, help="interviews to test on")
    asked.add_argument("--seed", type=int, default=SEED, help="another one leaves other interviews out together")
    told = asked.parse_args()
    texts, looked, codebook, decider, words = prepare(told.folder)
    names = {one.text_hash: one.heard.transcript.document for one in texts}
    print(*table_head("left out", "when", *SHOWN, "inductive F1"), sep="\n")
    every: dict[str, list[list[float]]] = {"before": [], "after": []}
    for test in splits(sorted(names.values()), told.left_out, told.seed):
        seen = [one for one in looked if names[one.text_hash] not in test]
        eight = [one for one in texts if names[one.text_hash] not in test]
        lesson = learn(decider, codebook, eight, seen, words=words)
        rest = [one for one in texts if names[one.text_hash] in test]
        for when, values in figures(decider, lesson, rest, looked, words).items():
            every[when].append(values)
            label = ", ".join(name.partition("_")[0] for name in test)
            print(table_row((label, when, *(f"{value:.3f}" for value in values))), flush=True)
    for when, rows in every.items():
        means = [sum(column) / len(column) for column in zip(*rows, strict=True)]
        print(table_row(("mean", when, *(f"{value:.3f}" for value in means))))


def prepare(folder: Path) -> tuple[list[ReadText], list[Looked], Codebook, Decider, Words]:
    """Read the interviews; the themes outside CFIR become codes without a definition."""
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    pairs = [(row, code) for row in rows for code in row["codes"] if code["cfir_2022"]]
    own = sorted({code["cfir_2022"] for _, code in pairs if code["cfir_2022"].startswith(INDUCTIVE)})
    base = load_codebook("cfir-2022")
    more = tuple(Code(id=code, name=code.rpartition(".")[2], kind=CodeKind.THEME) for code in own)
    codebook = Codebook(**{**dict(base), "codes": base.codes + more})
    transcripts = [read_transcript(folder / name, document=name) for name in sorted({row["doc"] for row in rows})]
    job = CodingJob("encoder", codebook, load_valence_lexicon(), transcripts)
    machine = MachineCoder(codebook, job.lexicon, min_confidence=0)
    encoder = Encoder()
    texts = read_all(encoder, map(machine.hear, transcripts), job)
    looked = []
    for transcript in transcripts:
        codings = tuple(
            Coding(
                document=transcript.document,
                text_hash=transcript.hash,
                start=row["start"],
                end=row["end"],
                quote=transcript.text[row["start"] : row["end"]],
                code=code["cfir_2022"],
                valence=code["valence"],
                coder="gold",
                coder_kind=CoderKind.HUMAN,
            )
            for row, code in pairs
            if row["doc"] == transcript.document
        )
        looked.append(Looked(transcript.hash, "gold", frozenset(codebook.by_id), True, codings))
    return texts, looked, codebook, Decider(encoder, codebook), machine.judge


def splits(documents: Sequence[str], left_out: int, seed: int) -> list[list[str]]:
    """Three sets of documents to test on, no document twice while there are enough."""
    order = random.Random(seed).sample(documents, len(documents))
    return [sorted((order + order)[start : start + left_out]) for start in range(0, SPLITS * left_out, left_out)]


def figures(
    decider: Decider, lesson: Lesson, texts: Sequence[ReadText], looked: Sequence[Looked], words: Words
) -> dict[str, list[float]]:
    """Before and after: the figures of SHOWN, and F1 of the inductive codes."""
    names = {one.text_hash: one.heard.transcript.document for one in texts}
    spoken = {names[one.text_hash]: one.heard.transcript.text for one in texts}
    judge = Judge([one.heard.transcript for one in texts])
    gold = [mark for some in marks_of(looked, list(names)).values() for mark in some]
    given = [
        Mark(one.document, one.start, one.end, one.code, one.valence or "")
        for each in looked
        if each.text_hash in names
        for one in each.codings
    ]
    found = {}
    for when, one in (("before", decider), ("after", taught(decider, lesson.adapter, lesson.settings))):
        marks = [mark for text in texts for mark in proposals(one, text)]
        told = score(given, [mark for text in texts for mark in with_valence(one, text, words)], spoken)
        own = judge.overall(*([each for each in some if each.code.startswith(INDUCTIVE)] for some in (gold, marks)))
        found[when] = [*(told[name] for name in SHOWN), own.f1 or 0.0]
    return found


def with_valence(decider: Decider, text: ReadText, words: Words) -> Iterator[Mark]:
    """What a decider proposes for one transcript, with valence as `cfir code` tells it."""
    for spoken, one in text.decided(decider):
        judged = judgement(one.valences, words(spoken, one.start, one.end), decider.trust)
        yield Mark(text.heard.transcript.document, *spoken.span(one.start, one.end), one.code, judged.valence)


if __name__ == "__main__":
    main()
