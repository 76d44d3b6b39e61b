"""What one page asks for while it is built: each request judged, and fetched by Scrapy, not by the browser.

So robots.txt, the address guard with its resolver, delays, back-off, quotas and sizes hold for it as for
any request; redirects are followed here, each step judged again. The browser itself reaches nothing.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import urldefrag, urljoin

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request as Asked
from playwright.async_api import Route
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.manners.book import CrawlBook
from crawler.manners.parts import PART
from crawler.manners.slots import delay_of
from crawler.rendering import account, rules

log = logging.getLogger(__name__)
REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 5
_OURS = frozenset(
    {"user-agent", "cookie", "accept-encoding", "accept-language", "connection", "host", "content-length"}
)
_NOT_PASSED_ON = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie", "location",
     "content-disposition", "link", "refresh", "report-to", "nel", "alt-svc", "clear-site-data"}
)  # fmt: skip


class Refused(Exception):
    """This request is not made; the reason goes into the ledger."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser is given."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ScriptMemory:
    """Scripts of the pages before, so that a site's own script is asked for once in a crawl."""

    def __init__(self, room: int = 16 * 1024 * 1024) -> None:
        self._room = room
        self._kept: dict[str, Answer] = {}

    def get(self, url: str) -> Answer | None:
        """The script at this address, if it was met before."""
        return self._kept.get(url)

    def keep(self, url: str, answer: Answer) -> None:
        """Remember a script, unless its server forbids it or there is no room."""
        forbidden = "no-store" in answer.headers.get("cache-control", "").lower()
        if answer.status == 200 and not forbidden and len(answer.body) <= self._room:
            self._room -= len(answer.body)
            self._kept[url] = answer


@dataclass(slots=True)
class Traffic:
    """The requests of one page. `on_wait(seconds)` is told of each wait that politeness asks for."""

    crawler: Crawler
    book: CrawlBook
    document: Response
    hosts: frozenset[str]
    most: int
    memory: ScriptMemory
    on_wait: Callable[[float], None]
    closed: bool = False
    asked: int = 0
    taken: int = 0
    _under_way: int = 0
    _last: float = field(default_factory=monotonic)
    _shown: bool = False
    _turns: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    def quiet_for(self) -> float:
        """Seconds since the page last asked for something; 0 while an answer is awaited."""
        return 0.0 if self._under_way else monotonic() - self._last

    async def answer(self, route: Route, asked: Asked) -> None:
        """Playwright's route handler: answers from the document, from memory, by Scrapy, or refuses."""
        self._under_way += 1
        try:
            found = await self._found(asked)
            if found is None:
                await route.abort(_code(asked))
            else:
                await route.fulfill(status=found.status, headers=dict(found.headers), body=found.body)
        except PlaywrightError as error:  # the page is gone, or is going
            log.debug("the browser no longer wants %s: %s", asked.url, error)
        finally:
            self._under_way -= 1
            self._last = monotonic()

    async def _found(self, asked: Asked) -> Answer | None:
        kind, url = asked.resource_type, urldefrag(asked.url).url
        if kind == "stylesheet":  # an empty one: some scripts wait for theirs
            return Answer(200, {"content-type": "text/css"}, b"")
        if rules.needless(kind):
            return None
        try:
            in_frame = asked.frame.parent_frame is not None
            if asked.is_navigation_request() and not in_frame and not self._shown and self._is_own(url):
                self._shown = True
                return passed_on(self.document)
            why = rules.refusal(kind, asked.method, url, in_frame=in_frame)
            if why:
                raise Refused(why)
            return await self._fetched(kind, url, asked)
        except Refused as refused:
            account.refused(self.book.rendering, str(refused))
            log.info("not fetched for %s: %s (%s)", self.document.url, url, refused)
            return None

    def _is_own(self, url: str) -> bool:
        return url.rstrip("/") == urldefrag(self.document.url).url.rstrip("/")

    async def _fetched(self, kind: str, url: str, asked: Asked) -> Answer:
        self._check_host(url)
        if kind == "script" and (known := self.memory.get(url)):
            self.book.rendering[account.FROM_MEMORY] += 1
            return known
        headers = {n: v for n, v in asked.headers.items() if n not in _OURS and not n.startswith("sec-")}
        answer = passed_on(await self._follow(url, asked.method, headers))
        if kind == "script":
            self.memory.keep(url, answer)
        return answer

    async def _follow(self, url: str, method: str, headers: Mapping[str, str]) -> Response:
        for _ in range(MOST_REDIRECTS + 1):
            self._check_host(url)
            response = await self._one(url, method, headers)
            target = response.headers.get("Location")
            if response.status not in REDIRECTS or target is None:
                return response
            url = urldefrag(urljoin(url, target.decode("latin-1"))).url
        raise Refused("too many redirects")

    def _check_host(self, url: str) -> None:
        why = rules.refusal("", "GET", url, in_frame=False) or rules.host_refusal(
            url, self.document.url, self.hosts
        )
        if why:
            raise Refused(why)

    async def _one(self, url: str, method: str, headers: Mapping[str, str]) -> Response:
        """One request through Scrapy, those to one host one by one.

        They wait here for each other, so that a page that is closed leaves none behind in Scrapy's queue.
        """
        if self.asked >= self.most:
            raise Refused(f"more than {self.most} requests of one page")
        self.asked += 1
        request = Request(
            url, method=method, headers=dict(headers), callback=NO_CALLBACK,
            meta={PART: True, "dont_redirect": True, "dont_retry": True},
        )  # fmt: skip
        host = urlparse_cached(request).hostname or ""
        self.on_wait(delay_of(self.crawler, host))
        async with self._turns[host]:
            if self.closed:
                raise Refused("asked for too late")
            return await self._by_scrapy(request)

    async def _by_scrapy(self, request: Request) -> Response:
        if self.crawler.engine is None:
            raise Refused("the crawl is over")
        self.book.rendering[account.REQUESTS] += 1
        try:
            response = await self.crawler.engine.download_async(request)
        except IgnoreRequest as error:  # one of our guards
            self.book.rendering[account.REQUESTS] -= 1
            raise Refused(str(error) or type(error).__name__) from error
        except Exception as error:
            raise Refused(f"no answer ({type(error).__name__})") from error
        self.taken += len(response.body)
        if self.taken > self.crawler.settings.getint("DOWNLOAD_MAXSIZE"):
            raise Refused("more than one page may load")
        return response


def _code(asked: Asked) -> str:
    """Of a navigation that is "aborted", Chromium keeps the page; after other errors it shows its own."""
    return "aborted" if asked.resource_type == "document" else "blockedbyclient"


def passed_on(response: Response) -> Answer:
    """Scrapy's response (unpacked) as the browser gets it: no cookies, no download, no hints to load more."""
    headers: dict[str, Any] = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    kept = {name: value for name, value in headers.items() if name not in _NOT_PASSED_ON}
    return Answer(response.status, kept, response.body)
