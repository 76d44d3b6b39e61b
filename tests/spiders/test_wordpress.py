"""WordPress pages and API answers: one test a field, then the way to the API."""

import pytest

from crawler.pages import Fetched, Page
from spiders.wordpress.discover import detect
from spiders.wordpress.parse import parse
from tests.spiders.pages import NOW, fetched

API = "https://blog.example.org/en/wp-json/"
SHOP = "https://shop.example.org/wp-json/"


@pytest.fixture(scope="module")
def comments() -> Page:
    headers = {"x-wp-total": "204", "x-wp-totalpages": "3"}
    url = f"{API}wp/v2/comments?per_page=100&post=77&page=1"
    return parse(fetched("wordpress/comments/page1.json", url, headers=headers))


@pytest.fixture(scope="module")
def reviews() -> Page:
    headers = {"x-wp-total": "2", "x-wp-totalpages": "1"}
    url = f"{SHOP}wc/store/v1/products/reviews?per_page=100&page=1"
    return parse(fetched("wordpress/reviews/page1.json", url, headers=headers))


def test_comment_ids_and_source(comments: Page) -> None:
    assert [post.native_id for post in comments.posts] == ["9001", "9002"]
    assert comments.posts[0].source == "wordpress:blog.example.org/en"


def test_comment_kind_and_parent(comments: Page) -> None:
    assert [(post.kind, post.parent_id) for post in comments.posts] == [("comment", None), ("reply", "9001")]


def test_comment_thread(comments: Page) -> None:
    assert {post.thread_id for post in comments.posts} == {"post-77"}


def test_comment_body(comments: Page) -> None:
    assert comments.posts[0].body == "I bring my own cup – always.\nYou should weigh it."


def test_comment_subject_from_the_embedded_post(comments: Page) -> None:
    assert [post.subject for post in comments.posts] == ["Cups & lids", None]


def test_comment_author(comments: Page) -> None:
    assert [post.author for post in comments.posts] == ["Tove", "account 4"]


def test_comment_date_is_utc(comments: Page) -> None:
    assert comments.posts[0].posted_at == "2026-05-04T08:15:00+00:00"
    assert comments.posts[0].posted_precision == "second"


def test_comment_url(comments: Page) -> None:
    assert comments.posts[0].url == "https://blog.example.org/en/cups/#comment-9001"


def test_script_addresses_are_not_taken_over(comments: Page) -> None:
    assert comments.posts[1].url is None


def test_pingbacks_are_no_comments(comments: Page) -> None:
    assert comments.skipped == {"no comment of a person": 1}


def test_comment_total_and_next_page(comments: Page) -> None:
    assert list(comments.expected.values()) == [204]
    assert [link.url for link in comments.next] == [f"{API}wp/v2/comments?per_page=100&post=77&page=2"]


def test_review_rating(reviews: Page) -> None:
    first, second = reviews.posts
    assert (first.rating, first.rating_min, first.rating_max) == (4, 1, 5)
    assert second.rating is None


def test_review_fields(reviews: Page) -> None:
    first = reviews.posts[0]
    assert (first.kind, first.native_id, first.thread_id) == ("review", "31", "product-501")
    assert (first.subject, first.author) == ("Oat biscuits – large", "Hana")
    assert first.body == "Crumbly, gone in a day."
    assert first.posted_at == "2026-06-01T10:00:00+00:00"
    assert first.url == "https://shop.example.org/product/oat-biscuits/"
    assert first.attributes == {"verified": True}


def test_last_page_has_no_next(reviews: Page) -> None:
    assert reviews.next == []


def test_a_post_leads_to_its_api() -> None:
    page = parse(
        fetched("wordpress/post/page.html", "https://blog.example.org/en/cups/", hints={"since": "2026"})
    )
    assert [(link.url, dict(link.hints)) for link in page.next] == [
        (API, {"since": "2026", "kind": "post", "post": "77"})
    ]


def test_the_api_may_be_named_by_the_header() -> None:
    headers = {"link": f'<{API}>; rel="https://api.w.org/"'}
    assert parse(Fetched(b"<html></html>", "https://blog.example.org/en/", headers, NOW)).next[0].url == API


def test_a_page_without_api_is_a_problem() -> None:
    assert (
        "no WordPress REST API"
        in parse(fetched("wordpress/plain/page.html", "https://b.example.org/")).problems[0]
    )


def index(**hints: str) -> list[str]:
    return [link.url for link in parse(fetched("wordpress/index/index.json", SHOP, hints=hints)).next]


def test_a_site_is_asked_for_comments_and_reviews() -> None:
    assert index() == [
        f"{SHOP}wp/v2/comments?per_page=100&order=asc&orderby=date&_embed=up&page=1",
        f"{SHOP}wc/store/v1/products/reviews?per_page=100&order=asc&orderby=date&page=1",
    ]


def test_a_product_is_asked_for_its_reviews_only() -> None:
    product = parse(fetched("wordpress/product/page.html", "https://shop.example.org/product/oat/")).next[0]
    assert index(**product.hints) == [
        f"{SHOP}wc/store/v1/products/reviews?per_page=100&order=asc&orderby=date&product_id=501&page=1"
    ]


def test_wishes_are_passed_on() -> None:
    url = index(kind="post", post="7", since="2026-05-01", until="2026-05-31", query="cup")[0]
    assert "post=7&search=cup&after=2026-05-01T00%3A00%3A00&before=2026-05-31T23%3A59%3A59" in url


def test_plain_addresses_work_too() -> None:
    root = "https://b.example.org/?rest_route=/"
    page = parse(Fetched(b'{"namespaces": ["wp/v2"]}', root, {}, NOW))
    assert page.next[0].url.startswith(root + "wp/v2/comments&per_page=100")


def test_a_closed_api_says_so() -> None:
    page = parse(fetched("wordpress/closed/error.json", f"{API}wp/v2/comments"))
    assert page.problems == ["the API says: Only authenticated users can access the REST API."]


@pytest.mark.parametrize("body", [b"[1, null, {}]", b'[{"id": 1, "content": 3}]', b"{}", b"nonsense"])
def test_other_shapes_break_nothing(body: bytes) -> None:
    assert parse(Fetched(body, f"{API}wp/v2/comments", {}, NOW)).posts == []


def test_detect() -> None:
    assert detect(fetched("wordpress/post/page.html", "https://b.example.org/")).score > 0.9
    assert detect(fetched("wordpress/product/page.html", "https://b.example.org/")).score > 0.9
    assert 0.3 < detect(fetched("wordpress/plain/page.html", "https://b.example.org/")).score < 0.5
    assert detect(fetched("wordpress/index/index.json", SHOP)).score > 0.9
    assert detect(fetched("discourse/html/page.html", "https://b.example.org/")).score == 0
