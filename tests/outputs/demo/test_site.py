"""The demo's sites, crawled by the real spiders: every post once, with all that was said about it."""

import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from crawler.add_source import add_source
from crawler.config import SourceSection
from crawler.launch import CrawlReport, run_crawl
from crawler.pii import mask
from crawler.records import Post
from crawler.store.posts import iter_posts
from crawler.study import init_study, load_study
from outputs.demo.posts import DemoPost, by_id, demo_pages, demo_posts
from outputs.demo.site import DemoSite, serve_demo


@dataclass
class Crawled:
    report: CrawlReport
    posts: list[Post]
    seconds: float
    robots: dict[str, int]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAIFENG_HOME", str(tmp_path_factory.mktemp("home")))
        folder = tmp_path_factory.mktemp("study") / "demo"
        init_study(folder)
        path = folder / "study.toml"
        text = path.read_text(encoding="utf-8").replace("delay = 1.0", "delay = 0.0")
        path.write_text(text.replace("allow_private = false", "allow_private = true"), encoding="utf-8")
        with serve_demo() as site:
            for source in site.sources:
                add_source(folder, SourceSection(**source))
            study, start = load_study(folder), time.monotonic()
            report = run_crawl(study)
            seconds = time.monotonic() - start
        with study.open() as store:
            robots = {row["url"]: row["allowed"] for row in store.rows("SELECT url, allowed FROM robots")}
            yield Crawled(report, list(iter_posts(store)), seconds, robots)


def matched(crawled: Crawled, where: str) -> list[tuple[DemoPost, Post]]:
    stored = {post.native_id: post for post in crawled.posts if post.source.startswith(SOURCE_OF[where])}
    pairs = []
    for post in demo_posts():
        if post.where == where:
            native = f"127.0.0.1/menu/{post.page}#review-{post.id}" if where == "shop" else str(post.number)
            pairs.append((post, stored[native]))
    return pairs


SOURCE_OF = {"shop": "schema_org", "forum": "discourse", "blog": "wordpress"}
PLACES = list(SOURCE_OF)


def test_every_post_is_collected_exactly_once(crawled: Crawled) -> None:
    assert len(crawled.posts) == len(demo_posts()) >= 240
    assert [(seed.expected, seed.collected, seed.reason) for seed in crawled.report.seeds] == [
        (count, count, "complete")
        for count in (Counter(p.where for p in demo_posts())[place] for place in PLACES)
    ]


def test_it_takes_less_than_forty_seconds(crawled: Crawled) -> None:
    assert crawled.seconds < 40


@pytest.mark.parametrize("where", PLACES)
def test_words(crawled: Crawled, where: str) -> None:
    for written, stored in matched(crawled, where):
        lines = "\n".join(line.strip() for line in written.text.split("\n") if line.strip())
        assert stored.body == mask(lines).text


def test_ratings(crawled: Crawled) -> None:
    for written, stored in matched(crawled, "shop"):
        assert (stored.rating, stored.rating_min, stored.rating_max) == (written.rating, 1, 5)


@pytest.mark.parametrize("where", ["forum", "blog"])
def test_no_ratings_elsewhere(crawled: Crawled, where: str) -> None:
    assert {stored.rating for _, stored in matched(crawled, where)} == {None}


def test_titles(crawled: Crawled) -> None:
    for written, stored in matched(crawled, "shop"):
        assert stored.title == (None if written.title is None else mask(written.title).text)
    forum = Counter(stored.title for _, stored in matched(crawled, "forum"))
    assert forum.pop(None) == sum(forum.values()) * -1 + len(matched(crawled, "forum"))
    assert forum == {topic["name"]: 1 for topic in demo_pages()["forum"].values()}


@pytest.mark.parametrize("where", PLACES)
def test_authors_are_keyed_and_stay_apart(crawled: Crawled, where: str) -> None:
    pairs = matched(crawled, where)
    keys = {(written.author, stored.author_key) for written, stored in pairs}
    names = {written.author for written, _ in pairs}
    assert len(keys) == len(names) == len({key for _, key in keys})
    assert not names & {key for _, key in keys}


@pytest.mark.parametrize("where", PLACES)
def test_dates(crawled: Crawled, where: str) -> None:
    from datetime import datetime

    for written, stored in matched(crawled, where):
        assert stored.posted_at is not None
        assert datetime.fromisoformat(stored.posted_at) == datetime.fromisoformat(written.date)


@pytest.mark.parametrize("where", ["forum", "blog"])
def test_replies(crawled: Crawled, where: str) -> None:
    replies = 0
    for written, stored in matched(crawled, where):
        parent = str(by_id()[written.reply_to].number) if written.reply_to else None
        assert stored.parent_id == parent
        replies += parent is not None
    assert replies >= 3


@pytest.mark.parametrize("where", ["shop", "forum"])
def test_likes(crawled: Crawled, where: str) -> None:
    assert all(stored.likes == written.likes for written, stored in matched(crawled, where))


@pytest.mark.parametrize("where", PLACES)
def test_subjects(crawled: Crawled, where: str) -> None:
    for written, stored in matched(crawled, where):
        assert stored.subject == demo_pages()[where][written.page]["name"]


def test_made_up_contact_details_are_masked(crawled: Crawled) -> None:
    assert crawled.report.counts["masked.phone"] >= 1
    assert crawled.report.counts["masked.email"] >= 1


def test_closed_paths_were_not_asked_for(crawled: Crawled) -> None:
    assert all(crawled.robots.values())
    assert not [url for url in crawled.robots if "/account" in url or "/search" in url or "/wp-admin" in url]


def test_microdata_pages_carry_no_scripts() -> None:
    with serve_demo() as site:
        assert "ld+json" not in get(site.shop_url + "menu/taro-bowl")
        assert "itemprop" not in get(site.shop_url + "menu/leaf-club")


def test_every_page_says_that_the_brand_is_fictional() -> None:
    with serve_demo() as site:
        for url in (site.shop_url, site.forum_url, site.blog_url, site.shop_url + "menu/leaf-club"):
            assert "fictional" in get(url)


def test_robots_and_missing_pages() -> None:
    with serve_demo() as site:
        for url in (site.shop_url, site.forum_url, site.blog_url):
            assert "Disallow: /" in get(url + "robots.txt")
            with pytest.raises(urllib.error.HTTPError, match="404"):
                get(url + "nowhere")


def test_the_sites_are_gone_afterwards() -> None:
    with serve_demo() as site:
        kept: DemoSite = site
    with pytest.raises(urllib.error.URLError):
        get(kept.shop_url)


def get(url: str) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=5) as answer:
        return str(answer.read().decode())
