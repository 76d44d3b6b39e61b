"""Douban's pages: one test a field, then lists, addresses, doors, and crawls of both kinds."""

from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.douban.detect import detect
from spiders.douban.parse import parse
from spiders.douban.places import place_of, seeds
from spiders.source import SeedSpec
from tests.spiders.loopback import crawled, loopback, serve
from tests.spiders.pages import NOW, fetched

WWW = "https://www.douban.com"
TOPIC = f"{WWW}/group/topic/5/"
LIST = f"{WWW}/group/tea/discussion?start=0"
FILM = "https://movie.douban.com/subject/77/comments?status=P&sort=time&start=0&limit=20"


@pytest.fixture(scope="module")
def topic() -> Page:
    return parse(fetched("douban/topic/page.html", TOPIC))


@pytest.fixture(scope="module")
def reviews() -> Page:
    return parse(fetched("douban/reviews/page.html", FILM))


@pytest.fixture(scope="module")
def book() -> Page:
    return parse(fetched("douban/book/page.html", "https://book.douban.com/subject/78/comments"))


def test_ids_threads_and_sources(topic: Page, reviews: Page, book: Page) -> None:
    assert [post.native_id for post in topic.posts] == ["t5", "61", "62"]
    assert [post.native_id for post in reviews.posts] == ["801", "802", "803"]
    assert {post.thread_id for post in topic.posts} == {"topic/5"}
    assert {post.thread_id for post in reviews.posts} == {"subject/77"}
    assert [page.posts[0].source for page in (topic, reviews, book)] == [
        "douban:group", "douban:movie", "douban:book",
    ]  # fmt: skip


def test_kind_title_and_subject(topic: Page, reviews: Page) -> None:
    assert [post.kind for post in topic.posts] == ["post", "reply", "reply"]
    assert [post.title for post in topic.posts] == ["盖碗烫手怎么拿", None, None]
    assert {post.subject for post in topic.posts} == {"盖碗烫手怎么拿"}
    assert {(post.kind, post.title, post.subject) for post in reviews.posts} == {("review", None, "茶馆一日")}


def test_body_without_quotes_of_others(topic: Page, reviews: Page) -> None:
    assert [post.body for post in topic.posts] == [
        "每次端盖碗都烫到手指。\n大家有什么办法吗？", "用杯托最省事。", "加一层隔热圈 & 少倒点水。",
    ]  # fmt: skip
    assert reviews.posts[0].body == "节奏慢，\n茶香能飘出屏幕。"


def test_popular_replies_are_not_read_twice(topic: Page) -> None:
    assert [post.native_id for post in topic.posts].count("61") == 1


def test_that_a_reply_answers_another_is_kept(topic: Page) -> None:
    assert [post.attributes for post in topic.posts] == [{}, {}, {"answers_a_reply": True}]
    assert {post.parent_id for post in topic.posts} == {None}  # the page does not say which


def test_rating(reviews: Page, book: Page) -> None:
    assert [post.rating for post in [*reviews.posts, *book.posts]] == [5.0, 2.0, None, 4.0]
    assert (reviews.posts[0].rating_min, reviews.posts[0].rating_max) == (1.0, 5.0)
    assert (reviews.posts[2].rating_min, reviews.posts[2].rating_max) == (None, None)


def test_likes(topic: Page, reviews: Page, book: Page) -> None:
    assert [post.likes for post in topic.posts] == [None, 3, 0]
    assert [post.likes for post in [*reviews.posts, *book.posts]] == [120, 0, 1, 7]


def test_author(topic: Page, reviews: Page) -> None:
    assert [post.author for post in topic.posts] == ["account qing.tea", "account bo", "account zhou"]
    assert reviews.posts[0].author == "account bo"


def test_dates_are_beijings_in_utc_and_say_no_place(topic: Page, reviews: Page) -> None:
    assert [post.posted_at for post in topic.posts] == [
        "2026-07-01T06:30:05+00:00", "2026-07-01T07:00:00+00:00", "2026-07-02T00:00:00+00:00",
    ]  # fmt: skip
    assert topic.posts[1].posted_at_raw == "2026-07-01 15:00:00"
    assert (reviews.posts[0].posted_at, reviews.posts[0].posted_precision) == (
        "2026-07-01T06:30:05+00:00", "second",
    )  # fmt: skip


def test_url(topic: Page, reviews: Page) -> None:
    assert topic.posts[1].url == f"{TOPIC}#61"
    assert reviews.posts[0].url == "https://movie.douban.com/subject/77/comments?status=P#801"


def test_what_is_left_out_is_counted(topic: Page) -> None:
    assert topic.skipped == {"without own words": 1}


def test_expected_and_what_guests_are_not_shown(reviews: Page, book: Page) -> None:
    assert reviews.expected == {"reviews of 77": 1234}
    assert reviews.capped is None
    last = parse(fetched("douban/reviews_more/page.html", FILM.replace("start=0", "start=20")))
    assert last.capped == "guests are shown 21 of 1234 short reviews"
    assert book.expected == {"reviews of 78": 2}


