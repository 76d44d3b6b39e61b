"""V2EX's JSON: one test a field, then seeds, doors and a crawl."""

from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.source import SeedSpec
from spiders.v2ex.detect import detect
from spiders.v2ex.parse import parse
from spiders.v2ex.places import seeds
from tests.spiders.loopback import crawled, loopback, serve
from tests.spiders.pages import NOW, fetched

SITE = "https://www.v2ex.com"
LATEST = f"{SITE}/api/topics/latest.json"
REPLIES = f"{SITE}/api/replies/show.json?topic_id=5"
TITLE = {"title": "手冲壶嘴滴水怎么办"}


@pytest.fixture(scope="module")
def listing() -> Page:
    return parse(fetched("v2ex/list/page.json", LATEST))


@pytest.fixture(scope="module")
def replies() -> Page:
    return parse(fetched("v2ex/replies/page.json", REPLIES, hints=TITLE))


def test_ids_of_topics_and_replies_do_not_meet(listing: Page, replies: Page) -> None:
    assert [post.native_id for post in listing.posts] == ["t5", "t4"]
    assert [post.native_id for post in replies.posts] == ["r5", "r62", "r63", "r64"]
    assert {post.source for post in [*listing.posts, *replies.posts]} == {"v2ex"}


def test_thread_kind_title_and_subject(listing: Page, replies: Page) -> None:
    posts = [listing.posts[0], *replies.posts]
    assert {post.thread_id for post in posts} == {"t/5"}
    assert [post.kind for post in posts] == ["post", "reply", "reply", "reply", "reply"]
    assert [post.title for post in posts] == ["手冲壶嘴滴水怎么办", None, None, None, None]
    assert {post.subject for post in posts} == {"手冲壶嘴滴水怎么办"}


def test_body(listing: Page, replies: Page) -> None:
    assert listing.posts[0].body == "每次收水都滴一桌。\n桌布都毁了 & 烦。"
    assert [post.body for post in replies.posts] == [
        "A drop of oil on the lip helps.", "油会串味，\n换鹤嘴的。", "which pot is it?", "same question",
    ]  # fmt: skip


def test_reply_to_only_where_it_is_sure(replies: Page) -> None:
    """By floor and name; not where the name wrote twice, and not where it wrote no reply."""
    assert [post.parent_id for post in replies.posts] == [None, "r5", None, None]


def test_author(listing: Page) -> None:
    assert [post.author for post in listing.posts] == ["account 7", "account 8"]


def test_names_stand_in_no_address_and_no_hint(listing: Page) -> None:
    assert "inga_k" not in str(listing.next)


def test_dates_and_edits(listing: Page) -> None:
    first, second = listing.posts
    assert (first.posted_at, first.posted_precision) == ("2026-07-01T06:30:05+00:00", "second")
    assert (first.edited_at, second.edited_at) == ("2026-07-02T06:30:05+00:00", None)


def test_likes_are_thanks_where_told(replies: Page) -> None:
    assert [post.likes for post in replies.posts] == [3, None, None, None]


def test_url_and_node(listing: Page, replies: Page) -> None:
    assert replies.posts[1].url == f"{SITE}/t/5#r_62"
    assert listing.posts[0].attributes == {"node": "coffee"}


def test_what_is_left_out_is_counted(listing: Page, replies: Page) -> None:
    assert listing.skipped == {"deleted": 1}
    assert replies.skipped == {"without own words": 1}


def test_expected_and_cap(listing: Page) -> None:
    assert listing.expected == {"t/5": 6, "t/4": 1}
    assert listing.capped
    assert parse(fetched("v2ex/topic/page.json", f"{SITE}/api/topics/show.json?id=5")).capped is None


def test_a_topic_with_replies_leads_to_them(listing: Page) -> None:
    assert [(link.url, link.hints) for link in listing.next] == [(REPLIES, TITLE)]


def test_since_leaves_out_topics_that_nobody_touched() -> None:
    page = parse(fetched("v2ex/list/page.json", LATEST, hints={"since": "2026-01-01"}))
    assert page.expected == {"t/5": 6}


def test_a_missing_topic_is_counted() -> None:
    url = f"{SITE}/api/topics/show.json?id=9"
    assert parse(fetched("v2ex/gone/page.json", url)).skipped == {"page gone": 1}
    assert parse(Fetched(b"[]", url, {}, NOW)).skipped == {"page gone": 1}


@pytest.mark.parametrize(
    ("url", "seed"),
    [
        (SITE, LATEST),
        (f"{SITE}/t/5?p=2#reply9", f"{SITE}/api/topics/show.json?id=5"),
        (f"{SITE}/go/coffee?p=3", f"{SITE}/api/topics/show.json?node_name=coffee"),
    ],
)
def test_seeds(url: str, seed: str) -> None:
    assert [link.url for link in seeds(SeedSpec(url))] == [seed]


def test_a_tag_is_a_node() -> None:
    assert seeds(SeedSpec(SITE, tag="tea"))[0].url == f"{SITE}/api/topics/show.json?node_name=tea"


def test_detect_says_why() -> None:
    elsewhere = "https://a.example.org/"
    assert "host" in detect(fetched("v2ex/html/page.html", SITE)).reason
    assert "site is V2EX" in detect(fetched("v2ex/html/page.html", elsewhere)).reason
    assert "JSON" in detect(fetched("v2ex/list/page.json", elsewhere)).reason
    assert detect(Fetched(b"", "https://notv2ex.com/", {}, NOW)).score == 0


@pytest.mark.parametrize(
    "body", [b"<html>", b"{}", b"[1, null]", b'[{"id": "x", "title": 3}]', b'[{"id": 1}]']
)
def test_other_shapes_break_nothing(body: bytes) -> None:
    for url in (LATEST, REPLIES):
        assert all(post.title or post.body for post in parse(Fetched(body, url, {}, NOW)).posts)


def test_crawl(tmp_path: Path) -> None:
    with loopback() as site:
        serve(site, {
            "/go/coffee": "v2ex/html/page.html",
            "/api/topics/show.json?node_name=coffee": "v2ex/list/page.json",
            "/api/replies/show.json?topic_id=5": "v2ex/replies/page.json",
        })  # fmt: skip
        posts, report = crawled(tmp_path / "s", f"{site.url}/go/coffee")
    assert sorted(post.native_id or "" for post in posts) == ["r5", "r62", "r63", "r64", "t4", "t5"]
    assert report.seeds[0].source == "v2ex"
    assert "only the newest topics" in report.seeds[0].reason
