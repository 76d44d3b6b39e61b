"""`web`: selectors, the order of its ways, pages that follow, and crawls in which `auto` ends at it."""

import json
from pathlib import Path

import pytest

from crawler.pages import Fetched, Link, Page
from crawler.store.posts import iter_posts
from spiders.registry import choose
from spiders.source import SeedSpec
from spiders.web.parse import SURE, WAY, detect, parse, read
from spiders.web.source import seeds
from tests.spiders.loopback import crawl, crawled, loopback, review_page
from tests.spiders.pages import NOW

URL = "https://board.example.org/t/5"
SELECT = {
    "post": "div.k",
    "text": "p.w",
    "author": "i",
    "rating": "u",
    "date": "s",
    "title": "b",
    "reply_to": "a.re",
    "next": "a.on",
}
ODD = """<h1>Cups</h1>
<div class="k" id="k8"><b>Lid</b><i>ann</i><u>4</u><s>3 May 2026, 10:11</s>
<p class="w">Leaks.</p><p class="w"><q>It does not.</q>It does.</p></div>
<div class="k" id="k9"><i>bo</i><u>★★</u><s>4 May 2026</s><a class="re" href="#k8">re</a>
<p class="w">Mine too.</p>
<div class="k"><p class="w">Inner.</p></div></div>
<a class="on" href="/t/5?page=2">on</a><a class="on" href="https://elsewhere.example/">on</a>"""
ALLOW = "User-agent: *\nDisallow:\n"


def of(html: str, url: str = URL, **hints: str) -> Page:
    return parse(Fetched(html.encode(), url, {}, NOW, hints))


@pytest.fixture(scope="module")
def selected() -> Page:
    return of(ODD, select=json.dumps(SELECT))


def test_selectors_find_text_author_title_and_rating(selected: Page) -> None:
    assert [post.body for post in selected.posts] == ["Leaks.\nIt does.", "Mine too.", "Inner."]
    assert [post.author for post in selected.posts] == ["ann", "bo", None]
    assert [post.title for post in selected.posts] == ["Lid", None, None]
    assert [post.rating for post in selected.posts] == [4.0, 2.0, None]
    assert [post.rating_max for post in selected.posts] == [5.0, 5.0, None]


def test_selectors_find_dates_and_what_is_answered(selected: Page) -> None:
    assert [post.posted_at for post in selected.posts] == ["2026-05-03T10:11:00", "2026-05-04", None]
    first, second, inner = selected.posts
    assert (first.parent_id, second.parent_id) == (None, first.native_id)
    assert inner.parent_id == second.native_id
    assert {post.attributes[WAY] for post in selected.posts} == {"select"}


def test_selectors_travel_to_the_next_page(selected: Page) -> None:
    (following,) = selected.next
    assert following.url == f"{URL}?page=2"
    assert following.hints == {"select": json.dumps(SELECT)}
    assert seeds(SeedSpec(URL, select=SELECT)) == [Link(URL, {"select": json.dumps(SELECT)})]


def test_without_a_selector_for_the_text_it_is_what_the_others_leave() -> None:
    few = {name: SELECT[name] for name in ("post", "author", "rating", "date", "title", "reply_to")}
    posts = of(ODD, select=json.dumps(few)).posts
    assert [post.body for post in posts] == ["Leaks.\nIt does.", "Mine too.", "Inner."]


def test_selectors_that_find_nothing_say_so() -> None:
    page = of(ODD, select=json.dumps({"post": "div.none"}))
    assert page.posts == []
    assert "select.post (div.none)" in page.problems[0]


def test_schema_org_comes_first_and_keeps_its_fields() -> None:
    page = of(review_page("The lid leaks.", "It does not."))
    assert [post.body for post in page.posts] == ["The lid leaks.", "It does not."]
    assert {post.source for post in page.posts} == {"web:board.example.org"}
    assert {post.attributes[WAY] for post in page.posts} == {"schema.org"}


