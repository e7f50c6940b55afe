"""What people coded, as examples: sentences and passages with their vectors, and which codes each of them speaks for.

What a person saw and did not code is an example against; what nobody saw is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.meaning import pooled
from cfir_coder.model.coding import Coding
from cfir_coder.model.transcript import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

COVERED_FROM = 0.5
"""Share of a sentence, or of the coding if that is shorter, that both must have."""


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """One turn as the encoder read it. sentences: spans in the canonical text; the rest as in `encoder.Reading`."""

    index: int
    sentences: tuple[Span, ...]
    vectors: Floats
    tones: Floats
    lengths: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Looked:
    """What one person said of one text.

    codes_seen: the codes of the codebook that the person used. whole: the person looked at all of the text, so that
    what is not coded was left out on purpose. codings: of this person, or proposals that a person accepted.
    refused: proposals that a person rejected. one_by_one: only single proposals were decided on, so that a code which
    wasn't proposed wasn't judged.
    """

    text_hash: str
    coder: str
    codes_seen: frozenset[str]
    whole: bool
    codings: tuple[Coding, ...]
    refused: tuple[Coding, ...] = ()
    one_by_one: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A passage or a sentence. is_passage: a person marked it. given, refused: codes that it has, that it hasn't."""

    text_hash: str
    codes_seen: frozenset[str]
    vector: Floats
    is_passage: bool
    given: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    one_by_one: bool = False


def examples_of(looked: Looked, turns: Sequence[ReadTurn]) -> list[Example]:
    """The passages that a person coded (or refused), and the sentences of the rest where all of the text was seen."""
    found: list[Example] = []
    spans = _by_span(looked.codings)
    against = _by_span(looked.refused)
    none: frozenset[str] = frozenset()
    for turn in turns:
        taken: set[int] = set()
        marked = [(span, codes, True) for span, codes in spans.items()]
        for span, codes, is_given in [*marked, *((span, codes, False) for span, codes in against.items())]:
            inside = sentences_in(span, turn.sentences)
            if not inside:
                continue
            vector = pooled(turn.vectors, turn.lengths, [(inside[0], inside[-1] + 1)])[0]
            given, refused = (codes, none) if is_given else (none, codes)
            found.append(
                Example(looked.text_hash, looked.codes_seen, vector, is_given, given, refused, looked.one_by_one)
            )
            if is_given:
                taken.update(inside)
        if looked.whole:
            found += [
                Example(looked.text_hash, looked.codes_seen, turn.vectors[index], False)
                for index in range(len(turn.sentences))
                if index not in taken and turn.lengths[index]
            ]
    return found


def coded_sentences(looked: Looked, turns: Sequence[ReadTurn]) -> tuple[list[Floats], list[bool]]:
    """Every sentence of which it is known whether it was worth coding: vectors, and whether it was."""
    spans = list(_by_span(looked.codings))
    vectors: list[Floats] = []
    truth = []
    for turn in turns:
        taken = {index for span in spans for index in sentences_in(span, turn.sentences)}
        for index in range(len(turn.sentences)):
            if turn.lengths[index] and (looked.whole or index in taken):
                vectors.append(turn.vectors[index])
                truth.append(index in taken)
    return vectors, truth


def sentences_in(span: Span, sentences: Sequence[Span]) -> list[int]:
    """The sentences of a turn that a span covers, by their place; the one it lies in when it is shorter than one."""
    start, end = span
    return [
        index
        for index, (first, last) in enumerate(sentences)
        if (shared := min(end, last) - max(start, first)) > 0
        and shared >= COVERED_FROM * min(last - first, end - start)
    ]


def _by_span(codings: Iterable[Coding]) -> Mapping[Span, frozenset[str]]:
    codes: dict[Span, set[str]] = defaultdict(set)
    for one in codings:
        codes[one.start, one.end].add(one.code)
    return {span: frozenset(each) for span, each in sorted(codes.items())}
