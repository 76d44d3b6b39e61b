"""Whatever a server does, a crawl ends, says what happened, and keeps the good pages of the same site."""

import json
import resource
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from crawler.launch import CrawlReport, run_crawl
from crawler.store.posts import iter_posts
from crawler.study import load_study
from tests.crawler.frontier.maze import _page as marked_up
from tests.spiders.faulty import (
    Faulty,
    Route,
    answer,
    bomb,
    cut_gzip,
    cut_short,
    drip,
    endless_headers,
    faulty,
    garbage,
    huge,
    reset,
    silence,
)
from tests.spiders.loopback import review_page, study_of

TIMEOUT = 1.0
HANS = "汤色清亮，回甘很长，喝完还想再来一壶，只是排队太久"
HANT = "湯色清亮，回甘很長，喝完還想再來一壺，只是排隊太久"


@pytest.fixture
def site() -> Iterator[Faulty]:
    with faulty() as server:
        server.routes["/robots.txt"] = answer("User-agent: *\nDisallow:\n", content_type="text/plain")
        yield server


def good(name: object) -> str:
    return review_page(f"Good page {name} tells of warm tea.")


def in_charset(text: str, codec: str) -> bytes:
    review = {"@type": "Review", "author": "a", "datePublished": "2026-05-01", "reviewBody": text}
    data = json.dumps({"@type": "Product", "name": "茶", "review": [review]}, ensure_ascii=False)
    return f'<html><head><script type="application/ld+json">{data}</script></head></html>'.encode(codec)


def crawl(site: Faulty, folder: Path, faults: dict[str, Route]) -> tuple[CrawlReport, list[str], list[str]]:
    """Crawl a list of the faults with a good page behind each; report, posts, reasons."""
    places: list[str] = []
    for path, route in faults.items():
        site.routes[path] = route
        site.routes[f"/good{path}"] = answer(good(path))
        places += [path, f"/good{path}"]
    items = [{"@type": "ListItem", "position": n, "url": url} for n, url in enumerate(places, 1)]
    site.routes["/"] = answer(marked_up({"@type": "ItemList", "itemListElement": items}))
    study_of(folder, f"{site.url}/")
    config = folder / "study.toml"
    config.write_text(config.read_text().replace("[crawl]", f"[crawl]\ntimeout = {TIMEOUT}"))
    study = load_study(folder)
    report = run_crawl(study)
    with study.open() as store:
        posts = [post.body for post in iter_posts(store)]
        failed = [row["reason"] for row in store.rows("SELECT reason FROM frontier WHERE state = 'failed'")]
    return report, posts, failed


def expect(site: Faulty, folder: Path, faults: dict[str, Route], words: dict[str, int]) -> list[str]:
    """Each fault gave its words, all good pages their posts; returns the posts."""
    began = time.monotonic()
    report, posts, _ = crawl(site, folder, faults)
    reason = report.seeds[0].reason
    told = ", ".join(f"{name} ×{count}" for name, count in sorted(words.items()))
    assert reason == (f"incomplete: {told}" if words else "complete")
    assert {f"Good page {path} tells of warm tea." for path in faults} <= set(posts)
    assert time.monotonic() - began < 60
    return posts


def test_connections_that_break(site: Faulty, tmp_path: Path) -> None:
    faults = {
        "/reset": reset,
        "/short": cut_short(good("cut short")),
        "/gzip": cut_gzip(good("packed") * 20),
        "/garbage": garbage,
        "/headers": endless_headers,
    }
    words = {
        "page ended too early": 2,
        "packed page ended too early": 1,
        "no HTTP answer": 1,
        "headers without end": 1,
    }  # fmt: skip
    posts = expect(site, tmp_path / "s", faults, words)
    assert len(posts) == len(faults)  # half a page is no page
    assert Counter(site.paths())["/gzip"] == 4  # asked again before it was given up


def test_answers_that_take_for_ever(site: Faulty, tmp_path: Path) -> None:
    expect(site, tmp_path / "s", {"/drip": drip(30)}, {"no answer in time": 1})


@pytest.mark.heavy
def test_a_server_that_says_nothing(site: Faulty, tmp_path: Path) -> None:
    expect(site, tmp_path / "s", {"/silence": silence(30), "/drip": drip(30)}, {"no answer in time": 2})