def test_next_pages(topic: Page, reviews: Page) -> None:
    assert [link.url for link in topic.next] == [f"{TOPIC}?start=100"]
    assert [link.url for link in reviews.next] == [FILM.replace("start=0", "start=20")]


def test_a_later_page_has_no_opening_post() -> None:
    page = parse(fetched("douban/topic_more/page.html", f"{TOPIC}?start=100"))
    assert [(post.native_id, post.kind) for post in page.posts] == [("71", "reply")]


def test_group_leads_to_topics_and_its_next_page() -> None:
    page = parse(fetched("douban/group/page.html", LIST))
    assert [link.url for link in page.next] == [
        TOPIC, f"{WWW}/group/topic/4/", f"{WWW}/group/tea/discussion?start=25",
    ]  # fmt: skip
    assert page.expected == {"topic/5": 5, "topic/4": 1}


def test_since_reads_dates_without_a_year() -> None:
    page = parse(fetched("douban/group/page.html", LIST, hints={"since": "2026-07-15"}))
    assert page.expected == {"topic/5": 5}


def test_the_end_of_a_groups_list_is_said() -> None:
    page = parse(fetched("douban/group_last/page.html", f"{WWW}/group/tea/discussion?start=499"))
    assert (page.capped or "").startswith("cap 500")
    assert (
        parse(fetched("douban/group_last/page.html", f"{WWW}/group/tea/discussion?start=25")).capped is None
    )


@pytest.mark.parametrize(("case", "kind"), [("closed", "login wall"), ("gone", "page gone")])
def test_messages_in_place_of_posts(case: str, kind: str) -> None:
    page = parse(fetched(f"douban/{case}/page.html", f"{WWW}/group/topic/9/"))
    assert page.posts == []
    assert page.skipped == {kind: 1}


@pytest.mark.parametrize(
    ("url", "one"),
    [
        (f"{WWW}/group/topic/5/?_i=9x&start=100#61", f"{TOPIC}?start=100"),
        (f"{WWW}/group/tea/?ref=sidebar", LIST),
        (f"{WWW}/group/tea/discussion?start=25&type=new", f"{WWW}/group/tea/discussion?start=25"),
        ("https://movie.douban.com/subject/77/?from=showing", FILM),
        ("https://movie.douban.com/subject/77/comments?status=P&sort=new_score", FILM),
    ],
)
def test_one_address_for_one_page(url: str, one: str) -> None:
    assert place_of(url).url == one


def test_seeds_begin_at_the_first_page() -> None:
    assert [link.url for link in seeds(SeedSpec(f"{TOPIC}?start=200"))] == [TOPIC]
    assert seeds(SeedSpec(f"{WWW}/group/tea/", since="2026-01-01"))[0].hints == {"since": "2026-01-01"}


def test_detect_says_why() -> None:
    assert "host" in detect(fetched("douban/gone/page.html", WWW)).reason
    assert "shape" in detect(fetched("douban/topic/page.html", "https://a.example.org/")).reason
    assert detect(Fetched(b"", "https://notdouban.com/", {}, NOW)).score == 0


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"<ul id=comments><li data-cid=x>", b"<table class=olt><tr><td>"]
)
def test_other_shapes_break_nothing(body: bytes) -> None:
    for url in (TOPIC, LIST, FILM):
        assert parse(Fetched(body, url, {}, NOW)).posts == []


def test_crawl_of_a_group(tmp_path: Path) -> None:
    with loopback() as site:
        serve(site, {
            "/group/tea/": "douban/group/page.html",
            "/group/tea/discussion?start=0": "douban/group/page.html",
            "/group/tea/discussion?start=25": "douban/group_last/page.html",
            "/group/topic/4/": "douban/closed/page.html",
            "/group/topic/5/": "douban/topic/page.html",
            "/group/topic/5/?start=100": "douban/topic_more/page.html",
        })  # fmt: skip
        posts, report = crawled(tmp_path / "s", f"{site.url}/group/tea/")
        paths = site.paths()
    assert sorted(post.native_id or "" for post in posts) == ["61", "62", "71", "t5"]
    assert len(paths) == len(set(paths))
    assert "login wall ×1" in report.seeds[0].reason


def test_crawl_of_short_reviews(tmp_path: Path) -> None:
    at = "/subject/77/comments?status=P&sort=time&start={}&limit=20"
    with loopback() as site:
        serve(site, {
            at.format(0): "douban/reviews/page.html", at.format(20): "douban/reviews_more/page.html",
        })  # fmt: skip
        posts, report = crawled(tmp_path / "s", f"{site.url}/subject/77/", source="douban")
    assert sorted(post.native_id or "" for post in posts) == ["801", "802", "803", "804"]
    assert report.seeds[0].expected == 1234
    assert "guests are shown 21 of 1234" in report.seeds[0].reason
