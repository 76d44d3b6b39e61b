"""MyBB's pages: one test a field, then lists, addresses, doors and a crawl."""

from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.mybb.detect import detect
from spiders.mybb.parse import parse
from spiders.mybb.places import place_of, seeds
from spiders.source import SeedSpec
from tests.spiders.loopback import crawled, loopback, serve
from tests.spiders.pages import NOW, fetched

BOARD = "https://board.example.org/m"
THREAD = f"{BOARD}/showthread.php?tid=5"
FORUM = f"{BOARD}/forumdisplay.php?fid=2"


@pytest.fixture(scope="module")
def thread() -> Page:
    return parse(fetched("mybb/topic/page.html", THREAD))


@pytest.fixture(scope="module")
def chinese() -> Page:
    return parse(fetched("mybb/chinese/page.html", f"{BOARD}/Thread-leaky"))


def test_ids_thread_and_source(thread: Page, chinese: Page) -> None:
    assert [post.native_id for post in thread.posts] == ["61", "62", "63"]
    assert {post.thread_id for post in thread.posts} == {"t/5"}
    assert {post.source for post in thread.posts} == {"mybb:board.example.org/m"}
    assert {post.thread_id for post in chinese.posts} == {"t/8"}  # its address has only a name


def test_kind_title_and_subject(thread: Page) -> None:
    assert [post.kind for post in thread.posts] == ["post", "reply", "reply"]
    assert [post.title for post in thread.posts] == ["Leaves in the cup", None, None]
    assert {post.subject for post in thread.posts} == {"Leaves in the cup"}


def test_body_without_quotes_signature_and_headings_of_code(thread: Page) -> None:
    assert [post.body for post in thread.posts] == [
        'Leaves slip through the sieve.\nEvery "fine" mesh so far.\n0.3 mm', "细网堵得快，\n粗网漏茶叶。",
        "Same here.",
    ]  # fmt: skip


def test_the_quoted_post_is_the_one_answered(thread: Page) -> None:
    assert [post.parent_id for post in thread.posts] == [None, "61", None]


def test_author_is_the_account_or_a_guests_name(thread: Page, chinese: Page) -> None:
    assert [post.author for post in thread.posts] == ["account 7", "account 9", "passer-by"]
    assert [post.author for post in chinese.posts] == ["account 3", "游客"]


def test_dates_in_the_zone_that_the_footers_clock_shows(thread: Page) -> None:
    assert [post.posted_at for post in thread.posts] == [
        "2026-07-01T04:30:00+00:00", "2026-07-31T19:15:00+00:00", "2026-08-01T09:40:00+00:00",
    ]  # fmt: skip
    assert {post.posted_precision for post in thread.posts} == {"minute"}


def test_chinese_dates(chinese: Page) -> None:
    assert [post.posted_at for post in chinese.posts] == [
        "2026-07-01T06:30:00+00:00", "2026-07-31T13:30:00+00:00",
    ]  # fmt: skip
    assert chinese.posts[1].posted_at_raw == "昨天, 21:30"


def test_a_board_that_writes_the_day_first_and_whose_clock_is_an_old_copy() -> None:
    posts = "".join(
        f'<div class="post" id="post_{day}"><span class="post_date">{day}-06-2026, 10:00</span>'
        f'<div class="post_body">words</div></div>'
        for day in ("05", "25")
    )
    html = posts + '<span id="current_time">Current time: 01-08-2026, 09:08</span>'
    page = parse(Fetched(html.encode(), THREAD, {}, NOW))
    assert [post.posted_at for post in page.posts] == ["2026-06-05T10:00:00", "2026-06-25T10:00:00"]


def test_edited(thread: Page) -> None:
    assert [post.edited_at for post in thread.posts] == ["2026-07-02T06:00:00+00:00", None, None]


def test_url(thread: Page) -> None:
    assert thread.posts[1].url == f"{BOARD}/showthread.php?pid=62#pid62"


def test_what_is_left_out_is_counted(thread: Page) -> None:
    assert thread.skipped == {"without own words": 1, "deleted": 1}


def test_expected_is_the_floor_of_the_last_post(thread: Page) -> None:
    assert thread.expected == {}
    assert parse(fetched("mybb/later/page.html", f"{THREAD}&page=2")).expected == {"t/5": 6}


def test_next_page(thread: Page) -> None:
    assert [link.url for link in thread.next] == [f"{THREAD}&page=2"]


