"""Lemmy's API in both versions: one test a field for each, then seeds, pages, and a crawl."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import Fetched, Page
from crawler.store.posts import iter_posts
from spiders.common.api import query_of
from spiders.lemmy.parse import parse
from spiders.lemmy.places import detect, seeds
from spiders.source import SeedSpec
from tests.spiders.answers import as_json, serve
from tests.spiders.loopback import Reply, crawl, loopback
from tests.spiders.pages import FIXTURES, NOW, fetched

SERVER = "https://lemmy.example.org"
BOTH = pytest.mark.parametrize("version", ["v3", "v4"])


def posts(version: str, **hints: str) -> Page:
    url = f"{SERVER}/api/{version}/post/list?type_=All&sort=New&limit=50&community_name=kitchen"
    return parse(fetched(f"lemmy/posts{version[1]}/page.json", url, hints=hints))


def comments(version: str) -> Page:
    number = "&page=1" if version == "v3" else ""
    url = f"{SERVER}/api/{version}/comment/list?post_id=51&sort=Old&limit=50{number}"
    return parse(fetched(f"lemmy/comments{version[1]}/page.json", url))


@BOTH
def test_text_without_quoted_lines(version: str) -> None:
    first, second = posts(version).posts
    assert first.body == "I cook for one in a tiny kitchen.\nIt sticks. See photo."
    assert second.body == ""
    assert comments(version).posts[1].body == "开锅也没用，煎蛋照样粘"


@BOTH
def test_title(version: str) -> None:
    assert [post.title for post in posts(version).posts] == ["Pan & lid", "锅铲推荐？"]


@BOTH
def test_ids_source_and_address(version: str) -> None:
    first, comment = posts(version).posts[0], comments(version).posts[0]
    assert (first.native_id, comment.native_id) == ("post/51", "comment/701")
    assert (first.source, comment.source) == ("lemmy:lemmy.example.org",) * 2
    assert (first.url, comment.url) == (f"{SERVER}/post/51", f"{SERVER}/comment/701")


@BOTH
def test_parents_come_from_the_path(version: str) -> None:
    assert [(p.kind, p.parent_id, p.thread_id) for p in comments(version).posts] == [
        ("reply", "post/51", "post/51"),
        ("reply", "comment/701", "post/51"),
        ("reply", "post/51", "post/51"),
    ]


@BOTH
def test_author_is_the_global_address(version: str) -> None:
    assert posts(version).posts[0].author == "https://lemmy.example.org/u/ida"


@BOTH
def test_likes_and_attributes(version: str) -> None:
    first = posts(version).posts[0]
    assert (first.likes, first.attributes) == (9, {"community": "kitchen", "downvotes": 2})
    assert comments(version).posts[0].attributes["bot"] is True


@BOTH
def test_dates(version: str) -> None:
    first, second = posts(version).posts
    assert (first.posted_at, first.posted_precision) == ("2026-04-02T09:00:00+00:00", "second")
    assert (first.edited_at, second.edited_at) == ("2026-04-03T09:00:00+00:00", None)
    assert comments(version).posts[1].edited_at == "2026-04-02T11:00:00+00:00"


@BOTH
def test_what_is_gone_is_counted(version: str) -> None:
    assert posts(version).skipped == {"deleted": 1}
    assert comments(version).skipped == {"removed by moderators": 1}


@BOTH
def test_expected_is_a_post_and_its_comments(version: str) -> None:
    assert posts(version).expected == {"post/51": 5, "post/50": 1}
    assert posts(version, since="2026-04-01").expected == {"post/51": 5}


@BOTH
def test_pages(version: str) -> None:
    following, replies = posts(version).next
    cursor = {"v3": "Pa46c", "v4": "1-2-3"}[version]
    assert query_of(following.url)["page_cursor"] == cursor
    assert query_of(following.url)["community_name"] == "kitchen"
    assert replies.url.startswith(f"{SERVER}/api/{version}/comment/list?post_id=51&")
    numbers = [query_of(link.url).get("page") for link in comments(version).next]
    assert numbers == {"v3": ["2"], "v4": []}[version]


def test_the_end() -> None:
    url = f"{SERVER}/api/v3/comment/list?post_id=51&page=2"
    assert parse(Fetched(b'{"comments": []}', url, {}, NOW)).next == []
    same = f"{SERVER}/api/v3/post/list?sort=New&page_cursor=Pa46c"
    assert all("post/list" not in link.url for link in parse(fetched("lemmy/posts3/page.json", same)).next)
    assert all("post/list" not in link.url for link in posts("v3", since="2026-04-03").next)


def test_a_search_gives_posts_but_not_their_comments() -> None:
    url = f"{SERVER}/api/v3/search?q=pan&sort=New&type_=Posts&page=1"
    page = parse(fetched("lemmy/search/page.json", url))
    assert [post.native_id for post in page.posts] == ["post/51"]
    assert [query_of(link.url)["page"] for link in page.next] == ["2"]
    assert page.expected == {}


def test_a_search_of_version_4_goes_by_cursor() -> None:
    hints = seeds(SeedSpec(f"{SERVER}/c/kitchen", query="pan"))[0].hints
    body = (FIXTURES / "lemmy/nodeinfo/page.json").read_bytes().replace(b"0.19.5", b"1.0.0")
    for_posts, for_comments = parse(Fetched(body, f"{SERVER}/nodeinfo/2.1", {}, NOW, hints)).next
    asked = query_of(for_posts.url)
    assert for_posts.url.startswith(f"{SERVER}/api/v4/search?")
    assert (asked["q"], asked["type_"], asked["community_name_or_id"]) == ("pan", "posts", "kitchen")
    items = json.loads((FIXTURES / "lemmy/comments4/page.json").read_text(encoding="utf-8"))["items"]
    for key in ("items", "results"):
        answer = json.dumps(
            {key: [{"type_": "comment", **item} for item in items], "next_page": "n2"}
        ).encode()
        page = parse(Fetched(answer, for_comments.url, {}, NOW))
        assert [post.native_id for post in page.posts] == ["comment/701", "comment/702", "comment/704"]
        assert [query_of(link.url)["page_cursor"] for link in page.next] == ["n2"]


def test_nodeinfo_leads_to_the_version_that_the_server_runs() -> None:
    (seed,) = seeds(SeedSpec(f"{SERVER}/c/kitchen"))
    assert seed.url == f"{SERVER}/.well-known/nodeinfo"
    (info,) = parse(fetched("lemmy/places/page.json", seed.url, hints=seed.hints)).next
    assert info.url == f"{SERVER}/nodeinfo/2.1"
    body = (FIXTURES / "lemmy/nodeinfo/page.json").read_bytes()
    for release, version in (("0.19.5", "v3"), ("1.0.0", "v4")):
        answer = body.replace(b"0.19.5", release.encode())
        (link,) = parse(Fetched(answer, info.url, {}, NOW, info.hints)).next
        assert link.url.startswith(f"{SERVER}/api/{version}/post/list?")
        assert query_of(link.url)["community_name"] == "kitchen"
    other = parse(Fetched(body.replace(b'"lemmy"', b'"mastodon"'), info.url, {}, NOW))
    assert other.problems == ["this server runs mastodon, not Lemmy"]


@pytest.mark.parametrize(
    ("spec", "calls"),
    [
        (SeedSpec(f"{SERVER}/post/51"), ["post?id=51", "comment/list?post_id=51"]),
        (
            SeedSpec(SERVER, tag="tea@b.example.org"),
            ["post/list?type_=All&sort=New&limit=50&community_name=tea%40"],
        ),
        (SeedSpec(SERVER), ["post/list?type_=All&sort=New&limit=50"]),
        (SeedSpec(f"{SERVER}/c/kitchen", query="锅"), ["search?q=%E9%94%85", "search?q=%E9%94%85"]),
    ],
)
def test_seeds(spec: SeedSpec, calls: list[str]) -> None:
    hints = seeds(spec)[0].hints
    links = parse(fetched("lemmy/nodeinfo/page.json", f"{SERVER}/nodeinfo/2.1", hints=hints)).next
    assert len(links) == len(calls)
    for link, call in zip(links, calls, strict=True):
        assert link.url.startswith(f"{SERVER}/api/v3/{call}")


@pytest.mark.parametrize("body", [b"<html>", b'{"error": "instance_is_private"}', b"[]", b'{"links": 3}'])
def test_other_shapes_are_problems(body: bytes) -> None:
    assert parse(Fetched(body, f"{SERVER}/api/v3/post/list", {}, NOW)).problems


def test_detect() -> None:
    for case in ("html/page.html", "nodeinfo/page.json", "posts3/page.json", "comments4/page.json"):
        assert detect(fetched(f"lemmy/{case}", SERVER)).score >= 0.9, case
    assert detect(fetched("bluesky/search/page.json", SERVER)).score == 0
    assert detect(fetched("mastodon/html/page.html", SERVER)).score == 0


def test_a_crawl_of_a_community(tmp_path: Path) -> None:
    template = json.loads((FIXTURES / "lemmy/posts4/page.json").read_text(encoding="utf-8"))["items"][0]
    reply = json.loads((FIXTURES / "lemmy/comments4/page.json").read_text(encoding="utf-8"))["items"][1]

    def within(view: dict[str, Any], name: str, **changes: Any) -> dict[str, Any]:
        return {**view, name: {**view[name], **changes}}

    def answer(path: str, asked: dict[str, str]) -> Reply | None:
        if path == "/.well-known/nodeinfo":
            return as_json({"links": [{"href": "https://elsewhere.example.org/nodeinfo/2.1"}]})
        if path == "/nodeinfo/2.1":
            return as_json({"software": {"name": "lemmy", "version": "1.0.2"}})
        start = int(asked.get("page_cursor", "c0")[1:])
        if path == "/api/v4/post/list":
            numbers = range(start + 1, min(start + 50, 60) + 1)
            items = [within(template, "post", id=n, comments=70 if n == 1 else 0) for n in numbers]
            more = f"c{start + 50}" if start + 50 < 60 else None
        elif path == "/api/v4/comment/list" and asked["post_id"] == "1":
            numbers = range(start + 1, min(start + 50, 70) + 1)
            items = [within(reply, "comment", id=n, post_id=1, path=f"0.{n}") for n in numbers]
            more = f"c{start + 50}" if start + 50 < 70 else None
        else:
            return None
        return as_json({"items": items, "next_page": more, "prev_page": None})

    with loopback() as site:
        serve(site, answer)
        study, report = crawl(tmp_path / "s", f"{site.url}/c/kitchen", source="lemmy")
    seed = report.seeds[0]
    assert (seed.expected, seed.collected, seed.reason) == (130, 130, "complete")
    with study.open() as store:
        assert {post.parent_id for post in iter_posts(store) if post.kind == "reply"} == {"post/1"}
