"""What a server says of itself: which models it has, and whether one of them runs elsewhere."""

from __future__ import annotations

from cfir_coder.coders.llm_address import allowed_address
from cfir_coder.coders.llm_server import Server
from cfir_coder.errors import CfirCoderError, LlmError, LlmRefused
from cfir_coder.model.llm import LlmSettings

LOOK_SECONDS = 3.0


def look_for_models(settings: LlmSettings) -> tuple[bool, str]:
    """Whether a server on this machine has models, and what it has, or why it can't be asked."""
    try:
        server = Server(allowed_address(settings.endpoint), timeout_s=LOOK_SECONDS)
        models = models_of(server)
    except CfirCoderError as error:
        return False, str(error)
    if not models:
        return False, f"{server.address.url} answers, but tells of no model."
    return True, f"{server.address.url} has {', '.join(models)}"


def models_of(server: Server) -> list[str]:
    """Names of a server's models, as it lists them; none when it lists none.

    Raises LlmError when it doesn't answer.
    """
    told = server.get(f"{server.address.path}/models").json()
    listed = told.get("data") if isinstance(told, dict) else None
    names = [each.get("id") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [name for name in names if isinstance(name, str) and name]


def refuse_if_it_runs_elsewhere(server: Server, model: str) -> None:
    """Ask Ollama whether it would pass a model's questions on; other servers don't know the question.

    Raises LlmRefused when it would.
    """
    try:
        told = server.post(f"{server.address.path.removesuffix('/v1')}/api/show", {"model": model}).json()
    except LlmRefused:
        raise
    except LlmError:
        return
    elsewhere = [told.get(name) for name in ("remote_host", "remote_model")] if isinstance(told, dict) else []
    if any(elsewhere):
        raise LlmRefused(
            f'{server.address.url} would ask {elsewhere[0] or "another machine"} for the model "{model}": '
            "the interviews would leave this machine. Choose a model that runs here."
        )
