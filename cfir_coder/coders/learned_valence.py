"""Learn from the study's coders which way passages lean: a small correction of the valence head, held to zero.

Three things are learned together, as one softmax regression that starts from the head's own logits: new weights of the
head, how each construct leans in this study, and how far words are to be believed against the network.
It is taken only where it helps on transcripts that were left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.learned_examples import Looked, sentences_in
from cfir_coder.coders.learned_fit import TRUST_SCALE, Correction, minimum
from cfir_coder.coders.meaning import Heads, log_softmax, pooled
from cfir_coder.coders.nlp import SpokenTurn
from cfir_coder.coders.sides import Trust, odds_of
from cfir_coder.coders.valence import Judgement
from cfir_coder.model.coding import Valence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cfir_coder.coders.deciding import Decider
    from cfir_coder.coders.learned import ReadText

    Floats = NDArray[np.floating[Any]]

Words = Callable[[SpokenTurn, int, int], Judgement]
"""What the cue grammar makes of some tokens of a turn."""

HOLD = 3000.0
"""Precision of the prior of each weight around zero."""
HOLD_CODE = 5.0
"""Precision of the prior of how a construct leans around how all of them do."""
HOLD_BIAS = 3.0
HOLD_TRUST = 10.0
"""Precision of the prior of the trust in words around the model card's."""
LEAST_PASSAGES, LEAST_TEXTS = 20, 3
"""Passages with a valence, and transcripts that hold them, from which it is learned."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """What was learned. head: correction of the valence head. codes: by construct, added to each valence's logit."""

    head: Correction
    codes: Mapping[str, Mapping[str, float]]
    trust: Trust


@dataclass(frozen=True, slots=True)
class ValenceGain:
    """On transcripts left out: passages judged, share of them whose valence was right, mean log loss in nats.

    won, lost: passages that only learning got right, and those that it got wrong.
    """

    n_passages: int
    n_transcripts: int
    before: float
    after: float
    won: int
    lost: int
    loss_before: float
    loss_after: float

    @property
    def helps(self) -> bool:
        """Whether the probabilities are better, and more passages right by more than a standard error.

        Source: the difference of paired shares as in McNemar (1947): its standard error is the root of those changed.
        """
        return self.won - self.lost > (self.won + self.lost) ** 0.5 and self.loss_after < self.loss_before


@dataclass(frozen=True, slots=True)
class LeaningExample:
    """A passage to which a person gave a valence. features: (640,), what the valence head is given of it.

    construct: of its code. words: what the cue grammar makes of it.
    """

    text_hash: str
    features: Floats
    construct: str
    valence: str
    words: Judgement


