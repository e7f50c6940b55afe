"""The coder that asks a language model: one turn with its question at a time; a code counts by its quote.

A model's answer is never taken on trust: its code must be in the codebook and its quote must stand in the turn, word
for word. What nobody said can't become a coding.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cfir_coder.coders.cues import MIN_CONFIDENCE
from cfir_coder.coders.endorsement import is_bare_agreement
from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.llm_address import Address, allowed_address, refuse_model_elsewhere
from cfir_coder.coders.llm_asking import Asked, Asking, Question, ask_all
from cfir_coder.coders.llm_chat import Answer, Chat
from cfir_coder.coders.llm_look import LOOK_SECONDS, models_of, refuse_if_it_runs_elsewhere
from cfir_coder.coders.llm_prompt import QUESTION_WORDS, Messages, Prompt
from cfir_coder.coders.llm_reading import Demand, Fault, Found, Passage, Reading, read_codes
from cfir_coder.coders.llm_server import Server
from cfir_coder.coders.machine import Coded, CodedTranscript, MachineCoder
from cfir_coder.coders.nlp import Language, SpokenTurn, spoken_turns
from cfir_coder.coders.windows import question_before, split_turn
from cfir_coder.errors import LlmError, UsageError
from cfir_coder.model.coding import Coding, Evidence
from cfir_coder.model.llm import LlmSettings
from cfir_coder.model.transcript import Transcript

LONGEST_PART = 500
"""Words and marks that are asked about at once; a longer turn (a document, a speech) is asked about in parts."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A turn, or a part of a long one, with its question. start: characters before it in the turn's speech."""

    transcript: Transcript
    spoken: SpokenTurn
    start: int
    passage: Passage
    question: Question


def code_by_llm(job: CodingJob) -> Coded:
    """Ask a language model about every turn that may be coded; themes emerge as for any machine coder.

    Raises UsageError without a model, LlmRefused when speech would leave this machine and nobody allowed it, LlmError
    when the server can't be used; what was answered until then is in `job.answers`.
    """
    address = allowed_address(job.llm.endpoint, approval=job.approval)
    refuse_model_elsewhere(job.llm.model)
    _look_first(address, job.llm.model)
    prompt = Prompt(job.codebook, job.about)
    language = Language(job.spacy_model)
    spoken = {transcript.hash: spoken_turns(transcript, language) for transcript in job.transcripts}
    parts = [
        part
        for transcript in job.transcripts
        for turn in spoken[transcript.hash]
        if not is_bare_agreement(turn.text)
        for part in _parts(transcript, turn, prompt, address, job.llm)
    ]
    chat = Chat(Server(address, timeout_s=job.llm.timeout_s), job.llm, prompt.schema)
    asking = Asking(
        ask=chat.ask,
        stop=chat.stop,
        check=_check_context if job.llm.check_context else lambda question, answer: None,
        in_flight=job.llm.in_flight,
        max_failures=job.llm.max_failures,
        what=f"asking {job.llm.model}",
    )
    asked = ask_all([part.question for part in parts], asking, job.answers, job.progress)
    readings = _readings(parts, asked, prompt, job)
    machine = MachineCoder(job.codebook, job.lexicon, name=job.name, model=job.spacy_model)
    coded = [_coded(machine, transcript, spoken[transcript.hash], readings, job) for transcript in job.transcripts]
    notes = _notes([reading for _, reading in readings], asked, address)
    return machine.gather(coded, job, notes=notes, record={"llm": _record(job, prompt, address, asked, chat)})


def _look_first(address: Address, model: str) -> None:
    """Refuse before anything that was said is sent.

    Raises UsageError when no model is named, LlmRefused when the server would pass the questions on or doesn't tell.
    """
    if not model.strip():
        models = ", ".join(models_of(Server(address, timeout_s=LOOK_SECONDS)))
        raise UsageError(f"say which model: --model NAME. {address.url} has: {models or 'none that it tells of'}.")
    if address.is_local:
        refuse_if_it_runs_elsewhere(address, model)


def _parts(
    transcript: Transcript, spoken: SpokenTurn, prompt: Prompt, address: Address, settings: LlmSettings
) -> list[_Part]:
    asked_before = question_before(transcript, spoken.turn, words=QUESTION_WORDS)
    parts = []
    for window in split_turn(spoken.tokens, most=LONGEST_PART):
        start, end = window.start, window.end
        text = spoken.text[start:end]
        messages = prompt.messages(asked_before, text)
        place = f"{transcript.document}, {spoken.turn.start + start}-{spoken.turn.start + end}"
        question = Question(_key(messages, prompt, address, settings), place, messages)
        sentences = tuple((first - start, last - start) for first, last in window.sentences)
        parts.append(_Part(transcript, spoken, start, Passage(text, sentences), question))
    return parts


