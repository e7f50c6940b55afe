"""What themes may be made of when an encoder has read: runs of sentences that are worth coding, nothing said twice."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.learned import ReadText
from cfir_coder.coders.meaning import log_softmax, pooled, sigmoid
from cfir_coder.coders.nlp import SpokenTurn
from cfir_coder.model.transcript import Transcript

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

WORTH = 0.1
"""Probability of being worth coding from which on a sentence belongs to a chunk."""
LONGEST = 5
"""Sentences of a chunk; a longer run is cut into equal parts."""
LEAST_WORDS = 5
"""Words and marks of the shortest chunk."""
RUN = 4
"""Words in a row by which a repetition is known."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sentences `first <= x < end` of a turn, and where its tokens begin and end.

    voice: who says it; a voice that nobody is known by is one of its transcript.
    """

    transcript: Transcript
    spoken: SpokenTurn
    first: int
    end: int
    voice: str

    @property
    def participant(self) -> str:
        """The participant's id; empty when nobody is known by that voice."""
        return self.transcript.speaker(self.spoken.turn.speaker).participant or ""

    @property
    def tokens(self) -> range:
        """Its tokens, as indices into those of the turn."""
        sentences = self.spoken.tokens.sentences
        return range(sentences[self.first][0], sentences[self.end - 1][1])

    @property
    def span(self) -> tuple[int, int]:
        """Its characters in the canonical text, start <= x < end."""
        return self.spoken.span(self.tokens.start, self.tokens.stop)

    @property
    def place(self) -> tuple[str, int]:
        """Its document and where it begins there."""
        return self.transcript.document, self.span[0]

    @property
    def forms(self) -> list[str]:
        """Its words and marks, lower-case."""
        return self.spoken.tokens.forms[self.tokens.start : self.tokens.stop]


@dataclass(frozen=True, slots=True)
class Chunks:
    """Chunks in order of their texts' hashes and of place, with what the encoder says of each.

    senses, features: (chunks, 384). stirred: (chunks,) how much each stirs the network, see `stirs`.
    chances: (chunks, codes) of the codes that the head knows and the codebook holds; rows sum to 1.
    """

    chunks: tuple[Chunk, ...]
    senses: Floats
    features: Floats
    stirred: Floats
    chances: Floats
    codes: tuple[str, ...]


def chunks_of(decider: Decider, texts: Sequence[ReadText]) -> Chunks:
    """Cut what participants say; what somebody has said before in the same words is left out.

    Neither the order nor the names of the texts change anything; a text that is there twice counts once.
    """
    import numpy as np

    heads, framework = decider.heads, decider.framework
    known = [index for index, code in enumerate(framework.columns) if code]
    by_hash = {one.text_hash: one for one in sorted(texts, key=lambda one: one.heard.transcript.document, reverse=True)}
    heard: set[tuple[str, ...]] = set()
    found, vectors = [], []
    for _, text in sorted(by_hash.items()):
        transcript = text.heard.transcript
        for spoken, reading in text.said():
            coded = sigmoid(heads.logits("coded", heads.features(reading.vectors))[:, 0])
            speaker = transcript.speaker(spoken.turn.speaker)
            voice = speaker.participant or f"{transcript.document}: {speaker.label}"
            for first, end in runs((coded >= WORTH).tolist(), (reading.lengths > 0).tolist()):
                chunk = Chunk(transcript, spoken, first, end, voice)
                if len(chunk.tokens) < LEAST_WORDS or _was_heard(chunk.forms, heard):
                    continue
                found.append(chunk)
                vectors.append(pooled(reading.vectors, reading.lengths, [(first, end)])[0])
    codes = tuple(framework.columns[index] for index in known)
    if not found:
        none = np.zeros((0, 0))
        return Chunks((), none, none, np.zeros(0), np.zeros((0, len(codes))), codes)
    features = heads.features(np.array(vectors))
    chances = np.zeros((len(found), 0))
    if known:
        chances = np.exp(log_softmax(heads.logits(framework.head, features)[:, known]))
    stirred = stirs(features, heads.arrays[f"{framework.head}.weight"], framework.unlisted)
    return Chunks(tuple(found), heads.senses(features), features, stirred, chances, codes)


def stirs(features: Floats, weights: Floats, unlisted: Sequence[int]) -> Floats:
    """How far each chunk's features are from the study's mean: (chunks,).

    A network answers strongly to what it was taught, here the constructs, and weakly to what is none of them. Codes of
    the head that the codebook doesn't list (unlisted: rows of weights) count as not taught: their directions are left
    out.
    Source: Dhamija, Guenther and Boult (2018), Reducing network agnostophobia, NeurIPS 31: features of unknown classes
    have smaller norms.
    """
    import numpy as np

    away = features - features.mean(axis=0)
    if unlisted:
        basis = np.linalg.qr((weights - weights.mean(axis=0))[list(unlisted)].T)[0]
        away = away - (away @ basis) @ basis.T
    found: Floats = np.round(np.linalg.norm(away, axis=1), 4)
    return found


def runs(wanted: Sequence[bool], readable: Sequence[bool]) -> list[tuple[int, int]]:
    """Sentences in a row that are wanted and readable, as ranges; long runs are cut into equal parts."""
    found: list[tuple[int, int]] = []
    start = None
    for index, inside in enumerate([*(yes and can for yes, can in zip(wanted, readable, strict=True)), False]):
        if inside and start is None:
            start = index
        elif not inside and start is not None:
            parts = -(-(index - start) // LONGEST)
            edges = [start + round(part * (index - start) / parts) for part in range(parts + 1)]
            found += itertools.pairwise(edges)
            start = None
    return found


def _was_heard(forms: Sequence[str], heard: set[tuple[str, ...]]) -> bool:
    """Whether half of the word runs were said before; keeps them when not."""
    words = [form for form in forms if form[0].isalnum()]
    said = {tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))}
    if len(said & heard) * 2 >= len(said):
        return True
    heard |= said
    return False
