"""Turns and sentences of the texts, to tell how near two spans are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from cfir_coder.agreement.units import units_of
from cfir_coder.model.coding import Coding
from cfir_coder.model.transcript import Span, Transcript


class Places:
    """Looks up sentences; without a text it knows only the turns that codings name."""

    def __init__(self, transcripts: Iterable[Transcript] = ()) -> None:
        self._transcripts = {transcript.hash: transcript for transcript in transcripts}
        self._sentences: dict[str, list[Span]] = {}
        self._starts: dict[str, list[int]] = {}

    def are_near(self, one: Coding, other: Coding) -> bool:
        """Whether two spans of a document stand in one turn, or in the same or neighbouring sentences."""
        if one.turn is not None and one.turn == other.turn:
            return True
        starts = self._of(one.text_hash)
        if not starts:
            return False
        first, second = sorted((one, other), key=lambda coding: coding.start)
        return bisect_right(starts, second.start) - bisect_right(starts, max(first.start, first.end - 1)) <= 1

    def sentences(self, text_hash: str) -> list[Span]:
        """The sentences of a text, in order; none of an unknown one."""
        if text_hash not in self._sentences:
            transcript = self._transcripts.get(text_hash)
            self._sentences[text_hash] = units_of(transcript, "sentence") if transcript else []
        return self._sentences[text_hash]

    def _of(self, text_hash: str) -> list[int]:
        """Where the sentences of a text begin."""
        if text_hash not in self._starts:
            self._starts[text_hash] = [start for start, _ in self.sentences(text_hash)]
        return self._starts[text_hash]
