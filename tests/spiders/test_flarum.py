"""Flarum's JSON:API: one test a field, then lists, addresses, doors and a crawl."""

from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.flarum.detect import detect
from spiders.flarum.parse import parse
from spiders.flarum.places import api_page, forum_of, seeds
from spiders.source import SeedSpec
from tests.spiders.loopback import crawled, loopback, serve
from tests.spiders.pages import NOW, fetched

FORUM = "https://forum.example.org"
LIST = f"{FORUM}/api/discussions?sort=-createdAt&page%5Blimit%5D=50"
POSTS = f"{FORUM}/api/posts?filter%5Bdiscussion%5D=41&sort=number&page%5Blimit%5D=50"
MORE = "&page%5Boffset%5D=50"
TITLE = {"title": "滤网 & 茶渣"}


@pytest.fixture(scope="module")
def posts() -> Page:
    return parse(fetched("flarum/posts/page.json", POSTS, hints=TITLE))


@pytest.fixture(scope="module")
def later() -> Page:
    return parse(fetched("flarum/later/page.json", POSTS + MORE, hints=TITLE))


def test_ids_thread_and_source(posts: Page) -> None:
    assert [post.native_id for post in posts.posts] == ["301", "302", "303"]
    assert {post.thread_id for post in posts.posts} == {"d/41"}
    assert {post.source for post in posts.posts} == {"flarum:forum.example.org"}


def test_kind_title_and_subject(posts: Page, later: Page) -> None:
    both = [*posts.posts, *later.posts]
    assert [post.kind for post in both] == ["post", "reply", "reply", "reply"]
    assert [post.title for post in both] == ["滤网 & 茶渣", None, None, None]
    assert {post.subject for post in both} == {"滤网 & 茶渣"}


def test_body_keeps_emoji_and_no_quotes_or_marks(posts: Page) -> None:
    assert [post.body for post in posts.posts] == [
        "每次都有茶渣漏进杯子 😑\n洗也难洗。", "A finer mesh & patience.", "which mesh?",
    ]  # fmt: skip


def test_the_mentioned_post_is_the_one_answered(posts: Page) -> None:
    assert [post.parent_id for post in posts.posts] == [None, "301", "302"]


def test_author(posts: Page) -> None:
    assert [post.author for post in posts.posts] == ["account 3", "account 4", None]


def test_likes_are_stated_or_listed_or_unknown(posts: Page) -> None:
    assert [post.likes for post in posts.posts] == [5, 2, None]


def test_dates_and_edits(posts: Page) -> None:
    first, second, _ = posts.posts
    assert (first.posted_at, first.posted_precision) == ("2026-07-01T06:30:05+00:00", "second")
    assert second.posted_at == "2026-07-01T07:00:00+00:00"
    assert (first.edited_at, second.edited_at) == ("2026-07-02T08:00:00+00:00", None)


def test_url(posts: Page) -> None:
    assert posts.posts[1].url == f"{FORUM}/d/41/2"


def test_what_is_left_out_is_counted_and_events_are_no_posts(posts: Page) -> None:
    assert posts.skipped == {"deleted": 1, "awaiting approval": 1, "without own words": 1}


def test_next_page_keeps_the_title(posts: Page, later: Page) -> None:
    assert [(link.url, link.hints) for link in posts.next] == [(POSTS + MORE, TITLE)]
    assert later.next == []


def test_list_leads_to_posts_and_the_next_page() -> None:
    page = parse(fetched("flarum/list/page.json", LIST))
    assert [link.url for link in page.next] == [POSTS, POSTS.replace("=41", "=12"), LIST + MORE]
    assert page.expected == {"d/41": 6, "d/12": 2}
    assert page.skipped == {"deleted discussion": 1}


def test_since_leaves_out_discussions_that_ended_before() -> None:
    hints = {"since": "2026-01-01"}
    page = parse(fetched("flarum/list/page.json", LIST, hints=hints))
    assert [link.url for link in page.next] == [POSTS, LIST + MORE]
    assert page.next[-1].hints == hints


def test_one_discussion() -> None:
    page = parse(fetched("flarum/discussion/page.json", f"{FORUM}/api/discussions/41"))
    assert [(link.url, link.hints) for link in page.next] == [(POSTS, TITLE)]
    assert page.expected == {"d/41": 6}


def test_a_login_that_is_missing_is_counted() -> None:
    page = parse(fetched("flarum/closed/page.json", LIST))
    assert page.skipped == {"login wall": 1}


def test_the_next_page_is_of_the_same_list() -> None:
    assert api_page(LIST, f"{FORUM}/api/users?page[offset]=50") is None
    assert api_page(LIST, "https://elsewhere.example.net/api/discussions?page[offset]=50") is None


@pytest.mark.parametrize(
    ("url", "seed"),
    [
        (FORUM, LIST),
        (f"{FORUM}/all", LIST),
        (f"{FORUM}/d/41-tea-leaves/7", f"{FORUM}/api/discussions/41"),
        (
            f"{FORUM}/t/feedback",
            f"{FORUM}/api/discussions?filter%5Btag%5D=feedback&sort=-createdAt&page%5Blimit%5D=50",
        ),
        (f"{FORUM}/sub/d/41", f"{FORUM}/sub/api/discussions/41"),
    ],
)
def test_seeds(url: str, seed: str) -> None:
    assert [link.url for link in seeds(SeedSpec(url))] == [seed]


def test_tag_and_query_seeds() -> None:
    url = seeds(SeedSpec(FORUM, tag="茶", query="cold cup"))[0].url
    assert "filter%5Btag%5D=%E8%8C%B6&filter%5Bq%5D=cold+cup" in url


def test_a_forum_in_a_folder_is_a_source_of_its_own() -> None:
    assert forum_of("https://e.example.org:8443/sub/d/41").source == "flarum:e.example.org/sub"


def test_detect_says_why() -> None:
    assert "application" in detect(fetched("flarum/html/page.html", FORUM)).reason
    assert "discussions" in detect(fetched("flarum/list/page.json", FORUM)).reason
    assert "posts" in detect(fetched("flarum/posts/page.json", FORUM)).reason


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b'{"data": 3}', b'{"data": [{"type": "posts"}, 1]}', b'{"errors": 1}']
)
def test_other_shapes_break_nothing(body: bytes) -> None:
    for url in (LIST, POSTS):
        assert parse(Fetched(body, url, {}, NOW)).posts == []


def test_crawl(tmp_path: Path) -> None:
    """From the page that people see, over the API, to every post."""
    at, more = LIST.removeprefix(FORUM), "&page%5Boffset%5D=50"
    topic = POSTS.removeprefix(FORUM)
    with loopback() as site:
        serve(site, {
            "/": "flarum/html/page.html", at: "flarum/list/page.json", at + more: "flarum/empty/page.json",
            topic: "flarum/posts/page.json", topic + more: "flarum/later/page.json",
            topic.replace("=41", "=12"): "flarum/closed/page.json",
        })  # fmt: skip
        posts, report = crawled(tmp_path / "s", site.url)
        paths = site.paths()
    assert sorted(post.native_id or "" for post in posts) == ["301", "302", "303", "309"]
    assert len(paths) == len(set(paths))
    assert report.seeds[0].source == "flarum"
    assert "login wall ×1" in report.seeds[0].reason
