"""Back-off: a host that says 429 or 503 is left alone for as long as it asks.

Sources: Retry-After of RFC 9110 §10.2.3 (seconds or a date), and the `extras.wait_seconds` that
Discourse puts into the body. Without either, 5 s, 10 s, 20 s, … The pause is set while the answer
arrives, before the next request can leave the queue.
"""

import json
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.manners.book import CrawlBook, book_of
from crawler.manners.slots import pause_slot

log = logging.getLogger(__name__)
BUSY = (429, 503)
FIRST_WAIT = 5.0
LONGEST_WAIT = 600.0


def asked_wait(retry_after: str | None, body: bytes, now: datetime) -> float | None:
    """Seconds that an answer asks us to wait, or None where it does not say."""
    if retry_after:
        text = retry_after.strip()
        if text.isdigit():
            return float(text)
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            moment = None
        if moment is not None:
            return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
    return _discourse_wait(body)


def _discourse_wait(body: bytes) -> float | None:
    if not body.lstrip().startswith(b"{"):
        return None
    try:
        return float(json.loads(body)["extras"]["wait_seconds"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


class BackOff:
    """Downloader middleware and listener: pauses busy hosts, gives up on those that ask too much."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._book: CrawlBook = book_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listens to answers as they arrive."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.on_answer, signal=signals.response_downloaded)
        return middleware

    def on_answer(self, response: Response, request: Request) -> None:
        """Pause the host of a busy answer."""
        if response.status not in BUSY:
            return
        header = response.headers.get("Retry-After")
        wait = asked_wait(header.decode("latin-1") if header else None, response.body, datetime.now(UTC))
        host = urlparse_cached(request).hostname or ""
        if wait is None:
            wait = FIRST_WAIT * 2 ** int(request.meta.get("retry_times", 0))
        if wait > LONGEST_WAIT:
            self._book.stop_host(host, f"the host asks us to wait {wait:.0f} s", rest=wait)
            return
        log.info("%s answered %s: waiting %.1f s", host, response.status, wait)
        pause_slot(self._crawler, request, wait)

    def process_request(self, request: Request) -> None:
        """Refuse requests to hosts that were stopped in this crawl."""
        host = urlparse_cached(request).hostname or ""
        reason = self._book.stopped_hosts.get(host)
        if reason:
            raise HostStopped(reason, for_now=host in self._book.rests)


class HostStopped(IgnoreRequest):
    """This host gets no more requests in this crawl. `for_now`: it may be asked again after a rest."""

    def __init__(self, reason: str, *, for_now: bool = False) -> None:
        super().__init__(reason)
        self.for_now = for_now
