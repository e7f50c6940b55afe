"""Comments in the margin of a Word document as codings: the comment names the code, its words are the quote.

Lines that name codes come first ("Financing, barrier -2: the grant ended", see `comment_lines`), what follows is a
memo. A comment that names no code is a remark and is listed, not imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from textwrap import shorten
from typing import Any

from cfir_coder.errors import ExchangeError, TranscriptError
from cfir_coder.exchange.coder_file import CoderFile
from cfir_coder.exchange.codes import CodeFinder
from cfir_coder.exchange.comment_lines import NamedCode, first_line, named_codes
from cfir_coder.exchange.records import collected, told_coding
from cfir_coder.exchange.rows import Imported, LeftOut, Told, ToldCoding
from cfir_coder.model.transcript import Comment, Transcript
from cfir_coder.text import context

_MOST_SHOWN = 3
"""Comments that are quoted where none names a code."""


def recognises(file: CoderFile, told: Told) -> bool:
    """A Word document."""
    return file.suffix == ".docx"


def read(file: CoderFile, told: Told) -> Imported:
    """Every comment that names a code; its author coded it.

    Raises ExchangeError for a document without comments, without one that names a code, and for words that are
    nearly a code.
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
        raise ExchangeError(_none_names_a_code(file, transcript.comments))
    return Imported(rows, (), tuple(left_out))


def _makers(
    file: CoderFile, transcript: Transcript, finder: CodeFinder | None, left_out: list[LeftOut]
) -> Iterator[Any]:
    for number, comment in enumerate(transcript.comments, 1):
        place = f"{file.name}, comment {number} by {comment.author or 'nobody'}"
        quote = transcript.text[comment.start : comment.end]
        try:
            named = named_codes(comment.text, finder)
        except ExchangeError as error:
            yield partial(_refuse, *(f"{place}: {fault}" for fault in error.faults))
            continue
        if named and quote.strip():
            for each in named:
                yield partial(_coding, file, place, transcript, comment, each)
        elif named:
            yield partial(_refuse, f'{place}: "{named[0].code}" marks no words. Select the words and comment on them.')
        else:
            reason = "the comment names no code"
            left_out.append(LeftOut(place, transcript.document, quote, comment.text, comment.author, reason))


def _coding(file: CoderFile, place: str, transcript: Transcript, comment: Comment, named: NamedCode) -> ToldCoding:
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


def _refuse(*faults: str) -> ToldCoding:
    raise ExchangeError(faults[0], faults)


def _none_names_a_code(file: CoderFile, comments: Sequence[Comment]) -> str:
    lines = [line for line in (first_line(each.text) for each in comments) if line]
    shown = ", ".join(f'"{shorten(line, 60, placeholder=" ...")}"' for line in lines[:_MOST_SHOWN])
    more = f" and {len(lines) - _MOST_SHOWN} more" if len(lines) > _MOST_SHOWN else ""
    count = len(comments)
    which = "the only comment names no code" if count == 1 else f"none of the {count} comments names a code"
    return (
        f"{file.path}: {which}{f' ({shown}{more})' if shown else ''}. Begin with the code, as in "
        '"outer_setting.financing, barrier -2: the grant ended"; `cfir import` knows its name as well.'
    )
