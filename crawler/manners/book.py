"""The book of one crawl: what was expected, collected, refused and stopped, and why.

With a study, the book outlives its process: `state` and the notes that it makes are kept with each
page (crawler.frontier.keeper), and a crawl that goes on after an interruption reads them back.
One book belongs to one Scrapy crawler (one seed, one process). Middlewares write into it, the job
turns it into the seed's completeness line.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from crawler.clock import now
from crawler.delta import Delta


class Sink(Protocol):
    """Where a crawl's results go."""

    def robots(self, url: str, allowed: bool, reason: str) -> None:
        """Keep a robots.txt verdict."""


EXPECTED = "expected"
LONGEST_REST = 7 * 86_400.0  # seconds; a host that asks for years made a mistake
_KEPT = ("source", "collected", "notes", "caps", "ignored", "nothing_because", "unread")
_COUNTED = ("failures", "skipped", "traps", "rendering", "had", "lengths")


@dataclass(slots=True)
class CrawlBook:
    """What happened so far. `sink` is None when Scrapy runs without a study.

    `keeps_pages`: spiders hand pages on with their posts. `delta` knows what need not be read again;
    `newest_first`: the source lists its newest posts first.
    `unread` links were not followed for that, and `known` posts stand from earlier crawls behind them.
    `secret` keys what the spider remembers of posts; `traps` counts links that were not followed;
    `rendering` counts what a browser did (crawler.rendering.account); `had` and `lengths` count the fields
    and text lengths of posts (crawler.coverage).
    """

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
    ignored: list[str] = field(default_factory=list)
    ended_by: str | None = None
    nothing_because: str | None = None
    traps: Counter[str] = field(default_factory=Counter)
    rendering: Counter[str] = field(default_factory=Counter)
    had: Counter[str] = field(default_factory=Counter)
    lengths: Counter[str] = field(default_factory=Counter)
    rests: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    keeps_pages: bool = False
    delta: Delta | None = None
    unread: int = 0
    known: int = 0
    newest_first: bool = False
    secret: bytes = b""
    unkept_notes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def expected_total(self) -> int | None:
        """Posts that the pages state to have, or None where no page stated it."""
        return sum(self.expected.values()) if self.expected else None

    def expect(self, stated: dict[str, int]) -> None:
        """Take over stated totals; a thing that states several keeps the largest."""
        for thing, count in stated.items():
            if count > self.expected.get(thing, -1):
                self.expected[thing] = count
                self.remember(EXPECTED, thing, str(count))

    def say(self, note: str) -> None:
        """Add a note, once: a crawl that goes on comes to the same conclusions again."""
        if note not in self.notes:
            self.notes.append(note)

    def ignore(self, wish: str) -> None:
        """Note a wish of the study that the source cannot honour, once."""
        if wish not in self.ignored:
            self.ignored.append(wish)

    def remember(self, kind: str, key: str, value: str = "") -> None:
        """Note something that the next process must know, should this one die."""
        if self.sink is not None:
            self.unkept_notes.append((kind, key, value))

    def notes_kept(self) -> None:
        """The notes so far are in the store."""
        self.unkept_notes.clear()

    def state(self) -> dict[str, Any]:
        """What a later process needs to go on counting; small, for it is kept with every group of pages."""
        kept = {name: getattr(self, name) for name in _KEPT}
        return {**kept, **{name: dict(getattr(self, name)) for name in _COUNTED}}

    def restore(self, state: Mapping[str, Any], notes: Iterable[tuple[str, str, str]]) -> None:
        """Go on where another process stood. Why hosts were stopped is not taken over: it may be over."""
        for name in _KEPT:
            setattr(self, name, state.get(name, getattr(self, name)))
        for name in _COUNTED:
            getattr(self, name).update(state.get(name, {}))
        self.expected.update({key: int(value) for kind, key, value in notes if kind == EXPECTED})

    def stop_host(self, host: str, reason: str, *, rest: float | None = None) -> None:
        """No further request goes to this host in this crawl; the first reason stays.

        After a `rest` (seconds) it may be asked again: what was left to fetch is kept until then.
        """
        if host not in self.stopped_hosts:
            self.stopped_hosts[host] = reason
            if rest is not None:
                self.note_rest(host, reason, rest)

    def note_rest(self, host: str, reason: str, seconds: float) -> None:
        """The host wants to be left alone for so long from now; later crawls will keep to it."""
        self.rests[host] = (now() + timedelta(seconds=min(seconds, LONGEST_REST)), reason)

    def let_rest(self, rests: Mapping[str, tuple[datetime, str]]) -> None:
        """These hosts asked an earlier crawl for a rest that is not over."""
        for host, (until, reason) in rests.items():
            self.stopped_hosts.setdefault(host, f"{reason}, said earlier: until {until:%Y-%m-%d %H:%M} UTC")
            self.rests.setdefault(host, (until, reason))


_BOOKS: "WeakKeyDictionary[Any, CrawlBook]" = WeakKeyDictionary()


def attach_book(crawler: Any, book: CrawlBook) -> None:
    """Give a Scrapy crawler its book before it starts."""
    _BOOKS[crawler] = book


def book_of(crawler: Any) -> CrawlBook:
    """The book of a Scrapy crawler; one without a sink when Scrapy was started by itself."""
    found = _BOOKS.get(crawler)
    if found is None:
        found = _BOOKS[crawler] = CrawlBook()
    return found
