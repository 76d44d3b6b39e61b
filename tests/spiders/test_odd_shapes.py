"""Whatever a server puts into a field, parsers do not break and what they give can be stored."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.intake import Intake
from crawler.pages import Fetched, Page
from crawler.store import Store
from crawler.store.runs import Fingerprint, start_run
from crawler.study import Study
from spiders.discourse.parse import parse as parse_discourse
from spiders.schema_org.parse import parse as parse_schema_org
from spiders.wordpress.parse import parse as parse_wordpress

NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
ODD: list[Any] = [
    *("\ud83d x", "\x00a\x01", "=1+1", "javascript:alert(1)", "http://[::1", "http://a b/", "x" * 5000, ""),
    *(None, 3, -1, float("inf"), True, [], {}, [[1]], {"@value": "v"}, "2026-99-99", "٣", "9" * 400, 10**30),
    *("<p>hi</p>", "2026-05-01"),
]
odd = st.sampled_from(ODD)
SETTINGS = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def node(*names: str, **nested: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({**dict.fromkeys(names, odd), **nested})


def stored(store: Store, study: Study, page: Page) -> None:
    run = start_run(store, Fingerprint("crawl", 1, "", ""))
    Intake(store, study.config, run_id=run, parser_version="test@1").save(page.posts)
    assert all(link.url.startswith("http") for link in page.next)
    assert all(count >= 0 for count in page.expected.values())


@SETTINGS
@given(
    node(
        "@id", "url", "identifier", "name", "reviewBody", "datePublished", "dateModified", "upvoteCount",
        "comment", "interactionStatistic", "inLanguage", "positiveNotes", "review",
        author=odd | node("name", "identifier"),
        reviewRating=odd | node("ratingValue", "bestRating", "worstRating"),
        itemReviewed=odd | node("name"), aggregateRating=odd | node("reviewCount"),
    ),
    st.sampled_from(["Review", "Comment", "DiscussionForumPosting", "Question", "Product"]),
)  # fmt: skip
def test_schema_org(store: Store, study: Study, fields: dict[str, Any], kind: str) -> None:
    text = json.dumps({**fields, "@type": kind}).replace("<", "\\u003c")
    body = f'<script type="application/ld+json">{text}</script>'.encode()
    stored(store, study, parse_schema_org(Fetched(body, "https://a.example.org/x", {}, NOW)))


@SETTINGS
@given(
    node(
        "id", "post_number", "topic_id", "topic_slug", "username", "created_at", "updated_at", "version",
        "cooked", "reply_to_post_number", "post_type",
        actions_summary=odd | st.lists(node("id", "count"), max_size=2),
    ),
    node("id", "title", "posts_count"), odd,
)  # fmt: skip
def test_discourse_topics(
    store: Store, study: Study, post: dict[str, Any], topic: dict[str, Any], stream: Any
) -> None:
    data = {
        **topic,
        "post_stream": {"stream": stream, "posts": [post, {**post, "id": 5, "cooked": "<p>x</p>"}]},
    }
    body = json.dumps(data).encode()
    stored(store, study, parse_discourse(Fetched(body, "https://f.example.org/t/1.json", {}, NOW)))


@SETTINGS
@given(node("id", "posts_count", "last_posted_at"), odd)
def test_discourse_lists(store: Store, study: Study, topic: dict[str, Any], more: Any) -> None:
    body = json.dumps({"topic_list": {"topics": [topic], "more_topics_url": more}}).encode()
    stored(store, study, parse_discourse(Fetched(body, "https://f.example.org/latest.json", {}, NOW)))


@SETTINGS
@given(
    node(
        "id",
        "post",
        "parent",
        "author",
        "author_name",
        "date",
        "date_gmt",
        "content",
        "link",
        "type",
        "_embedded",
    ),
    node("product_id", "product_name", "product_permalink", "reviewer", "review", "rating", "verified"),
    st.sampled_from(["wp/v2/comments", "wc/store/v1/products/reviews"]),
    st.sampled_from(["", "x", "-4", "9" * 30]),
)
def test_wordpress(
    store: Store, study: Study, one: dict[str, Any], two: dict[str, Any], route: str, total: str
) -> None:
    items = [
        {**one, **two},
        {**one, **two, "id": 5, "review": "hi", "content": {"rendered": "hi"}, "type": "comment"},
    ]
    url = f"https://b.example.org/wp-json/{route}?page=1"
    headers = {"x-wp-total": total, "x-wp-totalpages": total}
    page = parse_wordpress(Fetched(json.dumps(items).encode(), url, headers, NOW))
    assert page.posts
    stored(store, study, page)
