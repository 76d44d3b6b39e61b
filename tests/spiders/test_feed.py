"""RSS and Atom: one test a field, then comments, hostile XML, seeds, and a crawl."""

import gzip
from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from crawler.store.posts import iter_posts
from spiders.feed.parse import parse
from spiders.feed.places import detect, seeds
from spiders.source import SeedSpec
from tests.spiders.answers import serve
from tests.spiders.loopback import Reply, crawl, loopback
from tests.spiders.pages import FIXTURES, NOW, fetched

BLOG, NOTES = "https://blog.example.org", "https://notes.example.org"
XML = {"Content-Type": "application/rss+xml; charset=UTF-8"}


@pytest.fixture(scope="module")
def rss() -> Page:
    return parse(fetched("feed/rss/page.xml", f"{BLOG}/feed/"))


@pytest.fixture(scope="module")
def atom() -> Page:
    return parse(fetched("feed/atom/page.xml", f"{NOTES}/atom.xml"))


@pytest.fixture(scope="module")
def comments() -> Page:
    hints = {"thread": f"{BLOG}/?p=31", "parent": f"{BLOG}/?p=31", "title": "A folding rack"}
    return parse(fetched("feed/comments/page.xml", f"{BLOG}/rack/feed/", hints=hints))


def test_the_fullest_text_is_taken(rss: Page, atom: Page) -> None:
    assert [post.body for post in rss.posts] == ["It folds,\nbut drips on the floor.", "晾碗架太占地方 了"]
    assert [post.body for post in atom.posts] == ["两口之家，一天一次。", "1 < 2, said the <b> key."]


def test_title(rss: Page, atom: Page) -> None:
    assert rss.posts[0].title == "A folding rack & where to hang it"
    assert [post.title for post in atom.posts] == ["洗碗机 值不值", "Plain"]


def test_ids_and_source(rss: Page, atom: Page) -> None:
    assert [post.native_id for post in rss.posts] == [f"{BLOG}/?p=31", f"{BLOG}/?p=30"]
    assert atom.posts[0].native_id == "tag:notes.example.org,2026:1"
    assert {post.source for post in rss.posts} == {"feed:blog.example.org"}


def test_address(rss: Page) -> None:
    assert [post.url for post in rss.posts] == [f"{BLOG}/rack/", f"{BLOG}/quiet/"]


def test_author(rss: Page, atom: Page) -> None:
    assert [post.author for post in rss.posts] == ["Odile", "小李"]
    assert [post.author for post in atom.posts] == ["https://notes.example.org/wen", None]


def test_dates(rss: Page, atom: Page) -> None:
    assert [post.posted_at for post in rss.posts] == [
        "2026-06-03T07:30:00+00:00",
        "2026-06-02T07:00:00+00:00",
    ]
    first, second = atom.posts
    assert (first.posted_at, first.posted_precision) == ("2026-05-01T12:00:00+00:00", "second")
    assert (first.edited_at, second.edited_at) == ("2026-05-02T12:00:00+00:00", None)
    assert second.posted_at == "2026-05-01T08:00:00+00:00"


def test_language(rss: Page, atom: Page) -> None:
    assert [post.language for post in rss.posts] == ["en", "en"]
    assert [post.language for post in atom.posts] == ["zh", "en"]


def test_tags(rss: Page, atom: Page) -> None:
    assert rss.posts[0].attributes == {"tags": ["racks", "storage"]}
    assert atom.posts[0].attributes == {"tags": ["kitchen"]}


def test_entries_without_words_are_counted(rss: Page) -> None:
    assert rss.skipped == {"without text": 1}


def test_comments_have_a_thread_a_parent_and_no_title(comments: Page) -> None:
    assert [(p.kind, p.thread_id, p.parent_id, p.title, p.subject) for p in comments.posts] == [
        ("comment", f"{BLOG}/?p=31", f"{BLOG}/?p=31", None, "A folding rack")
    ] * 2
    assert [post.author for post in comments.posts] == ["Tove", "阿强"]


def test_a_sites_feed_of_comments_is_known_by_its_links() -> None:
    page = parse(fetched("feed/comments/page.xml", f"{BLOG}/comments/feed/"))
    assert {(p.kind, p.thread_id, p.title) for p in page.posts} == {("comment", f"{BLOG}/rack/", None)}


def test_atom_replies_name_what_they_answer() -> None:
    (reply,) = parse(fetched("feed/replies/page.xml", f"{NOTES}/1/comments.xml")).posts
    assert (reply.kind, reply.parent_id, reply.edited_at) == ("comment", "tag:notes.example.org,2026:1", None)
    assert reply.body == "The tall pots never fit."


