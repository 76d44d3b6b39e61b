"""Which crawl goes on: the newest open one, while that makes sense, and only one process at a time."""

import pytest

from crawler.errors import CrawlProblem
from crawler.store import Store
from crawler.store.jobs import (
    FRUITLESS_LEGS,
    CrawlJob,
    check_holder,
    end_job,
    get_job,
    interrupted_job,
    register_job,
    save_progress,
    take_over,
)
from crawler.store.runs import Fingerprint, start_run


def new_job(store: Store) -> CrawlJob:
    run_id = start_run(store, Fingerprint("crawl", 1, "c", ""))
    return register_job(store, run_id, "k", "web", "https://a.example.org/")


def test_an_open_job_is_found_again_and_an_ended_one_is_not(store: Store) -> None:
    job = new_job(store)
    save_progress(store, job.id, {"counts": {"new": 3}})
    found = interrupted_job(store, "k")
    assert found is not None
    assert (found.id, found.progress) == (job.id, {"counts": {"new": 3}})
    assert interrupted_job(store, "another seed") is None
    end_job(store, job.id)
    assert interrupted_job(store, "k") is None


def test_a_crawl_that_begins_anew_gives_the_old_one_up(store: Store) -> None:
    old, new = new_job(store), new_job(store)
    assert get_job(store, old.id).state == "ended"
    found = interrupted_job(store, "k")
    assert found is not None
    assert found.id == new.id


def test_an_interruption_of_last_month_is_not_gone_on_with(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAIFENG_NOW", "2026-05-01T10:00:00+00:00")
    new_job(store)
    monkeypatch.setenv("CAIFENG_NOW", "2026-05-08T09:00:00+00:00")
    assert interrupted_job(store, "k") is not None
    monkeypatch.setenv("CAIFENG_NOW", "2026-05-08T11:00:00+00:00")
    assert interrupted_job(store, "k") is None


def test_a_crawl_that_dies_before_its_first_page_again_and_again_is_given_up(store: Store) -> None:
    job = new_job(store)
    for _ in range(FRUITLESS_LEGS - 1):
        take_over(store, job.id)
    assert interrupted_job(store, "k") is not None
    save_progress(store, job.id, {})
    for _ in range(FRUITLESS_LEGS):
        take_over(store, job.id)
    assert interrupted_job(store, "k") is None


def test_who_lost_the_job_to_another_process_may_not_write(store: Store) -> None:
    job = new_job(store)
    mine = take_over(store, job.id)
    with store.writing() as conn:
        check_holder(conn, job.id, mine)
    theirs = take_over(store, job.id)
    with pytest.raises(CrawlProblem, match="another process took this crawl over"), store.writing() as conn:
        check_holder(conn, job.id, mine)
    with store.writing() as conn:
        check_holder(conn, job.id, theirs)


def test_a_job_that_is_not_there(store: Store) -> None:
    with pytest.raises(CrawlProblem, match="no crawl job 7"):
        get_job(store, 7)
