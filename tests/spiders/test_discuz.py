"""Discuz!'s pages: one test a field, then lists, addresses, doors and a crawl of GBK pages."""

from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.discuz.detect import detect
from spiders.discuz.parse import parse
from spiders.discuz.places import place_of, seeds
from spiders.source import SeedSpec
from tests.spiders.loopback import crawled, loopback, serve
from tests.spiders.pages import NOW, fetched

BBS = "https://bbs.example.org"
THREAD = f"{BBS}/forum.php?mod=viewthread&tid=5"
FORUM = f"{BBS}/forum.php?mod=forumdisplay&fid=2"


@pytest.fixture(scope="module")
def thread() -> Page:
    return parse(fetched("discuz/topic/page.html", THREAD))


@pytest.fixture(scope="module")
def english() -> Page:
    return parse(fetched("discuz/english/page.html", f"{BBS}/x/thread-9-1-1.html"))


def test_ids_thread_and_source(thread: Page, english: Page) -> None:
    assert [post.native_id for post in thread.posts] == ["61", None, "62", "63"]
    assert {post.thread_id for post in thread.posts} == {"t/5"}
    assert {post.source for post in thread.posts} == {"discuz:bbs.example.org"}
    assert (english.posts[0].source, english.posts[0].thread_id) == ("discuz:bbs.example.org/x", "t/9")


def test_kind(thread: Page) -> None:
    assert [post.kind for post in thread.posts] == ["post", "comment", "reply", "reply"]


def test_title_and_subject(thread: Page) -> None:
    assert [post.title for post in thread.posts] == ["壶把太烫怎么办", None, None, None]
    assert {post.subject for post in thread.posts} == {"壶把太烫怎么办"}


def test_body_without_jammer_hidden_letters_edit_notice_and_attachment_notice(thread: Page) -> None:
    assert thread.posts[0].body == "每天早上都被壶把烫到手，\n只好垫着袜子倒水。"


def test_quotes_are_not_the_authors_words(thread: Page) -> None:
    assert thread.posts[2].body == "换个软木把手就好了。"


def test_the_pointer_to_a_floor_is_no_text() -> None:
    page = parse(fetched("discuz/later/page.html", f"{THREAD}&page=2"))
    assert [(post.body, post.parent_id, post.kind) for post in page.posts] == [
        ("买了软木的，不烫了。", "62", "reply")
    ]


def test_comments_answer_the_post_above(thread: Page) -> None:
    comment = thread.posts[1]
    assert (comment.body, comment.parent_id, comment.author) == ("我也垫袜子", "61", "account 8")
    assert comment.posted_at == "2026-07-01T07:00:00+00:00"


def test_a_comment_that_repeats_a_reply_is_left_to_the_reply(thread: Page) -> None:
    assert [post.body for post in thread.posts if post.kind == "comment"] == ["我也垫袜子"]


def test_a_board_in_traditional_characters_and_big5() -> None:
    page = parse(fetched("discuz/traditional/page.html", f"{BBS}/thread-9-1-1.html"))
    post = page.posts[0]
    assert (post.title, post.body) == ("壺把太燙", "每天早上都被壺把燙到。")
    assert (post.posted_at, post.posted_at_raw) == ("2026-07-01T06:30:00+00:00", "2026-7-1 14:30")
    assert page.expected == {"t/9": 1}


def test_the_quoted_post_is_the_one_answered(thread: Page) -> None:
    assert [post.parent_id for post in thread.posts] == [None, "61", "61", None]


def test_author_is_the_account_and_nobody_when_anonymous(thread: Page, english: Page) -> None:
    assert [post.author for post in thread.posts] == ["account 7", "account 8", "account 8", None]
    assert english.posts[0].author == "account 4"


def test_dates_are_exact_and_in_the_zone_of_the_footer(thread: Page) -> None:
    assert [post.posted_at for post in thread.posts] == [
        "2026-07-01T06:30:05+00:00", "2026-07-01T07:00:00+00:00",
        "2026-07-29T01:10:00+00:00", "2026-07-31T13:30:00+00:00",
    ]  # fmt: skip
    assert [post.posted_precision for post in thread.posts] == ["second", "minute", "minute", "minute"]
    assert thread.posts[3].posted_at_raw == "昨天 21:30"


def test_a_board_that_names_no_zone_gets_none(english: Page) -> None:
    assert english.posts[0].posted_at == "2026-05-06T07:08:00"


def test_edited(thread: Page) -> None:
    assert [post.edited_at for post in thread.posts] == ["2026-07-02T00:00:00+00:00", None, None, None]


def test_likes(thread: Page) -> None:
    assert [post.likes for post in thread.posts] == [15, None, 3, None]


def test_url(thread: Page) -> None:
    assert thread.posts[2].url == f"{BBS}/forum.php?mod=redirect&goto=findpost&ptid=5&pid=62"


def test_what_is_locked_is_counted_and_no_text(thread: Page) -> None:
    assert thread.skipped == {"restricted": 2, "without own words": 1, "deleted": 1, "awaiting approval": 1}
    assert thread.posts[3].body == "同烫。"
    assert [bool(post.attributes.get("partly_restricted")) for post in thread.posts] == [
        False,
        False,
        False,
        True,
    ]


