"""What people had read of a text that was corrected since: it holds for the new text where the same words stand."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from cfir_coder.model.transcript import Span, Transcript
from cfir_coder.study.anchoring import MOST_EDITS, find_again
from cfir_coder.study.looking import carry_codes_looked_for
from cfir_coder.study.rows import transcript_from_row
from cfir_coder.study.segments import Segment, read_segments, save_segments
from cfir_coder.text import counted


def carry_reading(cursor: sqlite3.Cursor, old: str, new: Transcript) -> list[str]:
    """Note who has read what of the new text, from what they had read of the old one (its hash).

    Who had read the whole old text has read the whole new one if every sentence that may be coded stood in the old
    one, give or take a tenth of its characters; otherwise the sentences that did are kept as read, as are those of
    anybody who had read a part. Returns a line for everybody who now has something left to read.
    """
    carry_codes_looked_for(cursor, old, new.hash)
    whole = _whole_readers(cursor, old)
    marked: dict[str, list[Segment]] = {}
    for name, one in read_segments(cursor.connection, None):
        if one.text_hash == old and name not in whole:
            marked.setdefault(name, []).append(one)
    if not whole and not marked:
        return []
    before, sentences = _text(cursor, old), _sentences(new)
    for name, segments in marked.items():
        done = "\n".join(before.text[one.start : one.end] for one in segments if one.done)
        remarks = _remarks(segments, before, new)
        kept = [Segment(new.hash, *place, False, memo) for place, memo in remarks.items()]
        read = [Segment(new.hash, *span, True, remarks.get(span, "")) for span in _standing(new, sentences, done)]
        save_segments(cursor, name, [*kept, *read])
    if not whole:
        return []
    stand = _standing(new, sentences, before.text)
    unread = len(sentences) - len(stand)
    if not unread:
        rows = [(name, new.hash, codebook) for name, codebooks in whole.items() for codebook in codebooks]
        cursor.executemany("INSERT OR IGNORE INTO coverage VALUES (?, ?, ?)", rows)
        return []
    for name in whole:
        save_segments(cursor, name, [Segment(new.hash, *span, True) for span in stand])
    return [
        f"{new.document}: {counted(unread, 'sentence')} not read by {name}; it counts as read in part."
        for name in whole
    ]


def _standing(new: Transcript, sentences: Iterable[Span], text: str) -> list[Span]:
    """The sentences of a transcript that stand in another text."""
    return [span for span in sentences if _stands(new.text[slice(*span)], text)]


def _remarks(segments: Iterable[Segment], old: Transcript, new: Transcript) -> dict[Span, str]:
    """The remarks of a person, at the places where what they are on stands in the new text."""
    found = ((find_again(old, (one.start, one.end), new)[1], one.memo) for one in segments if one.memo)
    return {place: memo for place, memo in found if place is not None}


def _whole_readers(cursor: sqlite3.Cursor, text: str) -> dict[str, list[str]]:
    """The codebooks (hashes) with which people have looked at all of a text, by person."""
    rows = cursor.execute(
        "SELECT coder, codebook FROM coverage JOIN coders ON name = coder"
        " WHERE text_hash = ? AND kind <> 'machine' ORDER BY 1, 2",
        (text,),
    )
    found: dict[str, list[str]] = {}
    for name, codebook in rows:
        found.setdefault(name, []).append(codebook)
    return found


def _text(cursor: sqlite3.Cursor, key: str) -> Transcript:
    row = cursor.execute("SELECT document, text, form FROM transcripts WHERE hash = ?", (key,)).fetchone()
    return transcript_from_row(*row)


def _sentences(transcript: Transcript) -> list[Span]:
    """What may be coded, cut behind . ? ! … and at the ends of lines."""
    turns = transcript.coded_turns()
    return [found.span() for turn in turns for found in _SENTENCE.finditer(transcript.text, turn.start, turn.end)]


def _stands(words: str, text: str) -> bool:
    """Whether a text has those words, give or take as many characters as an approximate place may differ in."""
    from rapidfuzz.fuzz import partial_ratio

    if words in text:
        return True
    return len(words) <= len(text) and partial_ratio(words, text, score_cutoff=100 * (1 - MOST_EDITS)) > 0


_SENTENCE = re.compile(r"\S[^\n]*?(?:[.?!…]+[\"'”’)]*(?=\s)|(?=\s*(?:\n|\Z)))")
