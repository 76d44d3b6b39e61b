"""One crawl's hold on study.db: pages are gathered and settled in groups, each with its posts and links.

A group is one transaction: the posts of its pages, the requests that they lead to, what the spider must
remember, how far the crawl is, and the settlement of the pages themselves. So a page is either all there
or it will be fetched again, whenever the process dies. Leases bound how many that can be.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from crawler.errors import CaifengError
from crawler.manners.book import CrawlBook
from crawler.pages import PostBatch
from crawler.store import Store
from crawler.store.frontier import Frontier, Leased, Queued
from crawler.store.jobs import check_holder, save_progress
from crawler.store.rests import save_rests

log = logging.getLogger(__name__)
LEASE_BATCH = 64  # requests out at a time: what a kill can cost at the most
GROUP_PAGES = 16
GROUP_SECONDS = 0.2


class Writer(Protocol):
    """Where the posts of a page go; called within the keeper's transaction."""

    def save(self, batch: PostBatch) -> None:
        """Keep the posts of one page."""

    def save_verdicts(self) -> None:
        """Keep the robots.txt verdicts gathered since the last call."""

    @property
    def counts(self) -> Mapping[str, int]:
        """What was kept so far."""

    def committed(self) -> None:
        """What was saved since the last call is safe."""

    def rolled_back(self) -> None:
        """What was saved since the last `committed` is gone."""


@dataclass(slots=True)
class _Page:
    """What one answered request brought."""

    row: int | None
    batches: Sequence[PostBatch]
    links: Sequence[Queued]
    shown: tuple[int, int | None]


