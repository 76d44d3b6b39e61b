"""The scheduler by itself: hosts take turns, and one at its limit keeps nobody waiting."""

from types import SimpleNamespace

import pytest
from scrapy import Request, Spider
from scrapy.core.downloader import Slot
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.utils.test import get_crawler

from crawler.frontier.codec import ROW
from crawler.frontier.keeper import attach_keeper
from crawler.frontier.scheduler import FrontierScheduler
from crawler.store import Store
from tests.crawler.frontier.test_keeper import keeper_of


class Walker(Spider):
    name = "walker"


def scheduler_of(store: Store) -> tuple[FrontierScheduler, Crawler]:
    crawler = get_crawler(Walker)
    scraper = SimpleNamespace(slot=None)
    crawler.engine = SimpleNamespace(downloader=SimpleNamespace(slots={}, active=set()), scraper=scraper)
    keeper = keeper_of(store)
    attach_keeper(crawler, keeper)
    scheduler = FrontierScheduler.from_crawler(crawler)
    scheduler.open(Walker())
    keeper.on_buffered = lambda: None  # no event loop runs here, so no timer
    return scheduler, crawler


def drain(scheduler: FrontierScheduler) -> list[str]:
    found = []
    while request := scheduler.next_request():
        found.append(request.url.removeprefix("https://"))
    return found


def test_it_is_a_scheduler_to_scrapy() -> None:
    assert issubclass(FrontierScheduler, BaseScheduler)


def test_without_a_study_it_says_what_to_use() -> None:
    with pytest.raises(LookupError, match="Scrapy's own scheduler"):
        FrontierScheduler.from_crawler(get_crawler(Walker))


def test_hosts_take_turns(store: Store) -> None:
    scheduler, _ = scheduler_of(store)
    for path in ("a.org/1", "a.org/2", "a.org/3", "b.org/1", "c.org/1"):
        assert scheduler.enqueue_request(Request(f"https://{path}"))
    assert scheduler.has_pending_requests()
    found = drain(scheduler)
    assert sorted(found[:3]) == ["a.org/1", "b.org/1", "c.org/1"]
    assert found[3:] == ["a.org/2", "a.org/3"]
    assert not scheduler.has_pending_requests()


def test_a_host_at_its_limit_keeps_nobody_waiting(store: Store) -> None:
    scheduler, crawler = scheduler_of(store)
    for path in ("slow.org/1", "slow.org/2", "quick.org/1"):
        scheduler.enqueue_request(Request(f"https://{path}"))
    slot = Slot(concurrency=1, delay=5.0, jitter=0.0)
    slot.active.add(Request("https://slow.org/0"))
    crawler.engine.downloader.slots["slow.org"] = slot
    assert drain(scheduler) == ["quick.org/1"]
    assert scheduler.has_pending_requests()
    slot.active.clear()
    assert drain(scheduler) == ["slow.org/1", "slow.org/2"]


def test_the_same_page_under_two_names_is_one(store: Store) -> None:
    scheduler, _ = scheduler_of(store)
    assert scheduler.enqueue_request(Request("https://a.org/?b=2&a=1"))
    assert not scheduler.enqueue_request(Request("https://a.org/?a=1&b=2&utm_source=mail"))
    assert not scheduler.enqueue_request(Request("https://a.org/?a=1&b=2#part"))
    assert scheduler.enqueue_request(Request("https://a.org/?a=1&b=2", dont_filter=True))


def test_a_retry_keeps_its_place_and_is_no_new_request(store: Store) -> None:
    scheduler, _ = scheduler_of(store)
    for number in (1, 2):
        scheduler.enqueue_request(Request(f"https://a.org/{number}"))
    first = scheduler.next_request()
    assert first is not None
    again = first.copy()
    again.dont_filter = True
    assert scheduler.enqueue_request(again)
    assert drain(scheduler) == ["a.org/1", "a.org/2"]
    assert first.meta[ROW] == again.meta[ROW]


def test_a_redirect_to_a_page_that_is_known_settles_the_request(store: Store) -> None:
    scheduler, _ = scheduler_of(store)
    for name in ("old", "known"):
        scheduler.enqueue_request(Request(f"https://a.org/{name}"))
    old = scheduler.next_request()
    assert old is not None
    assert not scheduler.enqueue_request(old.replace(url="https://a.org/known"))
    scheduler.close("shutdown")
    assert store.rows("SELECT state FROM frontier ORDER BY id")[0]["state"] == "done"


def test_what_nobody_answered_is_named_when_the_crawl_is_over(store: Store) -> None:
    scheduler, _ = scheduler_of(store)
    scheduler.enqueue_request(Request("https://a.org/1"))
    assert scheduler.next_request() is not None
    scheduler.close("finished")
    assert store.value("SELECT state FROM frontier") == "failed"
    assert scheduler._keeper.book.failures == {"was sent, but neither answered nor refused": 1}


def test_what_nobody_answered_stays_leased_when_the_crawl_was_stopped(store: Store) -> None:
    scheduler, _ = scheduler_of(store)
    scheduler.enqueue_request(Request("https://a.org/1"))
    scheduler.next_request()
    scheduler.close("shutdown")
    assert store.value("SELECT state FROM frontier") == "leased"
