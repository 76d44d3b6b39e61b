"""Manners, proven from what a server saw: real spiders in real processes over loopback."""

import gzip
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.launch import run_crawl
from crawler.store.posts import iter_posts
from spiders.registry import source_names
from tests.spiders.loopback import Hit, Loopback, Reply, crawl, loopback, review_page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


def test_disallowed_pages_are_never_asked_for_and_the_verdicts_are_kept(
    site: Loopback, tmp_path: Path
) -> None:
    site.routes["/robots.txt"] = Reply(
        b"User-agent: caifeng\nDisallow: /closed\n", headers={"Content-Type": "text/plain"}
    )
    site.page("/open", review_page("Warm and quick.", head='<link rel="next" href="/closed">'))
    site.page("/closed", review_page("Nobody may read this."))
    study, report = crawl(tmp_path / "s", f"{site.url}/open")
    assert site.paths() == ["/robots.txt", "/open"]
    assert (report.seeds[0].collected, report.seeds[0].reason) == (1, "incomplete: robots ×1")
    with study.open() as store:
        verdicts = {
            row["url"].rsplit("/", 1)[-1]: (row["allowed"], row["reason"])
            for row in store.rows("SELECT * FROM robots")
        }
    assert verdicts == {"open": (1, "allowed by robots.txt"), "closed": (0, "disallowed by robots.txt")}


def test_a_host_whose_robots_txt_breaks_is_closed(site: Loopback, tmp_path: Path) -> None:
    site.routes["/robots.txt"] = Reply(status=501)
    site.page("/open", review_page("Warm."))
    _, report = crawl(tmp_path / "s", f"{site.url}/open")
    assert site.paths() == ["/robots.txt"]
    assert report.status == "failed"
    assert report.seeds[0].reason == "robots: robots.txt answered 501: everything is closed for now"


def test_crawl_delay_is_kept_and_the_agent_is_honest(site: Loopback, tmp_path: Path) -> None:
    site.routes["/robots.txt"] = Reply(
        b"User-agent: *\nCrawl-delay: 0.6\n", headers={"Content-Type": "text/plain"}
    )
    site.page("/1", review_page("One.", head='<link rel="next" href="/2">'))
    site.page("/2", review_page("Two."))
    _, report = crawl(tmp_path / "s", f"{site.url}/1")
    times = [hit.at for hit in site.hits if hit.path != "/robots.txt"]
    assert report.seeds[0].collected == 2
    assert times[1] - times[0] >= 0.58
    assert all(hit.agent.startswith("caifeng/") for hit in site.hits)


def test_the_studys_delay_is_kept_between_all_requests(site: Loopback, tmp_path: Path) -> None:
    for number in range(1, 5):
        site.page(
            f"/{number}", review_page(f"Page {number}.", head=f'<link rel="next" href="/{number + 1}">')
        )
    crawl(tmp_path / "s", f"{site.url}/1", delay=0.3)
    times = [hit.at for hit in site.hits]
    assert site.paths()[:5] == ["/robots.txt", "/1", "/2", "/3", "/4"]
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.28


def test_retry_after_is_waited_for(site: Loopback, tmp_path: Path) -> None:
    def busy_once(hits: list[Hit]) -> Reply:
        first = [hit.path for hit in hits].count("/a") == 1
        return (
            Reply(status=429, headers={"Retry-After": "2"})
            if first
            else Reply(review_page("At last.").encode())
        )

    site.routes["/a"] = busy_once
    _, report = crawl(tmp_path / "s", f"{site.url}/a")
    times = [hit.at for hit in site.hits if hit.path == "/a"]
    assert len(times) == 2
    assert times[1] - times[0] >= 1.95
    assert report.seeds[0].reason == "complete"


def test_a_host_that_asks_for_an_hour_is_left_alone(site: Loopback, tmp_path: Path) -> None:
    site.routes["/a"] = Reply(status=503, headers={"Retry-After": "3600"})
    _, report = crawl(tmp_path / "s", f"{site.url}/a")
    assert site.paths().count("/a") == 1
    assert report.seeds[0].reason == "stopped: the host asks us to wait 3600 s"


def test_a_captcha_stops_the_host(site: Loopback, tmp_path: Path) -> None:
    site.page("/1", review_page("Seen before the door shut.", head='<link rel="next" href="/2">'))
    site.page("/2", "<title>Just a moment...</title>" + review_page("fake"))
    study, report = crawl(tmp_path / "s", f"{site.url}/1")
    assert (report.seeds[0].collected, report.seeds[0].reason) == (1, "stopped: captcha")
    with study.open() as store:
        assert [post.body for post in iter_posts(store)] == ["Seen before the door shut."]


def test_a_redirect_to_a_login_page_is_a_wall(site: Loopback, tmp_path: Path) -> None:
    site.routes["/members"] = Reply(status=302, headers={"Location": "/login?next=/members"})
    site.page("/login?next=/members", "<title>Welcome back</title><input type='password'>")
    _, report = crawl(tmp_path / "s", f"{site.url}/members")
    assert report.seeds[0].reason == "stopped: login wall"


def test_private_addresses_are_refused_unless_the_study_allows_them(site: Loopback, tmp_path: Path) -> None:
    site.page("/a", review_page("Inside."))
    _, report = crawl(tmp_path / "s", f"{site.url}/a", private=False)
    assert site.hits == []
    assert report.seeds[0].reason == "private address refused (crawl.allow_private is false)"


