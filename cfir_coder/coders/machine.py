"""The machine coder: deductive proposals with valence, and themes that emerge beside them.

Coding is a map over transcripts; only the themes need all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cfir_coder.coders.cues import MIN_CONFIDENCE, CueCoder, Cued, Proposal
from cfir_coder.coders.emergent import Conversation, find_themes
from cfir_coder.coders.endorsement import endorsements, is_bare_agreement
from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.nlp import Language, SpokenTurn, spoken_turns
from cfir_coder.coders.valence import Judgement, ValenceJudge
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import CoderKind, Coding, Endorsement, Evidence, Status, Valence, standing
from cfir_coder.model.theme import CandidateTheme, ThemePassage
from cfir_coder.model.transcript import Span, Transcript
from cfir_coder.model.valence import ValenceLexicon

ThemeJudge = Callable[[ThemePassage, SpokenTurn, int, int], Judgement]
"""Which way the tokens `first <= x < last` of a turn lean, which a theme's passage covers."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One transcript as the cues hear it: what they make of each turn that may be coded, in order."""

    transcript: Transcript
    spoken: tuple[SpokenTurn, ...] = field(repr=False)
    cued: tuple[Cued, ...]


@dataclass(frozen=True, slots=True)
class CodedTranscript:
    """One transcript with what the deductive coder proposes for it."""

    transcript: Transcript
    spoken: tuple[SpokenTurn, ...] = field(repr=False)
    codings: tuple[Coding, ...]
    silent: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A reason for a code that stands for a whole stretch: its kind, what it is, its score."""

    kind: str
    what: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Coded:
    """What a machine coder proposes for all transcripts together.

    notes: what a person should know of it. record: what to keep with the run besides its options.
    silent: stretches that seem worth coding, each with the likeliest code, which isn't sure enough to be proposed;
    None from a coder that can't tell.
    """

    codings: tuple[Coding, ...]
    themes: tuple[CandidateTheme, ...]
    endorsements: tuple[Endorsement, ...] = ()
    notes: tuple[str, ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)
    silent: tuple[Coding, ...] | None = None


class MachineCoder:
    """One codebook and one valence lexicon, compiled once for many transcripts.

    name: the coder's name in the study. min_confidence: 0-1, below it nothing is proposed; None: MIN_CONFIDENCE.
    """

    def __init__(
        self,
        codebook: Codebook,
        lexicon: ValenceLexicon,
        *,
        name: str = "cues",
        min_confidence: float | None = None,
        model: str | None = None,
    ) -> None:
        self.name = name
        self._codebook = codebook
        self._language = Language(model)
        least = MIN_CONFIDENCE if min_confidence is None else min_confidence
        self._cues = CueCoder(codebook, self._language, min_confidence=least)
        self._judge = ValenceJudge(lexicon, self._language)

    def hear(self, transcript: Transcript) -> Heard:
        """Let the cues propose for what participants say in one transcript."""
        spoken = spoken_turns(transcript, self._language)
        cued = tuple(Cued() if is_bare_agreement(turn.text) else self._cues.code_turn(turn.tokens) for turn in spoken)
        kept = tuple(SpokenTurn(turn.turn, turn.text, turn.tokens.without_doc()) for turn in spoken)
        return Heard(transcript, kept, cued)

    def code(self, transcript: Transcript) -> CodedTranscript:
        """Propose codes of the codebook for what participants say in one transcript."""
        heard = self.hear(transcript)
        codings = [
            self.coding(transcript, turn, proposal)
            for turn, cued in zip(heard.spoken, heard.cued, strict=True)
            for proposal in cued.proposals
        ]
        return CodedTranscript(transcript, heard.spoken, tuple(codings))

    def themes(
        self,
        coded: Sequence[CodedTranscript],
        sites: Mapping[str, str],
        *,
        min_transcripts: int = 2,
        settled: frozenset[str] = frozenset(),
    ) -> tuple[CandidateTheme, ...]:
        """Let themes emerge from what the codebook didn't catch."""
        conversations = [Conversation(one.transcript, one.spoken, one.codings) for one in coded]
        return find_themes(
            conversations, sites, min_transcripts=min_transcripts, settled=settled | self._codebook.by_id.keys()
        )

    def gather(
        self,
        coded: Sequence[CodedTranscript],
        job: CodingJob,
        *,
        themes: Sequence[CandidateTheme] | None = None,
        notes: tuple[str, ...] = (),
        record: Mapping[str, Any] | None = None,
        judge: ThemeJudge | None = None,
    ) -> Coded:
        """Put transcripts together: their codings, the themes that emerge over all of them, and bare agreements.

        themes: None lets them emerge from the words. judge: of the tokens of a theme's passage; None: by their words.
        """
        if themes is None:
            themes = self.themes(coded, job.sites, min_transcripts=job.min_transcripts, settled=job.settled)
        codings = (*(coding for one in coded for coding in one.codings), *self._theme_codings(themes, coded, judge))
        agreed = tuple(each for one in coded for each in endorsements(one.transcript))
        return Coded(codings, tuple(themes), agreed, notes, record or {})

    def _theme_codings(
        self, themes: Sequence[CandidateTheme], coded: Sequence[CodedTranscript], judge: ThemeJudge | None
    ) -> Iterator[Coding]:
        turns = {
            (one.transcript.hash, spoken.turn.index): (one.transcript, spoken) for one in coded for spoken in one.spoken
        }
        for theme in themes:
            for passage in theme.passages:
                transcript, spoken = turns[passage.text_hash, passage.turn]
                first, last = _tokens_of(passage, spoken)
                told = judge(passage, spoken, first, last) if judge else self.judge(spoken, first, last)
                yield self._theme_coding(passage, theme, transcript, told)

    def judge(self, spoken: SpokenTurn, start: int, end: int) -> Judgement:
        """Judge the tokens `start <= x < end` of a turn by the words that speak for a side."""
        return self._judge.judge(spoken.tokens, start, end)

    def coding(
        self,
        transcript: Transcript,
        spoken: SpokenTurn,
        proposal: Proposal,
        *,
        judgement: Judgement | None = None,
        more: Sequence[Reasoned] = (),
    ) -> Coding:
        """A proposal as a coding, with its evidence: cues, then more, then the words that decided its valence.

        judgement: None lets the words decide. more: evidence of kinds that only the caller knows.
        """
        judgement = judgement or self.judge(spoken, proposal.start, proposal.end)
        fired = [("cue", hit.cue.pattern, hit.start, hit.end, hit.cue.weight) for hit in proposal.hits]
        noted = [(each.kind, each.what, proposal.start, proposal.end, each.score) for each in more]
        judged = [("valence", f"{each.group}: {each.words}", each.start, each.end, None) for each in judgement.evidence]
        return self.proposed(
            transcript,
            spoken.span(proposal.start, proposal.end),
            code=proposal.code,
            valence=judgement.valence,
            strength=judgement.strength,
            confidence=round(proposal.confidence, 4),
            evidence=tuple(
                Evidence(kind=kind, what=what, start=start, end=end, score=score)
                for kind, what, first, last, score in [*fired, *noted, *judged]
                for start, end in [spoken.span(first, last)]
            ),
        )

    def _theme_coding(
        self, passage: ThemePassage, theme: CandidateTheme, transcript: Transcript, judgement: Judgement
    ) -> Coding:
        terms = ", ".join(term.term for term in theme.terms)
        return self.proposed(
            transcript,
            (passage.start, passage.end),
            code=theme.id,
            valence=judgement.valence,
            strength=judgement.strength,
            confidence=None,
            evidence=(Evidence(kind="theme", what=terms, start=passage.start, end=passage.end),),
        )

    def proposed(
        self,
        transcript: Transcript,
        span: Span,
        *,
        code: str,
        valence: Valence | None,
        strength: int | None,
        confidence: float | None,
        evidence: tuple[Evidence, ...],
    ) -> Coding:
        """A proposal of this coder on the characters `span` of a transcript."""
        return Coding(
            **standing(transcript, span),
            code=code,
            valence=valence,
            strength=strength,
            coder=self.name,
            coder_kind=CoderKind.MACHINE,
            status=Status.PROPOSED,
            confidence=confidence,
            evidence=evidence,
            codebook=self._codebook.label,
        )


def _tokens_of(passage: ThemePassage, spoken: SpokenTurn) -> tuple[int, int]:
    """The tokens `first <= x < last` of a turn that a theme's passage covers."""
    offset, tokens = spoken.turn.start, spoken.tokens
    first = next(i for i, start in enumerate(tokens.starts) if offset + start >= passage.start)
    last = next(i for i, end in enumerate(tokens.ends, 1) if offset + end >= passage.end)
    return first, last


def code_by_cues(job: CodingJob) -> Coded:
    """Propose what the codebook's cues find; themes emerge over all transcripts."""
    total = len(job.transcripts)
    job.progress("compiling cues", 0, total)
    machine = MachineCoder(
        job.codebook, job.lexicon, name=job.name, min_confidence=job.min_confidence, model=job.spacy_model
    )
    coded = []
    for done, transcript in enumerate(job.transcripts, 1):
        coded.append(machine.code(transcript))
        job.progress("coding", done, total)
    return machine.gather(coded, job)
