"""django-machina's pages: one test a field, then lists, addresses, a crawl. The real board: tests/targets."""

from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.machina.detect import detect
from spiders.machina.parse import parse
from spiders.machina.places import place_of, seeds
from spiders.source import SeedSpec
from tests.spiders.loopback import crawled, loopback, serve
from tests.spiders.pages import NOW, fetched

BOARD = "https://board.example.org/talk"
FORUM = f"{BOARD}/forum/kettles-2/"
TOPIC = f"{FORUM}topic/lid-rattles-5/"
CHINESE_FORUM = f"{BOARD}/forum/%E6%B0%B4%E5%A3%B6-%E8%AE%A8%E8%AE%BA-3/"
CHINESE_TOPIC = f"{CHINESE_FORUM}topic/%E6%B0%B4%E5%9E%A2-6/"


@pytest.fixture(scope="module")
def topic() -> Page:
    return parse(fetched("machina/topic/page.html", TOPIC))


@pytest.fixture(scope="module")
def later() -> Page:
    return parse(fetched("machina/later/page.html", f"{TOPIC}?page=2"))


def test_ids_source_and_thread(topic: Page) -> None:
    assert [post.native_id for post in topic.posts] == ["21", "22"]
    assert {post.source for post in topic.posts} == {"machina:board.example.org/talk"}
    assert {post.thread_id for post in topic.posts} == {"t/5"}


def test_kind_title_and_subject(topic: Page, later: Page) -> None:
    assert [post.kind for post in [*topic.posts, *later.posts]] == ["post", "reply", "reply"]
    assert [post.title for post in topic.posts] == ["Lid rattles", None]
    assert {post.subject for post in [*topic.posts, *later.posts]} == {"Lid rattles"}


def test_body_without_quotes_signature_and_notices(topic: Page) -> None:
    assert [post.body for post in topic.posts] == [
        "It rattles at 90 °C.\nEvery morning.", "我的也是，\n垫张纸就好了。",
    ]  # fmt: skip
    assert topic.skipped == {"without own words": 1}  # a post that is only a quote


def test_author_is_the_account_or_a_guests_name(topic: Page, later: Page) -> None:
    assert [post.author for post in topic.posts] == ["account 1", "路人 on Feb. 1, 2001"]
    assert [post.author for post in later.posts] == ["account 2"]


def test_dates_are_told_from_a_sentence(topic: Page, later: Page) -> None:
    assert [post.posted_at for post in topic.posts] == ["2026-02-03T00:00:00", "2026-02-03T06:25:00"]
    assert [(post.posted_at, post.posted_at_raw) for post in later.posts] == [
        ("2026-02-05T18:25:00", "2026年2月5日 18:25")
    ]
    assert {post.posted_precision for post in [*topic.posts, *later.posts]} == {"minute"}


def test_edited(topic: Page) -> None:
    assert [post.edited_at for post in topic.posts] == ["2026-02-04T12:00:00", None]


def test_url_and_next(topic: Page, later: Page) -> None:
    assert topic.posts[1].url == f"{TOPIC}?post=22#22"
    assert [link.url for link in topic.next] == [f"{TOPIC}?page=2"]
    assert later.next == []


def test_index_leads_to_forums_and_not_to_last_posts() -> None:
    page = parse(fetched("machina/index/page.html", f"{BOARD}/"))
    assert [link.url for link in page.next] == [
        f"{BOARD}/forum/kitchen-1/", FORUM, f"{BOARD}/forum/descaling-4/", CHINESE_FORUM,
    ]  # fmt: skip


def test_forum_leads_to_topics_once_and_to_its_next_page() -> None:
    page = parse(fetched("machina/forum/page.html", FORUM))
    assert [link.url for link in page.next] == [
        TOPIC, f"{FORUM}topic/%E6%B0%B4%E5%9E%A2-6/", f"{BOARD}/forum/descaling-4/", f"{FORUM}?page=2",
    ]  # fmt: skip
    assert page.expected == {"t/5": 19, "t/6": 1}


