"""A server that behaves like Mastodon: `Link` headers, `X-RateLimit-*`, threads, boosts, `noindex`."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.spiders.answers import as_json
from tests.spiders.loopback import Reply
from tests.spiders.servers.people import moment, person, saying, stamp

POSTS, THREADS, REPLIES = 480, 12, 6
PER_WINDOW, WINDOW = 14, 1.0  # calls, seconds
APP = b'<html><head><title>social</title></head><body><div id="mastodon" data-props="{}"></div></body></html>'


class LikeMastodon:
    """480 posts of the server's own people, 12 of them with 6 replies; `truth` holds what must be found."""

    def __init__(self) -> None:
        self.truth: dict[str, dict[str, Any]] = {}
        self.timeline = [self._status(n, None) for n in range(POSTS)]
        self.threads: dict[str, list[dict[str, Any]]] = {}
        for n in range(0, POSTS, POSTS // THREADS):
            self._answer(self.timeline[n], n)
        self.timeline.insert(3, {**self.timeline[2], "id": "950000", "reblog": self.timeline[9]})
        noindex = {"acct": "quiet", "noindex": True, "note": ""}
        self.timeline.insert(5, {**self.timeline[2], "id": "950001", "account": noindex})
        self.timeline.sort(key=lambda status: -int(status["id"]))
        self.refused = 0
        self._calls = itertools.count(1)
        self._resets = datetime.now(UTC)

    def _status(self, number: int, parent: str | None) -> dict[str, Any]:
        language, words = saying(number)
        native_id = str(100_000 + number)
        self.truth[native_id] = {
            "body": words, "author": person(number), "when": moment(number), "parent": parent,
            "language": language, "likes": number % 5,
        }  # fmt: skip
        return {
            "id": native_id, "created_at": stamp(number), "edited_at": None, "in_reply_to_id": parent,
            "visibility": "public", "language": language, "content": f"<p>{words.replace('&', '&amp;')}</p>",
            "replies_count": 0, "reblogs_count": 0, "favourites_count": number % 5, "reblog": None,
            "spoiler_text": "", "sensitive": False, "tags": [],
            "account": {"acct": person(number), "noindex": False, "bot": False, "note": ""},
        }  # fmt: skip

    def _answer(self, status: dict[str, Any], number: int) -> None:
        status["replies_count"] = 1
        parents = [status["id"]]
        answers = []
        for n in range(REPLIES):  # each second one answers the one before it
            answers.append(self._status(1_000 + number * 10 + n, parents[-1] if n % 2 else status["id"]))
            parents.append(answers[-1]["id"])
        self.threads[status["id"]] = answers

    def __call__(self, address: str) -> Reply | None:
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query))
        if parts.path in ("/", "/robots.txt"):
            return Reply(APP) if parts.path == "/" else None
        return self._limited(parts.path, asked)

    def _limited(self, path: str, asked: dict[str, str]) -> Reply | None:
        """A window begins with the first call after the last one; who goes beyond it is refused."""
        now = datetime.now(UTC)
        if now >= self._resets:
            self._calls, self._resets = itertools.count(1), now + timedelta(seconds=WINDOW)
        left = PER_WINDOW - next(self._calls)
        headers = {"X-RateLimit-Remaining": str(max(0, left)), "X-RateLimit-Reset": self._resets.isoformat()}
        if left < 0:
            self.refused += 1
            return as_json({"error": "Too many requests"}, headers, status=429)
        return self._answered(path, asked, headers)

    def _answered(self, path: str, asked: dict[str, str], headers: dict[str, str]) -> Reply | None:
        if path.endswith("/context"):
            return as_json({"ancestors": [], "descendants": self.threads[path.split("/")[-2]]}, headers)
        if path != "/api/v1/timelines/public" or asked.get("local") != "true":
            return None
        below = int(asked.get("max_id", "999999"))
        part = [status for status in self.timeline if int(status["id"]) < below][: int(asked["limit"])]
        if part:
            following = f"https://social.example.org{path}?local=true&max_id={part[-1]['id']}"
            headers["Link"] = f'<{following}>; rel="next", <{path}?min_id=1>; rel="prev"'
        return as_json(part, headers)
