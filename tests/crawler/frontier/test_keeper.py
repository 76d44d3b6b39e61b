"""Pages are settled in groups, each whole or not at all."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from crawler.errors import StoreProblem
from crawler.frontier.keeper import GROUP_PAGES, LEASE_BATCH, Keeper
from crawler.manners.book import CrawlBook
from crawler.pages import PostBatch
from crawler.records import RawPost
from crawler.store import Store
from crawler.store.facts import set_fact
from crawler.store.frontier import Queued
from crawler.store.jobs import get_job, register_job, take_over
from crawler.store.runs import Fingerprint, start_run


@dataclass
class Sink:
    """Writes a fact for each post, so that a rollback can be seen; `trouble` may raise."""

    store: Store
    trouble: Callable[[str], None] = lambda _body: None
    safe: int = 0
    lost: int = 0
    saved: list[str] = field(default_factory=list)

    def save(self, batch: PostBatch) -> None:
        for post in batch.posts:
            set_fact(self.store, post.body, "said")
            self.saved.append(post.body)
            self.trouble(post.body)

    def robots(self, url: str, allowed: bool, reason: str) -> None: ...

    def save_verdicts(self) -> None: ...

    def committed(self) -> None:
        self.safe += 1

    def rolled_back(self) -> None:
        self.lost += 1

    @property
    def counts(self) -> dict[str, int]:
        return {"new": len(self.saved)}


def keeper_of(store: Store, *, budget: int | None = None, **wishes: Callable[[str], None]) -> Keeper:
    if not store.value("SELECT count(*) FROM crawl_jobs"):
        run_id = start_run(store, Fingerprint("crawl", 1, "c", ""))
        register_job(store, run_id, "k", "web", "https://a.example.org/")
    sink = Sink(store, **wishes)
    return Keeper(store, 1, take_over(store, 1), writer=sink, book=CrawlBook(sink=sink), budget=budget)


def queued(*names: str) -> list[Queued]:
    return [Queued(name.encode(), "a.example.org", 0, name) for name in names]


def batch(*bodies: str) -> PostBatch:
    return PostBatch([RawPost("web", "post", body) for body in bodies], "https://a.example.org/", "web")


def facts(store: Store) -> set[str]:
    return {row["key"] for row in store.rows("SELECT key FROM facts")}


def begin(keeper: Keeper, *names: str) -> list[int]:
    for request in queued(*names):
        keeper.add(request)
    return [request.id for request in keeper.lease()]


def test_a_page_lands_with_its_posts_its_links_and_what_the_spider_knows(store: Store) -> None:
    keeper = keeper_of(store)
    keeper.state_of_spider = lambda: {"pages": 1}
    (row,) = begin(keeper, "1")
    keeper.book.collected = 2
    keeper.book.remember("seen", "ab")
    keeper.page_done(row, [batch("a", "b")], queued("2", "3"))
    assert facts(store) == set()  # not yet: groups
    assert keeper.frontier.counts() == {"leased": 1}
    keeper.flush()
    assert facts(store) == {"a", "b"}
    assert keeper.frontier.counts() == {"done": 1, "ready": 2}
    assert list(keeper.frontier.memory()) == [("seen", "ab", "")]
    progress = get_job(store, 1).progress
    assert (progress["spider"], progress["book"]["collected"]) == ({"pages": 1}, 2)
    assert progress["counts"] == {"new": 2}


def test_a_process_that_dies_before_the_group_is_written_leaves_the_page_as_it_was(store: Store) -> None:
    keeper = keeper_of(store)
    (row,) = begin(keeper, "1")
    keeper.page_done(row, [batch("a")], queued("2"))
    after = keeper_of(store)  # the first one never writes again
    assert [request.body for request in after.lease()] == ["1"]
    assert (facts(store), after.frontier.counts()) == (set(), {"leased": 1})


def test_many_pages_make_one_transaction(store: Store) -> None:
    keeper = keeper_of(store)
    rows = begin(keeper, *(f"p{n}" for n in range(GROUP_PAGES)))
    commits: list[str] = []
    store.conn.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    for row in rows:
        keeper.page_done(row, [batch(f"post {row}")], [])
    assert len(commits) == 1
    assert len(facts(store)) == GROUP_PAGES


def test_no_more_than_a_batch_is_ever_out(store: Store) -> None:
    keeper = keeper_of(store)
    rows = begin(keeper, *(f"p{n}" for n in range(3 * LEASE_BATCH)))
    assert len(rows) == LEASE_BATCH
    assert keeper.lease() == []
    for row in rows[:5]:
        keeper.page_done(row, [], [])
    assert len(keeper.lease()) == 5
    assert keeper.frontier.counts() == {"done": 5, "leased": LEASE_BATCH, "ready": 2 * LEASE_BATCH - 5}


def test_a_known_request_is_not_taken_twice(store: Store) -> None:
    keeper = keeper_of(store)
    (one,) = queued("1")
    assert keeper.add(one)
    assert not keeper.add(one)
    keeper.flush()
    assert not keeper.add(one)
    assert not keeper_of(store).add(one)


def test_a_post_that_cannot_be_saved_costs_its_page_and_no_other(store: Store) -> None:
    def refuse(body: str) -> None:
        if body == "bad":
            raise ValueError

    keeper = keeper_of(store, trouble=refuse)
    first, second, third = begin(keeper, "1", "2", "3")
    keeper.page_done(first, [batch("good")], [])
    keeper.page_done(second, [batch("fine", "bad")], queued("4"))
    keeper.page_done(third, [batch("too")], [])
    keeper.flush()
    assert facts(store) == {"good", "too"}
    assert keeper.frontier.counts() == {"done": 2, "failed": 1, "ready": 1}
    assert keeper.book.failures == {"page could not be saved (ValueError)": 1}
    assert keeper.broken is None


@pytest.mark.parametrize("error", [StoreProblem("the disk took no more"), sqlite3.OperationalError("full")])
def test_a_disk_that_takes_no_more_ends_the_crawl_and_loses_nothing(store: Store, error: Exception) -> None:
    def full(_body: str) -> None:
        raise error

    keeper = keeper_of(store, trouble=full)
    ended: list[bool] = []
    keeper.on_broken = lambda: ended.append(True)
    (row,) = begin(keeper, "1")
    keeper.page_done(row, [batch("a")], queued("2"))
    keeper.flush()
    assert ended == [True]
    assert str(keeper.book.ended_by).startswith("interrupted (")
    assert not keeper.has_ready
    assert keeper.lease() == []
    assert [request.body for request in keeper_of(store).lease()] == ["1"]


def test_a_process_that_was_taken_for_dead_writes_nothing_more(store: Store) -> None:
    old = keeper_of(store)
    (row,) = begin(old, "1")
    new = keeper_of(store)
    old.page_done(row, [batch("late")], [])
    old.flush()
    assert "another process took this crawl over" in str(old.broken)
    assert facts(store) == set()
    (again,) = new.lease()
    new.page_done(again.id, [batch("in time")], [])
    new.flush()
    assert facts(store) == {"in time"}


def test_the_budget_counts_failures_too_and_outlives_the_process(store: Store) -> None:
    keeper = keeper_of(store, budget=3)
    first, second, third = begin(keeper, "1", "2", "3", "4", "5")
    keeper.page_done(first, [], [])
    keeper.page_failed(second, "error 404")
    keeper.flush()
    after = keeper_of(store, budget=3)
    (last,) = after.lease()
    assert (last.id, last.body) == (third, "3")
    after.page_failed(last.id, "error 404")
    assert after.lease() == []
    assert not after.has_ready
    assert after.book.ended_by == "limit (3 pages)"


def test_a_second_word_about_a_page_changes_nothing(store: Store) -> None:
    keeper = keeper_of(store)
    (row,) = begin(keeper, "1")
    keeper.page_failed(row, "error 404")
    keeper.page_done(row, [], queued("2"))
    keeper.flush()
    assert keeper.frontier.counts() == {"failed": 1, "ready": 1}


def test_a_redirect_goes_on_unless_that_page_has_its_own_turn(store: Store) -> None:
    keeper = keeper_of(store)
    row, _ = begin(keeper, "old", "known")
    assert keeper.redirected(row, b"new", b"old")
    assert keeper.redirected(row, b"new", b"old")  # once more on the way
    assert keeper.redirected(row, b"old", b"old")  # back to itself: Scrapy counts such rounds
    assert not keeper.redirected(row, b"known", b"old")
    keeper.page_done(row, [], queued("new"))
    keeper.flush()
    assert keeper.frontier.counts() == {"done": 2, "leased": 1}  # its link to itself is no new page


def test_listeners_hear_of_a_page_only_when_it_is_safe(store: Store) -> None:
    keeper = keeper_of(store)
    heard: list[int] = []
    keeper.book.notify = lambda done, _expected: heard.append(done)
    first, second = begin(keeper, "1", "2")
    for row, done in ((first, 2), (second, 3)):
        keeper.book.collected = done
        keeper.page_done(row, [batch(str(done))], [])
    assert heard == []
    keeper.flush()
    assert heard == [2, 3]
