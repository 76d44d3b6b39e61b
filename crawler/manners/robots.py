"""robots.txt: asked once per host, obeyed always, each verdict kept.

Policy (RFC 9309): 2xx is read; 4xx means that there are no rules; 5xx, 429 and no answer mean
"disallow all for now". Crawl-delay makes a host's delay longer, never shorter.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.manners.agent import ROBOTS_NAME
from crawler.manners.book import CrawlBook, book_of
from crawler.manners.slots import raise_delay

log = logging.getLogger(__name__)
MAX_ROBOTS_BYTES = 512 * 1024  # RFC 9309 asks crawlers to read at least 500 KiB
MAX_CRAWL_DELAY = 3600.0


class RefusedByRobots(IgnoreRequest):
    """robots.txt does not let us read this."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says; `refused` is set when everything is closed for now."""

    parser: Protego
    refused: str | None = None

    def verdict(self, url: str) -> tuple[bool, str]:
        """Whether we may fetch the url, and why."""
        if self.refused:
            return False, self.refused
        allowed = bool(self.parser.can_fetch(url, ROBOTS_NAME))
        return allowed, "allowed by robots.txt" if allowed else "disallowed by robots.txt"

    @property
    def delay(self) -> float:
        """Crawl-delay in seconds, 0 where none is asked."""
        asked = self.parser.crawl_delay(ROBOTS_NAME)
        return min(float(asked), MAX_CRAWL_DELAY) if asked else 0.0


def read_rules(status: int, body: bytes) -> Rules:
    """The rules in an answer to /robots.txt, by the policy above."""
    empty = Protego.parse("")
    if status == 429 or status >= 500:
        return Rules(empty, f"robots.txt answered {status}: everything is closed for now")
    if not 200 <= status < 300:
        return Rules(empty)
    return Rules(Protego.parse(body[:MAX_ROBOTS_BYTES].decode("utf-8", "replace")))


class RobotsGate:
    """Downloader middleware. It takes the place of Scrapy's own, which lets a host without answer pass."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._book: CrawlBook = book_of(crawler)
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """One gate for one crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RefusedByRobots."""
        if request.meta.get("is_robots_txt"):
            return
        rules = await self._rules_for(request)
        allowed, reason = rules.verdict(request.url)
        if self._book.sink:
            self._book.sink.robots(request.url, allowed, reason)
        if not allowed:
            raise RefusedByRobots(reason)

    async def rules_of(self, url: str) -> Rules:
        """The rules of an address's host; asks for robots.txt where that was not done yet."""
        return await self._rules_for(Request(url))

    async def _rules_for(self, request: Request) -> Rules:
        parts = urlparse_cached(request)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._rules:
            pending = self._rules[place] = asyncio.get_running_loop().create_future()
            rules = await self._fetch(f"{place}/robots.txt")
            if rules.delay:
                raise_delay(self._crawler, parts.hostname or "", rules.delay)
            pending.set_result(rules)
        return await self._rules[place]

    async def _fetch(self, url: str) -> Rules:
        request = Request(url, priority=1000, callback=NO_CALLBACK, meta={"is_robots_txt": True})
        if self._crawler.engine is None:
            raise RuntimeError("the robots gate needs a running engine")
        try:
            answer: Response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever kept us from reading the rules closes the host
            log.warning("no robots.txt from %s: %s", url, error)
            return Rules(Protego.parse(""), f"robots.txt could not be read ({_short(error)})")
        return read_rules(answer.status, answer.body)


def _short(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:120]
