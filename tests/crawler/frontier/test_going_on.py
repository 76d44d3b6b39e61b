"""Interrupted crawls go on, finished ones begin anew: real spiders in real processes over loopback."""

import json
from pathlib import Path

import pytest

from crawler.launch import run_crawl
from crawler.store.ledger import list_seeds
from crawler.store.runs import list_runs
from crawler.study import Study
from tests.spiders.loopback import Loopback, Reply, loopback, review_page, study_of


def chain(site: Loopback, length: int, *, name: str = "p") -> str:
    """Pages that lead from one to the next, two posts on each."""
    for number in range(1, length + 1):
        head = f'<link rel="next" href="/{name}?page={number + 1}">' if number < length else ""
        site.page(
            f"/{name}?page={number}", review_page(f"{name} {number}.", f"Also {name} {number}.", head=head)
        )
    return f"{site.url}/{name}?page=1"


def interrupted(study: Study, after: int, **wishes: bool) -> None:
    """Crawl until so many posts are safe, then press Ctrl-C."""

    def press(_url: str, done: int, _expected: int | None) -> None:
        if done >= after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_crawl(study, progress=press, **wishes)


def bodies(study: Study) -> list[str]:
    with study.open() as store:
        return [row["body"] for row in store.rows("SELECT body FROM posts")]


def test_an_interrupted_crawl_goes_on_and_a_finished_one_begins_anew(tmp_path: Path) -> None:
    with loopback() as site:
        study = study_of(tmp_path / "s", chain(site, 12), delay=0.05)
        interrupted(study, after=6)
        before = site.paths()
        report = run_crawl(study)
        asked_again = set(site.paths()[len(before) :]) & set(before) - {"/robots.txt"}
        assert (report.seeds[0].collected, report.seeds[0].reason) == (24, "complete")
        assert "went on after an interruption" in report.notes[0]
        assert len(asked_again) <= 1  # the page that was under way
        assert len(bodies(study)) == len(set(bodies(study))) == 24
        again = run_crawl(study)
        assert site.paths().count("/p?page=1") == 2
        assert (again.counts["new"], again.counts["same"]) == (0, 24)
    with study.open() as store:
        runs = [(run["status"], run["counts"]["new"]) for run in list_runs(store)]
        assert store.value("SELECT count(*) FROM crawl_memory") == 0
    assert runs == [("done", 24), ("done", 0)]


def test_an_interruption_is_written_down_as_one(tmp_path: Path) -> None:
    with loopback() as site:
        study = study_of(tmp_path / "s", chain(site, 30), delay=0.05)
        interrupted(study, after=4)
        with study.open() as store:
            assert list_seeds(store)[0]["reason"] == "interrupted (shutdown)"
            assert list_runs(store)[-1]["status"] == "failed"


@pytest.mark.heavy
def test_anew_gives_up_what_was_interrupted(tmp_path: Path) -> None:
    with loopback() as site:
        study = study_of(tmp_path / "s", chain(site, 8), delay=0.05)
        interrupted(study, after=4)
        report = run_crawl(study, anew=True)
        assert site.paths().count("/p?page=1") == 2
        assert (report.seeds[0].collected, report.seeds[0].reason) == (16, "complete")
        run_crawl(study)
        assert site.paths().count("/p?page=1") == 3  # nothing of the first one is gone on with later


@pytest.mark.heavy
def test_sources_that_were_finished_are_not_crawled_again_when_the_run_goes_on(tmp_path: Path) -> None:
    with loopback() as site:
        urls = [chain(site, 3, name="one"), chain(site, 9, name="two"), chain(site, 3, name="three")]
        study = study_of(tmp_path / "s", *urls, delay=0.05)

        def press(url: str, done: int, _expected: int | None) -> None:
            if "two" in url and done >= 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run_crawl(study, progress=press)
        report = run_crawl(study)
        assert [(seed.collected, seed.reason) for seed in report.seeds] == [
            (6, "complete"),
            (18, "complete"),
            (6, "complete"),
        ]
        assert site.paths().count("/one?page=1") == 1
        assert report.counts["new"] == 30
        run_crawl(study)
        assert site.paths().count("/one?page=1") == 2


def test_unsigned_posts_that_pages_repeat_are_known_after_an_interruption(tmp_path: Path) -> None:
    """Page n shows its own post and that of page n-1 again: dated, unsigned, unnumbered."""

    def page(number: int) -> str:
        said = [
            {"@type": "Review", "datePublished": f"2026-05-{n:02}", "reviewBody": f"Day {n}."}
            for n in (number - 1, number)
            if n
        ]
        value = {"@context": "https://schema.org", "@type": "Product", "url": "/tea", "review": said}
        return (
            f'<link rel="next" href="/p?page={number + 1}">'
            f'<script type="application/ld+json">{json.dumps(value)}</script>'
        )

    with loopback() as site:
        for number in range(1, 13):
            site.page(f"/p?page={number}", page(number))
        study = study_of(tmp_path / "s", f"{site.url}/p?page=1", delay=0.05)
        interrupted(study, after=4)
        run_crawl(study)
    found = bodies(study)
    assert sorted(found) == sorted(set(found))
    assert len(found) == 12


@pytest.mark.heavy
def test_auto_remembers_which_source_it_took(tmp_path: Path) -> None:
    with loopback() as site:
        study = study_of(tmp_path / "s", chain(site, 10), source="auto", delay=0.05)
        interrupted(study, after=4)
        report = run_crawl(study)
    assert (report.seeds[0].source, report.seeds[0].collected) == ("schema_org", 20)
    assert sum("auto took" in note for note in report.notes) == 1


def test_a_redirect_that_comes_back_to_itself_is_named(tmp_path: Path) -> None:
    with loopback() as site:
        site.routes["/a"] = Reply(status=302, headers={"Location": "/b"})
        site.routes["/b"] = Reply(status=302, headers={"Location": "/a"})
        study = study_of(tmp_path / "s", f"{site.url}/a")
        report = run_crawl(study)
    assert report.seeds[0].reason == "too many redirects"


def test_failures_are_kept_with_their_reason_until_the_next_crawl(tmp_path: Path) -> None:
    with loopback() as site:
        site.page("/1", review_page("Here.", head='<link rel="next" href="/2">'))
        study = study_of(tmp_path / "s", f"{site.url}/1")
        run_crawl(study)
    with study.open() as store:
        rows = store.rows("SELECT state, reason, request FROM frontier")
    assert [(row["state"], row["reason"]) for row in rows] == [("failed", "error 404")]
    assert json.loads(rows[0]["request"])["url"].endswith("/2")
