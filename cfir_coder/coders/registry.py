"""Which machine coders there are: a coder is one line here, and one function from a job to codings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfir_coder.coders.done_before import done
from cfir_coder.coders.job import CodingJob
from cfir_coder.errors import UsageError
from cfir_coder.model.codebook import Code, CodeKind
from cfir_coder.model.llm import LlmSettings

if TYPE_CHECKING:
    from cfir_coder.coders.machine import Coded


@dataclass(frozen=True, slots=True)
class MachineEntry:
    """A machine coder.

    proposes, needs: one line each, for people. look: whether it can run here, and what to say of that.
    code: does the work. knows: whether it has anything to know a code of the codebook by, without being taught.
    """

    name: str
    proposes: str
    needs: str
    look: Callable[[LlmSettings], tuple[bool, str]]
    code: Callable[[CodingJob], Coded]
    knows: Callable[[Code], bool]


def machine_named(name: str) -> MachineEntry:
    """The coder that rows of that name come from: its own name, or one that begins so ("cues-2009").

    Raises UsageError when there is none.
    """
    own, dash, more = name.partition("-")
    entry = MACHINES.get(own) if more or not dash else None
    if entry is None:
        raise UsageError(
            f'there is no machine coder "{name}". There are: {", ".join(MACHINES)}; name rows of your own '
            'after one of them: "cues-2". See `cfir coders`.'
        )
    return entry


def default_machine() -> str:
    """The encoder, or the cues in an installation that holds none."""
    from cfir_coder.coders.encoder import packaged_model

    return "encoder" if packaged_model() else "cues"


def _code_by_cues(job: CodingJob) -> Coded:
    from cfir_coder.coders.machine import code_by_cues

    return done(job, code_by_cues)


def _code_by_llm(job: CodingJob) -> Coded:
    from cfir_coder.coders.llm import code_by_llm

    return code_by_llm(job)


def _code_by_encoder(job: CodingJob) -> Coded:
    from cfir_coder.coders.encoded import code_by_encoder

    return done(job, code_by_encoder)


def _look_for_encoder(settings: LlmSettings) -> tuple[bool, str]:
    from cfir_coder.coders.encoder import Encoder, packaged_model

    if packaged_model() is None:
        return False, "this installation holds no encoder"
    try:
        encoder = Encoder()
        encoder.check()  # the whole network is hashed: 44 MB in about .06 s, a tenth of what the command takes
    except UsageError as error:
        return False, str(error)
    return True, f"{encoder.card['name']} {encoder.card['version']}"


def _known_to_encoder(code: Code) -> bool:
    """By a head, by what the codebook says of it, or by its cues."""
    is_told = code.kind is CodeKind.THEME and bool(code.definition or code.examples)
    return code.kind is CodeKind.CONSTRUCT or is_told or bool(code.cues)


def _look_for_llm(settings: LlmSettings) -> tuple[bool, str]:
    from cfir_coder.coders.llm_look import look_for_models

    return look_for_models(settings)


MACHINES: dict[str, MachineEntry] = {
    entry.name: entry
    for entry in (
        MachineEntry(
            "cues",
            "what people say in so many words, by the codebook's cues",
            "nothing",
            lambda settings: (True, ""),
            _code_by_cues,
            lambda code: bool(code.cues),
        ),
        MachineEntry(
            "encoder",
            "what people mean, by a small network trained for CFIR, with the cues that fired",
            "nothing",
            _look_for_encoder,
            _code_by_encoder,
            _known_to_encoder,
        ),
        MachineEntry(
            "llm",
            "what a language model reads in a turn, with its quote",
            "a running OpenAI-compatible server (Ollama, llama.cpp, vLLM) on this machine",
            _look_for_llm,
            _code_by_llm,
            lambda code: code.kind in (CodeKind.CONSTRUCT, CodeKind.THEME),
        ),
    )
}
"""Every machine coder, by name, in the order of `cfir coders`."""
