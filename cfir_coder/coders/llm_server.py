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
    """A server at an allowed address; may be used by several threads."""

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
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def _exchange(self, method: str, path: str, body: bytes | None) -> Reply:
        """One request and its reply.

        Raises Silence when there is no whole reply in time, LlmRefused for a redirect.
        """
        key = os.environ.get(KEY_VARIABLE)
        headers = _HEADERS | ({"Authorization": f"Bearer {key}"} if key else {})
        deadline = time.monotonic() + self._timeout_s
        try:
            with self._connected() as wire:
                wire.settimeout(self._timeout_s)
                connection = HTTPConnection(self.address.host, self.address.port)
                connection.sock = wire
                connection.request(method, path, body, headers)
                with connection.getresponse() as response:
                    if 300 <= response.status < 400:
                        raise LlmRefused(
                            f"{self.address.url} redirects to {response.headers.get('Location', 'nowhere')} "
                            f"({response.status}); cfir follows no redirect. Name the server itself."
                        )
                    return Reply(response.status, _whole(response, wire, deadline), _wait(response))
        except TimeoutError as error:
            raise Silence(
                f"{self.address.url} gave no answer within {self._timeout_s:g} s (timeout_s in study.toml)."
            ) from error
        except (OSError, HTTPException) as error:
            raise Silence(f"{self.address.url} broke off before its answer was whole ({_told(error)}).") from error

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        wire = self._connect()
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

    def _connect(self) -> socket.socket:
        """A connection to the first address that takes one.

        Raises Silence when none does.
        """
        told = "no address"
        for ip in self.address.ips:
            try:
                plain = socket.create_connection((ip, self.address.port), min(CONNECT_SECONDS, self._timeout_s))
            except OSError as error:
                told = _told(error)
                continue
            if self.address.is_local and not is_loopback(plain.getpeername()[0]):
                plain.close()
                raise LlmRefused(f"{self.address.url} leads to {ip}, which is not on this machine.")
            if not self.address.is_secure:
                return plain
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self.address.host)
        raise Silence(f"nothing answers at {self.address.url} ({told}). Start the server there, or name another.")


def _whole(response: HTTPResponse, wire: socket.socket, deadline: float) -> bytes:
    """The whole body, or an error: never a part of it, however slowly it comes."""
    body = bytearray()
    while True:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        wire.settimeout(left_s)
        part = response.read1(65_536)
        if not part:
            break
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
