"""Servers of our own that behave like the real ones, each with more than 500 posts: `auto` finds all of them,
with author, date, likes, language and what they answer, in the real crawl process.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from crawler.launch import CrawlReport
from crawler.records import Post
from tests.spiders.loopback import Hit, Loopback, Reply, crawled, loopback
from tests.spiders.servers.bluesky import ACTOR, LikeBluesky
from tests.spiders.servers.discourse import LikeDiscourse
from tests.spiders.servers.mastodon import LikeMastodon
from tests.spiders.servers.steam import LikeSteam


class Routes(dict[str, Reply | Callable[[list[Hit]], Reply]]):
    """Lets a server answer for itself."""

    def __init__(self, server: Callable[[str], Reply | None]) -> None:
        super().__init__()
        self._server = server

    def get(self, path: str, default: Any = None) -> Any:
        return self._server(path) or default


def gathered(
    server: Callable[[str], Reply | None], path: str, folder: Path
) -> tuple[dict[str | None, Post], CrawlReport, Loopback]:
    with loopback() as site:
        site.routes = Routes(server)
        posts, report = crawled(folder, f"{site.url}{path}")
    assert len({post.native_id for post in posts}) == len(posts)
    return {post.native_id: post for post in posts}, report, site


def check(posts: Mapping[str | None, Post], truth: Mapping[str, Mapping[str, Any]]) -> None:
    """All of them, none else, each with what the server said of it."""
    assert len(truth) >= 500
    assert posts.keys() == truth.keys()
    keys: dict[str, set[str | None]] = defaultdict(set)
    for number, said in truth.items():
        post = posts[number]
        assert post.body == said["body"]
        assert post.posted_at == said["when"].isoformat()
        assert (post.posted_precision, post.likes) == ("second", said["likes"])
        assert post.language == said.get("language", post.language)
        assert post.parent_id == said["parent"]
        keys[said["author"]].add(post.author_key)
    assert all(len(found) == 1 and None not in found for found in keys.values())
    assert len({key for found in keys.values() for key in found}) == len(keys)


def test_like_mastodon(tmp_path: Path) -> None:
    server = LikeMastodon()
    posts, report, site = gathered(server, "/", tmp_path / "s")
    check(posts, server.truth)
    seed = report.seeds[0]
    assert (seed.source, seed.collected) == ("mastodon", len(server.truth))
    assert seed.reason.startswith("complete; left out on purpose: boost of somebody else's words ×1")
    assert server.refused == 0  # 26 calls, 14 a second: the headers were obeyed before a refusal
    assert len(site.paths()) == len(set(site.paths()))


def test_like_bluesky(tmp_path: Path) -> None:
    server = LikeBluesky()
    path = f"/xrpc/app.bsky.feed.getAuthorFeed?actor={ACTOR}&limit=20"
    posts, report, _ = gathered(server, path, tmp_path / "s")
    check(posts, server.truth)
    seed = report.seeds[0]
    assert (seed.source, seed.collected) == ("bluesky", len(server.truth))
    assert seed.reason == "complete; left out on purpose: repost of somebody else's words ×1"


def test_like_discourse(tmp_path: Path) -> None:
    server = LikeDiscourse()
    posts, report, site = gathered(server, "/", tmp_path / "s")
    check(posts, server.truth)
    assert {number: post.thread_id for number, post in posts.items()} == {
        number: said["thread"] for number, said in server.truth.items()
    }
    seed = report.seeds[0]
    hidden = sum(len(topic) >= 12 for topic in server.topics.values())
    assert (seed.source, seed.expected) == ("discourse", len(server.truth) + hidden)
    assert (seed.collected, seed.reason) == (
        len(server.truth), f"complete; left out on purpose: hidden ×{hidden}",
    )  # fmt: skip
    assert (server.too_many_ids, server.refused) == (0, 1)
    refused = [hit.at for hit in site.hits if "posts.json" in hit.path][:2]
    assert refused[1] - refused[0] >= 1.0  # wait_seconds


def test_like_steam(tmp_path: Path) -> None:
    server = LikeSteam()
    posts, report, _ = gathered(server, "/appreviews/4242?json=1", tmp_path / "s")
    check(posts, server.truth)
    seed = report.seeds[0]
    assert (seed.source, seed.expected, seed.collected, seed.reason) == ("steam", 530, 530, "complete")
    assert server.unknown_cursors == 0
    for number, said in server.truth.items():
        post = posts[number]
        assert (post.rating, post.rating_min, post.rating_max) == (said["rating"], 0, 1)
        assert (post.edited_at is not None) == said["edited"]
