"""XenForo 2's pages: one test a field, then lists, addresses, doors and a crawl."""

from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.source import SeedSpec
from spiders.xenforo.detect import detect
from spiders.xenforo.parse import parse
from spiders.xenforo.places import place_of, seeds
from tests.spiders.loopback import crawled, loopback, serve
from tests.spiders.pages import NOW, fetched

BOARD = "https://board.example.org/c"
THREAD = f"{BOARD}/threads/lid-rattles.5/"


@pytest.fixture(scope="module")
def thread() -> Page:
    return parse(fetched("xenforo/topic/page.html", THREAD))


@pytest.fixture(scope="module")
def later() -> Page:
    return parse(fetched("xenforo/later/page.html", f"{THREAD}page-2"))


def test_ids_thread_and_source(thread: Page) -> None:
    assert [post.native_id for post in thread.posts] == ["61", "62", "63"]
    assert {post.thread_id for post in thread.posts} == {"t/5"}
    assert {post.source for post in thread.posts} == {"xenforo:board.example.org/c"}


def test_kind(thread: Page, later: Page) -> None:
    assert [post.kind for post in [*thread.posts, *later.posts]] == ["post", "reply", "reply", "reply"]


def test_title_without_its_prefix_and_subject(thread: Page) -> None:
    assert [post.title for post in thread.posts] == ["Lid rattles", None, None]
    assert {post.subject for post in thread.posts} == {"Lid rattles"}


def test_body_keeps_emoji_and_no_link_preview_quote_or_signature(thread: Page) -> None:
    assert [post.body for post in thread.posts] == [
        "The lid rattles at every boil 😩.\nI hold it down with a spoon.", "盖子松，\n垫一圈硅胶就不响了。",
        "Same here.",
    ]  # fmt: skip


def test_the_quoted_post_is_the_one_answered(thread: Page) -> None:
    assert [post.parent_id for post in thread.posts] == [None, "61", None]


def test_author_is_the_account_or_a_guests_name(thread: Page) -> None:
    assert [post.author for post in thread.posts] == ["account 7", "account 9", "passer-by"]


def test_dates(thread: Page) -> None:
    assert thread.posts[0].posted_at == "2026-07-01T06:30:00+00:00"
    assert {post.posted_precision for post in thread.posts} == {"second"}


def test_edited(thread: Page) -> None:
    assert [post.edited_at for post in thread.posts] == ["2026-07-02T06:00:00+00:00", None, None]


def test_likes_are_counted_by_people_and_anger_is_no_like(thread: Page) -> None:
    assert [post.likes for post in thread.posts] == [6, None, 0]
    assert thread.posts[1].attributes == {"reactions": 2}


def test_url(thread: Page) -> None:
    assert thread.posts[1].url == f"{BOARD}/posts/62/"


def test_what_is_left_out_is_counted(thread: Page) -> None:
    assert thread.skipped == {"without own words": 1, "restricted": 1, "deleted": 1}


def test_expected_is_the_floor_of_the_last_post(thread: Page, later: Page) -> None:
    assert thread.expected == {}
    assert later.expected == {"t/5": 7}


def test_next_page(thread: Page, later: Page) -> None:
    assert [link.url for link in thread.next] == [f"{THREAD}page-2"]
    assert later.next == []


def test_index_leads_to_forums_of_this_board() -> None:
    page = parse(fetched("xenforo/index/page.html", f"{BOARD}/"))
    assert [link.url for link in page.next] == [f"{BOARD}/forums/kettles.2/", f"{BOARD}/forums/lids.3/"]


def test_forum_leads_to_threads_and_its_next_page() -> None:
    page = parse(fetched("xenforo/forum/page.html", f"{BOARD}/forums/kettles.2/"))
    assert [link.url for link in page.next] == [
        THREAD, f"{BOARD}/threads/old-spout.4/", f"{BOARD}/forums/kettles.2/page-2",
    ]  # fmt: skip
    assert page.expected == {"t/5": 7}  # the other's "1K" is no count


def test_since_leaves_out_threads_that_ended_before() -> None:
    hints = {"since": "2026-01-01"}
    page = parse(fetched("xenforo/forum/page.html", f"{BOARD}/forums/kettles.2/", hints=hints))
    assert [link.url for link in page.next] == [THREAD, f"{BOARD}/forums/kettles.2/page-2"]
    assert page.next[-1].hints == hints


def test_a_login_page_in_chinese_is_a_wall() -> None:
    page = parse(fetched("xenforo/closed/page.html", f"{BOARD}/threads/secret.9/"))
    assert page.skipped == {"login wall": 1}


@pytest.mark.parametrize(
    ("url", "one"),
    [
        (f"{THREAD}post-62", THREAD),
        (f"{THREAD}latest?x=1#post-62", THREAD),
        (f"{THREAD}page-3?order=reaction_score", f"{THREAD}page-3"),
        (
            f"{BOARD}/index.php?threads/lid-rattles.5/page-2&order=x",
            f"{BOARD}/index.php?threads/lid-rattles.5/page-2",
        ),
        (f"{BOARD}/forums/kettles.2/?prefix_id=1", f"{BOARD}/forums/kettles.2/"),
        (f"{BOARD}/members/bo.9/", f"{BOARD}/"),
        ("https://board.example.org", "https://board.example.org/"),
    ],
)
def test_one_address_for_one_page(url: str, one: str) -> None:
    assert place_of(url).url == one


def test_seeds_begin_at_the_first_page() -> None:
    assert [link.url for link in seeds(SeedSpec(f"{THREAD}page-9"))] == [THREAD]
    assert seeds(SeedSpec(f"{BOARD}/", since="2026-01-01"))[0].hints == {"since": "2026-01-01"}


def test_detect_says_why_and_leaves_the_first_version_alone() -> None:
    assert "called XF" in detect(fetched("xenforo/topic/page.html", BOARD)).reason
    first = detect(fetched("xenforo/first_version/page.html", BOARD))
    assert first.score < 0.3
    assert "XenForo 1" in first.reason


@pytest.mark.parametrize("body", [b"", b"{}", b"<article class='message message--post' id=x>"])
def test_other_shapes_break_nothing(body: bytes) -> None:
    page = parse(Fetched(body, THREAD, {}, NOW))
    assert page.posts == []
    assert page.problems


def test_crawl(tmp_path: Path) -> None:
    with loopback() as site:
        serve(site, {
            "/c/": "xenforo/index/page.html",
            "/c/forums/kettles.2/": "xenforo/forum/page.html",
            "/c/forums/kettles.2/page-2": "xenforo/empty/page.html",
            "/c/forums/lids.3/": "xenforo/empty/page.html",
            "/c/threads/lid-rattles.5/": "xenforo/topic/page.html",
            "/c/threads/lid-rattles.5/page-2": "xenforo/later/page.html",
            "/c/threads/old-spout.4/": "xenforo/closed/page.html",
        })  # fmt: skip
        posts, report = crawled(tmp_path / "s", f"{site.url}/c/")
        paths = site.paths()
    assert sorted(post.native_id or "" for post in posts) == ["61", "62", "63", "71"]
    assert len(paths) == len(set(paths))
    assert report.seeds[0].source == "xenforo"
    assert "login wall ×1" in report.seeds[0].reason
