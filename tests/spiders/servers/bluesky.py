"""A server that behaves like an AT protocol AppView: cursors that mean nothing, trees of replies, reposts."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.spiders.answers import as_json
from tests.spiders.loopback import Reply
from tests.spiders.servers.people import moment, person, saying, stamp

POSTS, THREADS, DEPTH = 460, 20, 4
ACTOR = "mug.example.org"
METHODS = "/xrpc/app.bsky.feed."


class LikeBluesky:
    """460 posts of one account, 20 of them with a chain of 4 replies; `truth` holds what must be found."""

    def __init__(self) -> None:
        self.truth: dict[str, dict[str, Any]] = {}
        self.posts = [self._view(n, ACTOR) for n in range(POSTS)]
        self.trees: dict[str, dict[str, Any]] = {}
        for n in range(0, POSTS, POSTS // THREADS):
            self._grow(self.posts[n], n)
        self.feed = [{"post": view} for view in reversed(self.posts)]
        other = self._view(9_000, "other.example.org", counted=False)
        self.feed.insert(7, {"post": other, "reason": {"$type": "app.bsky.feed.defs#reasonRepost"}})

    def _view(
        self, number: int, author: str, *, root: Any = None, parent: Any = None, counted: bool = True
    ) -> dict[str, Any]:
        language, words = saying(number)
        record = {
            "$type": "app.bsky.feed.post", "createdAt": stamp(number), "text": words, "langs": [language],
        }  # fmt: skip
        if parent:
            record["reply"] = {"root": {"cid": root["cid"]}, "parent": {"cid": parent["cid"]}}
        view = {
            "uri": f"at://did:plc:{author.partition('.')[0]}/app.bsky.feed.post/k{number}",
            "cid": f"bafy{number}",
            "author": {"did": f"did:plc:{author.partition('.')[0]}", "handle": author, "labels": []},
            "record": record, "replyCount": 0, "repostCount": 0, "likeCount": number % 9, "quoteCount": 0,
            "indexedAt": stamp(number), "labels": [],
        }  # fmt: skip
        if counted:
            self.truth[view["cid"]] = {
                "body": words, "author": author, "when": moment(number), "language": language,
                "likes": number % 9, "parent": parent["cid"] if parent else None,
            }  # fmt: skip
        return view

    def _grow(self, root: dict[str, Any], number: int) -> None:
        root["replyCount"] = 1
        chain = [root]
        for level in range(DEPTH):
            author = f"{person(number + level)}.example.org"
            chain.append(self._view(2_000 + number * 10 + level, author, root=root, parent=chain[-1]))
        tree: dict[str, Any] = {"post": chain[-1], "replies": []}
        for view in reversed(chain[:-1]):
            view["replyCount"] = 1
            tree = {"post": view, "replies": [tree]}
        self.trees[root["uri"]] = tree

    def __call__(self, address: str) -> Reply | None:
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query))
        if parts.path == METHODS + "getPostThread":
            return as_json({"thread": self.trees[asked["uri"]]})
        if parts.path != METHODS + "getAuthorFeed" or asked.get("actor") != ACTOR:
            return None
        start = int(asked.get("cursor", "at 0/+=").removeprefix("at ").removesuffix("/+="))
        part = self.feed[start : start + min(100, int(asked.get("limit", "50")))]
        cursor = {"cursor": f"at {start + len(part)}/+="} if part else {}
        return as_json({"feed": part, **cursor})
