"""How a seed ended, in words: expected against collected, with the reason for the difference."""

from collections import Counter

from crawler.manners.book import CrawlBook
from crawler.rendering.account import rendering_line
from crawler.store.ledger import SeedResult
from crawler.urls import LEADS_TO_PRIVATE, PRIVATE

ROBOTS = "robots"  # what a page that robots.txt closes is counted as
STOPPED = "stopped"  # our word for Scrapy's finish_reason where somebody asked the job to stop


def seed_result(book: CrawlBook, url: str, finish_reason: str) -> SeedResult:
    """The completeness line of a seed from its book and from how Scrapy finished."""
    found = book.collected + book.known
    return SeedResult(book.source, url, book.expected_total, found, reason_of(book, finish_reason))


def only_missing_pages(book: CrawlBook, finish_reason: str) -> bool:
    """Whether a crawl read all there is, but for pages that are no more: what it did not see is gone."""
    other = set(book.failures) - {"error 404", "error 410"}
    ended = not (book.stopped_hosts or book.ended_by or book.rests or other)
    return finish_reason == "finished" and ended


def is_closed(seed: SeedResult) -> bool:
    """Whether nothing came of a seed because nothing may be fetched there, now or later."""
    return not seed.collected and set(seed.reason.split(", ")) <= {ROBOTS, PRIVATE, LEADS_TO_PRIVATE}


def reason_of(book: CrawlBook, finish_reason: str) -> str:
    """Why the crawl ended where it did: "complete" is said only when nothing was missed."""
    said = _main_reason(book, finish_reason)
    extras = [f"left out on purpose: {_listed(book.skipped)}"] if book.skipped else []
    if book.known:
        extras.append(f"{book.known} posts stand from earlier crawls, on pages that show nothing new")
    extras += [f"links not followed: {_listed(book.traps)}"] if book.traps else []
    extras += [f"cannot be honoured here: {', '.join(book.ignored)}"] if book.ignored else []
    built = rendering_line(book.rendering)
    return "; ".join([said, *extras, *([built] if built else [])])


def _main_reason(book: CrawlBook, finish_reason: str) -> str:
    if book.stopped_hosts:
        return "stopped: " + "; ".join(sorted(set(book.stopped_hosts.values())))
    if book.ended_by:
        return book.ended_by
    if finish_reason == STOPPED:
        return "stopped by hand; the next crawl goes on from here"
    if finish_reason not in ("finished", "limit", ""):
        return f"interrupted ({finish_reason})"
    if not book.collected and not book.known:
        return _why_nothing(book)
    if book.failures:
        return f"incomplete: {_listed(book.failures)}"
    if book.caps:
        return "; ".join(book.caps)
    missing = (book.expected_total or 0) - book.collected - book.known - sum(book.skipped.values())
    if missing > 0:
        return f"short: the source states {book.expected_total}, its pages gave {book.collected}"
    return "complete"


def _why_nothing(book: CrawlBook) -> str:
    if book.failures:
        return ", ".join(sorted(book.failures))
    if book.skipped:
        return "found nothing to keep"
    return f"found nothing: {book.nothing_because or 'the page holds no posts that this source can read'}"


def _listed(counter: Counter[str]) -> str:
    return ", ".join(f"{name} ×{count}" for name, count in sorted(counter.items()))
