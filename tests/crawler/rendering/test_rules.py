"""What a page may ask for, and how a wish and its account travel."""

import json
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.config import ScrollSection
from crawler.frontier.codec import encode
from crawler.rendering import account, rules
from crawler.rendering.launching import launch_options
from crawler.rendering.wish import HELD, RENDER, Fingerprinter, Wish, hold, take_held, wish_meta, wish_of
from spiders.schema_org.spider import SchemaOrgSpider

PAGE = "https://www.example.com/p/1"


@pytest.mark.parametrize(
    ("url", "hosts", "reason"),
    [
        ("https://www.example.com/app.js", (), None),
        ("https://www.example.com:8443/app.js", (), None),
        ("https://comments.example.com/x", (), None),
        ("https://example.com/x", (), None),
        ("https://example.com.evil.org/x", (), "another host (example.com.evil.org)"),
        ("https://evilexample.com/x", (), "another host (evilexample.com)"),
        ("https://cdn.example/x", (), "another host (cdn.example)"),
        ("https://cdn.example/x", ("cdn.example",), None),
        ("https://deep.cdn.example/x", ("cdn.example",), "another host (deep.cdn.example)"),
        ("http://169.254.169.254/", (), "another host (169.254.169.254)"),
    ],
)
def test_only_the_pages_own_site_and_named_hosts(
    url: str, hosts: tuple[str, ...], reason: str | None
) -> None:
    assert rules.host_refusal(url, PAGE, frozenset(hosts)) == reason


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("a.example.co.uk", "b.example.co.uk", True),
        ("one.co.uk", "two.co.uk", False),
        ("anna.github.io", "bert.github.io", False),
        ("店.例子.com.cn", "www.例子.com.cn", True),
    ],
)
def test_a_site_is_what_somebody_registered(one: str, two: str, same: bool) -> None:
    assert (rules.host_refusal(f"https://{one}/", f"https://{two}/", frozenset()) is None) == same


def test_addresses_have_no_site_beyond_themselves() -> None:
    assert rules.site_of("10.0.0.5") == rules.site_of("localhost") == rules.site_of("::1") == ""
    assert rules.host_refusal("http://10.0.0.6/", "http://10.0.0.5/", frozenset())


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_no_address_at_all_breaks_the_rules(url: str) -> None:
    assert rules.refusal("fetch", "GET", url, in_frame=False) or rules.host_refusal(url, PAGE, frozenset())


@pytest.mark.parametrize(
    ("kind", "method", "url", "reason"),
    [
        ("fetch", "POST", PAGE, rules.WRITING),
        ("xhr", "DELETE", PAGE, rules.WRITING),
        ("document", "GET", PAGE, rules.LEAVING),
        ("websocket", "GET", PAGE, rules.ENDLESS),
        ("eventsource", "GET", PAGE, rules.ENDLESS),
        ("fetch", "GET", "file:///etc/passwd", rules.NO_WEB),
        ("script", "GET", "ftp://www.example.com/x", rules.NO_WEB),
        ("script", "GET", "https://user:word@www.example.com/", rules.NO_WEB),
        ("fetch", "GET", PAGE, None),
        ("xhr", "HEAD", PAGE, None),
    ],
)
def test_reading_only(kind: str, method: str, url: str, reason: str | None) -> None:
    assert rules.refusal(kind, method, url, in_frame=False) == reason


@pytest.mark.parametrize("kind", ["image", "font", "media", "manifest", "ping", "other", "a new kind"])
def test_what_holds_no_words_is_not_fetched(kind: str) -> None:
    assert rules.needless(kind)


def test_a_wish_comes_back_from_json_as_it_was() -> None:
    scroll = ScrollSection(times=2, click="a.more")
    meta = json.loads(json.dumps({RENDER: wish_meta({"b.example", "a.example"}, scroll)}))
    assert wish_of(Request(PAGE, meta=meta)) == Wish(frozenset({"a.example", "b.example"}), scroll)
    assert wish_of(Request(PAGE)) is None


def test_a_wish_can_be_written_down_by_the_frontier() -> None:
    spider = SchemaOrgSpider(PAGE, render="always", scroll={"times": 2})
    meta = {RENDER: spider.building.wish(spider.hosts)}
    request = Request(PAGE, callback=spider.parse, errback=spider.on_failure, meta=meta)
    assert json.loads(encode(request, spider))["meta"] == meta


def test_a_built_page_is_another_page_than_the_one_fetched() -> None:
    fingerprinter = Fingerprinter(None)
    plain, built = Request(PAGE), Request(PAGE, meta={RENDER: wish_meta([], None)})
    marks = [fingerprinter.fingerprint(request) for request in (plain, built, Request(PAGE + "#x"))]
    assert marks[0] == marks[2] != marks[1]
    assert len(marks[0]) == len(marks[1]) == 20


class Crawl:
    """Whatever a document is kept for."""


def test_a_document_is_kept_once_and_few_are_kept() -> None:
    crawl = Crawl()
    for number in range(HELD + 1):
        hold(crawl, HtmlResponse(f"{PAGE}/{number}?utm_source=x", body=b"x"))
    assert take_held(crawl, Request(f"{PAGE}/0")) is None
    request = Request(f"{PAGE}/{HELD}")
    found = take_held(crawl, request)
    assert found is not None
    assert found.request is request
    assert take_held(crawl, request) is None


def test_the_account_is_one_sentence() -> None:
    assert account.rendering_line(Counter()) is None
    counted = Counter({account.PAGES: 2, account.REQUESTS: 7})
    for number in range(40):
        account.refused(counted, f"another host (h{number}.example)")
    account.refused(counted, "a request that writes")
    line = account.rendering_line(counted)
    assert line is not None
    assert line.startswith("a browser built 2 pages (7 further requests; refused: other reasons ×17, another")
    assert line.endswith(", others ×19)")
    assert len(counted) < 30


def test_the_sandbox_is_on_for_everybody_but_root(monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    from crawler.chromium import Chromium

    chromium = Chromium(Path("chromium"), "named")
    for user, sandbox in ((0, False), (1000, True)):
        monkeypatch.setattr("os.geteuid", lambda user=user: user)
        options = launch_options(chromium)
        assert options["chromium_sandbox"] is sandbox
        assert not any("sandbox" in argument for argument in options["args"])


def test_a_crawl_without_a_built_page_never_imports_playwright() -> None:
    script = (
        "import sys; from scrapy.utils.project import get_project_settings as s; "
        "from scrapy.utils.misc import load_object as l; settings = s(); "
        "[l(path) for path, place in settings['DOWNLOADER_MIDDLEWARES'].items() if place]; "
        "import spiders.auto, crawler.job, outputs.health; "
        "print([name for name in sys.modules if name.startswith(('playwright', 'scrapy_playwright'))])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
