"""The coder that reads for meaning: the encoder scores every sentence, cues make it surer, people decide.

What it proposes is the thought that hangs together: one to four sentences, one or two codes, with the cue that fired or
the example of the codebook that is nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cfir_coder.coders.cues import Proposal
from cfir_coder.coders.deciding import Decided, Decider
from cfir_coder.coders.emergent_meaning import themes_by_meaning
from cfir_coder.coders.encoder import Encoder, Passage, Reading
from cfir_coder.coders.endorsement import is_bare_agreement
from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.learned import ReadText
from cfir_coder.coders.learned_file import apply_learned
from cfir_coder.coders.machine import Coded, CodedTranscript, Heard, MachineCoder, Reasoned, ThemeJudge
from cfir_coder.coders.meaning import pooled
from cfir_coder.coders.nlp import SpokenTurn
from cfir_coder.coders.readings import read_kept
from cfir_coder.coders.sides import Trust, weigh
from cfir_coder.coders.valence import Judgement
from cfir_coder.coders.windows import question_before, split_turn
from cfir_coder.model.coding import Coding, Valence
from cfir_coder.model.theme import ThemePassage
from cfir_coder.model.transcript import Transcript


def code_by_encoder(job: CodingJob) -> Coded:
    """Propose what the encoder and the cues find together, and the themes that emerge from what people mean.

    Raises UsageError when the installation holds no encoder, or a damaged one: before anything is read or kept.
    """
    encoder = Encoder()
    encoder.check()
    total = len(job.transcripts)
    job.progress("compiling cues", 0, total)
    machine = MachineCoder(job.codebook, job.lexicon, name=job.name, min_confidence=0, model=job.spacy_model)
    texts = read_all(encoder, _hear(machine, job), job)
    decider = Decider(encoder, job.codebook, min_confidence=job.min_confidence, top_k=job.top_k, store=job.answers)
    decider, learned = apply_learned(decider, encoder, job.learned)
    coded = []
    for done, text in enumerate(texts, 1):
        coded.append(_coded(machine, decider, text))
        job.progress("deciding", done, total)
    told = {"model": encoder.card["name"], "version": encoder.card["version"], "hash": encoder.hash}
    record = {"encoder": told, **learned.record}
    job.progress("finding themes", 0, 1)
    emerged = themes_by_meaning(
        decider,
        texts,
        job.sites,
        min_transcripts=job.min_transcripts,
        settled=job.settled | job.codebook.by_id.keys(),
    )
    notes = (*learned.notes, *emerged.notes)
    judge = _theme_judge(machine, decider, texts)
    gathered = machine.gather(coded, job, themes=emerged.themes, notes=notes, record=record, judge=judge)
    return replace(gathered, silent=tuple(each for one in coded for each in one.silent))


def _hear(machine: MachineCoder, job: CodingJob) -> Iterator[Heard]:
    for done, transcript in enumerate(job.transcripts, 1):
        yield machine.hear(transcript)
        job.progress("listening for cues", done, len(job.transcripts))


def read_all(encoder: Encoder, heard: Iterable[Heard], job: CodingJob) -> list[ReadText]:
    """Read every transcript, or take what the study keeps of an earlier reading.

    heard: while the next one is listened to, those before it are read.
    """
    gathered: list[tuple[Heard, list[int]]] = []

    def groups() -> Iterator[list[Passage]]:
        for one in heard:
            passages = list(_passages(one.transcript, one.spoken))
            gathered.append((one, [turn for turn, _ in passages]))
            yield [passage for _, passage in passages]

    found = read_kept(encoder, groups(), job.answers, progress=lambda done, total: job.progress("reading", done, total))
    return [ReadText(one, _by_turn(turns, readings)) for (one, turns), readings in zip(gathered, found, strict=True)]


def _passages(transcript: Transcript, spoken: Sequence[SpokenTurn]) -> Iterator[tuple[int, Passage]]:
    """What is read at once, with the turn that it belongs to."""
    for turn in spoken:
        if is_bare_agreement(turn.text):
            continue
        question = question_before(transcript, turn.turn)
        for part in split_turn(turn.tokens):
            sentences = tuple((start - part.start, end - part.start) for start, end in part.sentences)
            yield turn.turn.index, Passage(question, turn.text[part.start : part.end], sentences)


def _by_turn(turns: Sequence[int], readings: Sequence[Reading]) -> dict[int, Reading]:
    grouped: dict[int, list[Reading]] = {}
    for turn, reading in zip(turns, readings, strict=True):
        grouped.setdefault(turn, []).append(reading)
    return {turn: Reading.joined(each) for turn, each in grouped.items()}


def _coded(machine: MachineCoder, decider: Decider, text: ReadText) -> CodedTranscript:
    codings: list[Coding] = []
    silent: list[Coding] = []
    heard = text.heard
    for spoken, one in text.decided(decider, silent=True):
        coding = _coding(machine, heard.transcript, spoken, one, decider.trust)
        (silent if one.silent else codings).append(coding)
    return CodedTranscript(heard.transcript, heard.spoken, tuple(codings), tuple(silent))


def _coding(
    machine: MachineCoder, transcript: Transcript, spoken: SpokenTurn, decided: Decided, trust: Trust
) -> Coding:
    proposal = Proposal(decided.code, decided.start, decided.end, decided.confidence, decided.hits)
    judged = judgement(decided.valences, machine.judge(spoken, decided.start, decided.end), trust)
    more = []
    if decided.nearest:
        more.append(Reasoned(decided.nearest.kind, decided.nearest.text, round(decided.nearness, 3)))
    more.append(Reasoned("valence", f"read as {judged.valence}", judged.confidence))
    return machine.coding(transcript, spoken, proposal, judgement=judged, more=more)


def _theme_judge(machine: MachineCoder, decider: Decider, texts: Sequence[ReadText]) -> ThemeJudge:
    """Network and words together, as for codes; a theme is no code that the network knows."""
    readings = {(text.text_hash, turn): reading for text in texts for turn, reading in text.readings.items()}

    def judge(passage: ThemePassage, spoken: SpokenTurn, first: int, last: int) -> Judgement:
        reading = readings[passage.text_hash, passage.turn]
        inside = [at for at, (start, end) in enumerate(spoken.tokens.sentences) if start < last and first < end]
        place = [(inside[0], inside[-1] + 1)]
        features = decider.heads.features(pooled(reading.vectors, reading.lengths, place))[0]
        tone = pooled(reading.tones, reading.lengths, place)[0]
        return judgement(decider.valences("", features, tone), machine.judge(spoken, first, last), decider.trust)

    return judge


def judgement(read: Mapping[str, float], words: Judgement, trust: Trust) -> Judgement:
    """Network and words together; words stand as evidence where they point the same way.

    read: the network's probability of each valence.
    """
    valence, confidence = weigh(read, words, trust)
    sign = {Valence.FACILITATOR: 1, Valence.BARRIER: -1}.get(valence, 0)
    evidence = tuple(each for each in words.evidence if not sign or each.lean * sign > 0)
    return Judgement(valence, sign * max(1, abs(words.strength)), confidence, evidence)
