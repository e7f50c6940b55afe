"""What a server says of itself: which models it has, and whether one of them runs elsewhere."""

from __future__ import annotations

from cfir_coder.coders.llm_address import Address, allowed_address
from cfir_coder.coders.llm_complaint import WANTS_KEY, complaint, wants_key
from cfir_coder.coders.llm_server import Reply, Server, Silence
from cfir_coder.errors import CfirCoderError, LlmRefused
from cfir_coder.model.llm import LlmSettings

LOOK_SECONDS = 3.0
PATIENT_SECONDS = 30.0
"""How long the second look may take, after a first one that came to nothing."""

_NO_SUCH_QUESTION = frozenset({404, 405, 410, 501})
"""What servers answer that don't know Ollama's question: llama.cpp, vLLM and others."""


def look_for_models(settings: LlmSettings) -> tuple[bool, str]:
    """Whether a server on this machine has models, and what it has, or why it can't be asked.

    A model that is set and not listed is told; it may run all the same (llama.cpp takes any name).
    """
    try:
        server = Server(allowed_address(settings.endpoint), timeout_s=LOOK_SECONDS)
        models = models_of(server)
    except CfirCoderError as error:
        return False, str(error)
    if not models:
        return False, f"{server.address.url} answers, but tells of no model."
    told = f"{server.address.url} has {', '.join(models)}"
    model = settings.model.strip()
    return True, told if not model or is_listed(model, models) else f'{told}; it doesn\'t list "{model}"'


def models_of(server: Server) -> list[str]:
    """Names of a server's models, as it lists them; none when it lists none.

    Raises LlmError when it doesn't answer.
    """
    told = server.get(f"{server.address.path}/models").json()
    listed = told.get("data") if isinstance(told, dict) else None
    names = [each.get("id") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [name for name in names if isinstance(name, str) and name]


def is_listed(model: str, models: list[str]) -> bool:
    """Whether a server lists a model; Ollama lists one that was named without a tag as the latest."""
    return model in models or f"{model}:latest" in models


def refuse_if_it_runs_elsewhere(address: Address, model: str) -> None:
    """Ask Ollama whether it would pass a model's questions on; other servers don't know the question.

    A server that says neither, asked twice, isn't trusted: silence may hide that the model runs elsewhere.
    Raises LlmRefused when the server would pass them on or doesn't tell, LlmError when it wants a key.
    """
    trouble = ""
    for seconds in (LOOK_SECONDS, PATIENT_SECONDS):
        server = Server(address, timeout_s=seconds)
        try:
            reply = server.post(f"{address.path.removesuffix('/v1')}/api/show", {"model": model})
        except Silence as silence:
            trouble = str(silence)
            continue
        if reply.status in WANTS_KEY:
            raise wants_key(address, reply)
        _refuse_what_it_names(reply, address, model)
        if _is_clear(reply):
            return
        trouble = f"{address.url} gave no proper answer ({complaint(reply)})."
    raise LlmRefused(
        f'{trouble} Asked twice (/api/show), it doesn\'t tell whether the model "{model}" runs on this machine, so '
        "nothing that was said is sent. Wait until the server is ready, or start it anew, then run the same command "
        "again."
    )


def _refuse_what_it_names(reply: Reply, address: Address, model: str) -> None:
    told = reply.json()
    elsewhere = [told.get(name) for name in ("remote_host", "remote_model")] if isinstance(told, dict) else []
    if any(elsewhere):
        raise LlmRefused(
            f'{address.url} would ask {elsewhere[0] or "another machine"} for the model "{model}": '
            "the interviews would leave this machine. Choose a model that runs here."
        )


def _is_clear(reply: Reply) -> bool:
    """Whether a reply that names no other machine is a proper one, or says that the question isn't known.

    LM Studio answers 200 to questions that it doesn't know, and says so.
    """
    if reply.status in _NO_SUCH_QUESTION:
        return True
    told = reply.json()
    if reply.status != 200 or not isinstance(told, dict):
        return False
    return not told.get("error") or "unexpected endpoint" in str(told["error"]).lower()
