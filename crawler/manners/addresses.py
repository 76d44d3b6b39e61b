"""Private addresses are refused before the request, after every redirect, and once more at the socket.

A server could send us to an address inside the network that we run in (SSRF). The middleware
checks every request, redirected ones among them, as they pass it again; the resolver checks the
very address that the connection will use, so that a name cannot change its mind in between.
"""

import asyncio
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred

from crawler.urls import LEADS_TO_PRIVATE, PRIVATE, checked_url, is_private_host


class RefusedAddress(IgnoreRequest):
    """This address must not be fetched."""


class AddressGuard:
    """Downloader middleware: only http(s), and no private host unless the study allows it."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._private: dict[str, bool] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Reads the setting CAIFENG_ALLOW_PRIVATE."""
        return cls(crawler.settings.getbool("CAIFENG_ALLOW_PRIVATE"))

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RefusedAddress."""
        if checked_url(request.url) is None:
            raise RefusedAddress("not a plain http(s) address")
        host = urlparse_cached(request).hostname or ""
        if host not in self._private:
            self._private[host] = await asyncio.to_thread(is_private_host, host)
        if not self._private[host]:
            return
        if not self._allow_private:
            raise RefusedAddress(PRIVATE)
        request.meta["proxy"] = None  # a proxy elsewhere cannot reach our own network


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which refuses names that lead to private addresses.

    The user's own proxy may stand at such an address: it is let through here, and AddressGuard still
    refuses pages on it.
    """

    allow_private = False
    proxies: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Reads the setting CAIFENG_ALLOW_PRIVATE."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.allow_private = crawler.settings.getbool("CAIFENG_ALLOW_PRIVATE")
        resolver.proxies = _proxy_hosts()
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":  # noqa: N802 - Twisted's name
        """The address of a name; fails with RefusedAddress for a private one."""
        found = super().getHostByName(name, timeout)
        trusted = self.allow_private or name in self.proxies
        return found if trusted else found.addCallback(_refuse_private)


def _proxy_hosts() -> frozenset[str]:
    """Hosts of the proxies that the environment names, with or without a scheme."""
    named = [url for scheme, url in getproxies().items() if scheme in ("http", "https") and url]
    full = [url if "://" in url else f"http://{url}" for url in named]
    return frozenset(host for url in full if checked_url(_bare(url)) and (host := urlsplit(url).hostname))


def _bare(url: str) -> str:
    """A proxy's address without its user and password, which a page's address may not have."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _refuse_private(address: str) -> str:
    if is_private_host(address):
        raise RefusedAddress(LEADS_TO_PRIVATE)
    return address
