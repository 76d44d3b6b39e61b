"""Steam's review API: one test a field, then cursors, seeds, and a crawl of 520 reviews."""

import json
from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from crawler.store.posts import iter_posts
from spiders.common.api import query_of
from spiders.source import SeedSpec
from spiders.steam.parse import parse
from spiders.steam.places import detect, seeds
from tests.spiders.answers import as_json, serve
from tests.spiders.loopback import Reply, crawl, loopback
from tests.spiders.pages import NOW, fetched

STORE = "https://store.steampowered.com"
FIRST = seeds(SeedSpec(f"{STORE}/app/4242/Lamp_Lighter/"))[0]
CURSOR = "AoJ4+f/w2ZUDfo7q1wM="


@pytest.fixture(scope="module")
def page() -> Page:
    return parse(fetched("steam/first/page.json", FIRST.url, hints=FIRST.hints))


def test_text_keeps_lines(page: Page) -> None:
    text = "The lamp puzzles are lovely,\nbut saving in the middle of a level is not possible :("
    assert page.posts[0].body == text


def test_angle_brackets_stay_words() -> None:
    assert (
        parse(fetched("steam/last/page.json", FIRST.url)).posts[0].body
        == '<b>bold</b> claims & a "new" ending'
    )


def test_ids_kind_source_and_thread(page: Page) -> None:
    assert [post.native_id for post in page.posts] == ["9001", "9002", "9003"]
    assert {(p.source, p.kind, p.thread_id) for p in page.posts} == {("steam", "review", "app/4242")}


def test_recommended_or_not_is_a_rating_from_0_to_1(page: Page) -> None:
    assert [(p.rating, p.rating_min, p.rating_max) for p in page.posts] == [
        (1.0, 0.0, 1.0), (0.0, 0.0, 1.0), (0.0, 0.0, 1.0),
    ]  # fmt: skip


def test_likes_are_helpful_votes(page: Page) -> None:
    assert [post.likes for post in page.posts] == [12, 40, 0]


def test_author_is_the_account_and_stands_in_no_address(page: Page) -> None:
    assert page.posts[0].author == "76561190000000001"
    assert page.posts[0].url == f"{STORE}/app/4242/#review9001"


def test_dates(page: Page) -> None:
    first, second, _ = page.posts
    assert (first.posted_at, first.posted_precision) == ("2026-06-01T08:00:00+00:00", "second")
    assert first.edited_at == "2026-06-02T08:00:00+00:00"
    assert second.edited_at is None


def test_language(page: Page) -> None:
    assert [post.language for post in page.posts] == ["en", "zh", "zh"]
    assert page.posts[2].attributes["steam_language"] == "tchinese"


def test_subject_is_the_name_in_the_shops_address(page: Page) -> None:
    assert page.posts[0].subject == "Lamp Lighter"
    assert parse(fetched("steam/first/page.json", FIRST.url)).posts[0].subject == "Steam app 4242"


def test_attributes(page: Page) -> None:
    first, second, third = (post.attributes for post in page.posts)
    assert (first["minutes_played"], first["minutes_played_at_review"], first["funny"]) == (754, 300, 3)
    assert first["answered_by_maker"] is True
    assert (second["received_for_free"], second["steam_purchase"]) == (True, False)
    assert third["early_access"] is True


def test_a_review_without_text_is_counted(page: Page) -> None:
    assert page.skipped == {"without text": 1}


def test_expected_is_the_total_of_the_first_page(page: Page) -> None:
    assert page.expected == {"app/4242": 5}
    dated = parse(fetched("steam/first/page.json", FIRST.url, hints={"since": "2026-01-01"}))
    assert dated.expected == {}


def test_the_cursor_is_encoded(page: Page) -> None:
    assert "cursor=AoJ4%2Bf%2Fw2ZUDfo7q1wM%3D" in page.next[0].url
    assert query_of(page.next[0].url)["cursor"] == CURSOR
    assert page.next[0].hints == FIRST.hints


