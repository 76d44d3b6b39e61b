"""Quotas that an API states in answers that are fine in themselves: we stop before it has to say no.

Sources: `X-RateLimit-Remaining` and `X-RateLimit-Reset` (Mastodon gives a date, GitHub and many others
seconds since 1970), `RateLimit-Remaining` and `RateLimit-Reset` of the IETF draft (seconds from now), and
the `backoff`, `quota_remaining` and `throttle_violation` of Stack Exchange's wrapper.
"""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.manners.backoff import BUSY, LONGEST_WAIT, HostStopped
from crawler.manners.book import CrawlBook, book_of
from crawler.manners.slots import pause_slot

log = logging.getLogger(__name__)
_MARKS = (b'"backoff"', b'"quota_remaining"', b'"throttle_violation"')
_SECONDS = re.compile(r"in (\d{1,9}) seconds")
A_DAY = 86_400.0
_MOMENT_FROM = 1_000_000_000  # larger numbers are seconds since 1970, smaller ones seconds from now


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer asks for: a pause in seconds, or (`over`) an end, in words, and a rest in seconds."""

    wait: float = 0.0
    over: str | None = None
    rest: float = 0.0


def asked_by_headers(headers: Mapping[str, str], now: datetime) -> Asked:
    """What the rate limit headers ask; names are lower-case. Without a reset a spent limit asks a minute."""
    for prefix in ("x-ratelimit", "ratelimit"):
        remaining = headers.get(f"{prefix}-remaining", "").strip()
        if remaining.isdigit() and int(remaining) == 0:
            wait = seconds_until(headers.get(f"{prefix}-reset", ""), now)
            return _bounded(60.0 if wait is None else wait, "the rate limit is used up")
    return Asked()


def seconds_until(reset: str, now: datetime) -> float | None:
    """Seconds from now to a reset given as a date, as seconds since 1970, or as seconds from now."""
    text = reset.strip()
    if re.fullmatch(r"\d{1,12}(\.\d+)?", text):
        number = float(text)
        return max(0.0, number - now.timestamp()) if number >= _MOMENT_FROM else number
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def asked_by_body(body: bytes) -> Asked:
    """What Stack Exchange's wrapper asks; anything else asks nothing."""
    if not body[:64].lstrip().startswith(b"{") or not any(mark in body for mark in _MARKS):
        return Asked()
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError):
        return Asked()
    if data.get("error_name") == "throttle_violation":
        found = _SECONDS.search(str(data.get("error_message")))
        wait = f"wait {found.group(1)} s" if found else "come back later"
        rest = float(found.group(1)) if found else A_DAY
        return Asked(over=f"the API asks us to {wait} (throttle_violation)", rest=rest)
    if data.get("quota_remaining") == 0 and "items" in data:
        return Asked(over="the API's quota for today is used up", rest=A_DAY)
    wait = data.get("backoff")
    is_number = isinstance(wait, int | float) and not isinstance(wait, bool) and wait > 0
    return _bounded(float(wait), "the API asks for a pause") if is_number and "items" in data else Asked()


def _bounded(wait: float, why: str) -> Asked:
    if wait > LONGEST_WAIT:
        return Asked(over=f"{why}, for another {wait:.0f} s", rest=wait)
    return Asked(wait=wait)


class QuotaGuard:
    """Downloader middleware on unpacked answers: pauses a host, or leaves it, before it has to refuse."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._book: CrawlBook = book_of(crawler)
        self._over: dict[str, Asked] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """One guard for one crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse what would go beyond a quota; one that is spent by the last request harms nobody."""
        host = urlparse_cached(request).hostname or ""
        if host in self._over:
            asked = self._over[host]
            self._book.stop_host(host, asked.over or "", rest=asked.rest)
            raise HostStopped(asked.over or "", for_now=True)

    def process_response(self, request: Request, response: Response) -> Response:
        """Obey; the answer itself goes on."""
        headers = {
            k.decode("latin-1").lower(): b",".join(v).decode("latin-1") for k, v in response.headers.items()
        }
        asked = [asked_by_body(response.body)]
        if not (response.status in BUSY and "retry-after" in headers):  # BackOff obeys that one
            asked.append(asked_by_headers(headers, datetime.now(UTC)))
        host = urlparse_cached(request).hostname or ""
        for over in (a for a in asked if a.over):
            self._over[host] = over
            self._book.note_rest(host, over.over or "", over.rest)
        wait = max(a.wait for a in asked)
        if wait:
            log.info("%s asks for a pause of %.1f s", host, wait)
            pause_slot(self._crawler, request, wait)
        return response
