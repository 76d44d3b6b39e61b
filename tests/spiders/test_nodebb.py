"""NodeBB's JSON: one test a field, then lists, addresses, doors and a crawl."""

from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.nodebb.detect import detect
from spiders.nodebb.parse import parse
from spiders.nodebb.places import forum_of, seeds
from spiders.source import SeedSpec
from tests.spiders.loopback import crawled, loopback, serve
from tests.spiders.pages import NOW, fetched

FORUM = "https://forum.example.org"
SLUG = "41/%E7%9B%96%E5%AD%90-%E6%9D%BE"
TOPIC = f"{FORUM}/api/topic/{SLUG}"


@pytest.fixture(scope="module")
def topic() -> Page:
    return parse(fetched("nodebb/topic/page.json", TOPIC))


@pytest.fixture(scope="module")
def later() -> Page:
    return parse(fetched("nodebb/later/page.json", f"{TOPIC}?page=2"))


def test_ids_thread_and_source(topic: Page) -> None:
    assert [post.native_id for post in topic.posts] == ["301", "302", "303"]
    assert {post.thread_id for post in topic.posts} == {"t/41"}
    assert {post.source for post in topic.posts} == {"nodebb:forum.example.org"}


def test_kind_title_and_subject(topic: Page, later: Page) -> None:
    posts = [*topic.posts, *later.posts]
    assert [post.kind for post in posts] == ["post", "reply", "reply", "reply"]
    assert [post.title for post in posts] == ["盖子 & 把手", None, None, None]
    assert {post.subject for post in posts} == {"盖子 & 把手"}


def test_body_keeps_emoji_and_lists_and_no_quote(topic: Page) -> None:
    assert [post.body for post in topic.posts] == [
        "盖子一烧开就响 😫\n钢的\n玻璃的", "Mine too <sigh>. A ring of silicone helps.", "Same here.",
    ]  # fmt: skip


def test_reply_to_is_stated_or_the_post_quoted(topic: Page, later: Page) -> None:
    assert [post.parent_id for post in [*topic.posts, *later.posts]] == [None, "301", "302", "302"]


def test_author(topic: Page) -> None:
    assert [post.author for post in topic.posts] == ["account 3", "account 4", "passer-by"]


def test_likes_are_upvotes(topic: Page) -> None:
    assert [post.likes for post in topic.posts] == [4, 0, 0]
    assert topic.posts[0].attributes == {"downvotes": 1}


def test_dates_and_edits(topic: Page) -> None:
    first, second, _ = topic.posts
    assert (first.posted_at, first.posted_precision) == ("2026-07-01T06:30:05+00:00", "second")
    assert (first.edited_at, second.edited_at) == ("2026-07-02T08:00:00+00:00", None)


def test_url(topic: Page) -> None:
    assert topic.posts[1].url == f"{FORUM}/post/302"


def test_what_is_left_out_is_counted(topic: Page) -> None:
    assert topic.skipped == {"deleted": 1, "without own words": 1}


def test_expected(topic: Page) -> None:
    assert topic.expected == {"t/41": 6}


def test_next_page(topic: Page, later: Page) -> None:
    assert [link.url for link in topic.next] == [f"{TOPIC}?page=2"]
    assert later.next == []


def test_list_leads_to_topics_and_the_next_page() -> None:
    page = parse(fetched("nodebb/list/page.json", f"{FORUM}/api/recent"))
    assert [link.url for link in page.next] == [
        TOPIC, f"{FORUM}/api/topic/12/old-spout", f"{FORUM}/api/recent?page=2",
    ]  # fmt: skip
    assert page.expected == {"t/41": 6, "t/12": 2}
    assert page.skipped == {"deleted topic": 1}


def test_since_leaves_out_topics_that_ended_before() -> None:
    hints = {"since": "2026-01-01"}
    page = parse(fetched("nodebb/list/page.json", f"{FORUM}/api/recent", hints=hints))
    assert [link.url for link in page.next] == [TOPIC, f"{FORUM}/api/recent?page=2"]
    assert page.next[-1].hints == hints


