"""The machine coder: deductive proposals with valence, and themes that emerge beside them.

Coding is a map over transcripts; only the themes need all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cfir_coder.coders.cues import MIN_CONFIDENCE, CueCoder, Proposal
from cfir_coder.coders.emergent import Conversation, find_themes
from cfir_coder.coders.nlp import Language, SpokenTurn, spoken_turns
from cfir_coder.coders.valence import ValenceJudge
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import CoderKind, Coding, Evidence, Status
from cfir_coder.model.theme import CandidateTheme
from cfir_coder.model.transcript import Transcript
from cfir_coder.model.valence import ValenceLexicon
from cfir_coder.text import context


@dataclass(frozen=True, slots=True)
class CodedTranscript:
    """One transcript with what the deductive coder proposes for it."""

    transcript: Transcript
    spoken: tuple[SpokenTurn, ...] = field(repr=False)
    codings: tuple[Coding, ...]


class MachineCoder:
    """One codebook and one valence lexicon, compiled once for many transcripts.

    name: the coder's name in the study. min_confidence: 0-1, below it nothing is proposed.
    """

    def __init__(
        self,
        codebook: Codebook,
        lexicon: ValenceLexicon,
        *,
        name: str = "cues",
        min_confidence: float = MIN_CONFIDENCE,
        model: str | None = None,
    ) -> None:
        self.name = name
        self._codebook = codebook
        self._language = Language(model)
        self._cues = CueCoder(codebook, self._language, min_confidence=min_confidence)
        self._judge = ValenceJudge(lexicon, self._language)

    def code(self, transcript: Transcript) -> CodedTranscript:
        """Propose codes of the codebook for what participants say in one transcript."""
        spoken = spoken_turns(transcript, self._language)
        codings = [
            self._coding(transcript, turn, proposal)
            for turn in spoken
            for proposal in self._cues.code_turn(turn.tokens)
        ]
        return CodedTranscript(transcript, tuple(spoken), tuple(codings))

    def _coding(self, transcript: Transcript, spoken: SpokenTurn, proposal: Proposal) -> Coding:
        tokens = spoken.tokens
        offset = spoken.turn.start
        judgement = self._judge.judge(tokens, proposal.start, proposal.end)
        start, end = offset + tokens.starts[proposal.start], offset + tokens.ends[proposal.end - 1]
        prefix, suffix = context(transcript.text, start, end)
        fired = [("cue", hit.cue.pattern, hit.start, hit.end, hit.cue.weight) for hit in proposal.hits]
        judged = [
            ("valence", f"{each.group}: {each.words}", each.start, each.end, None)
            for each in judgement.evidence
        ]
        return Coding(
            document=transcript.document,
            text_hash=transcript.hash,
            start=start,
            end=end,
            quote=transcript.text[start:end],
            prefix=prefix,
            suffix=suffix,
            speaker=spoken.turn.speaker,
            turn=spoken.turn.index,
            code=proposal.code,
            valence=judgement.valence,
            strength=judgement.strength,
            coder=self.name,
            coder_kind=CoderKind.MACHINE,
            status=Status.PROPOSED,
            confidence=round(proposal.confidence, 4),
            evidence=tuple(
                Evidence(
                    kind=kind,
                    what=what,
                    start=offset + tokens.starts[first],
                    end=offset + tokens.ends[last - 1],
                    score=score,
                )
                for kind, what, first, last, score in [*fired, *judged]
            ),
            codebook=self._codebook.label,
        )
