"""The waist: one row is one code on one span by one coder."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, Field, model_validator

from cfir_coder.model.base import Model
from cfir_coder.model.transcript import Span, Transcript
from cfir_coder.text import context


class Valence(StrEnum):
    """Which way a construct works for implementation, from the speaker's point of view."""

    FACILITATOR = "facilitator"
    BARRIER = "barrier"
    MIXED = "mixed"
    NEUTRAL = "neutral"


class CoderKind(StrEnum):
    """Who stands behind a coder's name; a machine is never mixed with people."""

    HUMAN = "human"
    MACHINE = "machine"
    CONSENSUS = "consensus"


class Status(StrEnum):
    """Where a coding stands: machines propose, people accept or reject."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Band(StrEnum):
    """How a machine came to a proposal: by words that say it, by meaning alone, or not surely enough to propose it."""

    EXPLICIT = "explicit"
    SUGGESTED = "suggested"
    SILENT = "silent"


FROM_PROPOSAL = "proposal"
"""Kind of the evidence that a person's coding came from a machine's proposal."""
FROM_SHEET = "sheet"
"""Kind of the evidence that a coding was made in a coding sheet, which tells apart what was read."""
Strength = Annotated[int, Field(ge=-2, le=2)]
"""-2 strong barrier ... +2 strong facilitator; 0 for mixed and neutral."""
Confidence = Annotated[float, Field(ge=0, le=1)]


class Evidence(Model):
    """One reason for a code or a valence, and where it stands.

    kind: "cue", "valence", "theme", "proposal" (a person accepted it), "sheet", later "neighbour".
    what: the cue as the codebook writes it, or the valence group and its words.
    start, end: code points of the canonical text.
    """

    kind: str
    what: str
    start: int
    end: int
    score: float | None = None


class Coder(Model):
    """Who coded."""

    name: str
    kind: CoderKind


class Coverage(Model):
    """Which coder has looked at which document with which codebook.

    "Not coded" is a value, "not seen" is missing; without coverage agreement can't tell them apart.
    text_hash: SHA-256 of the document's canonical text; codebook: the codebook's hash.
    """

    coder: str
    text_hash: str
    codebook: str


class Endorsement(Model):
    """A bare agreement ("yeah, same here") with the turn before it; counted, never coded as text.

    turn: of the agreement; endorsed: the turn agreed with. Its codes are those of the codings in that turn.
    """

    text_hash: str
    turn: int
    speaker: str
    participant: str = ""
    endorsed: int


class Coding(Model):
    """One code on one span by one coder.

    document: the file's name; text_hash: the SHA-256 of its canonical text, which identifies it.
    start, end: code points, end exclusive; always `text[start:end] == quote`.
    prefix, suffix: at most 32 characters of context, so that a corrected transcript can be re-anchored.
    strength: -2..+2 or None; codebook: "name version hash"; created_at: None on a machine's proposals.
    """

    document: str
    text_hash: str
    start: int = Field(ge=0)
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    speaker: str = ""
    turn: int | None = None
    code: str
    valence: Valence | None = None
    strength: Strength | None = None
    coder: str
    coder_kind: CoderKind
    status: Status = Status.ACCEPTED
    confidence: Confidence | None = None
    evidence: tuple[Evidence, ...] = ()
    memo: str = ""
    codebook: str = ""
    created_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _span_fits_quote(self) -> Self:
        if self.end - self.start != len(self.quote) or not self.quote:
            raise ValueError(f"span {self.start}-{self.end} doesn't fit {len(self.quote)} quoted characters")
        return self

    @property
    def band(self) -> Band | None:
        """Explicit when a cue of the code fired in it, else suggested; None for a person's coding."""
        if self.coder_kind is not CoderKind.MACHINE:
            return None
        return Band.EXPLICIT if any(each.kind == "cue" for each in self.evidence) else Band.SUGGESTED

    @property
    def is_from_proposal(self) -> bool:
        """Whether a person accepted it from a machine, so that it is no independent judgement."""
        return any(one.kind == FROM_PROPOSAL for one in self.evidence)

    @property
    def contradicts_itself(self) -> bool:
        """Whether valence and strength point in two ways, as a barrier of strength 2 does."""
        sign = {Valence.FACILITATOR: 1, Valence.BARRIER: -1}.get(self.valence, 0) if self.valence else 0
        return sign * (self.strength or 0) < 0

    @property
    def implies_reading(self) -> bool:
        """Whether its coder can be taken to have looked at all of the text.

        Not by one that came from a proposal, nor by one of a coding sheet, whose rows say whether they are done.
        """
        return not any(one.kind in (FROM_PROPOSAL, FROM_SHEET) for one in self.evidence)

    @cached_property
    def id(self) -> str:
        """Twelve hex digits made of document, span, code and coder: the same coding has the same id."""
        key = f"{self.text_hash}|{self.start}|{self.end}|{self.code}|{self.coder}"
        return sha256(key.encode()).hexdigest()[:12]


def standing(transcript: Transcript, span: Span) -> dict[str, Any]:
    """What the place of a coding tells of it: its text, its quote with what stands around it, who says it and when."""
    start, end = span
    prefix, suffix = context(transcript.text, start, end)
    turn = transcript.turn_at(start)
    return {
        "document": transcript.document,
        "text_hash": transcript.hash,
        "start": start,
        "end": end,
        "quote": transcript.text[start:end],
        "prefix": prefix,
        "suffix": suffix,
        "speaker": turn.speaker if turn else "",
        "turn": turn.index if turn else None,
    }


def placed(coding: Coding, transcript: Transcript, span: Span) -> Coding:
    """A coding with another place, and what that place tells of it; its speaker stays where no turn is."""
    told = standing(transcript, span)
    del told["document"]
    if told["turn"] is None:
        del told["speaker"]
    return coding.model_copy(update=told)
