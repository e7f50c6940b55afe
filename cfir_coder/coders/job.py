"""What every coder is asked: a codebook, transcripts, and how to go about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cfir_coder.model.codebook import Codebook
from cfir_coder.model.llm import LlmSettings
from cfir_coder.model.transcript import Transcript
from cfir_coder.model.valence import ValenceLexicon

Progress = Callable[[str, int, int], None]
"""What is being done, how many are done, of how many."""


class AnswerStore(Protocol):
    """Where answers of a language model are kept from one run to the next; used from one thread."""

    def get(self, key: str) -> str | None:
        """The answer kept under a key, if any."""

    def put(self, key: str, answer: str) -> None:
        """Keep an answer, at once and for good."""


@dataclass(frozen=True, slots=True)
class CodingJob:
    """One call of a coder.

    name: of the coder's rows. sites: site by participant id. settled: ids of themes that a person has decided on.
    min_confidence: None means the coder's own. top_k: most codes of one stretch, for a coder that ranks them.
    about: what innovation, inner setting and outer setting mean in the study.
    approval: who allowed another machine to be asked; empty: none is. answers: None keeps none.
    learned: what was learned from the study's coders, as it was kept; empty: nothing, or it isn't wanted.
    """

    name: str
    codebook: Codebook
    lexicon: ValenceLexicon
    transcripts: Sequence[Transcript]
    sites: Mapping[str, str] = field(default_factory=dict)
    min_confidence: float | None = None
    top_k: int = 2
    min_transcripts: int = 2
    settled: frozenset[str] = frozenset()
    spacy_model: str | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    llm: LlmSettings = field(default_factory=LlmSettings)
    approval: str = ""
    answers: AnswerStore | None = None
    learned: str = ""
    progress: Progress = lambda what, done, total: None
