"""The training text as windows: a question, what was said after it, and the stretches of it with their labels.

A stand-alone passage is one window; a turn of a transcript is one window, or several when it is long. There both its
sentences are learned, which are worth coding or not, and the coded passages as wholes, which is how stretches are read.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from cfir_coder.codebooks import load_codebook
from cfir_coder.coders.nlp import Language, spoken_turns
from cfir_coder.coders.windows import question_before, split_turn
from cfir_coder.readers import read_transcript

CORPUS = Path(__file__).parent / "corpus"
UNREAD = Path(__file__).parent / "unread"
"""Text of authors that is for judging alone: nothing is trained on it. `docs/quality.md` says what was looked at."""
MUCH_ALIKE = ("n", "p")
"""Authors whose names begin so wrote to one brief, and much of the text: a network that has read some of them reads the
others as if it knew them."""
Part = tuple[float, float]
"""Where it begins and how much it is of an author's windows, both 0-1: in an order of their own, which begins anew when
it ends. Parts with one beginning hold each other."""
EVERYTHING, NOTHING = (0.0, 1.0), (0.0, 0.0)
VALENCES = ("facilitator", "barrier", "mixed", "neutral")
WHOLE, SENTENCE = 1.0, 0.5
"""Weights of a stand-alone passage, and of each of its sentences when there are several."""
WIDER_2009 = {"innovation_participants": "engaging", "key_stakeholders": "engaging"}
"""Codes that CFIR 2009 itself doesn't have, and the one they stand under."""
TOUCHED = 1 / 3
"""A sentence is coded when a coded passage covers more than this share of it; less, and it is left out."""
MOST = 0.6
"""A passage that runs over two windows is taken where more than this share of it stands in one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start <= x < end` of a window's text, with what a coder said of them.

    coded: None when not to be learned. codes_2022, codes_2009: ids, empty when none is known. valence: "" unknown.
    """

    start: int
    end: int
    coded: bool | None
    codes_2022: tuple[str, ...] = ()
    codes_2009: tuple[str, ...] = ()
    valence: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Window:
    """What one forward pass reads."""

    author: str
    source: str
    question: str
    text: str
    stretches: tuple[Stretch, ...]

    @property
    def in_transcript(self) -> bool:
        """Whether it is a turn of a transcript, or part of one."""
        return self.source.endswith(".txt")


@dataclass(slots=True)
class Labels:
    """Ids that may be predicted, and which 2009 code usually stands for a 2022 code."""

    codes_2022: list[str]
    codes_2009: list[str]
    usual_2009: dict[str, str] = field(default_factory=dict)


def within(text: str, part: Part) -> bool:
    """Whether a window with this text is in a part of what its author wrote."""
    begins, share = part
    return (crc32(text.encode()) / 2**32 - begins) % 1 < share


def load_labels() -> Labels:
    """Every code of both frameworks; 2009 ids are the last parts of their paths."""
    return Labels(
        [code.id for code in load_codebook("cfir-2022").codes],
        [code.id.rsplit(".", 1)[-1] for code in load_codebook("cfir-2009").codes],
    )


def load_windows(folders: Iterable[Path], labels: Labels) -> list[Window]:
    """All windows of the authors' folders; fills in the 2009 code where an author gave none."""
    folders = list(folders)
    labels.usual_2009 = labels.usual_2009 or usual_2009(folders)
    return [window for folder in folders for window in (*_passages(folder, labels), *_transcripts(folder, labels))]


def definition_windows(labels: Labels) -> list[Window]:
    """What the codebooks say of each code, as text of that code."""
    windows = []
    for framework in ("cfir-2022", "cfir-2009"):
        for code in load_codebook(framework).codes:
            ids = (code.id,) if framework == "cfir-2022" else ()
            ids_2009 = (labels.usual_2009.get(code.id, ""),) if ids else (code.id.rsplit(".", 1)[-1],)
            for text in (f"{code.name}: {code.definition}", code.include, *code.examples):
                if text and code.id.count("."):
                    stretch = Stretch(
                        0, len(text), None, ids, tuple(each for each in ids_2009 if each), weight=SENTENCE
                    )
                    windows.append(Window("codebook", framework, "", text, (stretch,)))
    return windows


