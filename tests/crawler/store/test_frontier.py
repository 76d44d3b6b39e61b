"""The table of requests: each once, best first, hosts in turn, and nothing lost with a process."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.store import Store, open_store
from crawler.store.frontier import Frontier, Queued, forget_given_up, forget_requests
from crawler.store.jobs import end_job, register_job
from crawler.store.runs import Fingerprint, start_run


def queued(name: str, host: str = "a.example.org", priority: int = 0) -> Queued:
    return Queued(name.encode(), host, priority, f'{{"url": "https://{host}/{name}"}}')


def frontier_of(store: Store, key: str = "k") -> Frontier:
    run_id = start_run(store, Fingerprint("crawl", 1, key, ""))
    return Frontier(store, register_job(store, run_id, key, "web", "https://a.example.org/").id)


def names(frontier: Frontier, limit: int = 100) -> list[str]:
    return [request.body.rsplit("/", 1)[-1].rstrip('"}') for request in frontier.lease(limit)]


def test_a_request_is_kept_once_whatever_became_of_it(store: Store) -> None:
    frontier = frontier_of(store)
    assert frontier.add([queued("1"), queued("1"), queued("2")]) == 2
    first, second = frontier.lease(2)
    frontier.finish([first.id])
    frontier.fail([(second.id, "error 404")])
    assert frontier.add([queued("1"), queued("2")]) == 0
    assert frontier.counts() == {"done": 1, "failed": 1}
    assert store.value("SELECT reason FROM frontier WHERE state = 'failed'") == "error 404"


def test_two_jobs_do_not_know_each_others_requests(store: Store) -> None:
    one, other = frontier_of(store, "one"), frontier_of(store, "other")
    one.add([queued("1")])
    assert one.knows(b"1")
    assert not other.knows(b"1")
    assert other.add([queued("1")]) == 1


def test_the_best_priority_goes_first_and_equals_in_the_order_of_their_coming(store: Store) -> None:
    frontier = frontier_of(store)
    frontier.add([queued("late", priority=-2), queued("first"), queued("second"), queued("best", priority=9)])
    assert names(frontier, 3) == ["best", "first", "second"]
    assert names(frontier) == ["late"]
    assert names(frontier) == []


def test_a_long_queue_of_one_host_leaves_room_for_the_others(store: Store) -> None:
    frontier = frontier_of(store)
    frontier.add(queued(f"big{n}", "big.example.org", priority=5) for n in range(200))
    frontier.add(queued(f"small{n}", "small.example.org") for n in range(3))
    frontier.add(queued(f"middle{n}", "middle.example.org") for n in range(30))
    hosts = [request.host.split(".")[0] for request in frontier.lease(64)]
    assert {host: hosts.count(host) for host in set(hosts)} == {"small": 3, "middle": 30, "big": 31}
    assert frontier.ready == 233 - 64


def test_what_a_dead_process_had_leased_waits_again_in_its_old_place(store: Store) -> None:
    frontier = frontier_of(store)
    frontier.add([queued("1"), queued("2"), queued("3")])
    done, *_ = frontier.lease(2)
    frontier.finish([done.id])
    after = Frontier(store, 1)
    assert after.ready == 1
    assert after.recover() == 1
    assert names(after) == ["2", "3"]


def test_where_a_redirect_led_is_known_and_counts_as_no_page(store: Store) -> None:
    frontier = frontier_of(store)
    frontier.add([queued("old")])
    frontier.finish([request.id for request in frontier.lease(1)])
    frontier.note_redirects([b"new"])
    assert frontier.knows(b"new")
    assert (frontier.settled(), frontier.ready) == (1, 0)


def test_memory_keeps_the_last_word(store: Store) -> None:
    frontier = frontier_of(store)
    frontier.remember([("expected", "t/1", "20"), ("seen", "ab", "")])
    frontier.remember([("expected", "t/1", "40")])
    assert sorted(Frontier(store, 1).memory()) == [("expected", "t/1", "40"), ("seen", "ab", "")]


def test_an_ended_job_keeps_its_failures_until_the_next_one_of_its_seed(store: Store) -> None:
    frontier = frontier_of(store)
    frontier.add([queued("1"), queued("2")])
    first, second = frontier.lease(2)
    frontier.finish([first.id])
    frontier.fail([(second.id, "error 500")])
    frontier.remember([("seen", "ab", "")])
    end_job(store, 1)
    forget_requests(store, 1)
    assert (frontier.counts(), list(frontier.memory())) == ({"failed": 1}, [])
    forget_given_up(store)
    assert frontier.counts() == {"failed": 1}
    frontier_of(store)
    forget_given_up(store)
    assert frontier.counts() == {}


def test_nothing_of_a_failed_transaction_stays(store: Store) -> None:
    frontier = frontier_of(store)
    with pytest.raises(ZeroDivisionError), store.writing():
        frontier.add([queued("1")])
        frontier.remember([("seen", "ab", "")])
        raise ZeroDivisionError
    frontier.recount()
    assert (frontier.ready, frontier.counts(), list(frontier.memory())) == (0, {}, [])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.lists(st.integers(0, 30), max_size=8)),
            st.tuples(st.just("lease"), st.integers(1, 10)),
            st.tuples(st.just("settle"), st.integers(0, 10)),
            st.tuples(st.just("die"), st.just(0)),
        ),
        max_size=30,
    ),
    number=st.integers(0, 10**9),
)
def test_every_request_is_settled_exactly_once_whenever_processes_die(
    folder: Path, steps: list[tuple[str, int | list[int]]], number: int
) -> None:
    """A model: a set of requests added, and those settled; deaths in between change nothing."""
    with open_store(folder / f"{number}-{len(list(folder.iterdir()))}.db", create=True) as store:
        frontier = frontier_of(store)
        added: set[str] = set()
        settled: list[str] = []
        out: dict[int, str] = {}
        for word, value in [*steps, ("die", 0)]:
            if word == "add" and isinstance(value, Iterable):
                frontier.add(queued(str(n), f"h{n % 3}.example.org", n % 4) for n in value)
                added |= {str(n) for n in value}
            elif word == "lease" and isinstance(value, int):
                out |= {request.id: request.body for request in frontier.lease(value)}
            elif word == "settle" and isinstance(value, int):
                chosen = list(out)[:value]
                frontier.finish(chosen)
                settled += [out.pop(row) for row in chosen]
            else:
                out.clear()
                frontier = Frontier(store, 1)
                frontier.recover()
        while batch := frontier.lease(7):
            frontier.finish([request.id for request in batch])
            settled += [request.body for request in batch]
        assert len(settled) == len(set(settled)) == len(added)
