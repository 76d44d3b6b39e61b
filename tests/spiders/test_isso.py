"""isso: one test a field, then how its server is found, and a crawl of comments kept on another host."""

import json
from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.common.html import soup_of
from spiders.isso.parse import parse
from spiders.isso.places import detect, seeds, server_of
from spiders.source import SeedSpec
from tests.spiders.answers import as_json, serve
from tests.spiders.loopback import Reply, crawl, loopback
from tests.spiders.pages import FIXTURES, NOW, fetched

PAGE = "https://blog.example.org/racks/"
CALL = "https://talk.example.org/?uri=%2Fracks%2F"


@pytest.fixture(scope="module")
def comments() -> Page:
    return parse(fetched("isso/comments/page.json", CALL, hints={"page": PAGE, "title": "A rack"}))


def test_the_page_leads_to_its_server_on_another_host() -> None:
    (link,) = parse(fetched("isso/page/page.html", PAGE)).next
    assert (link.url, link.elsewhere) == (CALL, True)
    assert link.hints == {"page": PAGE, "title": "A rack"}


def test_text_without_quotations(comments: Page) -> None:
    assert [p.body for p in comments.posts] == [
        "The rack drips.\nReally.",
        "我家也是，每天要擦台面",
        "Fine here.",
    ]


def test_ids_kinds_parents_and_thread(comments: Page) -> None:
    assert [(p.native_id, p.kind, p.parent_id) for p in comments.posts] == [
        ("1", "comment", None), ("2", "reply", "1"), ("4", "comment", None),
    ]  # fmt: skip
    assert {(p.thread_id, p.source) for p in comments.posts} == {("/racks/", "isso:talk.example.org")}


def test_address_and_subject(comments: Page) -> None:
    assert comments.posts[1].url == f"{PAGE}#isso-2"
    assert comments.posts[1].subject == "A rack"


def test_author_is_hash_and_name(comments: Page) -> None:
    assert [p.author for p in comments.posts] == ["d4d64392cf7b Ann", "4505c1eeda98", "4505c1eeda98 Bo"]


def test_dates(comments: Page) -> None:
    first, second, _ = comments.posts
    assert (first.posted_at, first.posted_precision) == ("2026-05-01T12:00:01+00:00", "second")
    assert (first.edited_at, second.edited_at) == ("2026-05-02T12:00:00+00:00", None)


def test_likes(comments: Page) -> None:
    assert [p.likes for p in comments.posts] == [3, 0, 0]
    assert comments.posts[0].attributes == {"dislikes": 1}


def test_what_is_left_out_is_counted(comments: Page) -> None:
    assert comments.skipped == {"deleted, or waiting for approval": 1, "held back by the server": 1}
    assert comments.expected == {"/racks/": 5}


@pytest.mark.parametrize(
    ("markup", "server"),
    [
        ('<script data-isso="/talk/" src="x.js"></script>', "https://blog.example.org/talk/"),
        ('<script data-isso="https://t.example.org"></script>', "https://t.example.org/"),
        (
            '<script src="//t.example.org/js/embed.min.js"></script><p id="isso-thread">',
            "https://t.example.org/",
        ),
        ('<script src="//t.example.org/js/embed.min.js"></script>', None),
        ('<script data-isso="javascript:alert(1)"></script>', None),
        ("<p>we moved to isso</p>", None),
    ],
)
def test_servers(markup: str, server: str | None) -> None:
    assert server_of(soup_of(markup), PAGE) == server


@pytest.mark.parametrize("body", [b"<html>", b'{"a": 1}', b"{", b'{"replies": 3}'])
def test_other_shapes_are_problems(body: bytes) -> None:
    assert parse(Fetched(body, CALL, {}, NOW)).problems


def test_detect_and_seeds() -> None:
    assert detect(fetched("isso/page/page.html", PAGE)).score > 0.9
    assert detect(fetched("isso/comments/page.json", CALL)).score == 0.9
    assert detect(fetched("lemmy/comments3/page.json", CALL)).score == 0
    assert [link.url for link in seeds(SeedSpec(PAGE))] == [PAGE]


def test_a_crawl_by_auto_reads_comments_on_another_host(tmp_path: Path) -> None:
    data = json.loads((FIXTURES / "isso/comments/page.json").read_text(encoding="utf-8"))
    many = [{**data["replies"][1], "id": n} for n in range(10, 70)]

    def answer(path: str, asked: dict[str, str]) -> Reply | None:
        if path == "/" and asked.get("uri") == "/racks/":
            return as_json({**data, "replies": many, "total_replies": 60, "hidden_replies": 0})
        return None

    with loopback() as blog, loopback() as talk:
        serve(talk, answer)
        html = (FIXTURES / "isso/page/page.html").read_text(encoding="utf-8")
        # another name of the same machine: another host to the crawl
        blog.page("/racks/", html.replace("//talk.example.org", talk.url.replace("127.0.0.1", "localhost")))
        _, report = crawl(tmp_path / "s", f"{blog.url}/racks/", source="auto")
    seed = report.seeds[0]
    assert (seed.source, seed.expected, seed.collected, seed.reason) == ("isso", 60, 60, "complete")
