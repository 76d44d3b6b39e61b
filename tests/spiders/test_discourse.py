"""Discourse's JSON: one test a field, then seeds and traps."""

import pytest

from crawler.pages import Fetched, Page
from spiders.discourse.detect import detect
from spiders.discourse.parse import parse
from spiders.discourse.places import forum_of, seeds
from spiders.source import SeedSpec
from tests.spiders.pages import NOW, fetched

FORUM = "https://forum.example.org"


@pytest.fixture(scope="module")
def topic() -> Page:
    return parse(fetched("discourse/topic/topic.json", f"{FORUM}/t/41.json"))


@pytest.fixture(scope="module")
def batch() -> Page:
    url = f"{FORUM}/t/41/posts.json?post_ids[]=306"
    return parse(fetched("discourse/batch/posts.json", url, hints={"title": "Hot handles"}))


def test_list_leads_to_topics_and_the_next_page() -> None:
    page = parse(fetched("discourse/list/latest.json", f"{FORUM}/latest.json"))
    assert [link.url for link in page.next] == [
        f"{FORUM}/t/41.json", f"{FORUM}/t/12.json", f"{FORUM}/latest.json?no_definitions=true&page=1",
    ]  # fmt: skip
    assert page.expected == {"t/41": 27, "t/12": 2}


def test_since_leaves_out_topics_that_ended_before() -> None:
    page = parse(fetched("discourse/list/latest.json", f"{FORUM}/latest.json", hints={"since": "2026-01-01"}))
    assert f"{FORUM}/t/12.json" not in [link.url for link in page.next]
    assert page.expected == {"t/41": 27}
    assert page.next[-1].hints == {"since": "2026-01-01"}


def test_ids_thread_and_source(topic: Page) -> None:
    first, second = topic.posts
    assert (first.native_id, second.native_id) == ("301", "302")
    assert first.thread_id == second.thread_id == "t/41"
    assert first.source == "discourse:forum.example.org"


def test_kind(topic: Page) -> None:
    assert [post.kind for post in topic.posts] == ["post", "reply"]


def test_title_is_the_first_posts(topic: Page) -> None:
    assert [post.title for post in topic.posts] == ["Hot handles", None]


def test_subject(topic: Page, batch: Page) -> None:
    assert {post.subject for post in [*topic.posts, *batch.posts]} == {"Hot handles"}


def test_body_keeps_emoji_lines_and_lists(topic: Page) -> None:
    assert topic.posts[0].body == "Every kettle I own burns my fingers 🔥\nsteel\nglass & cork"


def test_quotes_of_others_are_not_the_authors_words(topic: Page) -> None:
    assert topic.posts[1].body == "Wrap it.\nA sock works."


def test_escaped_tags_stay_text(batch: Page) -> None:
    assert batch.posts[0].body == "I typed <b> and x < y."


def test_url(topic: Page) -> None:
    assert topic.posts[1].url == f"{FORUM}/t/hot-handles/41/2"


def test_author(topic: Page) -> None:
    assert topic.posts[0].author == "inga_k"


def test_likes(topic: Page, batch: Page) -> None:
    assert [post.likes for post in [*topic.posts, *batch.posts]] == [9, 0, None]


def test_dates(topic: Page) -> None:
    first, second = topic.posts
    assert (first.posted_at, first.posted_precision) == ("2026-04-01T08:00:00+00:00", "second")
    assert first.edited_at == "2026-04-03T08:00:00+00:00"
    assert second.edited_at is None


def test_replies_name_the_floor_and_pages_know_the_floors(topic: Page, batch: Page) -> None:
    assert topic.posts[0].parent_id is None
    assert topic.aliases[topic.posts[1].parent_id or ""] == "301"
    assert topic.aliases[batch.posts[0].parent_id or ""] == "302"


def test_what_is_no_post_is_counted(topic: Page) -> None:
    assert topic.skipped == {"notice of the forum": 1, "hidden": 1, "deleted": 1}


def test_expected_is_the_whole_stream(topic: Page) -> None:
    assert topic.expected == {"t/41": 8}


def test_the_rest_is_asked_for_in_batches(topic: Page) -> None:
    assert [link.url for link in topic.next] == [
        f"{FORUM}/t/41/posts.json?post_ids%5B%5D=306&post_ids%5B%5D=307&post_ids%5B%5D=308"
    ]


def test_batches_hold_twenty() -> None:
    stream = ",".join(str(number) for number in range(1, 46))
    body = (
        f'{{"id": 1, "title": "T", "posts_count": 45, "post_stream": {{"posts": [], "stream": [{stream}]}}}}'
    )
    links = parse(Fetched(body.encode(), f"{FORUM}/t/1.json", {}, NOW)).next
    assert [link.url.count("post_ids") for link in links] == [20, 20, 5]


def test_search() -> None:
    page = parse(fetched("discourse/search/search.json", f"{FORUM}/search.json?q=cup&page=1"))
    assert [link.url for link in page.next] == [f"{FORUM}/t/41.json", f"{FORUM}/search.json?q=cup&page=2"]


@pytest.mark.parametrize(
    ("url", "seed"),
    [
        ("https://f.example.org", "https://f.example.org/latest.json"),
        ("https://f.example.org/", "https://f.example.org/latest.json"),
        ("https://f.example.org/c/feedback/5", "https://f.example.org/c/feedback/5.json"),
        ("https://f.example.org/c/shop/app/7/l/latest", "https://f.example.org/c/shop/app/7.json"),
        ("https://f.example.org/tag/cups", "https://f.example.org/tag/cups.json"),
        ("https://f.example.org/t/hot-handles/41/3", "https://f.example.org/t/41.json"),
        ("https://f.example.org/t/41", "https://f.example.org/t/41.json"),
        ("https://e.example.org/community/c/x/2", "https://e.example.org/community/c/x/2.json"),
    ],
)
def test_seeds(url: str, seed: str) -> None:
    assert [link.url for link in seeds(SeedSpec(url))] == [seed]


def test_tag_and_query_seeds() -> None:
    assert seeds(SeedSpec(FORUM, tag="茶"))[0].url == f"{FORUM}/tag/%E8%8C%B6.json"
    assert seeds(SeedSpec(FORUM, query="cold cup"))[0].url == f"{FORUM}/search.json?q=cold+cup&page=1"


def test_a_forum_in_a_folder_is_a_source_of_its_own() -> None:
    assert forum_of("https://e.example.org:8443/community/t/41").source == "discourse:e.example.org/community"


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b'{"a": 1}', b'{"post_stream": 3}', b'{"topic_list": {"topics": [1]}}']
)
def test_other_shapes_break_nothing(body: bytes) -> None:
    assert parse(Fetched(body, f"{FORUM}/t/1.json", {}, NOW)).posts == []


def test_what_is_no_json_is_a_problem() -> None:
    assert parse(Fetched(b"<html>", f"{FORUM}/t/1.json", {}, NOW)).problems


def test_detect() -> None:
    by_tag = detect(fetched("discourse/html/page.html", FORUM))
    assert by_tag.score > 0.9
    assert "Discourse 3.5.0" in by_tag.reason
    assert detect(fetched("discourse/list/latest.json", FORUM)).score > 0.8
    assert detect(Fetched(b"", FORUM, {"x-discourse-route": "list/latest"}, NOW)).score > 0.9
    assert detect(fetched("wordpress/post/page.html", FORUM)).score == 0
