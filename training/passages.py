"""The training text as whole passages: what a valence was given to, with the codes that it was given for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cfir_coder.coders.nlp import Language, spoken_turns
from cfir_coder.coders.windows import question_before, split_turn
from cfir_coder.readers import read_transcript
from training.corpus import WIDER_2009, Labels, Stretch, Window, passages_in, rows_of, usual_2009


def passage_windows(folders: Iterable[Path], labels: Labels) -> list[Window]:
    """Windows with the coded passages that stand in them, each as a whole and once for each of its codes."""
    folders = list(folders)
    labels.usual_2009 = labels.usual_2009 or usual_2009(folders)
    language = Language()
    return [
        window
        for folder in folders
        for window in (*_alone(folder, labels), *_in_transcripts(folder, labels, language))
        if window.stretches
    ]


def _alone(folder: Path, labels: Labels) -> Iterator[Window]:
    for row in rows_of(folder / "passages.jsonl"):
        whole = _judged(0, len(row["text"]), row, labels)
        yield Window(folder.name, "passages", row.get("context", ""), row["text"], (whole,))


def _in_transcripts(folder: Path, labels: Labels, language: Language) -> Iterator[Window]:
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(folder / "gold.jsonl"):
        gold[row["doc"]].append(row)
    for name in sorted(gold):
        transcript = read_transcript(folder / name)
        for spoken in spoken_turns(transcript, language):
            question = question_before(transcript, spoken.turn)
            for part in split_turn(spoken.tokens):
                first, last = spoken.turn.start + part.start, spoken.turn.start + part.end
                stretches = tuple(
                    _judged(start, end, code, labels)
                    for start, end, row in passages_in(gold[name], first, last)
                    for code in row["codes"]
                )
                yield Window(folder.name, name, question, spoken.text[part.start : part.end], stretches)


def _judged(start: int, end: int, code: dict[str, Any], labels: Labels) -> Stretch:
    """code: the code and the valence that were given, under the names of the corpus' files."""
    named = code["cfir_2022"]
    given = code["cfir_2009"] if "cfir_2009" in code else labels.usual_2009.get(named or "")
    given = WIDER_2009.get(given or "", given)
    ids = (named,) if named in labels.codes_2022 else ()
    return Stretch(start, end, True, ids, (given,) if given in labels.codes_2009 else (), code["valence"])