def _key(messages: Messages, prompt: Prompt, address: Address, settings: LlmSettings) -> str:
    """SHA-256 of all that an answer depends on; how long to wait or how many to ask at a time isn't of it."""
    told = [address.url, settings.model, messages, prompt.schema, _answering(settings)]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _answering(settings: LlmSettings) -> dict[str, Any]:
    """The settings that an answer depends on."""
    return settings.model_dump(include={"temperature", "seed", "max_tokens"})


def _check_context(question: Question, answer: Answer) -> None:
    """Stop when the server read less than it was sent: no model has fewer tokens than a text has words.

    Ollama cuts a prompt that is longer than the model's context and counts what it kept; other servers turn it down.
    """
    sent = sum(len(message["content"].split()) for message in question.messages)
    if answer.prompt_tokens and answer.prompt_tokens < sent:
        raise LlmError(
            f"the server read {answer.prompt_tokens:,} tokens of a prompt of {sent:,} words: its context is too short, "
            "and the codebook was cut. Start it with a longer one (OLLAMA_CONTEXT_LENGTH=16384 ollama serve; "
            "llama-server -c 16384), or set check_context = false under [llm] in study.toml if it counts otherwise."
        )


def _readings(parts: Sequence[_Part], asked: Asked, prompt: Prompt, job: CodingJob) -> list[tuple[_Part, Reading]]:
    codable = {code.id for code in prompt.codable}
    ancestors = {
        code.id: frozenset(above.id for above in job.codebook.ancestors(code.id)) for code in job.codebook.codes
    }
    least = job.min_confidence
    demand = Demand(MIN_CONFIDENCE if least is None else least, must_tell=bool(least))
    return [
        (part, read_codes(asked.answers[part.question.key].content, part.passage, codable, ancestors, demand))
        for part in parts
        if part.question.key in asked.answers
    ]


def _coded(
    machine: MachineCoder,
    transcript: Transcript,
    spoken: Sequence[SpokenTurn],
    readings: Sequence[tuple[_Part, Reading]],
    job: CodingJob,
) -> CodedTranscript:
    codings = [
        _coding(machine, part, found, job)
        for part, reading in readings
        if part.transcript is transcript
        for found in reading.found
    ]
    kept = tuple(SpokenTurn(turn.turn, turn.text, turn.tokens.without_doc()) for turn in spoken)
    return CodedTranscript(transcript, kept, tuple(codings))


def _coding(machine: MachineCoder, part: _Part, found: Found, job: CodingJob) -> Coding:
    transcript, turn = part.transcript, part.spoken.turn
    start, end = (turn.start + part.start + offset for offset in (found.start, found.end))
    why = f"{job.llm.model}: {found.reason}" if found.reason else job.llm.model
    return machine.proposed(
        transcript,
        (start, end),
        code=found.code,
        valence=found.valence,
        strength=found.strength,
        confidence=found.confidence,
        evidence=(Evidence(kind="llm", what=why, start=start, end=end, score=found.confidence),),
    )


def _notes(readings: Sequence[Reading], asked: Asked, address: Address) -> tuple[str, ...]:
    """What a person should know: what was left out and why, where nothing could be read, and what left the machine."""
    faults = Counter(fault for reading in readings for fault in reading.faults)
    n_found = sum(len(reading.found) for reading in readings)
    notes = []
    if not address.is_local:
        notes.append(
            f"what participants said was sent to {address.url}{'' if address.is_secure else ', not encrypted'}."
        )
    if faults:
        told = "; ".join(f"{faults[fault]} {fault.value}" for fault in Fault if faults[fault])
        notes.append(f"of {n_found + faults.total()} codes that the model gave, {faults.total()} don't count: {told}.")
    n_cut = sum(not reading.is_whole for reading in readings)
    if n_cut:
        notes.append(f"answers that broke off: {n_cut}; what was whole in them counts. Raise max_tokens in study.toml.")
    if asked.unusable:
        places = "; ".join(list(asked.unusable)[:5])
        reason = next(iter(asked.unusable.values())).rstrip(".")
        notes.append(
            f"turns without codes because the model gave no usable answer: {len(asked.unusable)} ({places}: {reason}). "
            "The same command asks again."
        )
    return tuple(notes)


def _record(job: CodingJob, prompt: Prompt, address: Address, asked: Asked, chat: Chat) -> dict[str, Any]:
    """What stands with the run: where, whom and what was asked, and how."""
    return {
        "endpoint": address.url,
        "model": job.llm.model,
        "model_told_by_server": sorted({answer.model for answer in asked.answers.values() if answer.model}),
        "prompt_hash": prompt.hash,
        "settings": job.llm.model_dump(exclude={"endpoint", "model"}),
        "approval": "" if address.is_local else job.approval,
        "questions": len(asked.answers) + len(asked.unusable),
        "without_answer": sorted(asked.unusable),
    }
