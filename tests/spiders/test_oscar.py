"""django-oscar's pages: one test a field, then lists, addresses and a crawl. The real shop: tests/targets."""

from pathlib import Path

import pytest

from crawler.pages import Fetched, Page
from spiders.oscar.detect import detect
from spiders.oscar.parse import parse
from spiders.oscar.places import place_of, seeds
from spiders.source import SeedSpec
from tests.spiders.loopback import crawled, loopback, serve
from tests.spiders.pages import NOW, fetched

SHOP = "https://shop.example.org/zh"
INDEX = f"{SHOP}/catalogue/"
REVIEWS = f"{SHOP}/catalogue/whistling-kettle_7/reviews/?sort_by=recency"
POTS = f"{SHOP}/catalogue/category/kitchen/pots_2/"
POT = f"{SHOP}/catalogue/%E8%8C%B6%E5%A3%B6_8"


@pytest.fixture(scope="module")
def reviews() -> Page:
    return parse(fetched("oscar/reviews/page.html", REVIEWS))


@pytest.fixture(scope="module")
def chinese() -> Page:
    return parse(fetched("oscar/chinese/page.html", f"{REVIEWS}&page=2"))


def test_ids_source_thread_and_subject(reviews: Page) -> None:
    assert [post.native_id for post in reviews.posts] == ["91", "90", "88"]
    assert {post.source for post in reviews.posts} == {"oscar:shop.example.org"}
    assert {post.thread_id for post in reviews.posts} == {"p/7"}
    assert {post.subject for post in reviews.posts} == {"Whistling kettle, 1.2 l"}
    assert {post.kind for post in reviews.posts} == {"review"}


def test_title_and_body(reviews: Page) -> None:
    assert [post.title for post in reviews.posts] == ["Sings", "哨子太响", "No stars"]
    assert reviews.posts[0].body == "Wakes the whole house, & boils\nin four minutes."
    assert reviews.posts[1].body == "邻居来敲门了 😅"


def test_the_rating_is_a_word_and_no_word_is_no_rating(reviews: Page, chinese: Page) -> None:
    rated = [(post.rating, post.rating_min, post.rating_max) for post in reviews.posts]
    assert rated == [(5, 1, 5), (1, 1, 5), (None, None, None)]
    assert [post.rating for post in chinese.posts] == [3, 4]


def test_author_is_the_name_and_nobody_is_none(reviews: Page, chinese: Page) -> None:
    assert [post.author for post in reviews.posts] == ["May 5, 2020", "林夕", None]
    assert [post.author for post in chinese.posts] == ["王 师傅", None]


def test_dates_are_told_from_a_sentence(reviews: Page, chinese: Page) -> None:
    assert [post.posted_at for post in reviews.posts] == [
        "2026-02-03T00:00:00", "2026-01-08T20:41:00", "2026-01-07T12:00:00",
    ]  # fmt: skip
    assert [post.posted_at for post in chinese.posts] == ["2025-12-01T08:08:00", "2025-11-30T21:05:00"]
    assert [post.posted_at_raw for post in (reviews.posts[0], chinese.posts[0])] == [
        "Feb. 3, 2026, midnight", "2025年12月1日 08:08",
    ]  # fmt: skip
    assert {post.posted_precision for post in [*reviews.posts, *chinese.posts]} == {"minute"}


def test_likes_are_those_who_found_it_useful(reviews: Page, chinese: Page) -> None:
    assert [(post.likes, post.attributes) for post in reviews.posts] == [
        (2, {"votes": 3}), (None, {}), (0, {"votes": 1}),
    ]  # fmt: skip
    assert [post.likes for post in chinese.posts] == [1, None]


def test_url(reviews: Page) -> None:
    assert reviews.posts[1].url == f"{SHOP}/catalogue/whistling-kettle_7/reviews/90/"


def test_expected_left_out_and_next(reviews: Page, chinese: Page) -> None:
    assert reviews.expected == chinese.expected == {"p/7": 25}
    assert reviews.skipped == {"without own words": 1}
    assert [link.url for link in reviews.next] == [f"{REVIEWS}&page=2"]
    assert chinese.next == []


def test_since_ends_at_the_first_page_that_goes_below_it() -> None:
    page = parse(fetched("oscar/reviews/page.html", REVIEWS, hints={"since": "2026-01-08"}))
    assert (page.next, page.expected) == ([], {})
    page = parse(fetched("oscar/reviews/page.html", REVIEWS, hints={"since": "2026-01-07"}))
    assert [link.hints for link in page.next] == [{"since": "2026-01-07"}]


