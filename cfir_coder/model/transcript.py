"""A transcript: who said what, and where it stands in the canonical text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property

from cfir_coder.model.base import Model
from cfir_coder.text import text_hash, word_count

Span = tuple[int, int]
"""start <= x < end, code points of the canonical text."""


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Join spans that touch or overlap; sorted."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class Role(StrEnum):
    """What a speaker is in the conversation (a job title is an attribute of the participant).

    document: nobody speaks, the text is a document's; it may be coded but is no participant's.
    """

    INTERVIEWER = "interviewer"
    PARTICIPANT = "participant"
    DOCUMENT = "document"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What sort of text a transcript is."""

    INTERVIEW = "interview"
    FOCUS_GROUP = "focus_group"
    DOCUMENT = "document"


class Speaker(Model):
    """One voice of a transcript, by its label as it stands there.

    participant: the id that participants.csv or the header gives; None when nobody is known by that label.
    reason: why the role was given ("label", "told", "asks most, speaks first, short turns").
    """

    label: str
    role: Role
    participant: str | None = None
    reason: str = ""


class Turn(Model):
    """What one speaker says before another does.

    start, end: the speech without its label and time, `start <= x < end`.
    not_speech: spans inside the turn that nobody said (notes in brackets, page numbers), in order.
    start_ms, end_ms: milliseconds from the start of the recording, when told.
    """

    index: int
    speaker: str
    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None
    not_speech: tuple[Span, ...] = ()


class Comment(Model):
    """A remark in the margin, or a footnote, apart from the text.

    start, end: the words that it is about; equal when it stands at a place. created_at: ISO 8601, when told.
    """

    author: str
    text: str
    start: int
    end: int
    created_at: str = ""


class Transcript(Model):
    """One file as it was read.

    document: the file's name, for people; `hash` is what identifies it.
    text: canonical text; every offset of the study points into it.
    attributes: header lines by lower-case name (`site`, `role`, `participant`, `date`, ...).
    """

    document: str
    text: str
    format: str
    encoding: str = "utf-8"
    convention: str = ""
    kind: Kind = Kind.INTERVIEW
    attributes: dict[str, str] = {}
    speakers: tuple[Speaker, ...] = ()
    turns: tuple[Turn, ...] = ()
    comments: tuple[Comment, ...] = ()
    footnotes: tuple[Comment, ...] = ()
    warnings: tuple[str, ...] = ()

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical text."""
        return text_hash(self.text)

    @cached_property
    def _speaker_by_label(self) -> dict[str, Speaker]:
        return {speaker.label: speaker for speaker in self.speakers}

    @cached_property
    def _turns_by_start(self) -> tuple[list[Turn], list[int]]:
        turns = sorted(self.turns, key=lambda turn: (turn.start, turn.end))
        return turns, [turn.start for turn in turns]

    def speaker(self, label: str) -> Speaker:
        """The speaker of that label; KeyError when there is none."""
        return self._speaker_by_label[label]

    def speech(self, turn: Turn) -> str:
        """The turn's text as it stands, notes in brackets included."""
        return self.text[turn.start : turn.end]

    def turns_of(self, role: Role) -> Iterator[Turn]:
        """The turns of every speaker of that role, in order."""
        return (turn for turn in self.turns if self.speaker(turn.speaker).role is role)

    def coded_turns(self) -> Iterator[Turn]:
        """The turns that a coder may code: what participants say, and a document's own text."""
        coded = {each.label for each in self.speakers if each.role in (Role.PARTICIPANT, Role.DOCUMENT)}
        return (turn for turn in self.turns if turn.speaker in coded)

    def turn_at(self, offset: int) -> Turn | None:
        """The turn whose speech holds that offset, if any."""
        turns, starts = self._turns_by_start
        index = bisect_right(starts, offset) - 1
        return turns[index] if index >= 0 and offset < turns[index].end else None

    def words_by_role(self, role: Role) -> int:
        """Words said by every speaker of that role."""
        return sum(word_count(self.speech(turn)) for turn in self.turns_of(role))
