"""`web` at the index of a forum: threads are followed by structure; lists that are no index lead nowhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from crawler.store.posts import iter_posts
from spiders.source import SeedSpec
from spiders.web.index import LEVEL, LEVELS, shape_of
from spiders.web.parse import detect, parse
from spiders.web.source import seeds
from tests.spiders import index_pages as made
from tests.spiders.loopback import crawl, loopback
from tests.spiders.pages import NOW

URL = "https://board.example.org/list.asp?board=2&page=1"
THREADS = {"old_table": 9, "modern_list": 10, "counted_rows": 9, "described_numbers": 10, "boards": 6}
Make = Callable[[], str]


def asked(html: str, level: int = LEVELS, url: str = URL) -> Fetched:
    return Fetched(html.encode(), url, {"content-type": "text/html; charset=utf-8"}, NOW, {LEVEL: str(level)})


def without(html: str, *words: str) -> str:
    for word in words:
        html = html.replace(word, "")
    return html


def followed(page: Page) -> list[str]:
    return [link.url for link in page.next]


@pytest.mark.parametrize("make", made.INDEXES)
def test_an_index_leads_to_its_threads_and_to_nothing_else(make: str) -> None:
    page = parse(asked(made.INDEXES[make]()))

    own = [link.url for link in page.next if link.hints == {LEVEL: str(LEVELS - 1)}]
    assert page.posts == []
    assert len(own) == THREADS[make]
    assert not any(word in url for url in followed(page) for word in ("user", "member", "tag", "board.asp"))


def test_the_next_page_of_the_index_is_as_much_an_index() -> None:
    page = parse(asked(made.old_table()))

    assert page.next[-1].url == "https://board.example.org/list.asp?board=2&page=2"
    assert page.next[-1].hints == {LEVEL: str(LEVELS)}
    assert parse(asked(made.old_table(3))).next[-1].url.endswith("show.asp?id=308")


@pytest.mark.parametrize("make", made.NO_INDEX, ids=lambda make: make.__name__)
def test_other_lists_are_not_followed(make: Make) -> None:
    assert followed(parse(asked(make()))) == []
    assert "index" not in detect(asked(make())).reason


@pytest.mark.parametrize("make", made.INDEXES)
def test_fewer_rows_no_dates_or_no_replies_are_no_index(make: str) -> None:
    html = made.INDEXES[make]()
    undated = without(html, "2026", " May", "05-").replace("<time", "<b")
    uncounted = without(html, "replies", "Replies", "rep-num", "回复", "posts")

    assert followed(parse(asked(undated))) == []
    assert followed(parse(asked(uncounted))) == []


def test_only_a_seed_and_the_boards_behind_it_are_looked_at_so() -> None:
    assert [link.hints for link in seeds(SeedSpec(URL))] == [{LEVEL: str(LEVELS)}]
    assert followed(parse(asked(made.modern_list(), level=1))) != []
    assert followed(parse(asked(made.modern_list(), level=0))) == []
    assert followed(parse(Fetched(made.modern_list().encode(), URL, {}, NOW))) == []


def test_links_to_other_hosts_are_no_threads() -> None:
    away = made.modern_list().replace('href="/d/', 'href="https://elsewhere.example/d/')
    assert followed(parse(asked(away))) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/t/12-tea.html", "/t/9-cups.html", True),
        ("/show.asp?id=4", "/show.asp?id=77", True),
        ("/show.asp?id=4", "/user.asp?id=4", False),
        ("/t/12", "/tags/tea", False),
        ("/t/12", "/t/12/last", False),
        ("/a?id=1", "/a?id=1&order=new", False),
        ("/lid-drips", "/which-kettle", True),
    ],
)
def test_what_is_built_alike(one: str, other: str, same: bool) -> None:
    assert (shape_of(f"https://a.example{one}") == shape_of(f"https://a.example{other}")) is same


def thread(number: int) -> str:
    """A thread with two posts, as `web` reads them from their structure."""
    said = (f"Mine drips since week {number}, I sent it back.", f"The new lid of lot {number} holds so far.")
    posts = "".join(
        f'<li class="remark"><b class="who">p{n}</b> <time datetime="2026-05-0{n}T10:00:00Z">then</time>'
        f"<p>{body}</p></li>"
        for n, body in enumerate(said, 1)
    )
    return f"<h1>Thread {number}</h1><h2>Comments</h2><ul>{posts}</ul>"


def test_auto_goes_from_an_index_of_two_pages_through_all_threads(tmp_path: Path) -> None:
    with loopback() as site:
        site.page("/list.asp?board=2&page=1", made.old_table(1))
        site.page("/list.asp?board=2&page=2", made.old_table(2).replace("下一页", ""))
        for page in (1, 2):
            for n in range(9):
                site.page(f"/show.asp?id={page * 100 + n}", thread(page * 100 + n))
        study, report = crawl(tmp_path / "s", f"{site.url}/list.asp?board=2&page=1", source="auto")
        asked_for = site.paths()
    with study.open() as store:
        threads = {post.url for post in iter_posts(store)}
        number = len(list(iter_posts(store)))
    assert "an index that leads to" in report.notes[0]
    assert (number, len(threads)) == (36, 18)
    assert not any("user.asp" in path or "board.asp" in path for path in asked_for)


def test_the_limit_of_the_seed_holds_for_what_an_index_leads_to(tmp_path: Path) -> None:
    with loopback() as site:
        site.page("/", made.counted_rows())
        for n in range(9):
            site.page(f"/p/{70200 + n}", thread(n))
        _, report = crawl(tmp_path / "s", f"{site.url}/", source="web", limit=5)
    assert (report.seeds[0].collected, report.seeds[0].reason) == (5, "limit (5 posts)")
