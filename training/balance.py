"""What the corpus holds, whether it is balanced, and whether anything in it is told twice.

`python -m training balance [--against FOLDER ...]`; FOLDER: texts that it must not repeat, such as a gold set.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cfir_coder.codebooks import load_codebook
from cfir_coder.coders.cues import CueCoder
from cfir_coder.coders.nlp import Language
from cfir_coder.model.transcript import Role
from cfir_coder.readers import read_transcript
from training.corpus import VALENCES
from training.markdown import table_head, table_row
from training.scoring import construct_of

SHINGLE = 4
"""Words in a row that are compared."""
ALIKE = 0.5
"""Share of the shorter text's shingles that make two texts the same."""
FEWEST = 10
"""Shingles of a text that is compared; what is shorter ("that's a good question") everybody says."""


@dataclass(frozen=True, slots=True)
class Text:
    """where: author, file and row, to find it again."""

    where: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Twins:
    """Two texts that share more than ALIKE of the shorter one's shingles."""

    first: str
    second: str
    shared: float


def passages(corpus: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Author, kind ("passages" or "uncoded") and row of every stand-alone passage."""
    for path in sorted(corpus.glob("*/*.jsonl")):
        if path.stem in ("passages", "uncoded"):
            for line in path.read_text(encoding="utf-8").splitlines():
                yield path.parent.name, path.stem, json.loads(line)


def texts(corpus: Path) -> list[Text]:
    """Every stand-alone passage, then every turn of every transcript."""
    found = [
        Text(f"{author}/{kind}: {row['text'][:60]}", _words(row["text"])) for author, kind, row in passages(corpus)
    ]
    return found + [text for folder in sorted(corpus.iterdir()) if folder.is_dir() for text in turns(folder)]


def turns(folder: Path) -> list[Text]:
    """What participants say, turn by turn, in the transcripts that a folder's gold.jsonl names."""
    gold = folder / "gold.jsonl"
    if not gold.is_file():
        return []
    names = sorted({json.loads(line)["doc"] for line in gold.read_text(encoding="utf-8").splitlines()})
    read = [read_transcript(folder / name, document=f"{folder.name}/{name}") for name in names]
    return [
        Text(f"{one.document}, turn {turn.index}", _words(one.speech(turn)))
        for one in read
        for turn in one.turns
        if one.speaker(turn.speaker).role is not Role.INTERVIEWER
    ]


def twins(given: Sequence[Text], others: Sequence[Text] | None = None) -> list[Twins]:
    """Pairs among texts, or between them and others, that say the same in the same words."""
    pool = [(one, 0) for one in given] + [(one, 1) for one in others or ()]
    shingles = [_shingles(one.words) for one, _ in pool]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, some in enumerate(shingles):
        for shingle in some:
            holders[shingle].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for holding in holders.values():
        shared.update(
            (a, b) for place, a in enumerate(holding) for b in holding[place + 1 :]
            if others is None or pool[a][1] != pool[b][1]
        )  # fmt: skip
    return [
        Twins(pool[a][0].where, pool[b][0].where, count / fewer)
        for (a, b), count in sorted(shared.items())
        if (fewer := min(len(shingles[a]), len(shingles[b]))) >= FEWEST and count / fewer >= ALIKE
    ]


def by_construct(corpus: Path) -> dict[str, Counter[str]]:
    """For each construct: passages by valence, and how many are indirect: no cue of the construct fires in them."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    rows = [row for _, kind, row in passages(corpus) if kind == "passages"]
    for row, heard in zip(rows, _heard([row["text"] for row in rows]), strict=True):
        construct = construct_of(row["cfir_2022"])
        table[construct].update(["all", row["valence"], *([] if construct in heard else ["indirect"])])
    return dict(sorted(table.items()))


def by_author(corpus: Path) -> dict[str, Counter[str]]:
    """For each author: passages, uncoded ones, transcripts, and coded passages in these."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for author, kind, _ in passages(corpus):
        table[author][kind] += 1
    for gold in sorted(corpus.glob("*/gold.jsonl")):
        rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
        table[gold.parent.name].update({"transcripts": len({row["doc"] for row in rows}), "in transcripts": len(rows)})
    return dict(sorted(table.items()))


def report(corpus: Path, against: Iterable[Path]) -> bool:
    """Print both tables and every repetition; true when nothing is told twice."""
    _print("author", by_author(corpus), ("passages", "uncoded", "transcripts", "in transcripts"))
    _print("construct", by_construct(corpus), ("all", *VALENCES, "indirect"))
    own = texts(corpus)
    found = twins(own) + [each for folder in against for each in twins(own, turns(folder))]
    print(f"{len(own):,} texts, {len(found)} pairs that share {ALIKE:.0%} of their {SHINGLE}-word shingles or more")
    for each in found:
        print(f"- {each.shared:.2f}: {each.first} | {each.second}")
    return not found


def _print(of: str, table: Mapping[str, Counter[str]], columns: Sequence[str]) -> None:
    print(*table_head(of, *columns), sep="\n")
    whole: Counter[str] = sum(table.values(), Counter())
    for name, counts in (*table.items(), ("all together", whole)):
        print(table_row((name, *(f"{counts[each]:,}" for each in columns))))
    print()


def _heard(spoken: Iterable[str]) -> Iterator[set[str]]:
    """The constructs whose cues fire in each text."""
    language = Language()
    cues = CueCoder(load_codebook("cfir-2022"), language, min_confidence=0)
    for text in spoken:
        yield {construct_of(each.code) for each in cues.code_turn(language.tokens(text)).proposals}


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.lower()))


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