def test_category_leads_to_the_categories_below_that_are_no_links_away() -> None:
    page = parse(fetched("nodebb/category/page.json", f"{FORUM}/api/category/5/feedback"))
    assert [link.url for link in page.next] == [
        f"{FORUM}/api/topic/12/old-spout", f"{FORUM}/api/category/6/lids",
    ]  # fmt: skip


def test_an_answer_that_is_only_a_path_is_followed() -> None:
    page = parse(fetched("nodebb/redirect/page.json", f"{FORUM}/api/topic/41"))
    assert [link.url for link in page.next] == [TOPIC]
    inside = Fetched(b'"/sub/topic/41/x"', f"{FORUM}/sub/api/topic/41", {}, NOW)
    assert [link.url for link in parse(inside).next] == [f"{FORUM}/sub/api/topic/41/x"]


def test_a_missing_privilege_is_counted() -> None:
    page = parse(fetched("nodebb/closed/page.json", f"{FORUM}/api/topic/9"))
    assert page.skipped == {"restricted page": 1}


@pytest.mark.parametrize(
    ("url", "seed"),
    [
        (FORUM, f"{FORUM}/api/recent"),
        (f"{FORUM}/categories", f"{FORUM}/api/recent"),
        (f"{FORUM}/category/5/feedback?page=3", f"{FORUM}/api/category/5/feedback"),
        (f"{FORUM}/topic/41/hot-handles/7", f"{FORUM}/api/topic/41/hot-handles"),
        (f"{FORUM}/topic/41", f"{FORUM}/api/topic/41"),
        (f"{FORUM}/tags/lid", f"{FORUM}/api/tags/lid"),
        (f"{FORUM}/sub/topic/41/x", f"{FORUM}/sub/api/topic/41/x"),
    ],
)
def test_seeds(url: str, seed: str) -> None:
    assert [link.url for link in seeds(SeedSpec(url))] == [seed]


def test_a_tag_narrows_a_forum() -> None:
    assert seeds(SeedSpec(FORUM, tag="茶"))[0].url == f"{FORUM}/api/tags/%E8%8C%B6"


def test_a_forum_in_a_folder_is_a_source_of_its_own() -> None:
    assert forum_of("https://e.example.org:8443/sub/topic/41").source == "nodebb:e.example.org/sub"


def test_detect_says_why() -> None:
    assert "script" in detect(fetched("nodebb/html/page.html", FORUM)).reason
    assert "template" in detect(fetched("nodebb/list/page.json", FORUM)).reason
    assert detect(Fetched(b"", FORUM, {"x-powered-by": "NodeBB"}, NOW)).score > 0.9


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b'{"tid": 1, "posts": 3}', b'{"topics": [1], "pagination": 2}', b'"x"']
)
def test_other_shapes_break_nothing(body: bytes) -> None:
    assert parse(Fetched(body, TOPIC, {}, NOW)).posts == []


def test_crawl(tmp_path: Path) -> None:
    """From the page that people see, over the JSON, to every post."""
    with loopback() as site:
        serve(site, {
            "/": "nodebb/html/page.html",
            "/api/recent": "nodebb/list/page.json",
            "/api/recent?page=2": "nodebb/category/page.json",
            "/api/category/6/lids": "nodebb/closed/page.json",
            f"/api/topic/{SLUG}": "nodebb/topic/page.json",
            f"/api/topic/{SLUG}?page=2": "nodebb/later/page.json",
            "/api/topic/12/old-spout": "nodebb/closed/page.json",
        })  # fmt: skip
        posts, report = crawled(tmp_path / "s", site.url)
        paths = site.paths()
    assert sorted(post.native_id or "" for post in posts) == ["301", "302", "303", "306"]
    assert len(paths) == len(set(paths))
    assert report.seeds[0].source == "nodebb"
    assert "restricted page ×2" in report.seeds[0].reason
