"""Apple's feeds of reviews: one test a field, then pages, caps, seeds, and a crawl of two storefronts."""

import json
from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from crawler.store.posts import iter_posts
from spiders.appstore.parse import parse
from spiders.appstore.places import detect, feed_url, seeds
from spiders.source import SeedSpec
from tests.spiders.answers import as_json, serve
from tests.spiders.loopback import Reply, crawl, loopback
from tests.spiders.pages import FIXTURES, NOW, fetched

FEEDS = "https://itunes.apple.com"
FIRST = feed_url(FEEDS, "us", "123")
PAGE_OF_APP = "https://apps.apple.com/us/app/kettle-timer/id123"


@pytest.fixture(scope="module")
def page() -> Page:
    return parse(fetched("appstore/page/page.json", FIRST))


def test_text_and_title(page: Page) -> None:
    assert page.posts[0].body == "I set it for 6 am & it woke the whole flat.\nCan't choose a sound."
    assert [post.title for post in page.posts] == ["Beeps at night", "好用但费电"]


def test_ids_and_kind(page: Page) -> None:
    assert [(p.native_id, p.kind, p.source) for p in page.posts] == [
        ("70001", "review", "appstore"), ("70002", "review", "appstore"),
    ]  # fmt: skip


def test_rating(page: Page) -> None:
    assert [(p.rating, p.rating_min, p.rating_max) for p in page.posts] == [(2.0, 1.0, 5.0), (4.0, 1.0, 5.0)]


def test_likes(page: Page) -> None:
    assert [post.likes for post in page.posts] == [6, 0]


def test_author_is_the_account(page: Page) -> None:
    assert page.posts[0].author == "https://itunes.apple.com/us/reviews/id700011"
    assert page.posts[0].url == "https://apps.apple.com/us/app/id123"


def test_date(page: Page) -> None:
    assert (page.posts[0].posted_at, page.posts[0].posted_precision) == (
        "2026-06-10T15:00:00+00:00",
        "second",
    )


def test_the_first_entry_is_the_app_and_gives_its_name(page: Page) -> None:
    assert {post.subject for post in page.posts} == {"Kettle Timer"}
    assert page.next[0].hints == {"name": "Kettle Timer"}
    assert parse(fetched("appstore/single/page.json", FIRST)).posts[0].subject == "App Store app 123"


def test_attributes(page: Page) -> None:
    assert page.posts[0].attributes == {"storefront": "us", "version": "3.2.1"}


def test_reviews_without_text_are_counted(page: Page) -> None:
    assert page.skipped == {"without text": 1}


def test_one_review_alone_and_none_at_all() -> None:
    assert [p.native_id for p in parse(fetched("appstore/single/page.json", FIRST)).posts] == ["70009"]
    empty = parse(fetched("appstore/none/page.json", FIRST))
    assert (empty.posts, empty.next, empty.problems) == ([], [], [])


def test_pages(page: Page) -> None:
    assert [link.url for link in page.next] == [feed_url(FEEDS, "us", "123", 2)]
    assert parse(fetched("appstore/page/page.json", feed_url(FEEDS, "us", "123", 10))).next == []
    assert parse(fetched("appstore/single/page.json", FIRST, hints={"since": "2026-01-01"})).next == []


def test_a_full_tenth_page_is_a_cap() -> None:
    entry = json.loads((FIXTURES / "appstore/single/page.json").read_text(encoding="utf-8"))["feed"]["entry"]
    full = Fetched(
        json.dumps({"feed": {"entry": [entry] * 50}}).encode(), feed_url(FEEDS, "us", "123", 10), {}, NOW
    )
    assert parse(full).capped == "cap 500 a storefront (us)"


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"feed": 3}'])
def test_other_shapes_are_problems(body: bytes) -> None:
    assert parse(Fetched(body, FIRST, {}, NOW)).problems


def test_seeds() -> None:
    (link,) = seeds(SeedSpec(PAGE_OF_APP))
    assert (link.url, link.hints) == (FIRST, {"name": "kettle timer"})
    assert [seed.url for seed in seeds(SeedSpec(PAGE_OF_APP, tag="CN, hk"))] == [
        feed_url(FEEDS, "cn", "123"), feed_url(FEEDS, "hk", "123"),
    ]  # fmt: skip
    assert seeds(SeedSpec("https://apps.apple.com/app/id123"))[0].url == FIRST
    assert seeds(SeedSpec("https://apps.apple.com/us/developer/bean/id9")) == []


def test_detect() -> None:
    assert detect(Fetched(b"", PAGE_OF_APP, {}, NOW)).score > 0.9
    assert detect(Fetched(b"", "https://apps.apple.com/us/charts", {}, NOW)).score < 0.3
    assert detect(fetched("appstore/page/page.json", "https://a.example.org/")).score > 0.9
    assert detect(Fetched(b"", "https://shop.example.org/us/app/kettle/id123", {}, NOW)).score == 0


def test_a_crawl_of_two_storefronts(tmp_path: Path) -> None:
    entry = json.loads((FIXTURES / "appstore/single/page.json").read_text(encoding="utf-8"))["feed"]["entry"]

    def answer(path: str, asked: dict[str, str]) -> Reply | None:
        for code, first, pages in (("us", 1000, 10), ("cn", 5000, 2)):
            for page in range(1, pages + 1):
                if path == f"/{code}/rss/customerreviews/page={page}/id=123/sortby=mostrecent/json":
                    numbers = range(first + page * 50, first + page * 50 + 50)
                    return as_json({"feed": {"entry": [{**entry, "id": {"label": str(n)}} for n in numbers]}})
        return as_json({"feed": {}}) if "/rss/" in path else None

    with loopback() as site:
        serve(site, answer)
        url = f"{site.url}/us/app/kettle/id123"
        study, report = crawl(tmp_path / "s", url, source="appstore", tag="us,cn")
    assert (report.seeds[0].collected, report.seeds[0].reason) == (600, "cap 500 a storefront (us)")
    with study.open() as store:
        fronts = [post.attributes["storefront"] for post in iter_posts(store)]
    assert (fronts.count("us"), fronts.count("cn")) == (500, 100)