@dataclass(frozen=True)
class LeaningFit:
    """What every fit needs. names: outputs of the valence head. trust: the model card's."""

    heads: Heads
    names: Sequence[str]
    trust: Trust
    examples: Sequence[LeaningExample] = field(repr=False)

    def judged(self) -> ValenceGain | None:
        """Leave each transcript out in turn; None when there is too little to learn from."""
        import numpy as np

        texts = sorted({one.text_hash for one in self.examples})
        if len(self.examples) < LEAST_PASSAGES or len(texts) < LEAST_TEXTS:
            return None
        after = np.zeros((len(self.examples), len(self.names)))
        for text in texts:
            inside = np.array([one.text_hash == text for one in self.examples])
            told = self.fit([one for one, left in zip(self.examples, inside, strict=True) if not left])
            after[inside] = self.logged([one for one, left in zip(self.examples, inside, strict=True) if left], told)
        before = self.logged(self.examples, None)
        truth = np.array([self.names.index(one.valence) for one in self.examples])
        rows = np.arange(len(truth))
        old, new = (one.argmax(1) == truth for one in (before, after))
        return ValenceGain(
            len(truth),
            len(texts),
            float(old.mean()),
            float(new.mean()),
            int((new & ~old).sum()),
            int((old & ~new).sum()),
            -float(before[rows, truth].mean()),
            -float(after[rows, truth].mean()),
        )

    def logged(self, examples: Sequence[LeaningExample], told: Leaning | None) -> Floats:
        """Log probabilities (examples, valences), of network and words together."""
        import numpy as np

        features, old, side, mixed = self._inputs(examples)
        trust = told.trust if told else self.trust
        logits = old
        if told:
            shifts = [[told.codes.get(one.construct, {}).get(name, 0.0) for name in self.names] for one in examples]
            logits = told.head.logits(old, features) + np.array(shifts)
        return log_softmax(logits + trust.side * side + trust.mixed * mixed)

    def fit(self, examples: Sequence[LeaningExample]) -> Leaning:
        """Maximum a posteriori; sources as in `learned_fit`."""
        import numpy as np

        features, old, side, mixed = self._inputs(examples)
        constructs = sorted({one.construct for one in examples})
        member = np.array([[one.construct == each for each in constructs] for one in examples], float)
        inputs = np.hstack([features, member, np.ones((len(examples), 1))])
        width = features.shape[1]
        holds = np.r_[np.full(width, HOLD), np.full(len(constructs), HOLD_CODE), HOLD_BIAS]
        truth = np.array([[one.valence == name for name in self.names] for one in examples], float)
        usual = np.array([1.0, self.trust.side, self.trust.mixed])
        firm = np.array([TRUST_SCALE, HOLD_TRUST, HOLD_TRUST])

        def loss(x: Floats) -> tuple[float, Floats]:
            weights, scales = x[:-3].reshape(len(self.names), -1), x[-3:]
            z = scales[0] * old + scales[1] * side + scales[2] * mixed + inputs @ weights.T
            logged = log_softmax(z)
            error = np.exp(logged) - truth
            away = scales - usual
            value = -(truth * logged).sum() + 0.5 * ((holds * weights**2).sum() + (firm * away**2).sum())
            slopes = np.array([(error * old).sum(), (error * side).sum(), (error * mixed).sum()]) + firm * away
            return float(value), np.r_[(error.T @ inputs + holds * weights).ravel(), slopes]

        x = minimum(loss, np.r_[np.zeros(len(self.names) * inputs.shape[1]), usual])
        weights, scales = x[:-3].reshape(len(self.names), -1), x[-3:]
        head = Correction(weights[:, :width].astype(np.float32), weights[:, -1].astype(np.float32), float(scales[0]))
        codes = {
            each: {name: round(float(weights[row, width + at]), 4) for row, name in enumerate(self.names)}
            for at, each in enumerate(constructs)
        }
        return Leaning(head, codes, Trust(*(round(max(float(scale), 0.0), 4) for scale in scales[1:])))

    def _inputs(self, examples: Sequence[LeaningExample]) -> tuple[Floats, Floats, Floats, Floats]:
        """Features, the head's logits, and what words add to the logits where they are believed as they are."""
        import numpy as np

        features = np.array([one.features for one in examples], float)
        old = self.heads.logits("valence", features)
        side, mixed = np.zeros_like(old), np.zeros_like(old)
        for row, one in enumerate(examples):
            odds, said = odds_of(one.words.confidence), one.words.valence.value
            if said == Valence.MIXED and said in self.names:
                mixed[row, self.names.index(said)] = odds
            elif said in (Valence.FACILITATOR, Valence.BARRIER):
                for name in (Valence.FACILITATOR, Valence.BARRIER):
                    side[row, self.names.index(name)] = odds / 2 if name == said else -odds / 2
        return features, old, side, mixed


def leaning_examples(
    looked: Sequence[Looked],
    texts: Sequence[ReadText],
    decider: Decider,
    words: Words,
) -> list[LeaningExample]:
    """The passages to which people gave a valence; a machine's, accepted along with its code, teaches nothing."""
    names, constructs = decider.weigher.valences, decider.constructs
    by_hash = {one.text_hash: one for one in texts}
    found = []
    for one in looked:
        codings = [] if one.one_by_one else [each for each in one.codings if each.valence in names]
        text = by_hash[one.text_hash]
        spoken_of = {spoken.turn.index: spoken for spoken in text.heard.spoken}
        for turn in text.turns() if codings else ():
            spoken = spoken_of[turn.index]
            for coding in codings:
                inside = sentences_in((coding.start, coding.end), turn.sentences)
                if not inside or coding.valence is None:
                    continue
                first, end = inside[0], inside[-1] + 1
                tokens = spoken.tokens.sentences[first][0], spoken.tokens.sentences[end - 1][1]
                meant = decider.heads.features(pooled(turn.vectors, turn.lengths, [(first, end)]))[0]
                tone = pooled(turn.tones, turn.lengths, [(first, end)])[0]
                features = decider.leaning(coding.code, meant, tone)
                construct = constructs.get(coding.code, coding.code)
                found.append(
                    LeaningExample(one.text_hash, features, construct, coding.valence.value, words(spoken, *tokens))
                )
    return found
