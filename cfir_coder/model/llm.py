"""How a language model is asked: what study.toml or the command line may say of it."""

from __future__ import annotations

from pydantic import Field

from cfir_coder.model.base import Model

DEFAULT_ENDPOINT = "http://127.0.0.1:11434/v1"
"""Where Ollama listens unless told otherwise."""


class LlmSettings(Model):
    """The `[llm]` part of study.toml.

    endpoint: base URL of an OpenAI-compatible server. model: a name that the server knows.
    in_flight: questions asked at a time. timeout_s: seconds for one answer. tries: for one question.
    max_failures: questions without a usable answer at which a run stops. max_tokens: longest answer.
    seed: another one asks again what was answered before. check_context: stop when the server says that it read
    less than it was sent.
    """

    endpoint: str = DEFAULT_ENDPOINT
    model: str = ""
    in_flight: int = Field(default=2, ge=1, le=64)
    timeout_s: float = Field(default=300, gt=0)
    tries: int = Field(default=3, ge=1, le=10)
    max_failures: int = Field(default=5, ge=1)
    max_tokens: int = Field(default=2048, ge=64)
    temperature: float = Field(default=0, ge=0, le=2)
    seed: int = 1
    check_context: bool = True


class RemoteSettings(Model):
    """The `[remote]` part of study.toml.

    approval: who allowed that what participants said leaves the machine, with number and date.
    """

    approval: str = ""
