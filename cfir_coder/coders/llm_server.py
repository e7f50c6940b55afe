"""One exchange with a language model's server over HTTP. The only file of cfir that opens a connection.

No proxy is asked whatever the environment says, no redirect is followed, and a local server is connected to by its
loopback address.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.llm_address import Address, is_loopback
from cfir_coder.errors import LlmError, LlmRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY_VARIABLE = "CFIR_LLM_KEY"
"""Environment variable with the key of a server that asks for one; never recorded."""
MOST_BYTES = 8_000_000
"""Longest reply that is read."""
CONNECT_SECONDS = 10.0

_HEADERS = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}


class Silence(LlmError):
    """The server gave no whole answer in time; another try may help."""


class TooSlow(Silence):
    """The server is there, and its answer took too long."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. retry_after_s: seconds that the server asks to wait, 0 when it doesn't."""

    status: int
    body: bytes
    retry_after_s: float = 0.0

    def json(self) -> Any:
        """The body as JSON; None when it isn't any."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class Server:
    """A server at an allowed address; may be used by several threads.

    timeout_s: for a whole exchange, from connecting to the last byte of the reply.
    """

    def __init__(self, address: Address, *, timeout_s: float) -> None:
        self.address = address
        self._timeout_s = timeout_s
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_over = False

    def get(self, path: str) -> Reply:
        """Ask for `path`, below the server's root."""
        return self._exchange("GET", path, None)

    def post(self, path: str, question: Any) -> Reply:
        """Send `question` as JSON to `path`, below the server's root."""
        return self._exchange("POST", path, json.dumps(question, ensure_ascii=False).encode("utf-8", "replace"))

    def hang_up(self) -> None:
        """End every exchange that is under way and begin no other; those who wait get Silence."""
        with self._lock:
            self._is_over = True
            for one in self._open:
                _end(one)

    def _exchange(self, method: str, path: str, body: bytes | None) -> Reply:
        """One request and its reply.

        Raises Silence when there is no whole reply, TooSlow when there is none in time, LlmRefused for a redirect.
        """
        key = os.environ.get(KEY_VARIABLE)
        headers = _HEADERS | ({"Authorization": f"Bearer {key}"} if key else {})
        deadline = _Deadline(self._timeout_s)
        try:
            with self._connected(deadline) as wire, deadline.over(wire):
                connection = HTTPConnection(self.address.host, self.address.port)
                connection.sock = wire
                connection.request(method, path, body, headers)
                with connection.getresponse() as response:
                    if 300 <= response.status < 400:
                        raise LlmRefused(
                            f"{self.address.url} redirects to {response.headers.get('Location', 'nowhere')} "
                            f"({response.status}); cfir follows no redirect. Name the server itself."
                        )
                    reply = Reply(response.status, _whole(response), _wait(response))
            if deadline.is_past:
                raise TimeoutError
            return reply
        except (OSError, HTTPException) as error:
            if deadline.is_past or isinstance(error, TimeoutError):
                raise TooSlow(f"{self.address.url} gave no answer within {self._timeout_s:g} s.") from error
            raise Silence(f"{self.address.url} broke off before its answer was whole ({_told(error)}).") from error

    @contextmanager
    def _connected(self, deadline: _Deadline) -> Iterator[socket.socket]:
        wire = self._connect(deadline)
        try:
            with self._lock:
                if self._is_over:
                    raise Silence("the run was stopped.")
                self._open.add(wire)
            yield wire
        finally:
            with self._lock:
                self._open.discard(wire)
            wire.close()

    def _connect(self, deadline: _Deadline) -> socket.socket:
        """A connection to the first address that takes one.

        Raises Silence when none does.
        """
        told = "no address"
        for ip in self.address.ips:
            try:
                plain = socket.create_connection((ip, self.address.port), min(CONNECT_SECONDS, deadline.left_s()))
            except OSError as error:
                told = _told(error)
                continue
            if self.address.is_local and not is_loopback(plain.getpeername()[0]):
                plain.close()
                raise LlmRefused(f"{self.address.url} leads to {ip}, which is not on this machine.")
            plain.settimeout(deadline.left_s())
            if not self.address.is_secure:
                return plain
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self.address.host)
        raise Silence(f"nothing answers at {self.address.url} ({told}). Start the server there, or name another.")


class _Deadline:
    """The moment at which an exchange ends, however slowly it goes on: a socket's own limit holds for one read."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds
        self.is_past = False

    def left_s(self) -> float:
        """Seconds until then; hardly any when it has come."""
        return max(0.001, self._at - time.monotonic())

    @contextmanager
    def over(self, wire: socket.socket) -> Iterator[None]:
        """End what is read and written on `wire` when the moment comes."""
        watch = threading.Timer(self.left_s(), self._strike, (wire,))
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _strike(self, wire: socket.socket) -> None:
        self.is_past = True
        _end(wire)


def _end(wire: socket.socket) -> None:
    """Let nothing more through; who reads or writes meets the end."""
    with suppress(OSError):
        socket.socket.shutdown(wire, socket.SHUT_RDWR)  # an SSLSocket's own would first fall back to plain text


def _whole(response: HTTPResponse) -> bytes:
    """The whole body, or an error: never a part of it."""
    body = bytearray()
    while part := response.read1(65_536):
        body += part
        if len(body) > MOST_BYTES:
            raise HTTPException(f"more than {MOST_BYTES // 1_000_000} MB")
    if response.length:
        raise IncompleteRead(b"", response.length)
    return bytes(body)


def _wait(response: HTTPResponse) -> float:
    """Seconds that Retry-After tells; 0 when it tells none, or a date."""
    told = response.headers.get("Retry-After", "").strip()
    return float(told) if told.isdecimal() else 0.0


def _told(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return reason[0].lower() + reason[1:]
