"""phpBB's pages: one test a field, then lists, addresses, doors and a crawl."""

from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.phpbb.detect import detect
from spiders.phpbb.parse import parse
from spiders.phpbb.places import canonical, seeds
from spiders.source import SeedSpec
from tests.spiders.loopback import crawled, loopback, serve
from tests.spiders.pages import NOW, fetched

BOARD = "https://board.example.org/b"


@pytest.fixture(scope="module")
def topic() -> Page:
    return parse(fetched("phpbb/topic/page.html", f"{BOARD}/viewtopic.php?t=5"))


@pytest.fixture(scope="module")
def old() -> Page:
    return parse(fetched("phpbb/old/page.html", f"{BOARD}/viewtopic.php?t=8"))


def test_ids_thread_and_source(topic: Page) -> None:
    assert [post.native_id for post in topic.posts] == ["61", "62", "63"]
    assert {post.thread_id for post in topic.posts} == {"t/5"}
    assert {post.source for post in topic.posts} == {"phpbb:board.example.org/b"}


def test_kind_title_and_subject(topic: Page) -> None:
    assert [post.kind for post in topic.posts] == ["post", "reply", "reply"]
    assert [post.title for post in topic.posts] == ["Handle too hot", None, None]
    assert {post.subject for post in topic.posts} == {"Handle too hot"}


def test_a_later_page_has_no_opening_post() -> None:
    page = parse(fetched("phpbb/topic/page.html", f"{BOARD}/viewtopic.php?t=5&start=10"))
    assert {post.kind for post in page.posts} == {"reply"}


def test_body_without_quotes_signature_notice_and_button_words(topic: Page) -> None:
    assert topic.posts[0].body == (
        "The handle burns my hand each morning.\nI pour with a sock now & it slips.\n95 C at the grip"
    )
    assert topic.posts[1].body == "我家的也烫，\n只好垫块布。"


def test_the_heading_of_code_in_an_old_style_is_no_text(old: Page) -> None:
    assert old.posts[1].body == "换个慢嘴壶就好了。\n3 秒倒满"


def test_the_quoted_post_is_the_one_answered(topic: Page) -> None:
    assert [post.parent_id for post in topic.posts] == [None, "61", None]


def test_author_is_the_account_or_a_guests_name(topic: Page, old: Page) -> None:
    assert [post.author for post in topic.posts] == ["account 7", "account 9", "passer-by"]
    assert [post.author for post in old.posts] == ["account 3", "游客"]


def test_dates_are_in_utc(topic: Page) -> None:
    assert [post.posted_at for post in topic.posts] == [
        "2026-07-01T06:30:00+00:00", "2026-07-01T07:00:00+00:00", "2026-07-03T22:15:00+00:00",
    ]  # fmt: skip
    assert [post.posted_precision for post in topic.posts] == ["second", "second", "minute"]


def test_dates_of_an_old_style_in_the_zone_of_its_footer(old: Page) -> None:
    assert [post.posted_at for post in old.posts] == [
        "2014-05-06T00:09:00+00:00",
        "2026-07-31T13:30:00+00:00",
    ]
    assert old.posts[1].posted_at_raw == "昨天 21:30"


def test_edited(topic: Page) -> None:
    assert [post.edited_at for post in topic.posts] == ["2026-07-02T07:00:00+00:00", None, None]


def test_url(topic: Page) -> None:
    assert topic.posts[1].url == f"{BOARD}/viewtopic.php?p=62#p62"


def test_what_is_left_out_is_counted(topic: Page) -> None:
    assert topic.skipped == {"without own words": 1, "deleted": 1}


def test_expected(topic: Page, old: Page) -> None:
    assert topic.expected == {"t/5": 14}
    assert old.expected == {"t/8": 2}


def test_next_page_without_session(topic: Page) -> None:
    assert [link.url for link in topic.next] == [f"{BOARD}/viewtopic.php?t=5&start=10"]


def test_a_page_asked_for_by_post_leads_to_the_whole_topic() -> None:
    page = parse(fetched("phpbb/topic/page.html", f"{BOARD}/viewtopic.php?p=62"))
    assert page.next[0].url == f"{BOARD}/viewtopic.php?t=5"
    assert page.posts[0].kind == "reply"  # nothing says that this is the first page


def test_index_leads_to_forums_of_this_board() -> None:
    page = parse(fetched("phpbb/index/page.html", f"{BOARD}/"))
    assert [link.url for link in page.next] == [f"{BOARD}/viewforum.php?f=2", f"{BOARD}/viewforum.php?f=3"]


