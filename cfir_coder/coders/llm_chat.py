"""One question to a language model, asked until there is an answer, and what the servers say when there is none."""

from __future__ import annotations

import threading
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from cfir_coder.coders.llm_complaint import WANTS_KEY, complaint, short, wants_key
from cfir_coder.coders.llm_look import is_listed, models_of
from cfir_coder.coders.llm_prompt import REPAIR, Messages
from cfir_coder.coders.llm_reading import told_codes
from cfir_coder.coders.llm_server import Reply, Server, Silence, TooSlow
from cfir_coder.errors import LlmError
from cfir_coder.model.base import Model
from cfir_coder.model.llm import LlmSettings
from cfir_coder.text import counted

FIRST_WAIT_S = 1.0
"""Wait before the second try; every further one is twice as long."""
LONGEST_WAIT_S = 60.0

_AGAIN = frozenset({408, 409, 425, 429})
_NO_SCHEMA = frozenset({400, 415, 422, 501})
"""What servers answer that can't take a JSON Schema."""


class Unusable(LlmError):
    """This question gets no usable answer, however often it is asked: turned down, or not in the form asked for."""


class Answer(Model):
    """What a model answered.

    is_cut: whether the server ended it before the model did, None when the server doesn't say. prompt_tokens: what
    the server says that it read, None when it doesn't say.
    """

    content: str
    is_cut: bool | None = False
    model: str = ""
    prompt_tokens: int | None = None

    @property
    def is_usable(self) -> bool:
        """Whether it has the form asked for; a list that doesn't end is in it only if cut after a whole code."""
        told = told_codes(self.content)
        if told is None:
            return False
        codes, is_whole = told
        return is_whole or (self.is_cut is not False and bool(codes))


class Chat:
    """One model on one server; may be used by several threads.

    A schema is sent until the server turns it down; then the form stands in the prompt only.
    """

    def __init__(self, server: Server, settings: LlmSettings, schema: dict[str, Any]) -> None:
        self._server = server
        self._settings = settings
        self._schema = schema
        self.takes_schema = True
        self._over = threading.Event()

    def ask(self, messages: Messages) -> Answer:
        """The model's answer, once it has the form asked for; a wrong form is asked for once more.

        Raises Silence when there is no answer, Unusable when there is none to be had, other LlmErrors when asking on
        makes no sense.
        """
        answer = self._answer(messages)
        if not answer.is_usable:
            said = {"role": "assistant", "content": answer.content[:4000]}
            answer = self._answer([*messages, said, {"role": "user", "content": REPAIR}])
        if not answer.is_usable:
            raise Unusable(_why_unusable(answer))
        return answer

    def stop(self) -> None:
        """Give up every question that is under way."""
        self._over.set()
        self._server.hang_up()

    def _answer(self, messages: Messages) -> Answer:
        takes_schema = self.takes_schema
        try:
            return self._persist(messages, with_schema=takes_schema)
        except _NotTaken as turned_down:
            if not takes_schema or turned_down.status not in _NO_SCHEMA:
                raise
            try:
                answer = self._persist(messages, with_schema=False)
            except Unusable:
                raise turned_down from None
            self.takes_schema = False
            return answer

    def _persist(self, messages: Messages, *, with_schema: bool) -> Answer:
        """Ask up to the tries that are set, waiting longer each time."""
        path = f"{self._server.address.path}/chat/completions"
        for left in reversed(range(self._settings.tries)):
            wait_s = FIRST_WAIT_S * 2 ** (self._settings.tries - left - 1)
            try:
                reply = self._server.post(path, self._request(messages, with_schema=with_schema))
                if reply.status == 200:
                    return _answer(reply)
                self._judge(reply, with_schema=with_schema)
                trouble: LlmError = Silence(
                    f"{self._server.address.url} answered {complaint(reply).rstrip('.')}; asked "
                    f"{counted(self._settings.tries, 'time')}. The server's log may tell more."
                )
                wait_s = max(wait_s, reply.retry_after_s)
            except TooSlow as late:
                trouble = Silence(f"{late} A longer wait is set by timeout_s under [llm] in study.toml.")
            except Silence as silence:
                trouble = silence
            if left == 0 or self._over.wait(min(wait_s, LONGEST_WAIT_S)):
                raise trouble
        raise AssertionError("there is at least one try")

    def _request(self, messages: Messages, *, with_schema: bool) -> dict[str, Any]:
        settings = self._settings
        request: dict[str, Any] = {
            "model": settings.model,
            "messages": messages,
            "stream": False,
            "temperature": settings.temperature,
            "seed": settings.seed,
            "max_tokens": settings.max_tokens,
        }
        if with_schema:
            form = {"name": "codes", "strict": True, "schema": self._schema}
            request["response_format"] = {"type": "json_schema", "json_schema": form}
        return request

    def _judge(self, reply: Reply, *, with_schema: bool) -> None:
        """Raise for a reply that another try won't better."""
        if reply.status in WANTS_KEY:
            raise wants_key(self._server.address, reply)
        if reply.status == 404:
            raise self._nothing_there(reply)
        is_hopeless = 400 <= reply.status < 500 and reply.status not in _AGAIN
        if is_hopeless or (with_schema and reply.status in _NO_SCHEMA):
            raise _NotTaken(complaint(reply), reply.status)

    def _nothing_there(self, reply: Reply) -> LlmError:
        """What a 404 means: there is no such model, or the endpoint is none."""
        url, model = self._server.address.url, self._settings.model
        models = models_of(self._server)
        if is_listed(model, models):
            return LlmError(
                f'{url} lists the model "{model}", and yet finds nothing when it is asked ({complaint(reply)}). The '
                "endpoint may lack a part (most end in /v1), or the server can't chat with this model: try it there."
            )
        if models:
            return LlmError(f'{url} has no model "{model}" ({complaint(reply)}). It has: {", ".join(models)}.')
        return LlmError(
            f'{url} has no model "{model}", or no chat completions ({complaint(reply)}), and lists no models. Check '
            "the endpoint (most end in /v1), and whether the model is there."
        )


class _NotTaken(Unusable):
    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")
    content: str | None = None


class _Choice(BaseModel):
    model_config = ConfigDict(extra="ignore")
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    model_config = ConfigDict(extra="ignore")
    prompt_tokens: int | None = None


class _Completion(BaseModel):
    model_config = ConfigDict(extra="ignore")
    choices: list[_Choice]
    model: str = ""
    usage: _Usage | None = None


def _answer(reply: Reply) -> Answer:
    """The answer in a reply.

    Raises Unusable when there is none in it.
    """
    try:
        completion = _Completion.model_validate(reply.json())
    except ValidationError:
        raise Unusable(f'the reply is no chat completion: "{short(reply.body.decode("utf-8", "replace"))}"') from None
    if not completion.choices:
        raise Unusable("the reply holds no answer.")
    choice = completion.choices[0]
    return Answer(
        content=choice.message.content or "",
        is_cut=choice.finish_reason == "length" if choice.finish_reason else None,
        model=completion.model,
        prompt_tokens=completion.usage.prompt_tokens if completion.usage else None,
    )


def _why_unusable(answer: Answer) -> str:
    """What was wrong with an answer that was asked for twice."""
    if answer.is_cut:
        return (
            "the answer was cut before a code was whole, asked twice: raise max_tokens in study.toml. It began "
            f'"{short(answer.content)}"'
        )
    return f'the answer is no JSON of the form asked for, asked twice: "{short(answer.content)}"'
