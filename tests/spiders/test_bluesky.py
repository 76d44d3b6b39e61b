"""AT protocol reads: one test a field, then cursors, nested replies, seeds, and a crawl."""

import json
from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from crawler.store.posts import iter_posts
from spiders.bluesky.parse import parse
from spiders.bluesky.places import detect, seeds
from spiders.common.api import query_of
from spiders.source import SeedSpec
from tests.spiders.answers import as_json, serve
from tests.spiders.loopback import Reply, crawl, loopback
from tests.spiders.pages import FIXTURES, NOW, fetched

API = "https://public.api.bsky.app/xrpc/app.bsky.feed"
PROFILE = "https://bsky.app/profile/mug.example.org"
FEED = seeds(SeedSpec(PROFILE))[0]
SEARCH = seeds(SeedSpec("https://bsky.app/search?q=mug"))[0]
THREAD = seeds(SeedSpec(f"{PROFILE}/post/3aa"))[0]


@pytest.fixture(scope="module")
def feed() -> Page:
    return parse(fetched("bluesky/feed/page.json", FEED.url, hints=FEED.hints))


@pytest.fixture(scope="module")
def found() -> Page:
    return parse(fetched("bluesky/search/page.json", SEARCH.url))


@pytest.fixture(scope="module")
def thread() -> Page:
    return parse(fetched("bluesky/thread/page.json", THREAD.url, hints=THREAD.hints))


def test_text(feed: Page, found: Page) -> None:
    assert feed.posts[0].body == "We have a new lid. Tell us how it goes! #lids"
    assert found.posts[0].body == "孩子的水杯放书包里总是漏，书都湿了"


def test_ids_hold_no_account(feed: Page) -> None:
    assert [post.native_id for post in feed.posts] == ["bafyrei3aa", "bafyrei3ab"]


def test_author_is_the_account(feed: Page) -> None:
    assert feed.posts[0].author == "did:plc:mug000"


def test_parents_and_threads(thread: Page) -> None:
    assert [(p.native_id, p.kind, p.parent_id, p.thread_id) for p in thread.posts] == [
        ("bafyrei3aa", "post", None, "bafyrei3aa"),
        ("bafyrei3ca", "reply", "bafyrei3aa", "bafyrei3aa"),
        ("bafyrei3cb", "reply", "bafyrei3ca", "bafyrei3aa"),
    ]


def test_what_a_thread_does_not_show_is_counted(thread: Page) -> None:
    assert thread.skipped == {"blocked": 1, "deleted, or not found": 1}
    data = json.loads((FIXTURES / "bluesky/thread/page.json").read_text(encoding="utf-8"))
    data["thread"]["replies"] = []
    cut = parse(Fetched(json.dumps(data).encode(), THREAD.url, {}, NOW))
    assert cut.skipped == {"replies that the server does not show": 3}


def test_addresses_name_only_whom_the_study_named(feed: Page, found: Page, thread: Page) -> None:
    assert [post.url for post in feed.posts] == [f"{PROFILE}/post/3aa", f"{PROFILE}/post/3ab"]
    assert {post.url for post in thread.posts} == {f"{PROFILE}/post/3aa"}
    assert {post.url for post in found.posts} == {None}


def test_likes(feed: Page) -> None:
    assert [post.likes for post in feed.posts] == [31, 0]


def test_dates_are_the_earlier_of_said_and_seen(feed: Page, found: Page) -> None:
    assert [post.posted_at for post in feed.posts] == [
        "2026-05-02T10:00:00+00:00",
        "2026-05-01T09:00:00+00:00",
    ]
    assert found.posts[0].posted_at == "2026-05-02T10:00:05+00:00"
    assert found.posts[0].posted_precision == "second"


def test_language(found: Page) -> None:
    assert [post.language for post in found.posts] == ["zh", None]
    assert found.posts[1].attributes["languages"] == ["en", "zh"]


def test_attributes(feed: Page) -> None:
    assert feed.posts[0].attributes == {"reposts": 4, "quotes": 1, "tags": ["lids"]}


def test_reposts_and_those_who_ask_are_left_out(feed: Page, found: Page) -> None:
    assert feed.skipped == {"repost of somebody else's words": 1}
    assert found.skipped == {
        "the author asks not to be shown to those not logged in": 1,
        "taken down": 1,
        "without text": 1,
    }


def test_cursor_and_threads_are_followed(feed: Page, found: Page) -> None:
    cursor, thread = feed.next
    assert query_of(cursor.url)["cursor"] == "2026-05-01T08:00:00Z"
    assert query_of(thread.url)["uri"] == "at://did:plc:mug000/app.bsky.feed.post/3aa"
    assert thread.hints == {"thread_url": f"{PROFILE}/post/3aa"}
    assert [query_of(link.url)["cursor"] for link in found.next] == ["100"]


