"""Codings and transcripts as rows of the database, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any

from cfir_coder.model.coding import Coding, Evidence
from cfir_coder.model.transcript import Transcript

_PLAIN = (
    "text_hash",
    "document",
    "start",
    "end",
    "quote",
    "prefix",
    "suffix",
    "speaker",
    "turn",
    "code",
    "valence",
    "strength",
    "coder",
    "coder_kind",
    "status",
    "confidence",
    "memo",
    "codebook",
)
_plain_of = attrgetter(*_PLAIN)
_NO_EVIDENCE = "[]"
COLUMNS = ("id", *_PLAIN, "evidence", "created_at")
COLUMN_LIST = ", ".join(f'"{name}"' for name in COLUMNS)
PLACEHOLDERS = ", ".join("?" * len(COLUMNS))


def coding_rows(codings: Iterable[Coding]) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of COLUMNS."""
    for coding in codings:
        evidence = [[each.kind, each.what, each.start, each.end, each.score] for each in coding.evidence]
        created = coding.created_at.isoformat() if coding.created_at else None
        told = json.dumps(evidence, ensure_ascii=False) if evidence else _NO_EVIDENCE
        yield (coding.id, *_plain_of(coding), told, created)


def coding_from_row(row: tuple[Any, ...]) -> Coding:
    """The coding of a row in the order of COLUMNS."""
    *plain, evidence, created = row[1:]
    fields = dict(zip(_PLAIN, plain, strict=True))
    reasons = tuple(
        Evidence(kind=kind, what=what, start=start, end=end, score=score)
        for kind, what, start, end, score in (json.loads(evidence) if evidence != _NO_EVIDENCE else ())
    )
    return Coding(**fields, evidence=reasons, created_at=datetime.fromisoformat(created) if created else None)


def coding_log(coding: Coding) -> str:
    """A coding as the log keeps it."""
    return coding.model_dump_json(exclude_defaults=True)


def transcript_row(transcript: Transcript) -> tuple[str, str, str, str]:
    """hash, document, text, form."""
    form = transcript.model_dump_json(exclude={"document", "text"}, exclude_defaults=True)
    return transcript.hash, transcript.document, transcript.text, form


def transcript_from_row(document: str, text: str, form: str) -> Transcript:
    """The transcript of a row."""
    return Transcript.model_validate({"document": document, "text": text, **json.loads(form)})