def usual_2009(folders: Iterable[Path]) -> dict[str, str]:
    """The 2009 code that stands oftenest beside each 2022 code, where an author gave one."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for folder in folders:
        for row in rows_of(folder / "passages.jsonl"):
            if "cfir_2009" in row:
                given = row["cfir_2009"] or ""
                seen[row["cfir_2022"]][WIDER_2009.get(given, given)] += 1
    return {code: counts.most_common(1)[0][0] for code, counts in sorted(seen.items())}


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file; none where there is no such file."""
    if path.is_file():
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)


def _passages(folder: Path, labels: Labels) -> Iterator[Window]:
    for row in rows_of(folder / "passages.jsonl"):
        codes = tuple(code for code in (row["cfir_2022"], *row.get("also", ())) if code in labels.codes_2022)
        given = row["cfir_2009"] if "cfir_2009" in row else labels.usual_2009.get(row["cfir_2022"])
        given = WIDER_2009.get(given or "", given)
        codes_2009 = (given,) if given in labels.codes_2009 else ()
        whole = Stretch(0, len(row["text"]), True, codes, codes_2009, row["valence"], WHOLE)
        yield Window(folder.name, "passages", row.get("context", ""), row["text"], _with_sentences(row["text"], whole))
    for row in rows_of(folder / "uncoded.jsonl"):
        whole = Stretch(0, len(row["text"]), False)
        yield Window(folder.name, "uncoded", row.get("context", ""), row["text"], _with_sentences(row["text"], whole))


def _with_sentences(text: str, whole: Stretch) -> tuple[Stretch, ...]:
    tokens = _language().tokens(text)
    if len(tokens.sentences) < 2:
        return (whole,)
    bounds = [(tokens.starts[first], tokens.ends[last - 1]) for first, last in tokens.sentences]
    return (whole, *(replace(whole, start=start, end=end, weight=SENTENCE) for start, end in bounds))


def _transcripts(folder: Path, labels: Labels) -> Iterator[Window]:
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(folder / "gold.jsonl"):
        gold[row["doc"]].append(row)
    for name in sorted(gold):
        transcript = read_transcript(folder / name)
        for spoken in spoken_turns(transcript, _language()):
            question = question_before(transcript, spoken.turn)
            for part in split_turn(spoken.tokens):
                offset = spoken.turn.start + part.start
                sentences = [
                    _judged(start - part.start, end - part.start, offset, gold[name], labels)
                    for start, end in part.sentences
                ]
                alone = {(each.start, each.end) for each in sentences}
                whole = [
                    _labelled(start, end, None, row["codes"], labels)
                    for start, end, row in passages_in(gold[name], offset, spoken.turn.start + part.end)
                    if (start, end) not in alone
                ]
                yield Window(folder.name, name, question, spoken.text[part.start : part.end], (*sentences, *whole))


def passages_in(gold: Iterable[dict[str, Any]], first: int, last: int) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Coded passages that stand in characters `first <= x < last`, as ranges counted from the first.

    One that runs over the edge is taken where more than MOST of it stands inside.
    """
    for row in gold:
        start, end = max(row["start"], first), min(row["end"], last)
        if end - start > MOST * (row["end"] - row["start"]):
            yield start - first, end - first, row


def _judged(start: int, end: int, offset: int, gold: list[dict[str, Any]], labels: Labels) -> Stretch:
    """A sentence of a transcript, with the codes of the passages that cover it."""
    over = [(min(row["end"], offset + end) - max(row["start"], offset + start), row) for row in gold]
    touching = [(shared, row) for shared, row in over if shared > 0]
    covering = [row for shared, row in touching if shared > TOUCHED * (end - start)]
    if not covering:
        return Stretch(start, end, None if touching else False)
    return _labelled(start, end, True, [code for row in covering for code in row["codes"]], labels)


def _labelled(start: int, end: int, coded: bool | None, given: list[dict[str, Any]], labels: Labels) -> Stretch:
    """A stretch with all codes that were given to it; mixed where their valences differ."""
    ids = dict.fromkeys(code["cfir_2022"] for code in given if code["cfir_2022"] in labels.codes_2022)
    known = (code.get("cfir_2009", labels.usual_2009.get(code["cfir_2022"] or "")) for code in given)
    ids_2009 = dict.fromkeys(code for code in known if code in labels.codes_2009)
    valences = {code["valence"] for code in given}
    return Stretch(start, end, coded, tuple(ids), tuple(ids_2009), valences.pop() if len(valences) == 1 else "mixed")


@cache
def _language() -> Language:
    return Language()
