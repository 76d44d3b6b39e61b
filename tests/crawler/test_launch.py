import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.errors import CrawlProblem, UsageProblem
from crawler.launch import run_crawl
from crawler.store.ledger import list_seeds
from crawler.store.posts import count_posts
from crawler.store.runs import list_runs
from crawler.study import Study
from tests.spiders.loopback import Hit, Reply, loopback, review_page, study_of

ROOT = Path(__file__).resolve().parents[2]


def test_a_study_without_sources_is_told_how_to_get_one(study: Study) -> None:
    with pytest.raises(CrawlProblem, match="caifeng crawl URL"):
        run_crawl(study)


def test_a_source_that_the_study_does_not_have(tmp_path: Path) -> None:
    study = study_of(tmp_path / "s", "https://shop.example.org/p")
    with pytest.raises(UsageProblem, match="one of: schema_org"):
        run_crawl(study, only="https://elsewhere.example.org/")


def test_a_source_that_nobody_knows_fails_by_name(tmp_path: Path) -> None:
    study = study_of(tmp_path / "s", "https://shop.example.org/p", source="usenet")
    report = run_crawl(study)
    assert report.status == "failed"
    assert "there is no source 'usenet'" in report.seeds[0].reason
    assert all(name in report.seeds[0].reason for name in ("one of: ", "auto", "discourse"))


def test_progress_ledger_and_run_tell_the_same_story(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    with loopback() as site:
        site.page("/1", review_page("One.", "Two.", head='<link rel="next" href="/2">'))
        site.page("/2", review_page("Three."))
        study = study_of(tmp_path / "s", f"{site.url}/1", f"{site.url}/never")
        report = run_crawl(study, only=f"{site.url}/1", progress=lambda *step: seen.append(step))
    assert [done for _, done, _ in seen] == [0, 2, 3]
    assert report.counts["new"] == 3
    with study.open() as store:
        assert [(seed["collected"], seed["reason"]) for seed in list_seeds(store)] == [(3, "complete")]
        run = list_runs(store)[-1]
    assert (run["id"], run["stage"], run["status"], run["counts"]["new"]) == (
        report.run_id,
        "crawl",
        "done",
        3,
    )


def test_what_was_saved_before_an_interruption_stays(tmp_path: Path) -> None:
    def interrupt(_label: str, done: int, _expected: int | None) -> None:
        if done:
            raise KeyboardInterrupt

    with loopback() as site:
        site.page("/1", review_page("One.", "Two.", head='<link rel="next" href="/2">'))
        site.page("/2", review_page("Three."))
        study = study_of(tmp_path / "s", f"{site.url}/1")
        with pytest.raises(KeyboardInterrupt):
            run_crawl(study, progress=interrupt)
    with study.open() as store:
        assert count_posts(store) >= 2
        assert list_runs(store)[-1]["status"] == "failed"


@pytest.mark.heavy
def test_a_process_that_dies_is_named_and_its_posts_are_counted(tmp_path: Path) -> None:
    with loopback() as site:
        site.page("/1", review_page("One.", "Two.", head='<link rel="next" href="/2">'))
        site.routes["/2"] = slow_page
        study = study_of(tmp_path / "s", f"{site.url}/1")
        children: list[int] = []

        def kill(_label: str, done: int, _expected: int | None) -> None:
            if done and not children:
                children.extend(child_pids())
                os.kill(children[0], signal.SIGKILL)

        report = run_crawl(study, progress=kill)
    assert report.seeds[0].collected >= 2
    assert report.seeds[0].reason.startswith("crashed: exit code -9")
    assert report.status == "done"


@pytest.mark.heavy
def test_a_crawl_whose_caller_is_gone_ends(tmp_path: Path) -> None:
    def page_after(number: int) -> Callable[[list[Hit]], Reply]:
        def page(_hits: list[Hit]) -> Reply:
            time.sleep(0.3)
            head = f'<link rel="next" href="/p?page={number + 1}">'
            return Reply(review_page(f"Page {number}.", head=head).encode())

        return page

    code = "import sys; from pathlib import Path; from crawler.launch import run_crawl;"
    code += "from crawler.study import load_study; run_crawl(load_study(Path(sys.argv[1])))"
    with loopback() as site:
        site.routes.update({f"/p?page={number}": page_after(number) for number in range(1, 60)})
        study = study_of(tmp_path / "s", f"{site.url}/p?page=1")
        caller = subprocess.Popen([sys.executable, "-c", code, str(study.folder)], cwd=ROOT)
        wait_until(lambda: len(site.hits) >= 3)
        caller.kill()
        caller.wait()
        before = len(site.hits)
        time.sleep(2.5)
    assert len(site.hits) <= before + 2


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    assert condition()


def slow_page(_hits: list[Hit]) -> Reply:
    time.sleep(3)
    return Reply(review_page("Three.").encode())


def child_pids() -> list[int]:
    """The processes that this one started and that still run."""
    return [
        int(pid)
        for task in Path("/proc/self/task").iterdir()
        for pid in (task / "children").read_text().split()
    ]


def test_a_second_crawl_finds_nothing_new(tmp_path: Path) -> None:
    with loopback() as site:
        site.page("/1", review_page("One.", "Two."))
        study = study_of(tmp_path / "s", f"{site.url}/1")
        assert run_crawl(study).counts["new"] == 2
        again = run_crawl(study).counts
    assert (again["new"], again["same"], again["changed"]) == (0, 2, 0)


def test_a_bad_date_stops_the_source_with_a_word(tmp_path: Path) -> None:
    study = study_of(tmp_path / "s", "https://shop.example.org/p", since="yesterday")
    assert "since must be a date" in run_crawl(study).seeds[0].reason


def test_the_caller_never_loads_scrapy() -> None:
    code = (
        "import sys, crawler.launch, crawler.add_source, outputs.demo.site;"
        "print([m for m in ('scrapy', 'twisted') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
