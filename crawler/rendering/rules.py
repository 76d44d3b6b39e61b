"""What a page may ask for while a browser builds it: little, and only from its own site."""

from functools import cache
from urllib.parse import urlsplit

import tldextract

from crawler.urls import checked_url

# Playwright's resource types; "other" is prefetching, icons and the like
WITH_WORDS = frozenset({"document", "script", "xhr", "fetch", "eventsource", "websocket"})
READING = frozenset({"GET", "HEAD"})
ENDLESS = "a stream without end"
FRAME = "a page within the page"
LEAVING = "leaving for another page"
WRITING = "a request that writes"
NO_WEB = "not a plain http(s) address"


def needless(kind: str) -> bool:
    """Whether nothing of this kind can change what a page says: pictures, fonts, films, beacons."""
    return kind not in WITH_WORDS


def refusal(kind: str, method: str, url: str, *, in_frame: bool) -> str | None:
    """Why a request is refused whatever its host, or None."""
    if kind == "document":
        return FRAME if in_frame else LEAVING
    if kind in ("eventsource", "websocket"):
        return ENDLESS
    if method not in READING:
        return WRITING
    return NO_WEB if checked_url(url) is None else None


def host_refusal(url: str, page_url: str, hosts: frozenset[str]) -> str | None:
    """Why this host may not be asked, or None: it is the page's own site, or the study names it."""
    host, own = _host(url), _host(page_url)
    if host == own or host in hosts:
        return None
    site = site_of(host)
    return None if site and site == site_of(own) else f"another host ({host})"


@cache
def _suffixes() -> tldextract.TLDExtract:
    """The public suffix list inside the package: nothing is fetched, nothing is cached on disk."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def site_of(host: str) -> str:
    """The domain that somebody registered (comments.example.co.uk -> example.co.uk); "" for an address.

    Of the public suffix list (publicsuffix.org) the private part counts too: two users of one platform
    are two sites.
    """
    return _suffixes()(host, include_psl_private_domains=True).top_domain_under_public_suffix


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