def test_a_list_leads_to_the_reviews_of_its_products_and_to_no_facet() -> None:
    page = parse(fetched("oscar/index/page.html", INDEX))
    assert [link.url for link in page.next] == [REVIEWS, f"{POT}/reviews/?sort_by=recency", f"{INDEX}?page=2"]


def test_a_front_page_of_its_own_leads_to_all_products() -> None:
    assert [link.url for link in parse(fetched("oscar/front/page.html", SHOP)).next] == [INDEX]


def test_a_product_without_reviews_is_no_problem() -> None:
    page = parse(fetched("oscar/empty/page.html", f"{POT}/reviews/?sort_by=recency"))
    assert (page.posts, page.problems) == ([], [])


@pytest.mark.parametrize(
    ("url", "one"),
    [
        (f"{INDEX}?selected_facets=rating%3A5&sort_by=price-asc&page=2", f"{INDEX}?page=2"),
        (f"{POTS}?sort_by=x&page=3", f"{POTS}?page=3"),
        (f"{SHOP}/catalogue/茶壶_8/", f"{POT}/"),
        (f"{POT}/reviews/?sort_by=score&page=2", f"{POT}/reviews/?sort_by=recency&page=2"),
        (f"{POT}/reviews/90/", f"{POT}/reviews/?sort_by=recency"),
        (f"{SHOP}/search/?q=tea+pot&selected_facets=x", f"{SHOP}/search/?q=tea+pot"),
    ],
)  # fmt: skip
def test_one_address_for_one_page(url: str, one: str) -> None:
    assert place_of(url).url == one


@pytest.mark.parametrize(
    ("url", "query", "seed"),
    [
        ("https://shop.example.org/", None, "https://shop.example.org/"),
        (f"{INDEX}?page=4", None, INDEX),
        (f"{SHOP}/catalogue/whistling-kettle_7/", None, REVIEWS),
        (f"{SHOP}/catalogue/whistling-kettle_7/reviews/90/", None, REVIEWS),
        (INDEX, "茶", f"{SHOP}/search/?q=%E8%8C%B6"),
    ],
)
def test_seeds(url: str, query: str | None, seed: str) -> None:
    assert [link.url for link in seeds(SeedSpec(url, query=query))] == [seed]


def test_detect_says_why() -> None:
    assert "own files" in detect(fetched("oscar/index/page.html", INDEX)).reason
    assert "reviews in the shape" in detect(fetched("oscar/chinese/page.html", INDEX)).reason
    page = (Path(__file__).parents[1] / "fixtures/oscar/index/page.html").read_text(encoding="utf-8")
    bare = page.replace("/static/oscar/css/styles.css", "/s.css")
    assert "products in the shape" in detect(Fetched(bare.encode(), INDEX, {}, NOW)).reason


@pytest.mark.parametrize("body", [b"", b"{}", b"<article class=review><header><h3><a href='/x'>"])
def test_other_shapes_break_nothing(body: bytes) -> None:
    for url in (REVIEWS, INDEX):
        page = parse(Fetched(body, url, {}, NOW))
        assert page.posts == []
        assert page.problems or page.skipped


def test_crawl(tmp_path: Path) -> None:
    with loopback() as site:
        serve(site, {
            "/zh/": "oscar/front/page.html",
            "/zh/catalogue/": "oscar/index/page.html",
            "/zh/catalogue/?page=2": "oscar/index/page.html",
            "/zh/catalogue/whistling-kettle_7/reviews/?sort_by=recency": "oscar/reviews/page.html",
            "/zh/catalogue/whistling-kettle_7/reviews/?sort_by=recency&page=2": "oscar/chinese/page.html",
            "/zh/catalogue/%E8%8C%B6%E5%A3%B6_8/reviews/?sort_by=recency": "oscar/empty/page.html",
        })  # fmt: skip
        posts, report = crawled(tmp_path / "s", f"{site.url}/zh/")
        paths = site.paths()
    assert sorted(post.native_id or "" for post in posts) == ["60", "61", "88", "90", "91"]
    assert len(paths) == len(set(paths))
    assert (report.seeds[0].source, report.seeds[0].expected) == ("oscar", 25)
    assert report.seeds[0].reason.startswith("short: the source states 25, its pages gave 5")