def test_bodies_without_measure_cost_little_memory(site: Faulty, tmp_path: Path) -> None:
    faults = {"/stated": huge(200, stated=True), "/unstated": huge(200, stated=False), "/bomb": bomb(300)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    expect(site, tmp_path / "s", faults, {"larger than what we take (20 MB)": 3})
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert after <= max(before, 260 * 1024)  # kB: 90 MB of it is a crawl that fetches nothing


def test_redirects_that_lead_nowhere(site: Faulty, tmp_path: Path) -> None:
    site.routes["/nowhere"] = answer(status="302 Found", Location="/loop")
    for number in range(8):
        site.routes[f"/far/{number}"] = answer(status="301 Moved", Location=f"/far/{number + 1}")
    faults = {
        "/loop": answer(status="302 Found", Location="/nowhere"),
        "/itself": answer(status="302 Found", Location="/itself"),
        "/one": answer(status="302 Found", Location="/two"),
        "/two": answer(status="302 Found", Location="/one"),
        "/many": answer(status="302 Found", Location="/far/0"),
        "/bad": answer(status="302 Found", Location="http://[::bad"),
        "/ftp": answer(status="302 Found", Location="ftp://example.org/x"),
        "/none": answer(status="302 Found"),
    }
    words = {
        "too many redirects": 3, "redirect to no address": 3, "pages that redirect to one another": 1,
    }  # fmt: skip
    expect(site, tmp_path / "s", faults, words)


def test_pages_that_are_none(site: Faulty, tmp_path: Path) -> None:
    links = '<link rel="next" href="http://[::1"><a href="javascript:go()">next</a>'
    faults = {
        "/empty": answer(""),
        "/blank": answer(" \r\n"),
        "/gone": answer("<html><title>抱歉，页面不存在</title><body>…</body></html>"),
        "/gone-gbk": answer("<title>页面不存在 - 某论坛</title>".encode("gbk"), content_type="text/html"),
        "/gone-en": answer("<html><head><title>404 | A shop</title></head></html>"),
        "/nul": answer(good("with NUL").replace("<head>", "<head>\0<!-- \0 -->") + "\0\0"),
        "/links": answer(good("with bad links").replace("</head>", f"{links}</head>")),
        "/error": answer("oops", "410 Gone"),
    }
    words = {"empty answer": 2, "page says that it is not there (soft 404)": 3, "error 410": 1}
    posts = expect(site, tmp_path / "s", faults, words)
    assert {f"Good page with {what} tells of warm tea." for what in ("NUL", "bad links")} <= set(posts)


def test_charsets_that_are_not_what_the_header_says(site: Faulty, tmp_path: Path) -> None:
    faults = {
        "/gbk": answer(in_charset(HANS, "gbk"), content_type="text/html; charset=utf-8"),
        "/big5": answer(in_charset(HANT, "big5"), content_type="text/html; charset=iso-8859-1"),
        "/utf8": answer(in_charset(HANT + "。", "utf-8"), content_type="text/html; charset=gbk"),
    }
    assert {HANS, HANT, HANT + "。"} <= set(expect(site, tmp_path / "s", faults, {}))


def busy(times: int, status: str, **headers: str) -> Route:
    """Says `status` so many times, then gives the page."""
    left = [times]

    def run(peer: object) -> None:
        left[0] -= 1
        over = left[0] < 0
        (answer(good("after all")) if over else answer("busy", status, **headers))(peer)  # type: ignore[arg-type]

    return run


def test_a_storm_of_429_ends_in_words_and_does_not_stop_the_rest(site: Faulty, tmp_path: Path) -> None:
    faults = {
        "/storm": busy(99, "429 Too Many Requests", Retry_After="0"),
        "/once": busy(1, "429 Too Many Requests", Retry_After="1"),
        "/down": busy(99, "503 Service Unavailable", Retry_After="0"),
    }
    posts = expect(site, tmp_path / "s", faults, {"error 429": 1, "error 503": 1})
    assert "Good page after all tells of warm tea." in posts
    assert Counter(site.paths())["/storm"] == 4
    times = [at for path, at in site.asked if path == "/once"]
    assert times[1] - times[0] >= 0.95


def test_retry_after_as_a_date(site: Faulty, tmp_path: Path) -> None:
    until = datetime.now(UTC) + timedelta(seconds=5)
    arrived = time.monotonic()
    site.routes["/a"] = busy(1, "503 Service Unavailable", Retry_After=format_datetime(until, usegmt=True))
    study = study_of(tmp_path / "s", f"{site.url}/a")
    report = run_crawl(study)
    times = [at for path, at in site.asked if path == "/a"]
    assert (report.seeds[0].collected, len(times)) == (1, 2)
    assert times[1] - arrived >= 4.0  # the date has whole seconds


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<title>安全验证</title>".encode("gbk"), "captcha"),
        (b"<html><head><TITLE>Are you a robot?</TITLE></head></html>", "captcha"),
        ("<title>登录</title><input name=p type=password>".encode("gbk"), "login wall"),
        ("<title>請先登入</title><input type='password'>".encode("big5"), "login wall"),
    ],
)  # fmt: skip
def test_walls_stop_the_host_and_are_named(site: Faulty, tmp_path: Path, page: bytes, words: str) -> None:
    site.routes["/1"] = answer(good(1).replace("<head>", '<head><link rel="next" href="/2">'))
    site.routes["/2"] = answer(page)
    report = run_crawl(study_of(tmp_path / "s", f"{site.url}/1"))
    assert (report.seeds[0].collected, report.seeds[0].reason) == (1, f"stopped: {words}")


@pytest.mark.parametrize(
    ("robots", "words"),
    [
        (answer("", "503 Service Unavailable", Retry_After="0"), "robots.txt answered 503"),
        (answer("", "429 Too Many Requests", Retry_After="0"), "robots.txt answered 429"),
        (garbage, "robots.txt could not be read"),
        (drip(30), "robots.txt could not be read"),
    ],
)
def test_robots_that_fail_close_the_host(site: Faulty, tmp_path: Path, robots: Route, words: str) -> None:
    site.routes["/robots.txt"] = robots
    report, posts, _ = crawl(site, tmp_path / "s", {})
    assert posts == []
    assert set(site.paths()) == {"/robots.txt"}
    assert report.seeds[0].reason.startswith(f"robots: {words}")
