"""Keyword in context over transcripts, and over codings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cfir_coder.errors import TableError
from cfir_coder.matrices.choose import choose_codings, text_column
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.transcript import Role, Transcript

if TYPE_CHECKING:
    import pandas as pd


def search_text(
    transcripts: Iterable[Transcript],
    pattern: str,
    *,
    regex: bool = False,
    speaker_role: Role | str | None = None,
    width: int = 60,
) -> pd.DataFrame:
    """Find words in what is said, with `width` characters of the same turn on each side.

    pattern: whole words, in any case; a star at either end lets the word go on ("jail*", "*staffing"), and
    any white space matches a space. regex: a Python regular expression instead, in any case.
    A match stays in one turn; a transcript without turns is searched as a whole. start and end are offsets in
    the canonical text.
    Raises TableError for an empty pattern, a regular expression that doesn't parse, or an unknown role.
    """
    import pandas as pd

    expression = compile_pattern(pattern, regex=regex)
    role = _role(speaker_role)
    found = [
        line
        for transcript in sorted(transcripts, key=lambda transcript: (transcript.document, transcript.hash))
        for line in _matches(transcript, expression, role, width)
    ]
    columns = list(zip(*found, strict=True)) or [()] * len(_DTYPES)
    dtypes = zip(_DTYPES.items(), columns, strict=True)
    return pd.DataFrame({name: pd.Series(values, dtype=dtype) for (name, dtype), values in dtypes})


_DTYPES = {
    "document": "str",
    "start": "int64",
    "end": "int64",
    "turn": "Int64",
    "speaker": "str",
    "speaker_role": "str",
    "participant": "str",
    "before": "str",
    "match": "str",
    "after": "str",
}


def search_codings(
    table: pd.DataFrame,
    codebook: Codebook,
    *,
    code: str | None = None,
    speaker: str | None = None,
    pattern: str | None = None,
    where: Sequence[str] = (),
    coder: str | None = None,
) -> pd.DataFrame:
    """Find codings of a code or any code below it, by speaker or participant, by words, by attribute.

    speaker: a label or a participant's id; pattern: as in `search_text`, over quotes; where: as in
    `choose_codings`. Rejected codings are left out; those of several coders stand side by side.
    Raises UnknownCode or TableError for a name that there isn't.
    """
    coders = coder if coder is not None else sorted(set(table["coder"]))
    chosen = choose_codings(table, coder=coders, where=where)
    if code is not None:
        codebook.code(code)
        below = [name for name in chosen["code"].unique() if name in codebook.by_id and codebook.is_below(name, code)]
        chosen = chosen[chosen["code"].isin(below)]
    if speaker is not None:
        known = sorted({*table["speaker"], *table["participant"]} - {""})
        if speaker not in known:
            raise TableError(f'Nobody coded is called "{speaker}". There are: {", ".join(known)}.')
        chosen = chosen[(chosen["speaker"] == speaker) | (chosen["participant"] == speaker)]
    if pattern is not None:
        expression = compile_pattern(pattern)
        chosen = chosen[[expression.search(quote) is not None for quote in chosen["quote"]]]
    shown = [text_column(table, name) for name in ("document", "speaker", "participant", "site", "role", "code")]
    frame = chosen[[*shown, "valence", "coder", "start", "end", "prefix", "quote", "suffix"]].reset_index(drop=True)
    for name in ("prefix", "quote", "suffix"):
        frame[name] = [_flat(text) for text in frame[name]]
    return frame


def compile_pattern(pattern: str, *, regex: bool = False) -> re.Pattern[str]:
    """Turn what a person types into a regular expression; see `search_text`."""
    if not pattern.strip().strip("*"):
        raise TableError("Nothing to search for. Give a word or phrase.")
    if regex:
        try:
            return re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            raise TableError(f'"{pattern}" is no regular expression: {error}.') from error
    words = pattern.strip()
    body = r"\s+".join(re.escape(word) for word in words.strip("*").split())
    body = re.sub(r"['’]", "['’]", body)
    left = r"\w*" if words.startswith("*") else r"(?<!\w)"
    right = r"\w*" if words.endswith("*") else r"(?!\w)"
    return re.compile(left + body + right, re.IGNORECASE)


def _role(role: Role | str | None) -> Role | None:
    if role is None:
        return None
    try:
        return Role(role)
    except ValueError:
        raise TableError(f'There is no role "{role}". Choose from {", ".join(Role)}.') from None


def _matches(
    transcript: Transcript, expression: re.Pattern[str], role: Role | None, width: int
) -> Iterator[tuple[str, int, int, int | None, str, str, str, str, str, str]]:
    text = transcript.text
    for first, last, turn, label in _stretches(transcript, role):
        speaker = transcript.speaker(label) if label else None
        for match in expression.finditer(text, first, last):
            start, end = match.span()
            if start == end:
                continue
            yield (
                transcript.document,
                start,
                end,
                turn,
                label,
                speaker.role.value if speaker else "",
                (speaker.participant or "") if speaker else "",
                _flat(text[max(first, start - width) : start]),
                _flat(match.group()),
                _flat(text[end : min(last, end + width)]),
            )


def _stretches(transcript: Transcript, role: Role | None) -> Iterator[tuple[int, int, int | None, str]]:
    if not transcript.turns and role is None:
        yield 0, len(transcript.text), None, ""
    for turn in transcript.turns:
        if role is None or transcript.speaker(turn.speaker).role is role:
            yield turn.start, turn.end, turn.index, turn.speaker


def _flat(text: str) -> str:
    """White space runs as one space, kept at the ends."""
    return re.sub(r"\s+", " ", text)