def test_feeds_of_comments_and_the_next_page_are_followed(rss: Page, atom: Page) -> None:
    assert [link.url for link in rss.next] == [f"{BLOG}/rack/feed/", f"{BLOG}/feed/?paged=2"]
    assert rss.next[0].hints["thread"] == f"{BLOG}/?p=31"
    assert rss.expected == {f"comments of {BLOG}/?p=31": 2, f"entries of {BLOG}/feed/": 3}
    assert [link.url for link in atom.next] == [f"{NOTES}/1/comments.xml"]
    older = parse(fetched("feed/rss/page.xml", f"{BLOG}/feed/?paged=2"))
    assert [link.url for link in older.next] == [f"{BLOG}/rack/feed/"]


def test_entities_are_not_expanded_and_no_file_is_read() -> None:
    laughs = fetched("feed/laughs/page.xml", f"{BLOG}/feed/")
    assert [post.title for post in parse(laughs).posts] == ["before"]  # the reader stops at such a thing
    one = laughs.body.replace(b"&l9;", b"&l1;").replace(b"after", b"after &hellip; &amp;amp;")
    (post,) = parse(Fetched(one, laughs.url, {}, NOW)).posts
    assert (post.title, post.body) == ("before after … &", "A B")


def test_declared_charsets() -> None:
    (post,) = parse(fetched("feed/gbk/page.xml", f"{BLOG}/feed/")).posts
    assert (post.title, post.body) == ("保温饭盒", "中午打开已经凉了")
    assert (post.posted_at, post.posted_precision) == ("2026-05-12T10:11:00", "second")
    body = (FIXTURES / "feed/gbk/page.xml").read_bytes().replace(b'"GBK"', b'"utf-8"')
    by_header = parse(Fetched(body, f"{BLOG}/feed/", {"content-type": "text/xml; charset=gbk"}, NOW))
    assert by_header.posts[0].title == "保温饭盒"


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"",
        b"<rss",
        b"<rss version='2'>" + b"<channel>" * 9_000,
        b"<rss a='2'><channel><item><title>x",
    ],
)
def test_broken_xml_breaks_nothing(body: bytes) -> None:
    page = parse(Fetched(body, f"{BLOG}/feed/", {}, NOW))
    assert page.problems or page.posts or not page.next


def test_a_page_leads_to_its_feeds_on_the_same_host() -> None:
    (seed,) = seeds(SeedSpec(f"{BLOG}/", since="2026-01-01"))
    links = parse(fetched("feed/html/page.html", seed.url, hints=seed.hints)).next
    assert [link.url for link in links] == [f"{BLOG}/feed/", f"{BLOG}/comments/feed/"]
    assert links[0].hints == {"since": "2026-01-01"}
    assert parse(fetched("feed/html/page.html", seed.url)).problems


def test_detect() -> None:
    for case in ("rss", "comments", "atom", "replies", "laughs", "gbk"):
        assert detect(fetched(f"feed/{case}/page.xml", BLOG)).score == 0.9, case
    assert 0.3 <= detect(fetched("feed/html/page.html", BLOG)).score < 0.35
    assert detect(fetched("wordpress/comments/page1.json", BLOG)).score == 0


def test_a_crawl_of_a_blog_and_its_comments_leaves_a_bomb_unopened(tmp_path: Path) -> None:
    feed = (FIXTURES / "feed/rss/page.xml").read_bytes()
    comments = (FIXTURES / "feed/comments/page.xml").read_bytes()
    bomb = gzip.compress(b"<rss version='2.0'>" + b" " * 40_000_000)

    with loopback() as site:
        here = site.url.encode()
        pages = {
            "/": (FIXTURES / "feed/html/page.html").read_bytes(),
            "/feed/": feed.replace(BLOG.encode(), here),
            "/rack/feed/": comments.replace(BLOG.encode(), here),
        }

        def answer(path: str, asked: dict[str, str]) -> Reply | None:
            if path == "/comments/feed/":
                return Reply(bomb, headers={**XML, "Content-Encoding": "gzip"})
            if path not in pages:
                return None
            return Reply(pages[path], headers=XML if path != "/" else {"Content-Type": "text/html"})

        serve(site, answer)
        study, report = crawl(tmp_path / "s", f"{site.url}/", source="feed")
    seed = report.seeds[0]
    assert seed.collected == 4
    assert (
        seed.reason == "incomplete: larger than what we take (20 MB) ×1; left out on purpose: without text ×2"
    )
    with study.open() as store:
        assert sorted(post.kind for post in iter_posts(store)) == ["comment", "comment", "post", "post"]
