"""Subtitles and other cues to a text of paragraphs, one speaker's consecutive cues in one turn."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cfir_coder.readers.conventions import UNNAMED, find_marks
from cfir_coder.readers.dialogue import Draft, Header, Utterance, refuse_endless
from cfir_coder.readers.labels import label_key
from cfir_coder.readers.turns import LONGEST_CHUNK, SHORTEST_CHUNK
from cfir_coder.text import one_line

_SENTENCE_END = re.compile(r"[.?!…。？！][\"”’)]*$")


@dataclass(frozen=True, slots=True)
class Caption:
    """One cue. starts_turn: a mark says that somebody else begins to speak, without saying who."""

    words: str
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    starts_turn: bool = False


def draft_from_captions(captions: Iterable[Caption], *, convention: str = "", encoding: str = "utf-8") -> Draft:
    """Make the canonical text: `Label: words` paragraphs in order of time, with turns that point into it."""
    cues = [replace(caption, words=one_line(caption.words)) for caption in captions]
    cues = [cue for cue in cues if cue.words]
    if all(cue.start_ms is not None for cue in cues):
        cues.sort(key=lambda cue: cue.start_ms or 0)
    if not any(cue.speaker for cue in cues):
        cues, found = _with_labels_in_words(cues)
        convention = found or "cues without speakers"
    return _write(_turns(cues), convention, encoding)


def _with_labels_in_words(cues: Sequence[Caption]) -> tuple[list[Caption], str]:
    """Take `Name:` and `>>` out of the words; a cue without a label goes on with the one before."""
    text = "\n".join(cue.words for cue in cues)
    refuse_endless(text)
    marking = find_marks(text, Header())
    if marking is None or marking.convention not in ("label and colon", ">> marks", "label in brackets"):
        return list(cues), ""
    lines = [mark.line for mark in marking.marks]
    labelled, start, speaker = [], 0, None
    for cue in cues:
        end = start + len(cue.words)
        inside = marking.marks[bisect_left(lines, start) : bisect_left(lines, end)]
        stops = [*(mark.line for mark in inside), end]
        if not inside or inside[0].line > start:
            labelled.append(replace(cue, words=text[start : stops[0]].strip(), speaker=speaker))
        for mark, stop in zip(inside, stops[1:], strict=True):
            speaker = None if mark.label == UNNAMED else mark.label
            labelled.append(
                replace(cue, words=text[mark.start : stop].strip(), speaker=speaker, starts_turn=speaker is None)
            )
        start = end + 1
    return [cue for cue in labelled if cue.words], marking.convention + " in cues"


def _turns(cues: Sequence[Caption]) -> list[Caption]:
    """Join consecutive cues of one speaker; without speakers, up to the end of a sentence."""
    turns: list[list[Caption]] = []
    length = 0
    marked = any(cue.starts_turn for cue in cues)
    for cue in cues:
        last = turns[-1][-1] if turns else None
        if (
            last is None
            or cue.starts_turn
            or _key(last) != _key(cue)
            or (not cue.speaker and not marked and _is_full(length, last))
        ):
            turns.append([])
            length = 0
        turns[-1].append(cue)
        length += len(cue.words) + 1
    return [
        replace(
            turn[0],
            words=" ".join(cue.words for cue in turn),
            end_ms=max((cue.end_ms or 0 for cue in turn), default=0) or None,
        )
        for turn in turns
    ]


def _key(cue: Caption) -> str:
    return label_key(cue.speaker) if cue.speaker else ""


def _is_full(length: int, last: Caption) -> bool:
    return length >= LONGEST_CHUNK or (length >= SHORTEST_CHUNK and _SENTENCE_END.search(last.words) is not None)


def _write(turns: Sequence[Caption], convention: str, encoding: str) -> Draft:
    pieces: list[str] = []
    utterances = []
    offset = 0
    anonymous = UNNAMED if any(turn.starts_turn for turn in turns) else None
    for turn in turns:
        label = turn.speaker or anonymous
        lead = f"{turn.speaker}: " if turn.speaker else ""
        start = offset + len(lead)
        utterances.append(Utterance(label, start, start + len(turn.words), turn.start_ms, turn.end_ms))
        pieces.append(lead + turn.words)
        offset = start + len(turn.words) + 2
    text = "\n\n".join(pieces) + ("\n" if pieces else "")
    return Draft(text, encoding, utterances=tuple(utterances), convention=convention)
