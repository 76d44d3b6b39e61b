"""The real django-machina: each post of a board, from its front page, in the languages it speaks."""

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
    return tmp_path_factory.mktemp("board")


@pytest.fixture(scope="module")
def truth(folder: Path) -> Mapping[str, Any]:
    return written("machina", "machina_board.py", folder)


@pytest.mark.parametrize("language", ["en-us", "zh-hans"])
def test_every_post_is_found_from_the_front_page(
    folder: Path, truth: Mapping[str, Any], language: str, tmp_path: Path
) -> None:
    with served("machina", "machina_board.py", folder, language) as board:
        found, report = crawled(tmp_path / "s", f"{board}/talk/")
    seed = report.seeds[0]
    assert len(truth) >= 200
    assert (seed.source, seed.expected, seed.collected) == ("machina", len(truth), len(truth))
    assert seed.reason == "complete"
    posts = {post.native_id: post for post in found}
    assert posts.keys() == truth.keys()
    for number, said in truth.items():
        check_post(posts[number], said)
    check_authors(posts, truth)


def check_post(post: Post, said: Mapping[str, Any]) -> None:
    assert post.body == said["body"].replace("**", "")
    assert (post.subject, post.thread_id) == (said["subject"], f"t/{said['topic']}")
    first = said["first"]
    assert (post.kind, post.title) == (("post", said["subject"]) if first else ("reply", None))
    assert post.posted_at == said["when"][:19]  # the board says no zone
    assert (post.edited_at is not None) == said["edited"]
    assert post.parent_id is None  # the software knows no answers to a post
    assert post.url.endswith(f"?post={post.native_id}#{post.native_id}")


def check_authors(posts: Mapping[str | None, Post], truth: Mapping[str, Any]) -> None:
    keys: dict[str, set[str | None]] = defaultdict(set)
    for number, said in truth.items():
        keys[str(said["author"])].add(posts[number].author_key)
    assert all(len(found) == 1 for found in keys.values())
    assert len({key for found in keys.values() for key in found}) == len(keys) > 3


def test_a_search_and_one_topic_by_one_of_its_posts(
    folder: Path, truth: Mapping[str, Any], tmp_path: Path
) -> None:
    with served("machina", "machina_board.py", folder, "en-us") as board:
        words, _ = crawled(tmp_path / "a", f"{board}/talk/", query="rattles")
        one, _ = crawled(tmp_path / "b", f"{board}/talk/forum/x-2/topic/which-descaler-0-1/?post=33#33")
        late, report = crawled(tmp_path / "c", f"{board}/talk/forum/kettles-2/", since="2026-02-28")
    topics = {said["topic"] for said in truth.values() if "rattles" in said["subject"]}
    assert {post.thread_id for post in words} == {f"t/{topic}" for topic in topics}
    assert {post.native_id for post in one} == {n for n, said in truth.items() if said["topic"] == 1}
    newest = {n for n, said in truth.items() if said["when"] >= "2026-02-28"}
    assert {post.native_id for post in late} == newest
    assert report.seeds[0].reason.startswith("complete")


def test_a_forum_that_nobody_may_read_is_a_wall(
    folder: Path, truth: Mapping[str, Any], tmp_path: Path
) -> None:
    with served("machina", "machina_board.py", folder, "en-us") as board:
        found, report = crawled(tmp_path / "s", f"{board}/talk/forum/staff-5/", source="machina")
    assert found == []
    assert report.seeds[0].reason != "complete"


def test_a_second_crawl_opens_no_topic_that_is_as_it_was(
    folder: Path, truth: Mapping[str, Any], tmp_path: Path
) -> None:
    with served("machina", "machina_board.py", folder, "zh-hans") as board:
        study, first = crawl(tmp_path / "s", f"{board}/talk/", source="auto")
        second = run_crawl(study)
    assert (first.seeds[0].reason, first.seeds[0].collected) == ("complete", len(truth))
    assert second.counts.get("new", 0) == 0
    assert (second.seeds[0].expected, second.seeds[0].collected) == (len(truth), len(truth))
    assert second.seeds[0].reason.startswith(f"complete; {len(truth)} posts stand from earlier crawls")
