"""What the encoder reads at once: a stretch of a turn, whole sentences, with the question before it."""

from __future__ import annotations

from dataclasses import dataclass

from cfir_coder.coders.nlp import Tokens
from cfir_coder.model.transcript import Role, Transcript, Turn

MOST_TOKENS = 140
"""Words and marks of one window; a longer turn is read in several."""
QUESTION_WORDS = 24
"""The last words of the question that are read with the answer."""
SHORT_QUESTION = 6
"""A question with fewer words ("And since then?") leans on the one before it, which is read with it."""


@dataclass(frozen=True, slots=True)
class Window:
    """Characters `start <= x < end` of a turn's text, and the character ranges of its sentences in that text."""

    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]


def split_turn(tokens: Tokens, *, most: int = MOST_TOKENS) -> list[Window]:
    """Cut a turn between sentences into windows of about equal length, `most` words and marks each."""
    if not tokens.forms:
        return []
    parts = -(-len(tokens.forms) // most)
    share = len(tokens.forms) / parts
    groups: list[list[tuple[int, int]]] = [[] for _ in range(parts)]
    for first, last in tokens.sentences:
        groups[min(parts - 1, int((first + last - 1) / 2 / share))].append(
            (tokens.starts[first], tokens.ends[last - 1])
        )
    return [Window(group[0][0], group[-1][1], tuple(group)) for group in groups if group]


def question_before(transcript: Transcript, turn: Turn, *, words: int = QUESTION_WORDS) -> str:
    """The last words of what the interviewer said last before a turn, and before that where that is short.

    Empty when nobody asked.
    """
    asked: list[str] = []
    for index in range(turn.index - 1, -1, -1):
        before = transcript.turns[index]
        if transcript.speaker(before.speaker).role is Role.INTERVIEWER:
            asked = transcript.speech(before).split() + asked
            if len(asked) >= SHORT_QUESTION:
                break
    return " ".join(asked[-words:])
