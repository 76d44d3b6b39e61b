"""Jobs seen and steered from another process: real crawls in the background over loopback."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.errors import CrawlProblem, UsageProblem
from crawler.jobs import JobView, ask, listed, progress, start, tail
from crawler.jobs.joblog import log_path
from crawler.jobs.ledger import completeness
from crawler.launch import run_crawl
from crawler.store.leases import process_runs
from crawler.study import Study
from tests.spiders.loopback import Loopback, loopback, review_page, study_of


def chain(site: Loopback, length: int) -> str:
    for number in range(1, length + 1):
        head = f'<link rel="next" href="/p?page={number + 1}">' if number < length else ""
        site.page(f"/p?page={number}", review_page(f"Cup {number}.", f"Tea {number}.", head=head))
    return f"{site.url}/p?page=1"


def view(study: Study, job: int) -> JobView:
    with study.open() as store:
        return progress(store, job)


def wait(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_crawl_in_the_background_is_paused_resumed_stopped_and_gone_on_with(tmp_path: Path) -> None:
    with loopback() as site:
        study = study_of(tmp_path / "s", chain(site, 40), delay=0.1)
        handle = start(study)
        job = handle.jobs[0]
        wait(lambda: view(study, job).posts >= 4)
        assert view(study, job).state == "running"
        with pytest.raises(CrawlProblem, match=f"being crawled already: job {job}"):
            run_crawl(study)
        ask(study, job, "pause")
        wait(lambda: view(study, job).state == "paused")
        time.sleep(0.3)
        seen = len(site.hits)
        time.sleep(0.6)
        assert len(site.hits) == seen  # nothing is fetched while it rests
        ask(study, job, "resume")
        wait(lambda: len(site.hits) > seen + 1)
        ask(study, job, "stop")
        wait(lambda: view(study, job).state == "stopped")
        stopped = view(study, job)
        assert "stopped by hand" in stopped.reason
        assert stopped.resumable
        assert 0 < stopped.posts < 80
        assert "in the background" in ask(study, job, "resume")
        wait(lambda: view(study, job).state == "ended", 60)
    ended = view(study, job)
    assert (ended.posts, ended.reason, ended.pages) == (80, "complete", 40)
    pages = [hit.path for hit in site.hits if hit.path != "/robots.txt"]
    assert len(pages) <= 41  # at most the page that was under way came twice
    events = [line.event for line in tail(study.folder, job, 500)]
    assert events.count("asked") >= 3
    assert events.count("page") >= 40


def test_a_job_whose_process_was_killed_is_called_dead_and_goes_on(tmp_path: Path) -> None:
    with loopback() as site:
        study = study_of(tmp_path / "s", chain(site, 12), delay=0.1)
        handle = start(study)
        job = handle.jobs[0]
        wait(lambda: view(study, job).posts >= 4)
        child = view(study, job).pid
        assert child is not None
        assert child != handle.pid
        os.kill(handle.pid, signal.SIGKILL)
        os.kill(child, signal.SIGKILL)
        wait(lambda: view(study, job).state == "dead")
        assert f"its process {child} is gone" in view(study, job).reason
        with pytest.raises(CrawlProblem, match="not at work"):
            ask(study, job, "pause")
        with study.open() as store:
            line = completeness(store)[0]  # though nobody wrote a line for the ledger
        assert (line["url"], line["collected"]) == (view(study, job).url, view(study, job).posts)
        assert "is gone" in line["reason"]
        report = run_crawl(study)
        assert (report.seeds[0].collected, report.seeds[0].reason) == (24, "complete")
    with study.open() as store:
        assert [(line["collected"], line["reason"]) for line in completeness(store)] == [(24, "complete")]


def test_sigterm_to_the_supervisor_ends_its_jobs_cleanly(tmp_path: Path) -> None:
    with loopback() as site:
        study = study_of(tmp_path / "s", chain(site, 60), delay=0.1)
        handle = start(study)
        wait(lambda: view(study, handle.jobs[0]).posts >= 2)
        os.kill(handle.pid, signal.SIGTERM)
        wait(lambda: view(study, handle.jobs[0]).state == "interrupted")
        wait(lambda: not process_runs(handle.pid, ""))
    with study.open() as store:
        assert store.value("SELECT status FROM runs WHERE stage = 'crawl'") == "failed"
        assert store.value("SELECT reason FROM seeds") == "interrupted (shutdown)"


def test_what_cannot_be_asked(study: Study) -> None:
    with pytest.raises(CrawlProblem, match="no crawl job 7"):
        ask(study, 7, "stop")
    with pytest.raises(UsageProblem, match="cannot 'fly'"):
        ask(study, 7, "fly")
    with pytest.raises(CrawlProblem, match="names no sources"):
        start(study)
    with study.open() as store:
        assert listed(store) == []


def test_the_log_of_a_job_holds_no_personal_data(tmp_path: Path) -> None:
    with loopback() as site:
        url = f"{site.url}/p?who=ann.lee@example.org"
        site.page("/p?who=ann.lee@example.org", review_page("Good."))
        study = study_of(tmp_path / "s", url)
        run_crawl(study)
    text = log_path(study.folder, 1).read_text(encoding="utf-8")
    assert '"event": "page"' in text
    assert "ann.lee" not in text
