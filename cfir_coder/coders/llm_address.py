"""Where a language model may be asked: on this machine, unless somebody allowed another one.

A name could lead anywhere, and elsewhere a moment later: a local endpoint is looked up once, every address found must
be a loopback one, and those addresses are what is connected to.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from cfir_coder.errors import LlmRefused, UsageError

_LEAVES = re.compile(r"(?<![^\W_])cloud(?![^\W_])", re.IGNORECASE)
"""How models are marked that a server asks a data centre for: "gpt-oss:120b-cloud", "glm-4.6:cloud", "mine_cloud"."""

LookUp = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Address:
    """An endpoint that may be asked. ips: what to connect to, in order; the host's name when it is remote."""

    is_secure: bool
    host: str
    port: int
    path: str
    ips: tuple[str, ...]
    is_local: bool

    @property
    def url(self) -> str:
        """The endpoint as it is recorded."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.is_secure else 'http'}://{host}:{self.port}{self.path}"


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, in the system's order, each once."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def allowed_address(endpoint: str, *, approval: str = "", look_up: LookUp = look_up) -> Address:
    """Check an endpoint, such as http://127.0.0.1:11434/v1.

    approval: who allowed another machine to be asked; empty: only loopback addresses are (127.0.0.0/8, ::1, and
    localhost when that is where it leads).
    Raises UsageError when it is no URL, LlmRefused when it leads off this machine.
    """
    told = _parts(endpoint)
    ips = _loopback(told.host, told.port, look_up)
    if ips:
        return Address(told.is_secure, told.host, told.port, told.path, ips, is_local=True)
    if not approval.strip():
        raise LlmRefused(
            f"{endpoint} is not on this machine, and interviews don't leave it. Name a server on 127.0.0.1; or, when "
            'somebody allowed it, say who in study.toml ([remote] approval = "...") and add --allow-remote.'
        )
    return told


def refuse_model_elsewhere(model: str) -> None:
    """Raise LlmRefused for a model that a local server would ask another machine for."""
    if _LEAVES.search(model.strip()):
        raise LlmRefused(
            f'the model "{model}" runs in a data centre, as "cloud" in its name tells: a local server would send the '
            "interviews there. Choose a model that runs on this machine; if this one does, give it another name."
        )


def _parts(endpoint: str) -> Address:
    try:
        url = urlsplit(endpoint.strip())
        host, port = url.hostname, url.port
    except ValueError as error:
        raise UsageError(f'"{endpoint}" is no endpoint ({error}). Write it so: http://127.0.0.1:11434/v1') from error
    if url.scheme not in ("http", "https") or not host or not _HOST.fullmatch(host):
        raise UsageError(f'"{endpoint}" is no endpoint. Write it so: http://127.0.0.1:11434/v1')
    if url.username is not None or url.query or url.fragment:
        raise UsageError(f"an endpoint has no user, query or fragment: {url.scheme}://{host}... is enough.")
    is_secure = url.scheme == "https"
    path = url.path.rstrip("/")
    return Address(is_secure, host, port or (443 if is_secure else 80), path, (host,), is_local=False)


def _loopback(host: str, port: int, look_up: LookUp) -> tuple[str, ...]:
    """The loopback addresses that a host stands for; empty when it may stand for anything else."""
    if is_loopback(host):
        return (host,)
    if host.rstrip(".") != "localhost":
        return ()
    try:
        found = look_up(host, port)
    except OSError:
        return ()
    return tuple(found) if found and all(map(is_loopback, found)) else ()


def is_loopback(address: str) -> bool:
    """Whether an IP address, written in full, is this machine's own (127.0.0.0/8, ::1)."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_loopback


_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
