"""Comments in the margin of a Word document as codings: the comment names the code, its words are the quote.

A comment is read line by line: "Financing, barrier -2: the grant ended". Lines that name codes come first, what
follows is a memo. A comment that names no code is a remark and is listed, not imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from cfir_coder.errors import ExchangeError, TranscriptError
from cfir_coder.exchange.coder_file import CoderFile
from cfir_coder.exchange.codes import CodeFinder
from cfir_coder.exchange.records import collected, marks_of_valence, told_coding
from cfir_coder.exchange.rows import Imported, LeftOut, Told, ToldCoding
from cfir_coder.model.transcript import Comment, Transcript
from cfir_coder.text import context

_EXPLICIT = re.compile(r"^(?:code\s*[:=]\s*|#)(?P<code>.+)$", re.IGNORECASE)
_ID = re.compile(r"^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+$")
_DEDOOSE = re.compile(r"^Codes \(\d+-\d+\)$")
_MEMO = re.compile(r"\s*(?::|\s[-–—])\s+")
_STRENGTH = re.compile(r"[\s,;(\[]+(?P<strength>[+−–-]?[0-2])[\s)\]]*$")
_VALENCE = re.compile(r"[\s,;:(\[–-]+(?P<valence>facilitators?|barriers?|mixed|neutral)[\s)\]]*$", re.IGNORECASE)
MOST_WORDS = 6
"""Words of a line that may be a misspelt code; a longer line is a remark."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A code as a comment names it."""

    code: str
    valence: str = ""
    strength: str = ""
    memo: str = ""


def recognises(file: CoderFile, told: Told) -> bool:
    """A Word document."""
    return file.suffix == ".docx"


def read(file: CoderFile, told: Told) -> Imported:
    """Every comment that names a code; its author coded it.

    Raises ExchangeError for a document without comments, and for words that are nearly a code.
    """
    from cfir_coder.readers import read_transcript

    try:
        transcript = read_transcript(file.path)
    except TranscriptError as error:
        raise ExchangeError(str(error)) from error
    if not transcript.comments:
        raise ExchangeError(f"{file.path} has no comments. Select the words of a coding and comment on them in Word.")
    finder = CodeFinder(told.codebook, dict(told.aliases)) if told.codebook is not None else None
    left_out: list[LeftOut] = []
    rows = collected(_makers(file, transcript, finder, left_out))
    if not rows:
        raise ExchangeError(f"{file.path}: none of the {len(transcript.comments)} comments names a code.")
    return Imported(rows, (), tuple(left_out))


def _makers(
    file: CoderFile, transcript: Transcript, finder: CodeFinder | None, left_out: list[LeftOut]
) -> Iterator[Any]:
    for number, comment in enumerate(transcript.comments, 1):
        place = f"{file.name}, comment {number} by {comment.author or 'nobody'}"
        named = named_codes(comment.text, finder)
        quote = transcript.text[comment.start : comment.end]
        if named and quote.strip():
            for each in named:
                yield partial(_coding, file, place, transcript, comment, each)
        elif named:
            yield partial(_refuse, f'{place}: "{named[0].code}" marks no words. Select the words and comment on them.')
        elif finder is not None and (near := _nearly(comment.text, finder)):
            yield partial(_refuse, f'{place}: "{_first_line(comment.text)}" names no code. Did you mean {near}?')
        else:
            reason = "the comment names no code"
            left_out.append(LeftOut(place, transcript.document, quote, comment.text, comment.author, reason))


def named_codes(words: str, finder: CodeFinder | None) -> list[_Named]:
    """The codes that a comment names, the last with what follows as its memo; none for a remark."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if lines and _DEDOOSE.match(lines[0]):
        return [_Named(line) for line in lines[1:]]
    found: list[_Named] = []
    for index, line in enumerate(lines):
        entries = _entries(line, finder)
        if not entries:
            memo = "\n".join(lines[index:])
            return [
                _Named(each.code, each.valence, each.strength, "\n".join(filter(None, (each.memo, memo))))
                for each in found
            ]
        found += entries
    return found


def _entries(line: str, finder: CodeFinder | None) -> list[_Named]:
    """The code in a line, or several parted by semicolons; none when one of them is no code."""
    whole = _entry(line, finder)
    if whole is not None:
        return [whole]
    parts = [_entry(part.strip(), finder) for part in line.split(";") if part.strip()]
    return [part for part in parts if part is not None] if len(parts) > 1 and all(parts) else []


def _entry(words: str, finder: CodeFinder | None) -> _Named | None:
    """A code with valence, strength and memo, where they are told."""
    explicit = _EXPLICIT.match(words)
    rest = explicit["code"] if explicit else words
    bare = rest.strip("[](){}• ")
    heads: list[tuple[str, str]] = [(bare, "")]
    heads += [(rest[: match.start()].strip("[] "), rest[match.end() :]) for match in _MEMO.finditer(rest)]
    for head, memo in heads:
        code, valence, strength = _judged(head)
        if code and (_ID.match(code) or (finder is not None and finder.knows(code))):
            return _Named(code, valence, strength, memo)
    if explicit:
        head, memo = heads[1] if len(heads) > 1 else heads[0]
        code, valence, strength = _judged(head)
        return _Named(code, valence, strength, memo)
    return None


def _judged(head: str) -> tuple[str, str, str]:
    """A code without the valence and strength behind it, in whichever order."""
    valence = strength = ""
    for _ in range(2):
        if not strength and (match := _STRENGTH.search(head)):
            strength, head = match["strength"].replace("−", "-").replace("–", "-"), head[: match.start()]
        if not valence and (match := _VALENCE.search(head)):
            word = marks_of_valence(match["valence"])
            valence, head = word.value if word else "", head[: match.start()]
    return head.strip(" ,:;([-–"), valence, strength


def _coding(file: CoderFile, place: str, transcript: Transcript, comment: Comment, named: _Named) -> ToldCoding:
    prefix, suffix = context(transcript.text, comment.start, comment.end)
    return told_coding(
        file,
        place,
        {
            "document": transcript.document,
            "text_hash": transcript.hash,
            "start": comment.start,
            "end": comment.end,
            "quote": transcript.text[comment.start : comment.end],
            "prefix": prefix,
            "suffix": suffix,
            "code": named.code,
            "valence": named.valence,
            "strength": named.strength,
            "memo": named.memo,
            "coder": comment.author,
            "created_at": comment.created_at,
        },
    )


def _refuse(message: str) -> ToldCoding:
    raise ExchangeError(message)


def _nearly(words: str, finder: CodeFinder) -> str:
    """The codes that a short first line is nearly the name of; empty when it is a remark."""
    head, *_ = _MEMO.split(_first_line(words), maxsplit=1)
    code, _, _ = _judged(head)
    near: Sequence[str] = finder.nearest(code) if code and len(code.split()) <= MOST_WORDS else ()
    return " or ".join(near)


def _first_line(words: str) -> str:
    return next((line.strip() for line in words.splitlines() if line.strip()), "")
