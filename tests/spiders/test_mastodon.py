"""Mastodon's API: one test a field, then seeds, and a crawl of 560 posts with a spent rate limit."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from crawler.store.posts import iter_posts
from spiders.common.api import query_of
from spiders.mastodon.parse import parse
from spiders.mastodon.places import detect, seeds
from spiders.source import SeedSpec
from tests.spiders.answers import as_json, serve
from tests.spiders.loopback import Reply, crawl, loopback
from tests.spiders.pages import FIXTURES, NOW, fetched

SERVER = "https://social.example.org"
TAG = f"{SERVER}/api/v1/timelines/tag/cups?limit=40"
NEXT = {"link": f'<http://other.example.org/api/v1/timelines/tag/cups?limit=40&max_id=77>; rel="next", <{TAG}&min_id=9>; rel="prev"'}  # fmt: skip # noqa: E501
ROOT = "116500000000000009"


@pytest.fixture(scope="module")
def page() -> Page:
    return parse(fetched("mastodon/tag/page.json", TAG, headers=NEXT))


@pytest.fixture(scope="module")
def answers() -> Page:
    url = f"{SERVER}/api/v1/statuses/{ROOT}/context"
    return parse(fetched("mastodon/context/page.json", url, hints={"thread": ROOT}))


def test_text(page: Page) -> None:
    assert page.posts[0].body == "早上赶地铁，保温杯的盖子又漏了一包 #cups"


def test_the_link_of_a_quoted_post_and_hidden_parts_of_links_are_left_out(page: Page) -> None:
    assert page.posts[1].body == "Same here.\nI carry it upright, see blog.example.org/lo"


def test_content_warning_is_the_title(page: Page) -> None:
    assert [post.title for post in page.posts] == [None, "leaks & spills", None]


def test_ids_source_and_address_without_the_authors_name(page: Page) -> None:
    first = page.posts[0]
    assert (first.native_id, first.source) == (ROOT, "mastodon:social.example.org")
    assert first.url == f"{SERVER}/statuses/{ROOT}"


def test_author(page: Page) -> None:
    assert [post.author for post in page.posts] == ["mei", "jonas@far.example.net", "robot"]


def test_kind_parent_and_thread(page: Page, answers: Page) -> None:
    assert [(p.kind, p.parent_id, p.thread_id) for p in page.posts[:2]] == [
        ("post", None, ROOT),
        ("reply", "116500000000000001", None),
    ]
    assert [(p.kind, p.parent_id, p.thread_id) for p in answers.posts] == [
        ("reply", ROOT, ROOT),
        ("reply", "116500000000000010", ROOT),
    ]


def test_likes(page: Page) -> None:
    assert [post.likes for post in page.posts] == [7, 0, 0]


def test_dates(page: Page) -> None:
    first, second, _ = page.posts
    assert (first.posted_at, first.posted_precision) == ("2026-06-03T07:30:00+00:00", "second")
    assert (first.edited_at, second.edited_at) == ("2026-06-03T08:00:00+00:00", None)


def test_language(page: Page) -> None:
    assert [post.language for post in page.posts] == ["zh", "en", None]


def test_attributes(page: Page) -> None:
    assert page.posts[0].attributes == {"tags": ["cups"], "boosts": 2}
    assert page.posts[1].attributes == {"sensitive": True}
    assert page.posts[2].attributes == {"bot": True}


def test_who_asks_to_be_left_out_is(page: Page) -> None:
    assert page.skipped == {
        "the author asks robots and indexes to stay away": 2,
        "boost of somebody else's words": 1,
        "not wholly public": 1,
        "without text": 1,
    }


def test_an_account_that_asks_is_not_read_at_all() -> None:
    url = f"{SERVER}/api/v1/accounts/lookup?acct=mei"
    account = json.loads((FIXTURES / "mastodon/account/page.json").read_text(encoding="utf-8"))
    assert (
        parse(fetched("mastodon/account/page.json", url)).next[0].url.startswith(f"{SERVER}/api/v1/accounts/")
    )
    refused = parse(Fetched(json.dumps({**account, "noindex": True}).encode(), url, {}, NOW))
    assert (refused.next, len(refused.problems)) == ([], 1)


def test_the_next_page_stays_on_the_server_and_threads_are_followed(page: Page) -> None:
    assert [link.url for link in page.next] == [
        f"{TAG}&max_id=77",
        f"{SERVER}/api/v1/statuses/{ROOT}/context",
    ]


def test_the_end(page: Page) -> None:
    assert parse(Fetched(b"[]", TAG, NEXT, NOW)).next == []
    same = fetched("mastodon/tag/page.json", f"{TAG}&max_id=77", headers=NEXT)
    assert [link.url for link in parse(same).next] == [page.next[1].url]
    older = fetched("mastodon/tag/page.json", TAG, headers=NEXT, hints={"since": "2026-06-02"})
    assert all("max_id" not in link.url for link in parse(older).next)


def test_a_full_thread_is_a_cap() -> None:
    data = json.loads((FIXTURES / "mastodon/context/page.json").read_text(encoding="utf-8"))
    data["descendants"] *= 30
    found = parse(Fetched(json.dumps(data).encode(), f"{SERVER}/api/v1/statuses/1/context", {}, NOW))
    assert (found.capped or "").startswith("cap 60 replies")


def test_one_post() -> None:
    found = parse(
        fetched("mastodon/status/page.json", f"{SERVER}/api/v1/statuses/{ROOT}", hints={"thread": ROOT})
    )
    assert [post.native_id for post in found.posts] == [ROOT]


@pytest.mark.parametrize("body", [b"<html>", b'{"error": "This API requires an authenticated user"}', b"3"])
def test_other_shapes_are_problems(body: bytes) -> None:
    assert parse(Fetched(body, TAG, {}, NOW)).problems


@pytest.mark.parametrize(
    ("url", "calls"),
    [
        (f"{SERVER}/tags/cups", ["timelines/tag/cups?limit=40"]),
        (f"{SERVER}/tags/%E8%8C%B6", ["timelines/tag/%E8%8C%B6?limit=40"]),
        (f"{SERVER}/@mei/{ROOT}", [f"statuses/{ROOT}", f"statuses/{ROOT}/context"]),
        (f"{SERVER}/@mei", ["accounts/lookup?acct=mei"]),
        (f"{SERVER}/@a@b.example.org", ["accounts/lookup?acct=a%40b.example.org"]),
        (SERVER, ["timelines/public?local=true&limit=40"]),
    ],
)
def test_seeds(url: str, calls: list[str]) -> None:
    assert [link.url for link in seeds(SeedSpec(url))] == [f"{SERVER}/api/v1/{call}" for call in calls]


def test_tag_seed() -> None:
    assert seeds(SeedSpec(SERVER, tag="#茶"))[0].url == f"{SERVER}/api/v1/timelines/tag/%E8%8C%B6?limit=40"


def test_detect() -> None:
    assert detect(fetched("mastodon/html/page.html", SERVER)).score > 0.9
    assert detect(fetched("mastodon/tag/page.json", TAG)).score > 0.8
    assert detect(fetched("mastodon/context/page.json", TAG)).score > 0.8
    assert detect(Fetched(b"", SERVER, {"server": "Mastodon"}, NOW)).score > 0.9
    assert detect(fetched("discourse/html/page.html", SERVER)).score == 0


def test_a_crawl_of_560_posts_waits_for_the_rate_limit_and_follows_threads(tmp_path: Path) -> None:
    template = json.loads((FIXTURES / "mastodon/status/page.json").read_text(encoding="utf-8"))
    ids = [str(2000 - n) for n in range(520)]
    pages = itertools.count(1)

    def status(number: str, parent: str | None = None, replies: int = 0) -> dict[str, object]:
        account = {**template["account"], "acct": f"u{number}"}
        return {
            **template,
            "id": number,
            "in_reply_to_id": parent,
            "replies_count": replies,
            "account": account,
        }

    def answer(path: str, asked: dict[str, str]) -> Reply | None:
        if path == "/api/v1/statuses/2000/context":
            return as_json(
                {"ancestors": [], "descendants": [status(str(n), "2000") for n in range(3000, 3040)]}
            )
        if path != "/api/v1/timelines/tag/cups":
            return None
        below = int(asked.get("max_id", "9999"))
        part = [number for number in ids if int(number) < below][: int(asked["limit"])]
        spent = next(pages) == 2
        reset = datetime.now(UTC) + timedelta(seconds=1.5)
        headers = {"X-RateLimit-Remaining": "0" if spent else "9", "X-RateLimit-Reset": reset.isoformat()}
        if part:
            headers["Link"] = f'<https://social.example.org{path}?limit=40&max_id={part[-1]}>; rel="next"'
        return as_json([status(n, replies=40 if n == "2000" else 0) for n in part], headers)

    with loopback() as site:
        serve(site, answer)
        study, report = crawl(tmp_path / "s", f"{site.url}/tags/cups", source="mastodon")
    assert (report.seeds[0].collected, report.seeds[0].reason) == (560, "complete")
    hits = [hit for hit in site.hits if hit.path != "/robots.txt"]
    asked = [query_of(hit.path).get("max_id") for hit in hits if "timelines" in hit.path]
    assert len(asked) == len(set(asked)) == 14
    spent = next(n for n, hit in enumerate(hits) if "max_id=1961" in hit.path)  # the second page
    assert hits[spent + 1].at - hits[spent].at >= 1.4
    with study.open() as store:
        replies = [post for post in iter_posts(store) if post.parent_id]
    assert len(replies) == 40
    assert {post.thread_id for post in replies} == {"2000"}
