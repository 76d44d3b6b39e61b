"""The book of one crawl: what was expected, collected, refused and stopped, and why.

One book belongs to one Scrapy crawler (one seed, one process). Middlewares write into it, the job
turns it into the seed's completeness line.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from crawler.pages import PostBatch


class Sink(Protocol):
    """Where a crawl's results go at once."""

    def save(self, batch: PostBatch) -> None:
        """Keep the posts of one page, in one transaction."""

    def robots(self, url: str, allowed: bool, reason: str) -> None:
        """Keep a robots.txt verdict."""


@dataclass(slots=True)
class CrawlBook:
    """What happened so far. `sink` is None when Scrapy runs without a study."""

    sink: Sink | None = None
    notify: Callable[[int, int | None], None] = lambda _done, _total: None
    source: str = ""
    collected: int = 0
    expected: dict[str, int] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    stopped_hosts: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    caps: list[str] = field(default_factory=list)
    ended_by: str | None = None
    nothing_because: str | None = None

    @property
    def expected_total(self) -> int | None:
        """Posts that the pages state to have, or None where no page stated it."""
        return sum(self.expected.values()) if self.expected else None

    def expect(self, stated: dict[str, int]) -> None:
        """Take over stated totals; a thing that states several keeps the largest."""
        for thing, count in stated.items():
            self.expected[thing] = max(count, self.expected.get(thing, 0))

    def stop_host(self, host: str, reason: str) -> None:
        """No further request goes to this host in this crawl; the first reason stays."""
        self.stopped_hosts.setdefault(host, reason)


_BOOKS: "WeakKeyDictionary[Any, CrawlBook]" = WeakKeyDictionary()


def attach_book(crawler: Any, book: CrawlBook) -> None:
    """Give a Scrapy crawler its book before it starts."""
    _BOOKS[crawler] = book


def book_of(crawler: Any) -> CrawlBook:
    """The book of a Scrapy crawler; one without a sink when Scrapy was started by itself."""
    return _BOOKS.setdefault(crawler, CrawlBook())
