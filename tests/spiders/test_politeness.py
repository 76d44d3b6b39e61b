"""Politeness as the servers saw it: every assertion reads their own logs, none asks the crawler."""

import itertools
import json
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from crawler.launch import CrawlReport, run_crawl
from tests.crawler.frontier.maze import _page as marked_up
from tests.spiders.faulty import Faulty, Route, answer, faulty
from tests.spiders.loopback import review_page, study_of

SLACK = 0.02  # a reactor's timers may fire a little early
PAGES = 12
JSON = "application/json"


def listing(site: Faulty, paths: list[str]) -> None:
    """A front page that lists the paths, each of which has a review unless it has a route already."""
    items = [{"@type": "ListItem", "position": n, "url": path} for n, path in enumerate(paths, 1)]
    site.routes["/"] = answer(marked_up({"@type": "ItemList", "itemListElement": items}))
    for path in paths:
        site.routes.setdefault(path, answer(review_page(f"{site.url}{path} was warm.")))


def robots(site: Faulty, rules: str) -> None:
    site.routes["/robots.txt"] = answer(f"User-agent: *\n{rules}\n", content_type="text/plain")


def gaps(site: Faulty) -> list[float]:
    times = [at for _, at in site.asked]
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def after(site: Faulty, path: str) -> list[float]:
    """Seconds of silence after each answer to a path."""
    return [gap for gap, (asked, _) in zip(gaps(site), site.asked, strict=False) if asked == path]


def once(first: Route, then: Route) -> Route:
    """One answer the first time, another one ever after."""
    routes: list[Route] = [first]

    def run(peer: socket.socket) -> None:
        (routes.pop() if routes else then)(peer)

    return run


def in_two_seconds(write: Callable[[datetime], str], name: str) -> Route:
    """A page that says it was the last one, with the reset two seconds after it is sent."""

    def run(peer: socket.socket) -> None:
        reset = write(datetime.now(UTC) + timedelta(seconds=2))
        said = {f"{name}_Remaining": "0", f"{name}_Reset": reset}
        answer(review_page(f"{name} {len(reset)} was warm."), **said)(peer)

    return run


@pytest.mark.heavy
def test_four_hosts_at_once_each_keep_their_own_delay(tmp_path: Path) -> None:
    delays = {2: 0.25, 3: 0.25, 4: 0.6, 5: 0.25}  # the third one's robots.txt asks for more
    with ExitStack() as stack:
        sites = {number: stack.enter_context(faulty(f"127.0.0.{number}")) for number in delays}
        for number, site in sites.items():
            robots(site, "Disallow: /closed" + ("\nCrawl-delay: 0.6" if number == 4 else ""))
            paths = [f"/open/{n}" for n in range(PAGES)]
            paths[3:3] = ["/closed/a", "/closed/b"]
            site.routes["/closed/a"] = site.routes["/closed/b"] = answer(review_page("Nobody may read this."))
            listing(site, paths)
        robots(sites[5], "Disallow: /closed\nDisallow: /open\nAllow: /open/1")

        def one(number: int) -> CrawlReport:
            study = study_of(tmp_path / str(number), f"{sites[number].url}/", delay=0.25)
            return run_crawl(study)

        with ThreadPoolExecutor(4) as pool:
            reports = dict(zip(sites, pool.map(one, sites), strict=True))
        for number, site in sites.items():
            assert min(gaps(site)) >= delays[number] - SLACK, number
            assert not [path for path in site.paths() if path.startswith("/closed")]
        assert set(sites[5].paths()) == {"/robots.txt", "/", "/open/1", "/open/10", "/open/11"}
        overlap = [{round(at) for _, at in site.asked} for site in sites.values()]
        assert set.intersection(*overlap)  # they did run at the same time
    assert [reports[n].seeds[0].collected for n in (2, 3, 4)] == [PAGES] * 3
    assert reports[2].seeds[0].reason == "incomplete: robots ×2"


WINDOWS: dict[str, tuple[Route, float]] = {
    "/seconds": (answer("", "429 Too Many Requests", Retry_After="2"), 2.0),
    "/discourse": (
        answer(json.dumps({"error_type": "rate_limit", "extras": {"wait_seconds": 2}}), "429 Too Many", JSON),
        2.0,
    ),
    "/stackexchange": (
        answer(json.dumps({"items": [], "backoff": 2, "quota_remaining": 9}), content_type=JSON),
        2.0,
    ),
    "/mastodon": (in_two_seconds(lambda at: at.isoformat().replace("+00:00", "Z"), "X_RateLimit"), 1.9),
    "/github": (in_two_seconds(lambda at: str(int(at.timestamp()) + 1), "X_RateLimit"), 1.9),
    "/draft": (in_two_seconds(lambda _at: "2", "RateLimit"), 1.9),
}


def test_no_request_falls_into_a_window_that_was_asked_for(tmp_path: Path) -> None:
    with faulty("127.0.0.2") as site:
        robots(site, "Disallow:")
        for path, (route, _) in WINDOWS.items():
            site.routes[path] = once(route, answer(review_page(f"{path} after all.")))
        listing(site, [place for path in WINDOWS for place in (path, f"/good{path}")])
        report = run_crawl(study_of(tmp_path / "s", f"{site.url}/"))
        for path, (_, window) in WINDOWS.items():
            assert after(site, path)[0] >= window - SLACK, path
    assert report.seeds[0].collected >= 2 * len(WINDOWS) - 1  # Stack Exchange's answer held no post


@pytest.mark.heavy
def test_without_a_word_the_wait_doubles(tmp_path: Path) -> None:
    with faulty("127.0.0.3") as site:
        robots(site, "Disallow:")
        down = answer("", "503 Service Unavailable")
        site.routes["/down"] = once(down, once(down, answer(review_page("Up again."))))
        listing(site, ["/down", "/good"])
        report = run_crawl(study_of(tmp_path / "s", f"{site.url}/"))
        waits = [gap for gap in gaps(site) if gap > 1]
        assert all(asked - SLACK <= wait < asked + 3 for wait, asked in zip(waits, (5, 10), strict=True))
    assert (report.seeds[0].collected, report.seeds[0].reason) == (2, "complete")


def test_a_date_is_obeyed_by_the_whole_host(tmp_path: Path) -> None:
    """Not only the page that was refused has to wait."""
    with faulty("127.0.0.4") as site:
        robots(site, "Disallow:")

        def busy(peer: socket.socket) -> None:
            until = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
            answer("", "503 Service Unavailable", Retry_After=until)(peer)

        site.routes["/a"] = once(busy, answer(review_page("At last.")))
        listing(site, ["/a", "/b", "/c"])
        began = time.monotonic()
        run_crawl(study_of(tmp_path / "s", f"{site.url}/"))
        assert after(site, "/a")[0] >= 2 - SLACK  # the date has whole seconds
        assert time.monotonic() - began < 20
    assert sorted(set(site.paths())) == ["/", "/a", "/b", "/c", "/robots.txt"]