def comments(*bodies: str, pager: str = "") -> str:
    items = "".join(
        f'<li class="remark"><b class="who">p{n}</b> <time datetime="2026-05-0{n}T10:00:00Z">then</time>'
        f"<p>{body}</p></li>"
        for n, body in enumerate(bodies, 1)
    )
    return f"<h1>Cups</h1><p>About cups.</p><h2>Comments</h2><ul>{items}</ul>{pager}"


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ('<a rel="next" href="/t/5?page=2">on</a>', f"{URL}?page=2"),
        ('<a href="/t/5/2">下一页</a>', f"{URL}/2"),
        ('<div class="pages"><b>1</b> <a href="/t/5?p=2">2</a></div>', f"{URL}?p=2"),
        ('<a href="/t/5?start=20">next</a>', f"{URL}?start=20"),
        ('<a rel="next" href="/t/6">Next: Spoons</a>', None),
        ('<a rel="next" href="/t/5?sort=new">next</a>', None),
        ('<a rel="next" href="https://elsewhere.example/t/5?page=2">next</a>', None),
        ("", None),
    ],
)
def test_only_the_same_list_on_the_same_host_is_followed(pager: str, following: str | None) -> None:
    page = of(comments("The lid leaks.", "Mine does not.", pager=pager))
    assert len(page.posts) == 2
    assert [link.url for link in page.next] == ([following] if following else [])


def test_a_page_without_posts_leads_nowhere() -> None:
    page = of('<h1>Hm</h1><a rel="next" href="/t/5?page=2">next</a>')
    assert (page.posts, page.next) == ([], [])
    assert page.problems[0].startswith("no posts found")


def test_all_pages_of_a_list_are_one_thread() -> None:
    pages = [of(comments("One.", "Two."), URL + page) for page in ("", "?page=2", "?page=3")]
    assert {post.thread_id for page in pages for post in page.posts} == {"board.example.org/t/5"}


@pytest.mark.parametrize("body", [b"", b'{"a": 1}', b"<?xml version='1.0'?><rss/>", b"\x89PNG\r\n"])
def test_what_is_no_page_is_none(body: bytes) -> None:
    assert detect(Fetched(body, URL, {}, NOW)).score == 0.0
    assert parse(Fetched(body, URL, {}, NOW)).posts == []


def test_a_closed_door_is_counted_as_one() -> None:
    page = of("<h1>Hello</h1><p>您需要登录后才能查看本帖</p>")
    assert page.skipped == {"login wall": 1}


def test_no_page_breaks_it() -> None:
    deep = ("<li>" * 3_000, "<div>" * 5_000 + "x", "<table><tr><td>" * 400, "<p class='comment'>" * 2_000)
    for html in deep:
        assert read(Fetched(html.encode(), URL, {}, NOW)).page.posts == []


def test_auto_is_less_sure_of_it_than_of_any_engine() -> None:
    source, best, _ = choose(Fetched(comments("The lid leaks.", "Mine does not.").encode(), URL, {}, NOW))
    assert source is not None
    assert source.name == "web"
    assert 0.3 <= best.score <= 0.6
    assert "no known engine" in best.reason
    assert "certainty" in best.reason


def test_auto_ends_at_web_follows_its_pages_and_says_so(tmp_path: Path) -> None:
    with loopback() as site:
        site.page("/robots.txt", ALLOW)
        pager = '<a href="/t/5?page=2">next</a>'
        site.page("/t/5", comments("The lid leaks.", "Mine does not.", pager=pager))
        site.page("/t/5?page=2", comments("A ring of rubber helps.", "又漏了。"))
        posts, report = crawled(tmp_path / "s", f"{site.url}/t/5")
    assert len(posts) == 4
    assert {post.body for post in posts} >= {"The lid leaks.", "又漏了。"}
    assert {post.attributes[WAY] for post in posts} == {"blocks"}
    assert all(0 < post.attributes[SURE] < 1 for post in posts)
    assert any("auto took web" in note and "certainty" in note for note in report.notes)


def test_selectors_of_study_toml_reach_every_page(tmp_path: Path) -> None:
    with loopback() as site:
        site.page("/robots.txt", ALLOW)
        site.page("/t/5", ODD)
        site.page("/t/5?page=2", '<div class="k"><i>cy</i><p class="w">Last.</p></div>')
        study, report = crawl(tmp_path / "s", f"{site.url}/t/5", source="auto", select=SELECT)
    with study.open() as store:
        bodies = {post.body for post in iter_posts(store)}
    assert bodies == {"Leaks.\nIt does.", "Mine too.", "Inner.", "Last."}
    assert any("[sources.select]" in note for note in report.notes)
