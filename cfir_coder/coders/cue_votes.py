"""What the cues of a turn say of each of its sentences, as numbers that the encoder's own can be added to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.cues import Cued
from cfir_coder.coders.nlp import Tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

FORBIDDEN = -20.0
"""What an exclusion adds to the log odds of its code."""
SAID = 0.8
"""The weight of a cue (the share of its hits that are right) from which its sentence says its code for sure."""


@dataclass(frozen=True, slots=True)
class CueVotes:
    """lift: (sentences, codes), the weight of the loudest cue of each code, 0 where none fires.

    banned: (sentences, codes), 0, or FORBIDDEN where an exclusion rules the code out. forbidden: the same by sentence,
    also of codes that stand in no column: what is ruled out and no cue speaks for in another clause of the sentence.
    """

    lift: Floats
    banned: Floats
    forbidden: tuple[frozenset[str], ...]

    @property
    def loudest(self) -> Floats:
        """(sentences,) the weight of the loudest cue of any code."""
        found: Floats = self.lift.max(axis=1, initial=0)
        return found

    def shifts(self, cue_lift: float) -> Floats:
        """What is added to the log odds of every code: (sentences, codes). cue_lift: what a cue of weight 1 adds."""
        found: Floats = cue_lift * self.lift + self.banned
        return found

    def shifts_of(self, places: Sequence[tuple[int, int]], cue_lift: float) -> Floats:
        """The same of stretches of sentences `first <= x < end`: the loudest cue counts, and any exclusion."""
        import numpy as np

        lifted = np.stack([self.lift[first:end].max(axis=0) for first, end in places])
        found: Floats = cue_lift * lifted + np.stack([self.banned[first:end].min(axis=0) for first, end in places])
        return found

    def settled(self, chances: Floats) -> Floats:
        """What a sure cue says is its sentence's code, so sentences that say one thing each are cut apart.

        chances: (sentences, codes), sum to 1.
        """
        import numpy as np

        said = np.where(self.lift >= SAID, self.lift, 0)
        every = said.sum(axis=1, keepdims=True)
        found: Floats = np.where(every > 0, said / np.maximum(every, SAID), chances)
        return found

    def forbidden_in(self, first: int, end: int) -> frozenset[str]:
        """The codes that are ruled out in one of the sentences `first <= x < end`."""
        return frozenset[str]().union(*self.forbidden[first:end])


def votes_of(tokens: Tokens, cued: Cued, codes: Sequence[str]) -> CueVotes:
    """Gather what the cues of a turn say. codes: the columns."""
    import numpy as np

    sentence_of = [index for index, (start, end) in enumerate(tokens.sentences) for _ in range(start, end)]
    column = {code: index for index, code in enumerate(codes)}
    lift = np.zeros((len(tokens.sentences), len(codes)), np.float32)
    said: set[tuple[int, str]] = set()
    for proposal in cued.proposals:
        for hit in proposal.hits:
            sentence = sentence_of[hit.start]
            said.add((sentence, proposal.code))
            if proposal.code in column:
                place = sentence, column[proposal.code]
                lift[place] = max(lift[place], hit.cue.weight)
    ruled_out = {(sentence_of[token], code) for code, token in cued.forbidden} - said
    banned = np.zeros_like(lift)
    for sentence, code in ruled_out:
        if code in column:
            banned[sentence, column[code]] = FORBIDDEN
    forbidden = tuple(
        frozenset(code for at, code in ruled_out if at == sentence) for sentence in range(len(tokens.sentences))
    )
    return CueVotes(lift, banned, forbidden)
