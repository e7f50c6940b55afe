"""What a language model's server says when something is wrong, in one line."""

from __future__ import annotations

from cfir_coder.coders.llm_address import Address
from cfir_coder.coders.llm_server import KEY_VARIABLE, Reply
from cfir_coder.errors import LlmError
from cfir_coder.text import one_line

WANTS_KEY = frozenset({401, 403})
"""What servers answer that want a key, or another one."""


def complaint(reply: Reply) -> str:
    """Status and reason: of OpenAI's form, of Ollama's older one, or the first words of the body."""
    told = reply.json()
    error = told.get("error", told.get("message", told.get("detail"))) if isinstance(told, dict) else None
    if isinstance(error, dict):
        error = error.get("message")
    return f"{reply.status}: {short(str(error or reply.body.decode('utf-8', 'replace')))}"


def short(said: str) -> str:
    """The first 200 printable characters, on one line."""
    words = "".join(letter for letter in one_line(said) if letter.isprintable())
    return f"{words[:200]}..." if len(words) > 200 else words


def wants_key(address: Address, reply: Reply) -> LlmError:
    """The error for a server that lets nobody in without a key."""
    return LlmError(
        f"{address.url} lets nobody in without a key ({complaint(reply)}). Put it into the environment variable "
        f"{KEY_VARIABLE}."
    )
