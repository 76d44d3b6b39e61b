"""The spider that every source shares: it follows links, counts, and filters; parsing is the source's.

`scrapy crawl NAME -a url=… [-a limit=200 -a since=2026-01-01 -a until=… -a tag=… -a query=…]`
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

import scrapy
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.clock import now
from crawler.errors import UsageProblem
from crawler.manners.book import CrawlBook, book_of
from crawler.outcome import reason_of
from crawler.pages import Fetched, Link, Page, PostBatch
from crawler.records import BrandRole, RawPost
from crawler.urls import checked_url
from spiders.common.failures import failure_reason
from spiders.common.places import host_of
from spiders.common.window import Window
from spiders.source import SeedSpec, Source

PAGES_WITHOUT_NEWS = 3  # as many pages in a row that only repeat posts are a trap


class SourceSpider(scrapy.Spider):
    """Follows the links that `source.parse` gives, within the host of its seed."""

    source: Source

    def __init__(
        self, url: str = "", *, limit: int | str = 2_000, max_pages: int | str = 5_000,
        since: str | None = None, until: str | None = None, query: str | None = None, tag: str | None = None,
        subject: str | None = None, brand_role: str | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        if checked_url(url) is None:
            raise UsageProblem(
                f"needs an http(s) address, got {url!r}", hint=f"scrapy crawl {self.name} -a url=…"
            )
        self.spec = SeedSpec(url, query=query, tag=tag, since=since, until=until)
        self.window = Window(since, until)
        self.limit, self.max_pages = int(limit), int(max_pages)
        self.subject = subject
        self.brand_role = cast(BrandRole | None, brand_role)
        self.hosts = {host_of(url)}
        self._seen: set[tuple[str, ...]] = set()
        self._aliases: dict[str, str] = {}
        self._pages = self._asked = self._stale = 0

    @property
    def book(self) -> CrawlBook:
        """Where this crawl's outcome is written down."""
        return book_of(self.crawler)

    async def start(self) -> AsyncIterator[Any]:
        """The source's own first requests."""
        self._take_up(self.source)
        for link in self.source.seeds(self.spec):
            yield self._request(link)

    def _take_up(self, source: Source) -> None:
        self.source = source
        self.book.source = source.name
        for wish in ("query", "tag"):
            if getattr(self.spec, wish) and wish not in source.understands:
                self.book.notes.append(f"{source.name} cannot honour {wish!r}; it was ignored")

    def _request(self, link: Link) -> scrapy.Request:
        self._asked += 1
        return scrapy.Request(
            link.url, callback=self.parse, errback=self.on_failure, priority=-self._asked,
            meta={"hints": dict(link.hints)},
        )  # fmt: skip

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[Any]:
        """One page: its posts as one batch, then its links."""
        for result in self._read(response, response.meta.get("hints", {})):
            yield result

    def _read(self, response: Response, hints: Mapping[str, str]) -> Iterator[Any]:
        self._pages += 1
        if self._pages == 1:
            self.hosts.add(host_of(response.url))
        if response.meta.get("wall"):
            self.book.failures[response.meta["wall"]] += 1
            return
        page = self._parsed(fetched_from(response, hints))
        fresh = self._fresh(page)
        self._note(page)
        room = self.limit - self.book.collected
        self.book.collected += len(fresh[:room])
        if fresh[:room] or page.problems:
            yield PostBatch(fresh[:room], response.url, self.source.name, page.problems)
        self._stop_when_full()
        self._stale = self._stale + 1 if page.posts and not fresh else 0
        if self._stale < PAGES_WITHOUT_NEWS:
            for link in page.next:
                if host_of(link.url) in self.hosts:
                    yield self._request(link)

    def _parsed(self, fetched: Fetched) -> Page:
        try:
            return self.source.parse(fetched)
        except Exception as error:  # one page that breaks a parser must not end the crawl, nor be silent
            self.logger.exception("could not read %s", fetched.url)
            reason = f"page could not be read ({type(error).__name__})"
            self.book.failures[reason] += 1
            return Page(problems=[reason])

    def _note(self, page: Page) -> None:
        self.book.expect(dict(page.expected))
        self.book.skipped.update(page.skipped)
        if page.problems and not self.book.nothing_because:
            self.book.nothing_because = page.problems[0]

    def _fresh(self, page: Page) -> list[RawPost]:
        """Posts of the page that were not seen in this crawl and lie within the dates."""
        self._aliases.update(page.aliases)
        kept: list[RawPost] = []
        new_keys: set[tuple[str, ...]] = set()
        for post in page.posts:
            key = _identity(post)
            if key and (key in self._seen or (post.native_id and key in new_keys)):
                continue
            if key:
                new_keys.add(key)
            if not self.window.holds(post.posted_at):
                self.book.skipped["outside the dates"] += 1
                continue
            kept.append(self._finished(post))
        self._seen |= new_keys
        return kept

    def _finished(self, post: RawPost) -> RawPost:
        parent = post.parent_id and self._aliases.get(post.parent_id, post.parent_id)
        return replace(
            post,
            parent_id=parent,
            subject=self.subject or post.subject,
            brand_role=self.brand_role or post.brand_role,
        )

    def _stop_when_full(self) -> None:
        if self.book.collected >= self.limit:
            if self.book.collected != self.book.expected_total:
                self.book.ended_by = f"limit ({self.limit} posts)"
            raise CloseSpider("limit")
        if self._pages >= self.max_pages:
            self.book.ended_by = f"limit ({self.max_pages} pages)"
            raise CloseSpider("limit")

    def closed(self, reason: str) -> None:
        """Say how it ended; with a study the same words go into the ledger."""
        total = self.book.expected_total
        of = "" if total is None else f" of {total}"
        self.logger.info(
            "%s: %s%s posts, %s", self.spec.url, self.book.collected, of, reason_of(self.book, reason)
        )

    def on_failure(self, failure: Failure) -> None:
        """Name what went wrong with one address; the crawl goes on."""
        self.book.failures[failure_reason(failure)] += 1


def fetched_from(response: Response, hints: Mapping[str, str]) -> Fetched:
    """What a parser gets to see of a response."""
    names = {
        k.decode("latin-1").lower(): b", ".join(v).decode("latin-1") for k, v in response.headers.items()
    }
    return Fetched(response.body, response.url, names, now(), dict(hints))


def _identity(post: RawPost) -> tuple[str, ...] | None:
    """What tells a post from the others of a crawl; None where two that look alike may be two."""
    if post.native_id:
        return ("native", post.native_id)
    if post.author is None and post.posted_at is None:
        return None
    parts = (post.thread_id, post.author, post.posted_at, post.title, post.body)
    return ("looks", *(part or "" for part in parts))
