"""Scrapy's scheduler over the frontier: what Scrapy asks for next, and what becomes of it."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.core.engine import ExecutionEngine
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.asyncio import call_later
from scrapy.utils.httpobj import urlparse_cached
from twisted.python.failure import Failure

from crawler.frontier.codec import ROW, decode, encode
from crawler.frontier.keeper import GROUP_SECONDS, Keeper, keeper_of
from crawler.frontier.traps import canonical_url
from crawler.ids import digest
from crawler.manners.backoff import HostStopped
from crawler.store.frontier import Queued

NEVER_ANSWERED = "was sent, but neither answered nor refused"
CIRCLE = "pages that redirect to one another"


class FrontierScheduler(BaseScheduler):
    """Leased requests wait here in one queue a host; all others wait in study.db.

    The next request is of the host with the fewest downloads under way, hosts taking turns; a host
    that is at its limit is passed over, so a slow one keeps nobody waiting. Needs a keeper
    (`crawler.frontier.keeper.attach_keeper`); without a study Scrapy's own scheduler is used.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._keeper: Keeper = keeper_of(crawler)
        self._queues: dict[str, deque[Request]] = {}
        self._served: dict[str, int] = {}
        self._timer: Any = None
        self._closing: asyncio.Future[None] | None = None
        self._turn = self._unfiltered = 0
        self._sent_on: dict[bytes, bytes] = {}  # pages that lead to another page's turn

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """One scheduler for one crawl."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Let the spider remember what an interrupted crawl knew; called before its `start` runs."""
        self._spider = spider
        self._keeper.on_buffered = self._flush_soon
        self._keeper.on_broken = self._stop
        keeper = self._keeper
        if keeper.resumes:
            notes = list(keeper.frontier.memory())
            keeper.book.restore(keeper.resumes["book"], notes)
            if hasattr(spider, "resume"):
                spider.resume(keeper.resumes["spider"], notes)
        if hasattr(spider, "state_to_keep"):
            keeper.state_of_spider = spider.state_to_keep

    def close(self, reason: str) -> None:
        """Settle what is left to settle; of a crawl that was stopped, what is leased stays to be fetched."""
        if self._timer is not None:
            self._timer.cancel()
        if reason == "finished":
            self._settle_orphans()
        self._keeper.flush()

    def has_pending_requests(self) -> bool:
        """Whether there is anything left to fetch."""
        return any(self._queues.values()) or self._keeper.has_ready

    def enqueue_request(self, request: Request) -> bool:
        """Take a request from `Spider.start`, or one that a retry or a redirect made of a leased one."""
        row = request.meta.get(ROW)
        if row is None:
            return self._keeper.add(self.entry(request))
        fingerprint, own = self._fingerprint(_clean(request)), bytes.fromhex(request.meta["frontier_mark"])
        if not self._keeper.redirected(row, fingerprint, own):
            self._sent_elsewhere(row, own, fingerprint)
            return False
        self._queue_of(request).appendleft(request)
        return True

    def _sent_elsewhere(self, row: int, own: bytes, target: bytes) -> None:
        """Settle a request that leads to a page with its own turn, unless that one leads back to it."""
        self._sent_on[own] = target
        seen = {own}
        while target in self._sent_on and target not in seen:
            seen.add(target)
            target = self._sent_on[target]
        if target == own:
            self._keeper.book.failures[CIRCLE] += 1
            self._keeper.page_failed(row, CIRCLE)
        else:
            self._keeper.page_done(row, [], [])

    def next_request(self) -> Request | None:
        """The next request of the host whose turn it is, or None when all have to wait."""
        if not any(self._queues.values()):
            self._refill()
        waiting = [host for host, queue in self._queues.items() if queue and not self._at_limit(host)]
        if not waiting:
            return None
        host = min(waiting, key=lambda name: (self._active(name), self._served.get(name, 0)))
        self._turn += 1
        self._served[host] = self._turn
        return self._queues[host].popleft()

    def entry(self, request: Request) -> Queued:
        """What the frontier keeps of a request. Its address loses session ids and campaign marks."""
        request = _clean(request)
        mark = self._fingerprint(request)
        if request.dont_filter:
            self._unfiltered += 1
            mark = bytes.fromhex(digest(mark.hex(), str(self._unfiltered)))
        request.meta["frontier_mark"] = mark.hex()
        return Queued(mark, _host(request), request.priority, encode(request, self._spider))

    def _fingerprint(self, request: Request) -> bytes:
        if self._crawler.request_fingerprinter is None:
            raise RuntimeError("the crawler has no fingerprinter yet")
        return self._crawler.request_fingerprinter.fingerprint(request)

    def _refill(self) -> None:
        leased = self._keeper.lease()
        if not leased and self._keeper.has_ready and not self._busy():
            self._settle_orphans()
            leased = self._keeper.lease()
        for item in leased:
            request = decode(item.body, self._spider, row=item.id, priority=item.priority)
            request.errback = self._settling(request.errback)
            self._queue_of(request).append(request)

    def _settle_orphans(self) -> None:
        """A request that a middleware swallowed would stay leased for ever; here it is at least named."""
        lost = self._keeper.fail_the_rest(NEVER_ANSWERED)
        if lost:
            self._keeper.book.failures[NEVER_ANSWERED] += lost

    def _settling(self, errback: Callable[[Failure], Any] | None) -> Callable[[Failure], Any]:
        """The spider's errback, after which the request counts as failed."""

        def settle(failure: Failure) -> Any:
            request: Request = failure.request  # type: ignore[attr-defined] # Scrapy adds it
            row = request.meta[ROW]
            if isinstance(failure.value, HostStopped) and failure.value.for_now:
                return self._keeper.page_postponed(row, _host(request))
            try:
                return failure if errback is None else errback(failure)
            finally:
                self._keeper.page_failed(row, _reason(failure))

        return settle

    def _queue_of(self, request: Request) -> "deque[Request]":
        return self._queues.setdefault(_host(request), deque())

    def _active(self, host: str) -> int:
        slot = self._slot(host)
        return len(slot.active) if slot else 0

    def _at_limit(self, host: str) -> bool:
        slot = self._slot(host)
        return slot is not None and 0 < slot.concurrency <= len(slot.active)

    def _slot(self, host: str) -> Any:
        return self._engine.downloader.slots.get(host)

    def _busy(self) -> bool:
        """Whether an answer is still on its way to us or through the spider."""
        slot = self._engine.scraper.slot
        return bool(self._engine.downloader.active) or (slot is not None and not slot.is_idle())

    @property
    def _engine(self) -> ExecutionEngine:
        if self._crawler.engine is None:
            raise RuntimeError("the scheduler needs a running engine")
        return self._crawler.engine

    def _flush_soon(self) -> None:
        if self._timer is None:
            self._timer = call_later(GROUP_SECONDS, self._flush)

    def _flush(self) -> None:
        self._timer = None
        self._keeper.flush()

    def _stop(self) -> None:
        """Nothing can be written any more, so nothing more is fetched."""
        if self._engine.spider is not None:
            self._closing = asyncio.ensure_future(self._engine.close_spider_async(reason="store"))


def _clean(request: Request) -> Request:
    url = canonical_url(request.url)
    return request if url == request.url else request.replace(url=url)


def _host(request: Request) -> str:
    return urlparse_cached(request).hostname or ""


def _reason(failure: Failure) -> str:
    error = failure.value
    if isinstance(error, HttpError):
        return f"error {error.response.status}"
    said = str(error) if isinstance(error, IgnoreRequest) else ""
    return (said or type(error).__name__).splitlines()[0][:120]