def test_a_repeated_cursor_an_empty_page_and_since_are_the_end() -> None:
    assert parse(fetched("bluesky/search/page.json", SEARCH.url + "&cursor=100")).next == []
    assert parse(Fetched(b'{"posts": [], "cursor": "7"}', SEARCH.url, {}, NOW)).next == []
    assert parse(fetched("bluesky/search/page.json", SEARCH.url, hints={"since": "2026-06-01"})).next == []


@pytest.mark.parametrize(
    "body", [b"<html>", b'{"error": "InvalidRequest", "message": "no such actor"}', b"[]"]
)
def test_other_shapes_are_problems(body: bytes) -> None:
    assert parse(Fetched(body, SEARCH.url, {}, NOW)).problems


@pytest.mark.parametrize(
    ("url", "start"),
    [
        (PROFILE, f"{API}.getAuthorFeed?actor=mug.example.org"),
        (
            f"{PROFILE}/post/3aa",
            f"{API}.getPostThread?uri=at%3A%2F%2Fmug.example.org%2Fapp.bsky.feed.post%2F3aa",
        ),
        ("https://bsky.app/search?q=cold+cup", f"{API}.searchPosts?q=cold+cup&sort=latest"),
        ("https://bsky.app/hashtag/%E8%8C%B6", f"{API}.searchPosts?q=%23%E8%8C%B6&sort=latest"),
        ("http://127.0.0.1:9/profile/a", "http://127.0.0.1:9/xrpc/app.bsky.feed.getAuthorFeed?actor=a"),
    ],
)
def test_seeds(url: str, start: str) -> None:
    (link,) = seeds(SeedSpec(url))
    assert link.url.startswith(start)


def test_wishes_go_into_the_search() -> None:
    wish = SeedSpec(PROFILE, query="lid", tag="#cups", since="2026-05-01", until="2026-05")
    asked = query_of(seeds(wish)[0].url)
    assert (asked["q"], asked["tag"], asked["author"]) == ("lid", "cups", "mug.example.org")
    assert (asked["since"], asked["until"]) == ("2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z")


def test_no_seed_no_guess() -> None:
    assert seeds(SeedSpec("https://bsky.app/about")) == []


def test_detect() -> None:
    assert detect(Fetched(b"", PROFILE, {}, NOW)).score > 0.9
    assert detect(Fetched(b"", "https://bsky.app/about", {}, NOW)).score < 0.3
    for case in ("feed", "search", "thread"):
        assert detect(fetched(f"bluesky/{case}/page.json", "https://view.example.org/")).score > 0.9
    assert detect(fetched("mastodon/tag/page.json", "https://view.example.org/")).score == 0


def test_a_crawl_of_a_profile_with_nested_replies(tmp_path: Path) -> None:
    data = json.loads((FIXTURES / "bluesky/thread/page.json").read_text(encoding="utf-8"))["thread"]
    template, nested = data["post"], data["replies"][0]["post"]

    def view(number: int, replies: int = 0) -> dict[str, object]:
        return {**template, "uri": f"at://did:plc:mug000/app.bsky.feed.post/{number}", "cid": f"c{number}", "replyCount": replies}  # fmt: skip # noqa: E501

    def chain(depth: int) -> list[dict[str, object]]:
        if depth == 40:
            return []
        record = {**nested["record"], "reply": {"root": {"cid": "c0"}, "parent": {"cid": f"r{depth - 1}"}}}
        post = {**nested, "cid": f"r{depth}", "record": record, "replyCount": 1 if depth < 39 else 0}
        return [{"post": post, "replies": chain(depth + 1)}]

    def answer(path: str, asked: dict[str, str]) -> Reply | None:
        if path.endswith("getPostThread"):
            return as_json({"thread": {"post": view(0, 1), "replies": chain(0)}})
        if not path.endswith("getAuthorFeed"):
            return None
        start = int(asked.get("cursor", "0"))
        numbers = range(start, min(start + int(asked["limit"]), 500))
        feed = [{"post": view(n, 1 if n == 0 else 0)} for n in numbers]
        return as_json({"feed": feed, "cursor": str(min(start + 100, 500))})

    with loopback() as site:
        serve(site, answer)
        study, report = crawl(tmp_path / "s", f"{site.url}/profile/mug.example.org", source="bluesky")
    assert (report.seeds[0].collected, report.seeds[0].reason) == (540, "complete")
    with study.open() as store:
        rows = store.rows("SELECT native_id, parent_id, url FROM posts WHERE parent_id IS NOT NULL")
        assert {(row["native_id"], row["parent_id"]) for row in rows} == {
            (f"r{n}", f"r{n - 1}") for n in range(40)
        }
        assert all("did:plc" not in str(post.url) for post in iter_posts(store))