class Keeper:
    """Leases requests and settles them. After a failed write it is `broken` and does nothing more."""

    def __init__(
        self,
        store: Store,
        job_id: int,
        holder: str,
        *,
        writer: Writer,
        book: CrawlBook,
        budget: int | None = None,
    ) -> None:
        self.book = book
        self.frontier = Frontier(store, job_id)
        self.broken: Exception | None = None
        self.on_buffered: Callable[[], None] = lambda: None
        self.on_broken: Callable[[], None] = lambda: None
        self.state_of_spider: Callable[[], Mapping[str, Any]] = dict
        self.resumes: Mapping[str, Any] | None = None  # progress of an interrupted crawl
        self.store, self._job, self._holder, self._writer = store, job_id, holder, writer
        self._budget = budget
        self._settled = self.frontier.settled()
        self._safe = 0  # posts collected, of pages that are written down
        self._out: set[int] = set()
        self._redirects: dict[bytes, int] = {}
        self._pages: list[_Page] = []
        self._failed: list[tuple[int, str]] = []
        self._new: dict[bytes, Queued] = {}
        self.frontier.recover()

    @property
    def has_ready(self) -> bool:
        """Whether a request waits that the budget lets us fetch."""
        waiting = bool(self._new) or any(page.links for page in self._pages) or self.frontier.ready > 0
        return waiting and self.broken is None and not self._spent()

    def _room(self) -> int:
        room = LEASE_BATCH - len(self._out)
        return room if self._budget is None else min(room, self._budget - self._settled - len(self._out))

    def _spent(self) -> bool:
        return self._budget is not None and self._settled >= self._budget

    def count_what_is_kept(self) -> None:
        """After a failed write the ledger counts what is there, not what was seen."""
        if self.broken is not None:
            earlier = (self.resumes or {}).get("book", {}).get("collected", 0)
            self.book.collected = self._safe or earlier

    def knows(self, fingerprint: bytes) -> bool:
        """Whether the crawl has met this request before."""
        return fingerprint in self._new or fingerprint in self._redirects or self.frontier.knows(fingerprint)

    def add(self, request: Queued) -> bool:
        """Take in a request that no page led to (a seed); False when it is known."""
        if self.broken or self.knows(request.fingerprint):
            return False
        self._new[request.fingerprint] = request
        self.on_buffered()
        return True

    def redirected(self, row: int, fingerprint: bytes, own: bytes) -> bool:
        """Whether a leased request may go on to where it was sent: not when that page has its own turn."""
        if fingerprint == own or self._redirects.get(fingerprint) == row:
            return True
        if self.knows(fingerprint):
            return False
        self._redirects[fingerprint] = row
        return True

    def lease(self) -> list[Leased]:
        """The next requests, as many as may be out; settles first what could be among them."""
        if self._new or self._pages:
            self.flush()
        room = self._room()
        if self.broken or room <= 0 or not self.frontier.ready:
            self._note_budget()
            return []
        try:
            with self.store.writing() as conn:
                check_holder(conn, self._job, self._holder)
                taken = self.frontier.lease(room)
        except (CaifengError, sqlite3.Error) as error:
            self.break_off(error)
            return []
        self._out.update(request.id for request in taken)
        return taken

    def _note_budget(self) -> None:
        if self._spent() and self.frontier.ready and not self.book.ended_by:
            self.book.ended_by = f"limit ({self._budget} pages)"

    def page_done(self, row: int | None, batches: Sequence[PostBatch], links: Sequence[Queued]) -> None:
        """A page was read to its end: these are its posts and links."""
        settles = row if row in self._out else None
        if settles is not None:
            self._close(settles)
        self._pages.append(_Page(settles, batches, links, (self.book.collected, self.book.expected_total)))
        self._buffered()

    def page_failed(self, row: int, reason: str) -> None:
        """A request came to nothing for good. A second word about the same request changes nothing."""
        if row in self._out:
            self._close(row)
            self._failed.append((row, reason))
            self._buffered()

    def page_postponed(self, row: int, host: str) -> None:
        """The host of a leased request wants a rest: this and all others for it stay for another time."""
        if row not in self._out or self.broken:
            return
        self._out.discard(row)
        try:
            with self.store.writing() as conn:
                check_holder(conn, self._job, self._holder)
                self.frontier.postpone(row, host)
                save_rests(self.store, self.book.rests)
        except (CaifengError, sqlite3.Error) as error:
            self.break_off(error)

    def _close(self, row: int) -> None:
        self._out.discard(row)
        self._settled += 1

    def fail_the_rest(self, reason: str) -> int:
        """Settle what was leased and never answered; returns how many requests that were."""
        lost = sorted(self._out)
        for row in lost:
            self.page_failed(row, reason)
        return len(lost)

    def _buffered(self) -> None:
        if len(self._pages) + len(self._failed) >= GROUP_PAGES:
            self.flush()
        else:
            self.on_buffered()

    def flush(self) -> None:
        """Write the group down; tells the book's listener of each page after it is safe."""
        if self.broken:
            return
        pages, failed, new = self._pages, self._failed, self._new
        self._pages, self._failed, self._new = [], [], {}
        try:
            self._commit(pages, failed, new.values())
        except Exception:  # a post that cannot be saved must not take the others along
            log.exception("a group of pages could not be saved; now one by one")
            self._commit([], failed, new.values())
            for page in pages:
                self._commit_alone(page)
        self._redirects = {mark: row for mark, row in self._redirects.items() if row in self._out}
        if self.broken is None:
            for page in pages:
                if page.batches:
                    self.book.notify(*page.shown)

    def _commit_alone(self, page: _Page) -> None:
        try:
            self._commit([page], [], [])
        except Exception as error:
            log.exception("a page could not be saved")
            reason = f"page could not be saved ({type(error).__name__})"
            self.book.failures[reason] += 1
            failed = [] if page.row is None else [(page.row, reason)]
            self._commit([_Page(None, [], page.links, page.shown)], failed, [])

    def _commit(
        self, pages: Sequence[_Page], failed: Sequence[tuple[int, str]], new: Iterable[Queued]
    ) -> None:
        if self.broken:
            return
        try:
            with self.store.writing() as conn:
                check_holder(conn, self._job, self._holder)
                self._write(pages, failed, new)
        except (CaifengError, sqlite3.Error) as error:
            self.break_off(error)
        except Exception:
            self._writer.rolled_back()
            self.frontier.recount()
            raise
        else:
            self._writer.committed()
            self.book.notes_kept()
            self._safe = max([self._safe, *(page.shown[0] for page in pages)])

    def _write(
        self, pages: Sequence[_Page], failed: Sequence[tuple[int, str]], new: Iterable[Queued]
    ) -> None:
        for page in pages:
            for batch in page.batches:
                self._writer.save(batch)
        done = {page.row for page in pages if page.row is not None}
        self._write_redirects(done | {row for row, _ in failed})  # first: pages link to themselves
        self.frontier.add(new)
        for page in pages:
            self.frontier.add(page.links)
        self.frontier.finish(sorted(done))
        self.frontier.fail(failed)
        self.frontier.remember(self.book.unkept_notes)
        self._writer.save_verdicts()
        save_progress(self.store, self._job, self.progress())

    def _write_redirects(self, over: set[int]) -> None:
        self.frontier.note_redirects(mark for mark, row in self._redirects.items() if row in over)

    def progress(self) -> dict[str, Any]:
        """How far the crawl is, for the process that may have to go on with it."""
        return {
            "spider": dict(self.state_of_spider()),
            "book": self.book.state(),
            "counts": dict(self._writer.counts),
            "done": {"pages": self._settled, "expected": self.book.expected_total},
        }

    def break_off(self, error: Exception) -> None:
        """Nothing more can be written: what was not settled will be fetched again by the next crawl."""
        self.broken = error
        self._writer.rolled_back()
        self.book.ended_by = f"interrupted ({error})"
        log.error("the crawl cannot write: %s", error)
        self.on_broken()


_KEEPERS: "WeakKeyDictionary[Any, Keeper]" = WeakKeyDictionary()


def attach_keeper(crawler: Any, keeper: Keeper) -> None:
    """Give a Scrapy crawler its keeper before it starts."""
    _KEEPERS[crawler] = keeper


def keeper_of(crawler: Any) -> Keeper:
    """The keeper of a Scrapy crawler. Raises LookupError when it was started without a study."""
    try:
        return _KEEPERS[crawler]
    except KeyError:
        raise LookupError("this crawl has no study: use Scrapy's own scheduler") from None