def test_a_redirect_into_our_own_network_is_refused(
    site: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A public address (played by a proxy) sends us to an address inside; nobody inside hears of it."""
    with loopback() as inside:
        inside.page("/secret", review_page("Not for us."))
        away = Reply(status=302, headers={"Location": f"{inside.url}/secret"})
        site.routes["http://93.184.216.34/a"] = away
        monkeypatch.setenv("http_proxy", site.url)
        monkeypatch.setenv("no_proxy", "")
        _, report = crawl(tmp_path / "s", "http://93.184.216.34/a", private=False)
        assert "http://93.184.216.34/a" in site.paths()
        assert inside.hits == []
    assert report.seeds[0].reason == "private address refused (crawl.allow_private is false)"


@pytest.mark.parametrize(("allowed", "hits"), [("0", 0), ("1", 1)])
def test_a_name_that_leads_to_a_private_address_is_refused_at_the_socket(
    site: Loopback, allowed: str, hits: int
) -> None:
    """Even with the middleware taken out, the resolver does not give the address."""
    site.page("/a", review_page("Inside."))
    port = site.url.rsplit(":", 1)[-1]
    run = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "schema_org", "-a", f"url=http://localhost:{port}/a",
         "-s", "DOWNLOADER_MIDDLEWARES={}", "-s", "RETRY_ENABLED=0", "-s", "ROBOTSTXT_OBEY=0",
         "-s", f"CAIFENG_ALLOW_PRIVATE={allowed}"],
        cwd=ROOT, env={**os.environ, "no_proxy": "*"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert len([hit for hit in site.hits if hit.path == "/a"]) == hits, run.stderr


def test_a_gzip_bomb_is_not_unpacked(site: Loopback, tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    site.routes["/bomb"] = Reply(bomb, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})
    _, report = crawl(tmp_path / "s", f"{site.url}/bomb")
    assert len(bomb) < 1_000_000
    assert report.seeds[0].reason == "larger than what we take (20 MB)"


def test_a_missing_page_is_named_and_the_next_source_still_runs(site: Loopback, tmp_path: Path) -> None:
    site.page("/here", review_page("Still here."))
    _, report = crawl(tmp_path / "s", f"{site.url}/gone", f"{site.url}/here")
    assert [(seed.collected, seed.reason) for seed in report.seeds] == [(0, "error 404"), (1, "complete")]
    assert report.status == "done"


def test_a_page_chain_that_repeats_itself_ends(site: Loopback, tmp_path: Path) -> None:
    def endless(number: int) -> str:
        return review_page("The same old review.", head=f'<link rel="next" href="/p?page={number + 1}">')

    for number in range(1, 40):
        site.page(f"/p?page={number}", endless(number))
    _, report = crawl(tmp_path / "s", f"{site.url}/p?page=1")
    assert report.seeds[0].collected == 1
    assert len(site.hits) < 8


def test_links_to_other_hosts_are_not_followed(site: Loopback, tmp_path: Path) -> None:
    with loopback() as other:
        other.page("/2", review_page("Elsewhere."))
        site.page("/1", review_page("Here.", head=f'<link rel="next" href="{other.url}/2">'))
        crawl(tmp_path / "s", f"{site.url}/1")
        assert other.hits == []


def test_the_limit_ends_a_crawl_and_says_so(site: Loopback, tmp_path: Path) -> None:
    site.page("/1", review_page("One.", "Two.", "Three.", head='<link rel="next" href="/2">'))
    site.page("/2", review_page("Four."))
    _, report = crawl(tmp_path / "s", f"{site.url}/1", limit=2)
    assert (report.seeds[0].collected, report.seeds[0].reason) == (2, "limit (2 posts)")
    assert "/2" not in site.paths()


def test_scrapy_by_itself_writes_no_names_and_no_telephone_numbers(site: Loopback, tmp_path: Path) -> None:
    site.page("/a", review_page("Call me at 139-0000-1234 about the cup."))
    out = tmp_path / "out.jsonl"
    run = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "auto", "-a", f"url={site.url}/a", "-o", str(out),
         "-s", "CAIFENG_ALLOW_PRIVATE=1", "-s", "DOWNLOAD_DELAY=0"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    written = out.read_text(encoding="utf-8")
    assert written.count("\n") == 1, run.stderr
    assert "about the cup" in written
    assert "0000-1234" not in written
    assert '"author"' not in written
    assert "about the cup" not in run.stderr


def test_scrapy_list_names_every_source() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert sorted(run.stdout.split()) == sorted(source_names())


def test_a_crawl_that_a_host_sent_to_rest_stays_open_and_later_crawls_keep_to_it(
    site: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_to_wait = True

    def third(_hits: list[Hit]) -> Reply:
        if asked_to_wait:
            return Reply(status=429, headers={"Retry-After": "3600"})
        return Reply(review_page("Three.", head='<link rel="next" href="/4">').encode())

    site.page("/1", review_page("One.", head='<link rel="next" href="/2">'))
    site.page("/2", review_page("Two.", head='<link rel="next" href="/3">'))
    site.routes["/3"] = third
    site.page("/4", review_page("Four."))
    study, report = crawl(tmp_path / "s", f"{site.url}/1")
    assert report.seeds[0].reason == "stopped: the host asks us to wait 3600 s"
    assert "1 requests wait" in report.notes[-1]
    seen = len(site.hits)
    assert "said earlier: until" in run_crawl(study).seeds[0].reason
    assert len(site.hits) == seen  # not even robots.txt was asked for
    asked_to_wait = False
    later = datetime.now(UTC) + timedelta(seconds=3700)
    monkeypatch.setenv("CAIFENG_NOW", later.isoformat())
    report = run_crawl(study)
    assert (report.seeds[0].collected, report.seeds[0].reason) == (4, "complete")
    assert site.paths()[seen:] == ["/robots.txt", "/3", "/4"]
