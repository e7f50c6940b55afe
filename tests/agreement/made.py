"""Made codings for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cfir_coder.agreement.aligning import Aligner
from cfir_coder.agreement.columns import columns_of
from cfir_coder.agreement.disagreement import Relation
from cfir_coder.agreement.events import Event, events_of
from cfir_coder.agreement.places import Places
from cfir_coder.agreement.spans import reading_order
from cfir_coder.model.codebook import Code, Codebook, CodeKind
from cfir_coder.model.coding import CoderKind, Coding
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn

TEXT = (
    "I: So?\n\nP: It began well. The judge backed us. Then money ran out, and nobody paid. We made do.\n\n"
    "P: More came later.\n"
)
CODEBOOK = Codebook(
    id="made",
    name="Made",
    version="1",
    codes=(
        Code(id="inner", name="Inner Setting", kind=CodeKind.DOMAIN),
        Code(id="inner.resources", name="Resources", kind=CodeKind.CONSTRUCT, parent="inner"),
        Code(id="inner.resources.funding", name="Funding", kind=CodeKind.CONSTRUCT, parent="inner.resources"),
        Code(id="inner.culture", name="Culture", kind=CodeKind.CONSTRUCT, parent="inner"),
        Code(id="outer", name="Outer Setting", kind=CodeKind.DOMAIN),
        Code(id="outer.financing", name="Financing", kind=CodeKind.CONSTRUCT, parent="outer"),
    ),
)


def transcript(text: str = TEXT, document: str = "P01.txt") -> Transcript:
    """An interview of one question and two answers."""
    turns, at = [], 0
    for index, part in enumerate(text.split("\n\n")):
        turns.append(Turn(index=index, speaker=part[0], start=at + 3, end=at + len(part.rstrip("\n"))))
        at += len(part) + 2
    speakers = (
        Speaker(label="I", role=Role.INTERVIEWER, reason="label"),
        Speaker(label="P", role=Role.PARTICIPANT, participant="P01", reason="label"),
    )
    return Transcript(document=document, text=text, format="txt", turns=tuple(turns), speakers=speakers)


def coding(
    quote: str, code: str = "inner.culture", coder: str = "ana", of: Transcript | None = None, **told: Any
) -> Coding:
    """A coding of the one place where a quote stands."""
    text = of or transcript()
    start = text.text.index(quote)
    turn = text.turn_at(start)
    fields: dict[str, Any] = {
        "document": text.document,
        "text_hash": text.hash,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "turn": turn.index if turn else None,
        "speaker": turn.speaker if turn else "",
        "code": code,
        "coder": coder,
        "coder_kind": CoderKind.HUMAN,
    }
    return Coding(**(fields | told))


def aligner(*transcripts: Transcript, saw: Any = lambda who, text, code: True, strength: bool = True) -> Aligner:
    """An aligner for which every coder saw everything and judged valence and strength."""
    everybody = frozenset({"ana", "ben", "cem", "A", "B"})
    return Aligner(
        CODEBOOK, saw, Places(transcripts or (transcript(),)), everybody, everybody if strength else frozenset()
    )


def relations(*codings: Coding, **options: Any) -> list[Relation]:
    """What stands between the coders."""
    return related(codings, aligner(**options))


def related(codings: Iterable[Coding], by: Aligner | None = None) -> list[Relation]:
    """What an aligner finds between codings in any order."""
    ordered = sorted(codings, key=reading_order)
    names = ([getattr(one, what) for one in ordered] for what in ("code", "coder", "text_hash"))
    return (by or aligner()).relations(ordered, columns_of(ordered, *(sorted(set(each)) for each in names)))


def events(*codings: Coding, coders: tuple[str, ...] = ("ana", "ben"), **options: Any) -> list[Event]:
    """The events of the codings."""
    saw = options.get("saw", lambda who, text, code: True)
    return events_of(sorted(codings, key=reading_order), relations(*codings, **options), coders, saw)
