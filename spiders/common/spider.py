"""The spider that every source shares: it follows links, counts, and filters; parsing is the source's.

`scrapy crawl NAME -a url=… [-a limit=200 -a since=2026-01-01 -a until=… -a tag=… -a query=…]`
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

import scrapy
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.clock import now
from crawler.delta import without_paging
from crawler.errors import UsageProblem
from crawler.manners.book import CrawlBook, book_of
from crawler.manners.walls import says_gone
from crawler.outcome import reason_of
from crawler.pages import Fetched, Link, Page
from crawler.records import BrandRole, RawPost
from crawler.rendering.wish import RENDER, hold
from crawler.urls import checked_url
from spiders.common.building import ADVICE, AUTO, Building
from spiders.common.failures import EMPTY, GONE, failure_reason
from spiders.common.places import host_of
from spiders.common.taking import batch_of, recognised
from spiders.common.window import Window
from spiders.common.wishes import NO_DATES, unheard
from spiders.source import SeedSpec, Source

SEEN, ALIAS = "seen", "alias"  # kinds of notes in the book
PAGES_WITHOUT_NEWS = 3  # as many pages in a row that only repeat posts are a trap


class SourceSpider(scrapy.Spider):
    """Follows the links that `source.parse` gives, within the host of its seed."""

    source: Source

    def __init__(
        self, url: str = "", *, limit: int | str = 2_000, max_pages: int | str = 5_000,
        since: str | None = None, until: str | None = None, query: str | None = None, tag: str | None = None,
        subject: str | None = None, brand_role: str | None = None, render: str = AUTO,
        render_hosts: Iterable[str] = (), scroll: Mapping[str, Any] | None = None,
        select: Mapping[str, str | None] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        if checked_url(url) is None:
            raise UsageProblem(
                f"needs an http(s) address, got {url!r}", hint=f"scrapy crawl {self.name} -a url=…"
            )
        chosen = {name: value for name, value in (select or {}).items() if value}
        self.spec = SeedSpec(url, query=query, tag=tag, since=since, until=until, select=chosen)
        self.window = Window(since, until)
        self.limit, self.max_pages = int(limit), int(max_pages)
        self.subject = subject
        self.brand_role = cast(BrandRole | None, brand_role)
        self.hosts = {host_of(url)}
        self.building = Building(render, render_hosts, scroll)
        self._seen: set[str] = set()
        self._aliases: dict[str, str] = {}
        self._pages = self._asked = self._stale = 0
        self.resumed = False

    @property
    def book(self) -> CrawlBook:
        """Where this crawl's outcome is written down."""
        return book_of(self.crawler)

    async def start(self) -> AsyncIterator[Any]:
        """The source's own first requests."""
        for link in self.begin(self.source):
            yield self._request(link)

    def begin(self, source: Source) -> list[Link]:
        """Work as this source from here on; its first addresses, whose hosts are open to it."""
        self._take_up(source)
        links = [] if source.off else source.seeds(self.spec)
        if not links:
            cannot = f"{source.name} cannot begin at this address; see its README"
            self.book.nothing_because = f"{source.name} is off: {source.off}" if source.off else cannot
        self.hosts |= {host_of(link.url) for link in links}
        return links

    def state_to_keep(self) -> dict[str, Any]:
        """What the next process must know to go on, beside what `book.remember` noted."""
        return {
            "pages": self._pages,
            "asked": self._asked,
            "stale": self._stale,
            "hosts": sorted(self.hosts),
        }

    def resume(self, state: Mapping[str, Any], notes: Iterable[tuple[str, str, str]]) -> None:
        """Go on where another process stood."""
        self._pages, self._asked, self._stale = state["pages"], state["asked"], state["stale"]
        self.hosts.update(state["hosts"])
        for kind, key, value in notes:
            if kind == SEEN:
                self._seen.add(key)
            elif kind == ALIAS:
                self._aliases[key] = value
        self.resumed = True

    def _take_up(self, source: Source) -> None:
        self.source = source
        self.book.source = source.name
        self.book.newest_first = source.newest_first
        for wish in unheard(source, self.spec):
            self.book.say(f"{source.name} cannot honour {wish!r}; it was ignored")
            self.book.ignore(repr(wish))

    def _request(self, link: Link) -> scrapy.Request:
        self._asked += 1
        return scrapy.Request(
            link.url, callback=self.parse, errback=self.on_failure, priority=-self._asked,
            meta={"hints": dict(link.hints), **_stated(link), **self._wish()},
        )  # fmt: skip

    def _wish(self) -> dict[str, Any]:
        """Meta of every request, where a browser is to build every page."""
        return {RENDER: self.building.wish(self.hosts)} if self.building.always else {}

    def build_first(
        self, response: Response, page: Page | None, callback: Callable[..., Any]
    ) -> scrapy.Request | None:
        """The request that has a browser build this page, where the page as fetched gives too little."""
        if RENDER in response.meta or "wall" in response.meta or response.status != 200:
            return None
        reason = self.building.sign_for(fetched_from(response, {}), page)
        if reason is None:
            return None
        if self.building.never:
            self.book.nothing_because = self.book.nothing_because or f"{reason}: {ADVICE}"
            return None
        self.logger.info("%s is built by a browser: %s", response.url, reason)
        hold(self.crawler, response)
        self._asked += 1
        return scrapy.Request(
            response.url, callback=callback, errback=self.on_failure, priority=-self._asked,
            meta={"hints": response.meta.get("hints", {}), RENDER: self.building.wish(self.hosts)},
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
        if response.status == 200 and not response.body.strip():
            self.book.failures[EMPTY] += 1
            return
        fetched = fetched_from(response, hints)
        page = recognised(self._parsed(fetched), response)
        again = self.build_first(response, page, self.parse)
        if again is not None:
            self._pages -= 1  # the same page will count once it is built
            yield again
            return
        if not page.posts and not page.next and says_gone(response.body):
            self.book.failures[GONE] += 1
        known = len(self._seen)
        fresh = self._fresh(page)
        self._note(page)
        room = self.limit - self.book.collected
        self.book.collected += len(fresh[:room])
        batch = batch_of(self.book, response, fetched, page, fresh[:room], self.source)
        if batch is not None:
            yield batch
        self._stop_when_full()
        repeats = bool(page.posts) and not fresh and len(self._seen) == known
        self._stale = self._stale + 1 if repeats else 0
        if self._stale < PAGES_WITHOUT_NEWS:
            for link in self._worth_following(page, response.url):
                if link.elsewhere:
                    self.hosts.add(host_of(link.url))
                if host_of(link.url) in self.hosts:
                    yield self._request(link)

    def _worth_following(self, page: Page, url: str) -> list[Link]:
        """The links of a page, but for those that lead to known ground (crawler.delta)."""
        delta = self.book.delta
        if delta is None:
            return page.next
        links = page.next
        if self.source.newest_first and delta.stops(page):
            links = without_paging(links, url)
        links = [link for link in links if not delta.skips(link)]
        self.book.unread += len(page.next) - len(links)
        return links

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
        if page.capped and page.capped not in self.book.caps:
            self.book.caps.append(page.capped)
        if page.problems and not self.book.nothing_because:
            self.book.nothing_because = page.problems[0]

    def _fresh(self, page: Page) -> list[RawPost]:
        """Posts of the page that were not seen in this crawl and lie within the dates."""
        self._alias(page.aliases)
        kept: list[RawPost] = []
        new_keys: set[str] = set()
        book = self.book
        for post in page.posts:
            key = _mark(post, book.secret)
            if key and (key in self._seen or (post.native_id and key in new_keys)):
                continue
            if key:
                new_keys.add(key)
            if not self.window.holds(post.posted_at):
                book.skipped["outside the dates"] += 1
                continue
            if self.window.bounded and not post.posted_at:
                book.ignore(NO_DATES)
            kept.append(self._finished(post))
        self._seen |= new_keys
        for key in new_keys:
            book.remember(SEEN, key)
        return kept

    def _alias(self, aliases: Mapping[str, str]) -> None:
        for name, native_id in aliases.items():
            if self._aliases.get(name) != native_id:
                self._aliases[name] = native_id
                self.book.remember(ALIAS, name, native_id)

    def _finished(self, post: RawPost) -> RawPost:
        if not (self.subject or self.brand_role or post.parent_id in self._aliases):
            return post
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


def _stated(link: Link) -> dict[str, str]:
    return {} if link.stated is None else {"stated": link.stated}


def fetched_from(response: Response, hints: Mapping[str, str]) -> Fetched:
    """What a parser gets to see of a response."""
    names = {
        k.decode("latin-1").lower(): b", ".join(v).decode("latin-1") for k, v in response.headers.items()
    }
    return Fetched(response.body, response.url, names, now(), dict(hints))


def _mark(post: RawPost, secret: bytes) -> str | None:
    """A keyed hash of `_identity`: it may be written down, for it gives away neither author nor words."""
    parts = _identity(post)
    if parts is None:
        return None
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, key=secret, digest_size=12).hexdigest()


def _identity(post: RawPost) -> tuple[str, ...] | None:
    """What tells a post from the others of a crawl; None where two that look alike may be two."""
    if post.native_id:
        return ("native", post.native_id)
    if post.author is None and post.posted_at is None:
        return None
    parts = (post.thread_id, post.author, post.posted_at, post.title, post.body)
    return ("looks", *(part or "" for part in parts))