def test_expected_counts_replies_and_comments(thread: Page) -> None:
    assert thread.expected == {"t/5": 7, "comments on 61": 1}


def test_next_page_in_the_usual_order(thread: Page) -> None:
    assert [link.url for link in thread.next] == [f"{THREAD}&page=2"]


def test_index_leads_to_forums() -> None:
    page = parse(fetched("discuz/index/page.html", f"{BBS}/forum.php"))
    assert [link.url for link in page.next] == [FORUM, f"{BBS}/forum.php?mod=forumdisplay&fid=3"]


def test_forum_leads_to_threads_subforums_and_its_next_page() -> None:
    page = parse(fetched("discuz/forum/page.html", FORUM))
    assert [link.url for link in page.next] == [
        THREAD, f"{BBS}/forum.php?mod=viewthread&tid=4", f"{BBS}/thread-6-1-1.html",
        f"{BBS}/forum.php?mod=forumdisplay&fid=3", f"{FORUM}&page=2",
    ]  # fmt: skip
    assert page.expected == {"t/5": 7, "t/4": 1, "t/6": 4}
    assert page.skipped == {"notice to all forums": 1}


def test_since_leaves_out_threads_that_ended_before() -> None:
    page = parse(fetched("discuz/forum/page.html", FORUM, hints={"since": "2026-07-15"}))
    assert page.expected == {"t/5": 7}
    assert page.next[-1].hints == {"since": "2026-07-15"}


@pytest.mark.parametrize(("case", "kind"), [("closed", "restricted page"), ("gone", "page gone")])
def test_messages_in_place_of_posts(case: str, kind: str) -> None:
    page = parse(fetched(f"discuz/{case}/page.html", f"{BBS}/thread-6-1-1.html"))
    assert page.posts == []
    assert page.skipped == {kind: 1}
    assert page.problems[0].startswith(kind)


@pytest.mark.parametrize(
    ("url", "one"),
    [
        (f"{BBS}/forum.php?mod=viewthread&tid=5&extra=page%3D1&ordertype=1&page=2", f"{THREAD}&page=2"),
        (f"{BBS}/forum.php?mod=viewthread&tid=5&page=1&authorid=7", THREAD),
        (f"{BBS}/forum.php?mod=redirect&goto=findpost&ptid=5&pid=61", THREAD),
        (f"{BBS}/thread-5-2-9.html", f"{BBS}/thread-5-2-1.html"),
        (f"{BBS}/bbs/forum-tea-3.html", f"{BBS}/bbs/forum-tea-3.html"),
        (f"{BBS}/forum.php?mod=forumdisplay&fid=2&orderby=lastpost&filter=digest", FORUM),
        (f"{BBS}/home.php?mod=space&uid=7", f"{BBS}/forum.php"),
    ],
)
def test_one_address_for_one_page(url: str, one: str) -> None:
    assert place_of(url).url == one


@pytest.mark.parametrize(
    ("url", "seed"),
    [
        (BBS, f"{BBS}/forum.php"),
        (f"{BBS}/bbs/", f"{BBS}/bbs/forum.php"),
        (f"{FORUM}&page=7", FORUM),
        (f"{BBS}/thread-5-3-1.html", f"{BBS}/thread-5-1-1.html"),
    ],
)
def test_seeds(url: str, seed: str) -> None:
    assert [link.url for link in seeds(SeedSpec(url))] == [seed]


def test_detect_says_why() -> None:
    assert "Discuz! X3.4" in detect(fetched("discuz/topic/page.html", BBS)).reason
    assert "credits" in detect(fetched("discuz/english/page.html", BBS)).reason


@pytest.mark.parametrize("body", [b"", b"{}", b"<table id=pidx>", "<table id=pid3>中".encode("gbk")])
def test_other_shapes_break_nothing(body: bytes) -> None:
    page = parse(Fetched(body, THREAD, {}, NOW))
    assert page.posts == []
    assert page.problems or page.skipped


def test_crawl(tmp_path: Path) -> None:
    """From the index to every post, the header without a charset: the pages' own <meta> says GBK."""
    with loopback() as site:
        at = "/forum.php?mod="
        serve(site, {
            "/": "discuz/index/page.html", "/forum.php": "discuz/index/page.html",
            f"{at}forumdisplay&fid=2": "discuz/forum/page.html",
            f"{at}forumdisplay&fid=2&page=2": "discuz/empty/page.html",
            f"{at}forumdisplay&fid=3": "discuz/empty/page.html",
            f"{at}viewthread&tid=4": "discuz/gone/page.html",
            f"{at}viewthread&tid=5": "discuz/topic/page.html",
            f"{at}viewthread&tid=5&page=2": "discuz/later/page.html",
            "/thread-6-1-1.html": "discuz/closed/page.html",
        }, content_type="text/html")  # fmt: skip
        posts, report = crawled(tmp_path / "s", site.url)
        paths = site.paths()
    assert sorted(post.native_id or "" for post in posts) == ["", "61", "62", "63", "71"]
    assert "买了软木的，不烫了。" in [post.body for post in posts]
    assert len(paths) == len(set(paths))
    assert not any(word in path for path in paths for word in ("order", "authorid", "redirect", "tid=1"))
    assert "page gone ×1" in report.seeds[0].reason
    assert "restricted page ×1" in report.seeds[0].reason
