"""Stack Exchange's API: one test a field, then pages, seeds, and a crawl that obeys `backoff`."""

import gzip
import json
from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from crawler.store.posts import iter_posts
from spiders.common.api import query_of
from spiders.source import SeedSpec
from spiders.stackexchange.parse import parse
from spiders.stackexchange.places import detect, seeds, under
from tests.spiders.answers import JSON, as_json, serve
from tests.spiders.loopback import Reply, crawl, loopback
from tests.spiders.pages import FIXTURES, NOW, fetched

API = "https://api.stackexchange.com"
SITE = "https://cooking.stackexchange.com"
QUESTIONS = seeds(SeedSpec(f"{SITE}/questions/tagged/tea"))[0].url
ANSWERS = under(API, "questions", "cooking.stackexchange.com", [500], "answers")
COMMENTS = under(API, "answers", "cooking.stackexchange.com", [602, 603], "comments")


@pytest.fixture(scope="module")
def questions() -> Page:
    return parse(fetched("stackexchange/questions/page.json", QUESTIONS))


@pytest.fixture(scope="module")
def answers() -> Page:
    return parse(fetched("stackexchange/answers/page.json", ANSWERS))


@pytest.fixture(scope="module")
def comments() -> Page:
    return parse(fetched("stackexchange/comments/page.json", COMMENTS))


def test_text_without_quotations_and_code(questions: Page, comments: Page) -> None:
    assert questions.posts[0].body == "The book says:\nIn my small kitchen it takes up the smell of onions."
    assert comments.posts[0].body == "Two lids are a pain with one hand <3"


def test_title(questions: Page, answers: Page) -> None:
    assert [p.title for p in questions.posts] == ["My tea tin doesn't close & smells", "茶叶受潮怎么办"]
    assert {p.title for p in answers.posts} == {None}


def test_ids_kinds_and_source(questions: Page, answers: Page, comments: Page) -> None:
    firsts = [page.posts[0] for page in (questions, answers, comments)]
    assert [(p.native_id, p.kind) for p in firsts] == [
        ("q/500", "question"), ("a/602", "answer"), ("c/9001", "comment"),
    ]  # fmt: skip
    assert {p.source for p in firsts} == {"stackexchange:cooking.stackexchange.com"}


def test_addresses(questions: Page, answers: Page, comments: Page) -> None:
    assert questions.posts[0].url == f"{SITE}/q/500"
    assert answers.posts[0].url == f"{SITE}/a/602"
    assert comments.posts[0].url == f"{SITE}/posts/comments/9001"


def test_parents_and_threads(questions: Page, answers: Page, comments: Page) -> None:
    assert (questions.posts[0].parent_id, questions.posts[0].thread_id) == (None, "q/500")
    assert {(p.parent_id, p.thread_id) for p in answers.posts} == {("q/500", "q/500")}
    assert comments.posts[0].parent_id == "a/602"
    on_questions = COMMENTS.replace("/answers/", "/questions/")
    assert parse(fetched("stackexchange/comments/page.json", on_questions)).posts[0].parent_id == "q/602"


def test_author(questions: Page) -> None:
    assert [post.author for post in questions.posts] == ["account 11", "user77"]


def test_likes(questions: Page) -> None:
    assert [post.likes for post in questions.posts] == [14, None]
    assert questions.posts[1].attributes["score"] == -2


def test_dates(questions: Page, answers: Page) -> None:
    first, second = questions.posts
    assert (first.posted_at, first.posted_precision) == ("2026-04-02T09:00:00+00:00", "second")
    assert (first.edited_at, second.edited_at) == ("2026-04-02T10:00:00+00:00", None)
    assert answers.posts[1].edited_at == "2026-04-02T09:43:20+00:00"


def test_attributes(questions: Page, answers: Page) -> None:
    assert questions.posts[0].attributes == {
        "tags": ["tea", "storage-method"],
        "content_license": "CC BY-SA 4.0",
    }
    assert questions.posts[1].attributes["closed_reason"] == "Needs details"
    assert answers.posts[0].attributes["accepted"] is True


def test_what_has_no_body_is_counted(comments: Page) -> None:
    assert comments.skipped == {"without text": 1}


def test_expected(questions: Page, answers: Page, comments: Page) -> None:
    assert questions.expected == {"q/500": 3, "q/499": 1}
    assert answers.expected == {}
    assert list(comments.expected.values()) == [2]