def test_forum_leads_to_topics_and_its_next_page() -> None:
    page = parse(fetched("phpbb/forum/page.html", f"{BOARD}/viewforum.php?f=2"))
    assert [link.url for link in page.next] == [
        f"{BOARD}/viewtopic.php?t=5", f"{BOARD}/viewtopic.php?t=4", f"{BOARD}/viewforum.php?f=2&start=25",
    ]  # fmt: skip
    assert page.expected == {"t/5": 13, "t/4": 1}


def test_since_leaves_out_topics_that_ended_before() -> None:
    hints = {"since": "2026-01-01"}
    page = parse(fetched("phpbb/forum/page.html", f"{BOARD}/viewforum.php?f=2", hints=hints))
    assert page.expected == {"t/5": 13}
    assert page.next[-1].hints == hints


def test_a_login_form_is_a_wall() -> None:
    page = parse(fetched("phpbb/closed/page.html", f"{BOARD}/viewtopic.php?t=6"))
    assert page.posts == []
    assert page.skipped == {"login wall": 1}


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./viewtopic.php?f=2&t=5&sid=abc&sk=t&sd=d#p9", f"{BOARD}/viewtopic.php?t=5"),
        ("viewtopic.php?t=5&start=0&hilit=tea", f"{BOARD}/viewtopic.php?t=5"),
        ("viewtopic.php?t=5&view=print", f"{BOARD}/viewtopic.php?t=5"),
        ("viewtopic.php?p=9#p9", f"{BOARD}/viewtopic.php?p=9"),
        ("viewforum.php?start=25&f=2&sid=x", f"{BOARD}/viewforum.php?f=2&start=25"),
        ("viewforum.php", None),
        ("memberlist.php?mode=viewprofile&u=2", None),
        ("https://other.example.org/viewtopic.php?t=5", None),
        ("viewtopic.php?t=abc", None),
    ],
)
def test_one_address_for_one_page(href: str, url: str | None) -> None:
    assert canonical(f"{BOARD}/index.php", href) == url


@pytest.mark.parametrize(
    ("url", "seed"),
    [
        (f"{BOARD}/", f"{BOARD}/index.php"),
        ("https://board.example.org", "https://board.example.org/index.php"),
        (f"{BOARD}/viewforum.php?f=2&sid=1&start=50", f"{BOARD}/viewforum.php?f=2"),
        (f"{BOARD}/viewtopic.php?f=2&t=5&start=10#p61", f"{BOARD}/viewtopic.php?t=5"),
        (f"{BOARD}/viewtopic.php?p=61#p61", f"{BOARD}/viewtopic.php?p=61"),
    ],
)
def test_seeds(url: str, seed: str) -> None:
    assert [link.url for link in seeds(SeedSpec(url))] == [seed]


def test_detect_says_why() -> None:
    assert "<body> is called phpbb" in detect(fetched("phpbb/index/page.html", BOARD)).reason
    assert "credits phpBB" in detect(fetched("phpbb/old/page.html", BOARD)).reason


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"<div class=post id=px><div class=postbody>", b"<a class=topictitle href=x>"]
)
def test_other_shapes_break_nothing(body: bytes) -> None:
    page = parse(Fetched(body, f"{BOARD}/viewtopic.php?t=1", {}, NOW))
    assert page.posts == []
    assert page.problems


def test_crawl(tmp_path: Path) -> None:
    """From the index to every post, each page once, nothing off the board."""
    with loopback() as site:
        serve(site, {
            "/b/": "phpbb/index/page.html",
            "/b/index.php": "phpbb/index/page.html",
            "/b/viewforum.php?f=2": "phpbb/forum/page.html",
            "/b/viewforum.php?f=2&start=25": "phpbb/empty/page.html",
            "/b/viewforum.php?f=3": "phpbb/empty/page.html",
            "/b/viewtopic.php?t=4": "phpbb/old/page.html",
            "/b/viewtopic.php?t=5": "phpbb/topic/page.html",
            "/b/viewtopic.php?t=5&start=10": "phpbb/later/page.html",
        })  # fmt: skip
        posts, report = crawled(tmp_path / "s", f"{site.url}/b/")
        paths = site.paths()
    assert sorted(post.native_id or "" for post in posts) == ["61", "62", "63", "71", "80", "81"]
    assert report.seeds[0].source == "phpbb"
    assert len(paths) == len(set(paths))
    assert not any("sid=" in path or "print" in path for path in paths)
    assert "left out on purpose: deleted ×1, without own words ×1" in report.seeds[0].reason
