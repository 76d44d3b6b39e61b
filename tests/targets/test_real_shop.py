"""The real django-oscar: each review of a shop, from its front page, in the languages it speaks."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crawler.launch import run_crawl
from crawler.records import Post
from tests.spiders.loopback import crawl, crawled
from tests.targets.running import served, written

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shop")


@pytest.fixture(scope="module")
def truth(folder: Path) -> Mapping[str, Any]:
    return written("oscar", "oscar_shop.py", folder)


@pytest.mark.parametrize("language", ["en-us", "en-gb", "zh-hans"])
def test_every_review_is_found_from_the_front_page(
    folder: Path, truth: Mapping[str, Any], language: str, tmp_path: Path
) -> None:
    with served("oscar", "oscar_shop.py", folder, language) as shop:
        found, report = crawled(tmp_path / "s", f"{shop}/")
    seed = report.seeds[0]
    assert len(truth) >= 300
    assert (seed.source, seed.expected, seed.collected) == ("oscar", len(truth), len(truth))
    assert seed.reason == "complete"
    posts = {post.native_id: post for post in found}
    assert posts.keys() == truth.keys()
    for number, said in truth.items():
        check_review(posts[number], said)
    check_authors(posts, truth)


def check_review(post: Post, said: Mapping[str, Any]) -> None:
    assert post.body == said["body"].replace("<b>", "").replace("</b>", "")  # the shop takes tags out
    assert (post.title, post.subject) == (said["title"], said["subject"])
    assert (post.rating, post.likes) == (said["rating"], said["likes"])
    assert post.thread_id == f"p/{said['product']}"
    assert post.posted_at == said["when"][:19]  # the shop says no zone
    assert (post.posted_precision, post.parent_id) == ("minute", None)
    assert post.url.endswith(f"/reviews/{post.native_id}/")


def check_authors(posts: Mapping[str | None, Post], truth: Mapping[str, Any]) -> None:
    """One key for each name, none for those whom the shop calls anonymous."""
    keys: dict[str, set[str | None]] = defaultdict(set)
    for number, said in truth.items():
        keys[said["author"]].add(posts[number].author_key)
    assert keys.pop("") == {None}
    assert all(len(found) == 1 for found in keys.values())
    assert len({key for found in keys.values() for key in found}) == len(keys) == 6


def test_a_search_and_a_category_and_one_product(
    folder: Path, truth: Mapping[str, Any], tmp_path: Path
) -> None:
    with served("oscar", "oscar_shop.py", folder, "en-us") as shop:
        enamel, _ = crawled(tmp_path / "a", f"{shop}/", query="enamel")
        facet = "/catalogue/category/kitchen/水壶_2/?selected_facets=rating%3A3"
        below, _ = crawled(tmp_path / "b", shop + facet)
        one, report = crawled(tmp_path / "c", f"{shop}/catalogue/enamel-kettle-1_2/", since="2026-01-07")
    named = {number for number, said in truth.items() if "Enamel" in said["subject"]}
    assert {post.native_id for post in enamel} == named
    assert {post.native_id for post in below} == set(truth)
    late = {n for n, said in truth.items() if said["product"] == 2 and said["when"] >= "2026-01-07"}
    assert {post.native_id for post in one} == late
    assert report.seeds[0].reason.startswith("complete")


def test_a_second_crawl_turns_no_page_of_reviews_that_it_knows(
    folder: Path, truth: Mapping[str, Any], tmp_path: Path
) -> None:
    with served("oscar", "oscar_shop.py", folder, "en-us") as shop:
        study, first = crawl(tmp_path / "s", f"{shop}/", source="auto")
        second = run_crawl(study)
    assert (first.seeds[0].reason, first.seeds[0].collected) == ("complete", len(truth))
    assert second.counts.get("new", 0) == 0
    assert (second.seeds[0].expected, second.seeds[0].collected) == (len(truth), len(truth))
    # the second and third page of the 45 reviews of one product
    assert second.seeds[0].reason.startswith("complete; 25 posts stand from earlier crawls")