def test_what_follows(questions: Page, answers: Page, comments: Page) -> None:
    following, below, on_questions = questions.next
    assert query_of(following.url)["page"] == "2"
    assert below.url == ANSWERS
    assert (
        "/questions/500%3B499/comments" in on_questions.url
        or "/questions/500;499/comments" in on_questions.url
    )
    assert [link.url for link in answers.next] == [COMMENTS]
    assert comments.next == []


def test_after_page_25_the_list_goes_on_by_date() -> None:
    last = QUESTIONS.replace("page=1", "page=25")
    asked = query_of(parse(fetched("stackexchange/questions/page.json", last)).next[0].url)
    assert (asked["page"], asked["todate"]) == ("1", "1775034000")
    data = json.loads((FIXTURES / "stackexchange/answers/page.json").read_text(encoding="utf-8"))
    full = Fetched(
        json.dumps({**data, "has_more": True}).encode(), ANSWERS.replace("page=1", "page=25"), {}, NOW
    )
    assert parse(full).capped == "cap 2500 under one batch of questions"


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", (FIXTURES / "stackexchange/error/page.json").read_bytes()]
)
def test_other_shapes_are_problems(body: bytes) -> None:
    assert parse(Fetched(body, QUESTIONS, {}, NOW)).problems


@pytest.mark.parametrize(
    ("spec", "route", "asked"),
    [
        (SeedSpec(f"{SITE}/questions/500/tea-tin"), "questions/500", {"site": "cooking.stackexchange.com"}),
        (SeedSpec("https://stackoverflow.com/q/7"), "questions/7", {"site": "stackoverflow.com"}),
        (SeedSpec(f"{SITE}/questions/tagged/tea+cups"), "search/advanced", {"tagged": "tea;cups"}),
        (SeedSpec(f"{SITE}/search?q=lid"), "search/advanced", {"q": "lid"}),
        (SeedSpec(SITE), "questions", {"sort": "creation", "order": "desc"}),
        (
            SeedSpec(SITE, query="茶", tag="tea", since="2026-05-01", until="2026-05-01"), "search/advanced",
            {"q": "茶", "tagged": "tea", "fromdate": "1777593600", "todate": "1777679999"},
        ),
    ],
)  # fmt: skip
def test_seeds(spec: SeedSpec, route: str, asked: dict[str, str]) -> None:
    (link,) = seeds(spec)
    assert link.url.startswith(f"{API}/2.3/{route}?")
    assert asked.items() <= query_of(link.url).items()
    assert query_of(link.url)["filter"] == "withbody"


def test_the_api_itself_needs_a_site() -> None:
    assert seeds(SeedSpec(f"{API}/2.3/questions")) == []
    assert query_of(seeds(SeedSpec(f"{API}/2.3/questions?site=cooking"))[0].url)["site"] == "cooking"


def test_detect() -> None:
    assert detect(Fetched(b"", f"{SITE}/questions", {}, NOW)).score > 0.9
    assert detect(Fetched(b"", "https://notstackexchange.com/questions", {}, NOW)).score == 0
    assert detect(fetched("stackexchange/answers/page.json", "https://a.example.org/")).score > 0.9
    assert detect(fetched("hackernews/item/page.json", "https://a.example.org/")).score == 0


def test_a_crawl_waits_as_the_api_asks(tmp_path: Path) -> None:
    def read(case: str) -> dict[str, object]:
        return json.loads((FIXTURES / f"stackexchange/{case}/page.json").read_text(encoding="utf-8"))

    def answer(path: str, asked: dict[str, str]) -> Reply | None:
        if path == "/2.3/search/advanced":
            data = {**read("questions"), "has_more": False, "backoff": 2}
            packed = gzip.compress(json.dumps(data).encode())  # the API packs every answer
            return Reply(packed, headers={**JSON, "Content-Encoding": "gzip"})
        if path.endswith("/answers"):
            return as_json(read("answers"))
        if "/answers/" in path:
            return as_json(read("comments"))
        return (
            as_json({"items": [], "has_more": False, "quota_remaining": 0}) if "/comments" in path else None
        )

    with loopback() as site:
        serve(site, answer)
        study, report = crawl(tmp_path / "s", f"{site.url}/?site=cooking", source="stackexchange", tag="tea")
    seed = report.seeds[0]
    assert seed.collected == 4
    assert seed.reason == "stopped: the API's quota for today is used up"
    hits = [hit for hit in site.hits if hit.path != "/robots.txt"]
    assert hits[1].at - hits[0].at >= 1.9
    assert len(hits) == 3  # the fourth call would have gone beyond the quota
    with study.open() as store:
        assert {post.kind for post in iter_posts(store)} == {"question", "answer"}
