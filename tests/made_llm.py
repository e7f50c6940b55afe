"""A language model's server of our own: real HTTP on 127.0.0.1, with whatever answers a test gives it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["_Handler"], None]
"""Sends one reply, whole or not."""
Script = Callable[[dict[str, Any], int], Reply]
"""From a question and its number (from 1) to the reply."""


@dataclass
class MadeServer:
    """What was asked of it so far; `let_go` ends every wait."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    show: dict[str, Any] | None = None
    models: tuple[str, ...] = ("small:1b", "other:2b")
    let_go: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answers_asked(self) -> list[str]:
        """The ANSWER part of every question, in the order asked."""
        return [one["messages"][1]["content"].partition("ANSWER\n")[2] for one in self.asked]


class _Handler(BaseHTTPRequestHandler):
    made: MadeServer
    script: Script

    def do_GET(self) -> None:
        self.made.paths.append(self.path)
        if self.path == "/v1/models":
            self.send(200, {"object": "list", "data": [{"id": name} for name in self.made.models]})
        else:
            self.send(404, {"error": "not here"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.made.paths.append(self.path)
        if self.path == "/api/show" and self.made.show is not None:
            self.send(200, self.made.show)
        elif self.path == "/v1/chat/completions":
            with self.made.lock:
                self.made.asked.append(body)
                self.made.headers.append(dict(self.headers))
                number = len(self.made.asked)
            type(self).script(body, number)(self)
        else:
            self.send(404, {"error": "not here"})

    def send(self, status: int, body: Any, headers: dict[str, str] | None = None, *, length: int | None = None) -> None:
        told = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(told) if length is None else length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(told)
        self.close_connection = True

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hung up needn't be told."""


@contextmanager
def serving(script: Script, **told: Any) -> Iterator[MadeServer]:
    """A server that replies by a script, as long as the block lasts."""
    made = MadeServer(url="", **told)
    handler = type("Handler", (_Handler,), {"made": made, "script": staticmethod(script)})
    server = _Quiet(("127.0.0.1", 0), handler)
    made.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


def saying(content: str | None, *, finish: str | None = "stop", prompt_tokens: int | None = 99_999) -> Reply:
    """A chat completion."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}
    usage = {} if prompt_tokens is None else {"usage": {"prompt_tokens": prompt_tokens, "completion_tokens": 5}}
    return lambda handler: handler.send(200, {"model": "small:1b", "choices": [choice], **usage})


def coding(quote: str, code: str = "inner.money", **other: Any) -> dict[str, Any]:
    """One code as a model tells it."""
    told = {"valence": "barrier", "strength": 1, "confidence": 0.8, "reason": "Money is short."}
    return {"quote": quote, "code": code, **told, **other}


def saying_codes(*codes: Any, **how: Any) -> Reply:
    """A chat completion in the form asked for."""
    return saying(json.dumps({"codes": list(codes)}), **how)


def failing(status: int, body: Any = None, **headers: str) -> Reply:
    """An HTTP error, or a redirect."""
    return lambda handler: handler.send(status, body or {"error": {"message": "no"}}, headers)


def partly(handler: _Handler) -> None:
    """A reply that is shorter than it says."""
    handler.send(200, b'{"choices": [', length=5_000)


def hanging_up(handler: _Handler) -> None:
    """No reply at all."""
    handler.close_connection = True


def never(handler: _Handler) -> None:
    """Nothing, until the test is over."""
    handler.made.let_go.wait()
    handler.close_connection = True


def dripping(handler: _Handler) -> None:
    """A reply that begins, and then goes on no more."""
    handler.send(200, b"{", length=5_000)
    handler.wfile.flush()
    handler.made.let_go.wait()
