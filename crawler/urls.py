"""Addresses: which may be stored and linked, and which may be fetched."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

MAX_URL_LENGTH = 2_000
# words of the ledger for addresses that are not fetched
PRIVATE = "private address refused (crawl.allow_private is false)"
LEADS_TO_PRIVATE = "the name leads to a private address (crawl.allow_private is false)"
_UNFIT = re.compile(r"[\x00-\x20\"'<>\\^`{|}]")
# most addresses: nothing to take apart, and no port beyond 65535
_PLAIN = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::(?:[0-9]{1,4}|[1-5][0-9]{4}))?(?:[/?#][^\x00-\x20\"'<>\\^`{|}]*)?"
)


def checked_url(value: str | None) -> str | None:
    """The url when it is plain http(s) with a host and no credentials, else None.

    Everything else (javascript:, data:, file:, relative, control characters) is refused, so that
    what is stored can be linked.
    """
    if value is None:
        return None
    text = value.strip()
    if len(text) <= MAX_URL_LENGTH and _PLAIN.fullmatch(text):
        return text
    if not text or len(text) > MAX_URL_LENGTH or _UNFIT.search(text):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError for nonsense
    except ValueError:
        return None
    if (
        parts.scheme.lower() not in ("http", "https")
        or not parts.hostname
        or parts.username
        or parts.password
    ):
        return None
    return text


def is_private_host(host: str) -> bool:
    """Whether a host name or address leads to a loopback, private, link-local or reserved address.

    A name that does not resolve is not private: the fetch itself will say that it fails.
    """
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return _is_private(name)
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(name, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return False
    return any(_is_private(str(entry[4][0]).split("%")[0]) for entry in found)


def _is_private(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    mapped = getattr(parsed, "ipv4_mapped", None)
    return not (mapped or parsed).is_global
