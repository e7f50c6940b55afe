"""What a format tells of a conversation before anybody knows who is who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cfir_coder.errors import TranscriptError
from cfir_coder.model.transcript import Comment, Kind, Role, Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where somebody begins to speak.

    line: where the label or time before the speech begins; the turn before ends there.
    start: the first character of the speech. label: None when nobody is named.
    """

    line: int
    start: int
    label: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn with its label as it stands, or None when nobody is named."""

    label: str | None
    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None
    not_speech: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the conversation.

    end: where the conversation may begin. roles: label key -> role, from a legend or header line.
    """

    end: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format's reader hands over.

    text: canonical text. utterances: who speaks where, when the format itself tells; None when labels must be
    looked for in the text. convention: how the speakers were told apart, in words. kind: when that is sure.
    is_page: made for the web.
    """

    text: str
    encoding: str = "utf-8"
    utterances: tuple[Utterance, ...] | None = None
    header: Header = field(default_factory=Header)
    convention: str = ""
    kind: Kind | None = None
    is_page: bool = False
    comments: tuple[Comment, ...] = ()
    footnotes: tuple[Comment, ...] = ()
    warnings: tuple[str, ...] = ()


MOST_CHARACTERS = 12_000_000
"""Of one text: two hundred hours of talk."""

MOST_LINES = 100_000


def refuse_endless(text: str) -> None:
    """Raise TranscriptError for a text that no conversation fills."""
    lines = text.count("\n")
    if len(text) > MOST_CHARACTERS or lines > MOST_LINES:
        size = f"{len(text):,} characters" if len(text) > MOST_CHARACTERS else f"{lines:,} lines"
        raise TranscriptError(f"has {size}, more than a conversation. Split it into one file for each.")


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def utterances_between(text: str, marks: Sequence[Mark], end: int) -> list[Utterance]:
    """Give each mark the text up to the next one, without white space around it; silent ones are left out."""
    utterances = []
    for mark, stop in zip(marks, [*(mark.line for mark in marks[1:]), end], strict=True):
        first, last = trimmed(text, mark.start, stop)
        if first < last:
            utterances.append(Utterance(mark.label, first, last, mark.start_ms, mark.end_ms))
    return utterances