def test_a_page_asked_for_by_post_leads_to_the_whole_thread() -> None:
    page = parse(fetched("mybb/later/page.html", f"{BOARD}/showthread.php?pid=71"))
    assert [link.url for link in page.next] == [THREAD]


def test_index_leads_to_forums_below_it() -> None:
    page = parse(fetched("mybb/index/page.html", f"{BOARD}/index.php"))
    assert [link.url for link in page.next] == [FORUM, f"{BOARD}/forumdisplay.php?fid=3"]


def test_forum_leads_to_threads_and_its_next_page() -> None:
    page = parse(fetched("mybb/forum/page.html", FORUM))
    assert [link.url for link in page.next] == [
        THREAD, f"{BOARD}/showthread.php?tid=4", f"{FORUM}&page=2",
    ]  # fmt: skip
    assert page.expected == {"t/5": 6, "t/4": 1}


def test_since_leaves_out_threads_that_ended_before() -> None:
    page = parse(fetched("mybb/forum/page.html", FORUM, hints={"since": "2026-07-31"}))
    assert page.expected == {"t/5": 6}
    assert page.next[-1].hints == {"since": "2026-07-31"}


def test_a_board_message_is_a_wall() -> None:
    page = parse(fetched("mybb/closed/page.html", f"{BOARD}/showthread.php?tid=6"))
    assert page.skipped == {"login wall": 1}


@pytest.mark.parametrize(
    ("url", "one"),
    [
        (f"{THREAD}&pid=61&mode=threaded&highlight=x#pid61", THREAD),
        (f"{BOARD}/showthread.php?pid=61", f"{BOARD}/showthread.php?pid=61"),
        (f"{FORUM}&sortby=subject&order=asc&page=2", f"{FORUM}&page=2"),
        (f"{BOARD}/thread-5-page-2.html", f"{BOARD}/thread-5-page-2.html"),
        (f"{BOARD}/thread-5-post-61.html#pid61", f"{BOARD}/thread-5.html"),
        (f"{BOARD}/Thread-leaky?page=2&pid=4", f"{BOARD}/Thread-leaky?page=2"),
        (f"{BOARD}/member.php?action=profile&uid=7", f"{BOARD}/index.php"),
    ],
)
def test_one_address_for_one_page(url: str, one: str) -> None:
    assert place_of(url).url == one


@pytest.mark.parametrize(
    ("url", "seed"),
    [
        (f"{BOARD}/", f"{BOARD}/index.php"),
        (f"{FORUM}&page=7", FORUM),
        (f"{BOARD}/thread-5-page-3.html", f"{BOARD}/thread-5.html"),
    ],
)
def test_seeds(url: str, seed: str) -> None:
    assert [link.url for link in seeds(SeedSpec(url))] == [seed]


def test_detect_says_why() -> None:
    assert "scripts" in detect(fetched("mybb/topic/page.html", BOARD)).reason
    assert "credits MyBB" in detect(fetched("mybb/chinese/page.html", BOARD)).reason


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"<div class=post id=post_x>", b"<tr class=inline_row><td id=tid_4>"]
)
def test_other_shapes_break_nothing(body: bytes) -> None:
    page = parse(Fetched(body, THREAD, {}, NOW))
    assert page.posts == []
    assert page.problems


def test_crawl(tmp_path: Path) -> None:
    with loopback() as site:
        serve(site, {
            "/m/": "mybb/index/page.html",
            "/m/index.php": "mybb/index/page.html",
            "/m/forumdisplay.php?fid=2": "mybb/forum/page.html",
            "/m/forumdisplay.php?fid=2&page=2": "mybb/empty/page.html",
            "/m/forumdisplay.php?fid=3": "mybb/empty/page.html",
            "/m/showthread.php?tid=4": "mybb/closed/page.html",
            "/m/showthread.php?tid=5": "mybb/topic/page.html",
            "/m/showthread.php?tid=5&page=2": "mybb/later/page.html",
        })  # fmt: skip
        posts, report = crawled(tmp_path / "s", f"{site.url}/m/")
        paths = site.paths()
    assert sorted(post.native_id or "" for post in posts) == ["61", "62", "63", "71"]
    assert len(paths) == len(set(paths))
    assert report.seeds[0].source == "mybb"
    assert "login wall ×1" in report.seeds[0].reason
