"""Hacker News by Algolia: one test a field, then windows past the 1,000 hits, seeds, and a crawl."""

import json
import re
from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.common.api import query_of
from spiders.hackernews.parse import parse
from spiders.hackernews.places import detect, search_call, seeds
from spiders.source import SeedSpec
from tests.spiders.answers import as_json, serve
from tests.spiders.loopback import Reply, crawl, loopback
from tests.spiders.pages import FIXTURES, NOW, fetched

API = "https://hn.algolia.com"
SEARCH = search_call(API, "desk", "(story,comment)", None, None)
OLDEST = 1777629600


@pytest.fixture(scope="module")
def hits() -> Page:
    return parse(fetched("hackernews/search/page.json", SEARCH))


@pytest.fixture(scope="module")
def tree() -> Page:
    return parse(fetched("hackernews/item/page.json", f"{API}/api/v1/items/4000"))


def test_text_without_quoted_lines(hits: Page, tree: Page) -> None:
    assert hits.posts[0].body == "Books are too low for me. I use a crate & a board."
    assert hits.posts[1].body == "My back hurts after noon.\nWhat do you use?"
    assert tree.posts[1].body == "书堆起来就行，可是打字晃得厉害"


def test_title_and_subject(hits: Page, tree: Page) -> None:
    title = "Ask HN: Which desk do you stand at?"
    assert [post.title for post in hits.posts] == [None, title, "A desk made of doors"]
    assert {post.subject for post in [*hits.posts[:2], *tree.posts]} == {title}


def test_ids_addresses_and_author(hits: Page) -> None:
    first = hits.posts[0]
    assert (first.native_id, first.author) == ("4003", "tallguy")
    assert first.url == "https://news.ycombinator.com/item?id=4003"


def test_parents_and_threads(hits: Page, tree: Page) -> None:
    assert [(p.native_id, p.kind, p.parent_id, p.thread_id) for p in tree.posts] == [
        ("4000", "post", None, "4000"),
        ("4001", "reply", "4000", "4000"),
        ("4003", "reply", "4001", "4000"),
    ]
    assert (hits.posts[0].parent_id, hits.posts[0].thread_id) == ("4001", "4000")


def test_likes_are_points_of_stories(hits: Page) -> None:
    assert [post.likes for post in hits.posts] == [None, 44, 5]


def test_dates(hits: Page) -> None:
    assert (hits.posts[0].posted_at, hits.posts[0].posted_precision) == (
        "2026-05-01T12:00:00+00:00",
        "second",
    )


def test_the_link_of_a_story(hits: Page) -> None:
    assert hits.posts[2].attributes == {"link": "https://desk.example.org/doors"}


def test_deleted_items_are_counted(hits: Page, tree: Page) -> None:
    assert hits.skipped == tree.skipped == {"deleted": 1}


def test_expected(hits: Page) -> None:
    assert hits.expected == {"hits": 1500}
    listing = parse(fetched("hackernews/listing/page.json", SEARCH, hints={"trees": "yes"}))
    assert listing.expected == {"item/4000": 3, "item/3990": 1}
    assert [link.url for link in listing.next] == [f"{API}/api/v1/items/4000"]


def test_the_next_window_ends_with_the_oldest_hits_second(hits: Page) -> None:
    (link,) = hits.next
    asked = query_of(link.url)
    assert (asked["query"], asked["tags"]) == ("desk", "(story,comment)")
    assert asked["numericFilters"] == f"created_at_i<{OLDEST + 1}"


def test_a_window_that_holds_one_second_is_stepped_over() -> None:
    bounded = search_call(API, "desk", "story", 5, OLDEST + 1)
    (link,) = parse(fetched("hackernews/search/page.json", bounded)).next
    assert query_of(link.url)["numericFilters"] == f"created_at_i>=5,created_at_i<{OLDEST}"
    full = {
        "hits": [{"objectID": str(n), "created_at_i": OLDEST, "_tags": []} for n in range(1000)],
        "nbHits": 9999,
    }
    page = parse(Fetched(json.dumps(full).encode(), bounded, {}, NOW))
    assert page.capped == "cap 1000 in one second"


def test_all_on_one_page_is_the_end() -> None:
    assert parse(fetched("hackernews/listing/page.json", SEARCH)).next == []
    assert parse(Fetched(b'{"hits": [], "nbHits": 7}', SEARCH, {}, NOW)).next == []


@pytest.mark.parametrize("body", [b"<html>", b'{"message": "bad filter"}', b"[]", b'{"hits": 3}'])
def test_other_shapes_are_problems(body: bytes) -> None:
    assert parse(Fetched(body, SEARCH, {}, NOW)).problems


@pytest.mark.parametrize(
    ("spec", "call", "asked"),
    [
        (SeedSpec("https://news.ycombinator.com/item?id=4000"), "/api/v1/items/4000", {}),
        (SeedSpec("https://news.ycombinator.com/ask"), "/api/v1/search_by_date", {"tags": "ask_hn"}),
        (SeedSpec("https://news.ycombinator.com/"), "/api/v1/search_by_date", {"tags": "story"}),
        (
            SeedSpec("https://hn.algolia.com/?q=desk"), "/api/v1/search_by_date",
            {"query": "desk", "tags": "(story,comment)"},
        ),
        (
            SeedSpec(API, query="桌", tag="comment", since="2026-05-01", until="2026-05-01"),
            "/api/v1/search_by_date",
            {
                "query": "桌", "tags": "comment",
                "numericFilters": "created_at_i>=1777593600,created_at_i<1777680000",
            },
        ),
    ],
)  # fmt: skip
def test_seeds(spec: SeedSpec, call: str, asked: dict[str, str]) -> None:
    (link,) = seeds(spec)
    assert link.url.startswith(API + call)
    assert asked.items() <= query_of(link.url).items()


def test_people_are_no_seeds() -> None:
    assert seeds(SeedSpec("https://news.ycombinator.com/user?id=oda")) == []


def test_detect() -> None:
    assert detect(Fetched(b"", "https://news.ycombinator.com/item?id=1", {}, NOW)).score > 0.9
    assert detect(Fetched(b"", "https://news.ycombinator.com/user?id=oda", {}, NOW)).score < 0.3
    for case in ("search", "item", "listing"):
        assert detect(fetched(f"hackernews/{case}/page.json", "https://a.example.org")).score >= 0.9
    assert detect(fetched("lemmy/posts3/page.json", "https://a.example.org")).score == 0


def test_a_crawl_past_the_cap_of_one_search(tmp_path: Path) -> None:
    template = json.loads((FIXTURES / "hackernews/search/page.json").read_text(encoding="utf-8"))["hits"][0]
    # two in each second, so that a page ends in the middle of one
    hits = [
        {**template, "objectID": str(9000 - n), "created_at_i": OLDEST - (n + 1) // 2} for n in range(1400)
    ]

    def answer(path: str, asked: dict[str, str]) -> Reply | None:
        if path != "/api/v1/search_by_date":
            return None
        bound = re.search(r"<(\d+)", asked.get("numericFilters", ""))
        found = [hit for hit in hits if not bound or hit["created_at_i"] < int(bound.group(1))]
        return as_json({"hits": found[: int(asked["hitsPerPage"])], "nbHits": len(found)})

    with loopback() as site:
        serve(site, answer)
        _, report = crawl(tmp_path / "s", f"{site.url}/?q=desk", source="hackernews")
    seed = report.seeds[0]
    assert (seed.expected, seed.collected, seed.reason) == (1400, 1400, "complete")
    assert len(site.hits) == 1 + 2
