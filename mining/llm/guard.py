"""Where a model may be asked: https to a public address, or loopback when the study allows it.

The name is resolved once and the connection goes to the very address that was checked, so that a name
cannot change its mind in between (SSRF by DNS rebinding). Proxies of the environment are not used.
"""

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.errors import ConfigProblem
from crawler.urls import checked_url, is_private_host


@dataclass(frozen=True, slots=True)
class Place:
    """A checked endpoint: the host as written, the address to connect to, the path of chat completions."""

    scheme: str
    host: str
    port: int
    address: str
    path: str


def checked_place(endpoint: str, *, allow_local: bool) -> Place:
    """The place behind an endpoint such as https://models.example.org/v1.

    Raises ConfigProblem when it is no plain address, leads into a private network, or would send words and
    key unencrypted to another machine; OSError when its name cannot be resolved.
    """
    url = checked_url(endpoint)
    if url is None:
        raise ConfigProblem(f"{endpoint!r} is no http(s) address", where="llm.endpoint")
    parts = urlsplit(url)
    host, scheme = parts.hostname or "", parts.scheme.lower()
    port = parts.port or (443 if scheme == "https" else 80)
    addresses = _addresses(host, port)
    local = all(ipaddress.ip_address(address).is_loopback for address in addresses)
    if local and not allow_local:
        raise ConfigProblem(
            "leads to this machine",
            where="llm.endpoint",
            hint="allow_local = true under [llm], if that is meant",
        )
    if not local:
        if any(is_private_host(address) for address in addresses):
            raise ConfigProblem("leads into a private network: refused", where="llm.endpoint")
        if scheme != "https":
            raise ConfigProblem("must be https: words and key would be readable", where="llm.endpoint")
    path = parts.path.rstrip("/") + "/chat/completions"
    return Place(scheme, host, port, addresses[0], path)


def connection(place: Place, seconds: float) -> http.client.HTTPConnection:
    """A connection, not opened yet, that goes to the checked address and proves the host's name."""
    made: http.client.HTTPConnection
    if place.scheme == "https":
        made = http.client.HTTPSConnection(
            place.host, place.port, timeout=seconds, context=ssl.create_default_context()
        )
    else:
        made = http.client.HTTPConnection(place.host, place.port, timeout=seconds)

    def to_checked(
        target: tuple[str, int], timeout: float | None = None, source: tuple[str, int] | None = None
    ) -> socket.socket:
        return socket.create_connection((place.address, target[1]), timeout, source)

    made._create_connection = to_checked  # type: ignore[attr-defined]  # noqa: SLF001 - http.client's hook
    return made


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))
