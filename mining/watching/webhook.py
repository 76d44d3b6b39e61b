"""Handing work orders to another program: one POST of JSON, to a public https address and nowhere else.

The name is resolved once and the connection goes to the address that was checked; redirects are not followed.
`allow_private` under [crawl] lets it go to this machine or a private network.
"""

import http.client
import json
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.errors import ConfigProblem, ExportProblem
from crawler.urls import checked_url, is_private_host
from mining.llm.guard import Place, connection

SECONDS = 15.0
WHERE = "watch.webhook"


def deliver(url: str, content: Mapping[str, Any], *, allow_private: bool = False) -> int:
    """POST the content as JSON and return the status, 200 to 299.

    Raises ConfigProblem for an address that may not be called, ExportProblem when nobody took it.
    """
    place = checked(url, allow_private=allow_private)
    made = connection(place, SECONDS)
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "caifeng"}
    try:
        made.request("POST", place.path, body, headers)
        status = made.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise ExportProblem(
            f"the webhook was not reached ({error})", where=WHERE, hint="the orders are kept: try again"
        ) from error
    finally:
        made.close()
    if not 200 <= status < 300:
        raise ExportProblem(f"the webhook answered {status}", where=WHERE, hint="the orders are kept")
    return status


def checked(url: str, *, allow_private: bool) -> Place:
    """The place behind a webhook's address. Raises ConfigProblem or ExportProblem."""
    plain = checked_url(url)
    if plain is None:
        raise ConfigProblem(f"{url!r} is no http(s) address", where=WHERE)
    parts = urlsplit(plain)
    host, scheme = parts.hostname or "", parts.scheme.lower()
    port = parts.port or (443 if scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ExportProblem(f"{host} cannot be resolved", where=WHERE) from error
    addresses = list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))
    if any(is_private_host(address) for address in addresses):
        if not allow_private:
            raise ConfigProblem(
                "leads to this machine or a private network: refused", where=WHERE,
                hint="allow_private = true under [crawl], if that is meant",
            )  # fmt: skip
    elif scheme != "https":
        raise ConfigProblem("must be https: people's words would be readable on the way", where=WHERE)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(scheme, host, port, addresses[0], path)