def test_a_repeated_cursor_and_an_empty_page_are_the_end(page: Page) -> None:
    assert parse(fetched("steam/last/page.json", page.next[0].url)).next == []
    empty = b'{"success": 1, "reviews": [], "cursor": "new"}'
    assert parse(Fetched(empty, FIRST.url, {}, NOW)).next == []


def test_since_ends_at_the_first_older_page() -> None:
    assert parse(fetched("steam/first/page.json", FIRST.url, hints={"since": "2026-06-15"})).next == []
    assert parse(fetched("steam/first/page.json", FIRST.url, hints={"since": "2026-05-01"})).next


@pytest.mark.parametrize("body", [b"<html>", b'{"success": 2}', b"null", b'{"success": 1, "reviews": [1]}'])
def test_other_shapes_break_nothing(body: bytes) -> None:
    found = parse(Fetched(body, FIRST.url, {}, NOW))
    assert found.posts == []
    assert found.problems or found.skipped


@pytest.mark.parametrize(
    ("url", "start"),
    [
        (f"{STORE}/app/4242/Lamp_Lighter/?l=schinese", f"{STORE}/appreviews/4242?"),
        ("https://steamcommunity.com/app/4242/reviews/?browsefilter=x", f"{STORE}/appreviews/4242?"),
        ("http://127.0.0.1:8000/app/4242", "http://127.0.0.1:8000/appreviews/4242?"),
    ],
)
def test_seeds(url: str, start: str) -> None:
    (link,) = seeds(SeedSpec(url))
    assert link.url.startswith(start)
    asked = query_of(link.url)
    assert (asked["cursor"], asked["language"], asked["num_per_page"]) == ("*", "all", "100")


def test_language_by_tag_or_by_the_apis_own_address() -> None:
    assert query_of(seeds(SeedSpec(f"{STORE}/app/1", tag="schinese"))[0].url)["language"] == "schinese"
    assert query_of(seeds(SeedSpec(f"{STORE}/appreviews/1?language=english"))[0].url)["language"] == "english"


def test_no_app_no_seed() -> None:
    assert seeds(SeedSpec(f"{STORE}/curators/")) == []


def test_detect() -> None:
    assert detect(fetched("steam/store/page.html", f"{STORE}/app/4242/")).score > 0.9
    assert detect(fetched("steam/first/page.json", "https://mirror.example.org/x")).score > 0.9
    assert detect(fetched("steam/store/page.html", "https://a.example.org/app/4242/")).score == 0
    assert detect(Fetched(b"", f"{STORE}/news", {}, NOW)).score < 0.3


def test_a_crawl_of_520_reviews_with_a_short_page(tmp_path: Path) -> None:
    template = json.loads(
        (Path(__file__).parents[1] / "fixtures/steam/first/page.json").read_text(encoding="utf-8")
    )["reviews"]
    reviews = [
        {
            **template[n % 3],
            "recommendationid": str(n),
            "timestamp_created": 1780300800 - n,
            "author": {"steamid": f"id{n}"},
        }
        for n in range(520)
    ]

    def answer(path: str, asked: dict[str, str]) -> Reply | None:
        if path != "/appreviews/4242":
            return None
        start = 0 if asked["cursor"] == "*" else int(asked["cursor"].removeprefix("+/="))
        size = 20 if start == 100 else int(asked["num_per_page"])
        part = reviews[start : start + size]
        summary = {"num_reviews": len(part), **({} if start else {"total_reviews": 520})}
        return as_json(
            {"success": 1, "query_summary": summary, "reviews": part, "cursor": f"+/={start + len(part)}"}
        )

    with loopback() as site:
        serve(site, answer)
        study, report = crawl(tmp_path / "s", f"{site.url}/app/4242/Lamp/", source="steam")
    seed = report.seeds[0]
    assert (seed.expected, seed.collected, seed.reason) == (520, 520, "complete")
    assert len(site.hits) == 1 + 6 + 1  # robots.txt, six pages, and the empty one that is the end
    with study.open() as store:
        posts = list(iter_posts(store))
    assert len({post.author_key for post in posts}) == 520
    assert {post.rating_max for post in posts} == {1.0}
