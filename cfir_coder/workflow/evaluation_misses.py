"""The worst misses of a coder, to be read: each passage once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from cfir_coder.coders.judging import Judge, Mark, touches

if TYPE_CHECKING:
    import pandas as pd

    from cfir_coder.model.transcript import Transcript

MISSES = 20
NOTHING = "(nothing)"
COLUMNS = ("what", "document", "start", "end", "reference", "coder", "confidence", "quote")


def by_text(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    """Marks by the hash of their text."""
    found: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        found[mark.text_hash].append(mark)
    return found


def worst_misses(
    judge: Judge, gold: Sequence[Mark], ours: Sequence[Mark], transcripts: Sequence[Transcript]
) -> pd.DataFrame:
    """The surest wrong proposals and the longest passages that were missed, chosen in turn, the wrong ones first.

    What shares a third of its words with a row above it has no row of its own: a wrong row tells every wrong code
    of its passage beside what the reference gave there, a missed one every missed code beside what the coder gave.
    """
    import pandas as pd

    placed, proposed = by_text(gold), by_text(ours)
    wrong = [one for one in ours if not judge.is_right(one, placed[one.text_hash])]
    missed = [one for one in gold if not judge.is_right(one, proposed[one.text_hash])]
    wrong.sort(key=lambda one: (-one.confidence, one.text_hash, one.start, one.code))
    missed.sort(key=lambda one: (-len(judge.words(one)), one.text_hash, one.start, one.code))
    by_hash = {one.hash: one for one in transcripts}
    rows = []
    for what, mark in _in_turn(judge, wrong, missed):
        is_wrong = what == "wrong"
        transcript = by_hash[mark.text_hash]
        rows.append(
            {
                "what": what,
                "document": transcript.document,
                "start": mark.start,
                "end": mark.end,
                "reference": _codes_there(judge, mark, placed[mark.text_hash] if is_wrong else missed),
                "coder": _codes_there(judge, mark, wrong if is_wrong else proposed[mark.text_hash]),
                "confidence": mark.confidence if is_wrong else None,
                "quote": transcript.text[mark.start : mark.end],
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _in_turn(judge: Judge, wrong: Sequence[Mark], missed: Sequence[Mark]) -> list[tuple[str, Mark]]:
    ranked = zip_longest((("wrong", one) for one in wrong), (("missed", one) for one in missed))
    chosen: list[tuple[str, Mark]] = []
    for each in chain.from_iterable(ranked):
        if each and len(chosen) < MISSES and not any(_one_passage(judge, each[1], other) for _, other in chosen):
            chosen.append(each)
    return sorted(chosen, key=lambda each: each[0] == "missed")


def _codes_there(judge: Judge, mark: Mark, others: Iterable[Mark]) -> str:
    return ", ".join(sorted({one.code for one in others if _one_passage(judge, mark, one)})) or NOTHING


def _one_passage(judge: Judge, one: Mark, other: Mark) -> bool:
    """Whether two marks are on the same words; such as no participant says are compared by their place."""
    if one.text_hash != other.text_hash:
        return False
    return (one.start, one.end) == (other.start, other.end) or touches(judge.words(one), judge.words(other))