def test_since_leaves_out_topics_that_ended_before() -> None:
    page = parse(fetched("machina/forum/page.html", FORUM, hints={"since": "2026-02-01"}))
    assert page.expected == {"t/5": 19}
    assert page.next[-1].hints == {"since": "2026-02-01"}


def test_a_search_leads_to_each_topic_once() -> None:
    page = parse(fetched("machina/search/page.html", f"{BOARD}/search/?q=scale"))
    assert [link.url for link in page.next] == [CHINESE_TOPIC]


def test_a_forum_without_topics_is_no_problem() -> None:
    page = parse(fetched("machina/empty/page.html", FORUM))
    assert (page.next, page.problems) == ([], [])


@pytest.mark.parametrize(
    ("url", "one"),
    [
        (f"{TOPIC}?post=22#22", TOPIC),
        (f"{TOPIC}?post=22&page=2", TOPIC),
        (f"{BOARD}/forum/水壶-讨论-3/topic/水垢-6/?page=2", f"{CHINESE_TOPIC}?page=2"),
        (f"{BOARD}/member/profile/1/", f"{BOARD}/member/profile/1/"),
        (f"{BOARD}/search/?q=lid&search_topics=on&page=2", f"{BOARD}/search/?q=lid&page=2"),
    ],
)
def test_one_address_for_one_page(url: str, one: str) -> None:
    assert place_of(url).url.rstrip("/") == one.rstrip("/")


@pytest.mark.parametrize(
    ("url", "query", "seed"),
    [
        (f"{BOARD}/", None, f"{BOARD}/"),
        (f"{FORUM}?page=7", None, FORUM),
        (f"{TOPIC}?post=22#22", None, TOPIC),
        (f"{BOARD}/", "水垢", f"{BOARD}/search/?q=%E6%B0%B4%E5%9E%A2"),
    ],
)
def test_seeds(url: str, query: str | None, seed: str) -> None:
    assert [link.url for link in seeds(SeedSpec(url, query=query))] == [seed]


def test_detect_says_why() -> None:
    assert "own files" in detect(fetched("machina/index/page.html", BOARD)).reason
    assert "shape" in detect(fetched("machina/later/page.html", BOARD)).reason


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"<div class=post id=x>", b"<div class='card topiclist'><div class=row>"]
)
def test_other_shapes_break_nothing(body: bytes) -> None:
    for url in (TOPIC, FORUM):
        page = parse(Fetched(body, url, {}, NOW))
        assert page.posts == []
    assert parse(Fetched(b"", TOPIC, {}, NOW)).problems


def test_crawl(tmp_path: Path) -> None:
    with loopback() as site:
        serve(site, {
            "/talk/": "machina/index/page.html",
            "/talk/forum/kitchen-1/": "machina/empty/page.html",
            "/talk/forum/kettles-2/": "machina/forum/page.html",
            "/talk/forum/kettles-2/?page=2": "machina/empty/page.html",
            "/talk/forum/descaling-4/": "machina/empty/page.html",
            "/talk/forum/%E6%B0%B4%E5%A3%B6-%E8%AE%A8%E8%AE%BA-3/": "machina/empty/page.html",
            "/talk/forum/kettles-2/topic/lid-rattles-5/": "machina/topic/page.html",
            "/talk/forum/kettles-2/topic/lid-rattles-5/?page=2": "machina/later/page.html",
        })  # fmt: skip
        posts, report = crawled(tmp_path / "s", f"{site.url}/talk/")
        paths = site.paths()
    assert sorted(post.native_id or "" for post in posts) == ["21", "22", "31"]
    assert len(paths) == len(set(paths))
    assert (report.seeds[0].source, report.seeds[0].expected) == ("machina", 20)
    assert report.seeds[0].reason.startswith("incomplete: error 404 ×1")
