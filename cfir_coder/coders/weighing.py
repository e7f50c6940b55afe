"""Cut a turn into thoughts, and weigh for each what speaks for its codes: the one idea of what a stretch is.

What is proposed, what `cfir next` asks about and what `cfir like` ranks are stretches cut here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.cue_votes import SAID, votes_of
from cfir_coder.coders.cues import Cued
from cfir_coder.coders.framework import Framework
from cfir_coder.coders.meaning import Cutting, Heads, cut, log_softmax, pooled, sigmoid
from cfir_coder.coders.nlp import Tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cfir_coder.coders.encoder import Reading

    Floats = NDArray[np.floating[Any]]

Taught = Callable[["Floats"], "Mapping[str, Floats]"]
"""From (n, 384) features to (n,) chances by code, for the codes that a study's coders taught."""


DOUBTFUL = 0.5
"""The share of the bar for what is worth coding from which talk is worth a doubt."""
VERDICTS = frozenset(
    (
        "barrier", "obstacle", "hurdle", "roadblock", "impediment", "hindrance", "deterrent", "bottleneck", "drawback",
        "challenge", "facilitator", "enabler", "strength", "advantage",
    )
)  # fmt: skip
"""What somebody calls so is worth coding, however shortly it is said ("Funding is a barrier."): of 186 such words
that participants of the corpus say 175 stand in coded passages. Plurals don't: people sum up with them."""
MORE_LIKELY_THAN_NOT = 0.5
"""The chance of a taught code from which a sentence is worth coding for sure."""


def nothing_taught(features: Floats) -> Mapping[str, Floats]:
    """No code was taught."""
    return {}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A stretch on the tokens `start <= x < end` and the sentences `first <= x < last` of a turn.

    features: (384,), of the stretch as a whole. coded: 0-1. chances: (codes,), sum to 1. tone: (384,), its leaning.
    learned: chances of the codes that the study's coders taught, of the stretch or of its likeliest sentence.
    doubtful: its sentences don't reach the bar for what is worth coding. forbidden: codes that exclusions of theirs
    rule out in one of its sentences.
    """

    start: int
    end: int
    first: int
    last: int
    features: Floats
    coded: float
    chances: Floats
    tone: Floats
    learned: Mapping[str, float]
    doubtful: bool
    forbidden: frozenset[str]


@dataclass(frozen=True)
class Weigher:
    """Heads and a framework, ready for many turns.

    settings: how scores become proposals, as a model's card says it. valences: outputs of that head, by name.
    """

    heads: Heads
    framework: Framework
    settings: Mapping[str, Any]
    valences: Sequence[str]
    taught: Taught = nothing_taught

    @cached_property
    def codes(self) -> list[str]:
        """The codes of `Weighed.chances`: those of the head that the codebook holds."""
        return [code for code in self.framework.columns if code]

    @cached_property
    def families(self) -> list[str]:
        """The constructs that the codes count for."""
        return list(dict.fromkeys(self.framework.families[code] for code in self.codes))

    @cached_property
    def member(self) -> Floats:
        """(codes, families): 1 where a code counts for a family's construct."""
        import numpy as np

        member = np.zeros((len(self.codes), len(self.families)), np.float32)
        for row, code in enumerate(self.codes):
            member[row, self.families.index(self.framework.families[code])] = 1
        return member

    def with_settings(self, settings: Mapping[str, Any]) -> Weigher:
        """The same with other settings."""
        return replace(self, settings=dict(settings))

    def weigh(
        self,
        tokens: Tokens,
        reading: Reading,
        cued: Cued,
        *,
        coded_from: float | None = None,
        doubtful: bool = False,
    ) -> Iterator[Weighed]:
        """Cut one turn, and weigh each stretch as a whole.

        cued: what the cues make of the turn. coded_from: from which probability a sentence is worth a stretch;
        None: as the settings say; 0 keeps all that was said. doubtful: also stretches of sentences that reach only
        half of that.
        """
        import numpy as np

        features, lengths = self.heads.features(reading.vectors), reading.lengths
        votes, cue_lift = votes_of(tokens, cued, self.codes), self.settings["cue_lift"]
        coded = sigmoid(self.heads.logits("coded", features)[:, 0] + self.settings["cue_coded"] * votes.loudest)
        by_code = votes.settled(np.exp(log_softmax(self._logits(features) + votes.shifts(cue_lift))))
        by_sentence = self.taught(features)
        own = list(by_sentence.values())
        logged = _with_own(by_code @ self.member, own)
        least = self.settings["coded_from"] if coded_from is None else coded_from
        coded = _with_verdicts(coded, votes.loudest >= SAID, tokens, least)
        worth = _worth_coding(coded, own)
        cutting = Cutting(least, self.settings["new_stretch"], DOUBTFUL * least if doubtful else 1.0)
        places = cut(worth, logged, lengths, cutting)
        if not places:
            return
        whole = self.heads.features(pooled(reading.vectors, lengths, places))
        tones = pooled(reading.tones, lengths, places)
        chances = np.exp(log_softmax(self._logits(whole) + votes.shifts_of(places, cue_lift)))
        taught = {
            code: np.maximum(chance, [by_sentence[code][first:end].max() for first, end in places])
            for code, chance in self.taught(whole).items()
        }
        for row, (first, end) in enumerate(places):
            yield Weighed(
                tokens.sentences[first][0],
                tokens.sentences[end - 1][1],
                first,
                end,
                whole[row],
                float(np.average(coded[first:end], weights=np.maximum(lengths[first:end], 1))),
                chances[row],
                tones[row],
                {code: float(chance[row]) for code, chance in taught.items()},
                bool(worth[first] < least),
                votes.forbidden_in(first, end),
            )

    @cached_property
    def _known(self) -> list[int]:
        return [index for index, code in enumerate(self.framework.columns) if code]

    def _logits(self, features: Floats) -> Floats:
        found: Floats = self.heads.logits(self.framework.head, features)[:, self._known]
        return found


def _with_verdicts(coded: Floats, said: NDArray[np.bool_], tokens: Tokens, least: float) -> Floats:
    """By sentence: one that gives a verdict in so many words is as likely as need be to be worth coding.

    said: (sentences,), where a sure cue says its code.
    """
    import numpy as np

    given = said | [not VERDICTS.isdisjoint(tokens.forms[start:end]) for start, end in tokens.sentences]
    found: Floats = np.where(given, np.maximum(coded, least), coded)
    return found


def _worth_coding(coded: Floats, own: Sequence[Floats]) -> Floats:
    """By sentence: what more likely than not has a code that was taught in this study is worth coding for sure.

    The bar that other sentences have to reach was chosen for constructs; a taught code has a bar of its own.
    own: (sentences,) chances of each taught code.
    """
    import numpy as np

    if not own:
        return coded
    likeliest = np.max(own, axis=0)
    found: Floats = np.where(likeliest >= MORE_LIKELY_THAN_NOT, 1.0, np.maximum(coded, likeliest))
    return found


def _with_own(chances: Floats, own: Sequence[Floats]) -> Floats:
    """Log chances by sentence of the constructs and of the taught codes: (sentences, constructs + taught codes).

    A thought about a taught code ends where a construct begins: constructs share what the likeliest one leaves.
    chances: (sentences, constructs), sum to 1.
    """
    import numpy as np

    if own:
        left = 1 - np.max(own, axis=0)
        chances = np.column_stack((chances * left[:, None], *own))
    found: Floats = np.log(np.maximum(chances, 1e-9))
    return found
