"""What was read: one line per file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from cfir_coder.matrices.choose import choose_codings
from cfir_coder.model.coding import Endorsement
from cfir_coder.model.transcript import Role, Span, Transcript, merge_spans
from cfir_coder.text import word_count

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = {
    "turns": "Int64",
    "words": "Int64",
    "participant_words": "Int64",
    "codable_words": "Int64",
    "coded_share": "float64",
    "codings": "Int64",
    "endorsements": "Int64",
}


def transcript_table(
    transcripts: Sequence[Transcript],
    table: pd.DataFrame,
    *,
    unread: Iterable[tuple[str, str]] = (),
    endorsements: Iterable[Endorsement] = (),
    coder: str | None = None,
) -> pd.DataFrame:
    """One line per file, sorted by name, the files that couldn't be read among them.

    unread: (document, reason); such a line has `read` "no", its reason under warnings and no numbers.
    words: said by anybody; codable_words: by participants, or a document's own; coded_share: their share inside at
    least one counted coding, 0-1, missing when there are none. Speakers are listed as "label (role)".
    """
    import pandas as pd

    chosen = choose_codings(table, coder=coder)
    spans: dict[tuple[str, str], list[Span]] = {}
    columns = (chosen[name].tolist() for name in ("document", "text_hash", "start", "end"))
    for document, text_hash, start, end in zip(*columns, strict=True):
        spans.setdefault((document, text_hash), []).append((start, end))
    agreed = Counter(one.text_hash for one in endorsements)
    lines = [
        _line(transcript, spans.get((transcript.document, transcript.hash), []))
        | {"endorsements": agreed[transcript.hash]}
        for transcript in transcripts
    ]
    lines += [_unread_line(document, reason) for document, reason in unread]
    lines.sort(key=lambda line: (line["document"], line["text_hash"]))
    return pd.DataFrame(
        {name: pd.Series([line[name] for line in lines], dtype=_NUMBERS.get(name, "str")) for name in _COLUMNS}
    )


_COLUMNS = (
    "document",
    "read",
    "format",
    "encoding",
    "convention",
    "kind",
    "speakers",
    "turns",
    "words",
    "participant_words",
    "codable_words",
    "coded_share",
    "codings",
    "endorsements",
    "warnings",
    "text_hash",
)


def facts_of(transcript: Transcript) -> dict[str, Any]:
    """How a transcript was read and who speaks in it, by column; speakers are listed as "label (role)"."""
    return {
        "document": transcript.document,
        "read": "yes",
        "format": transcript.format,
        "encoding": transcript.encoding,
        "convention": transcript.convention,
        "kind": transcript.kind.value,
        "speakers": "; ".join(f"{speaker.label} ({speaker.role.value})" for speaker in transcript.speakers),
        "turns": len(transcript.turns),
    }


def _line(transcript: Transcript, spans: list[Span]) -> dict[str, Any]:
    words, participant_words, codable, coded = _words(transcript, merge_spans(spans))
    return facts_of(transcript) | {
        "words": words,
        "participant_words": participant_words,
        "codable_words": codable,
        "coded_share": round(min(1.0, coded / codable), 4) if codable else None,
        "codings": len(spans),
        "warnings": "; ".join(transcript.warnings),
        "text_hash": transcript.hash,
    }


def _unread_line(document: str, reason: str) -> dict[str, Any]:
    line: dict[str, Any] = {name: None if name in _NUMBERS else "" for name in _COLUMNS}
    kind = PurePath(document).suffix.removeprefix(".").lower()
    return line | {"document": document, "read": "no", "format": kind, "warnings": reason}


def _words(transcript: Transcript, merged: list[Span]) -> tuple[int, int, int, int]:
    """Words said by anybody, by participants, that may be coded, and of these inside the spans."""
    everybody = participants = codable = coded = first = 0
    for turn in sorted(transcript.turns, key=lambda turn: turn.start):
        words = word_count(transcript.speech(turn))
        everybody += words
        while first < len(merged) and merged[first][1] <= turn.start:
            first += 1
        role = transcript.speaker(turn.speaker).role
        if role not in (Role.PARTICIPANT, Role.DOCUMENT):
            continue
        codable += words
        participants += words if role is Role.PARTICIPANT else 0
        index = first
        while index < len(merged) and merged[index][0] < turn.end:
            start, end = max(merged[index][0], turn.start), min(merged[index][1], turn.end)
            coded += word_count(transcript.text[start:end])
            index += 1
    return everybody, participants, codable, coded
