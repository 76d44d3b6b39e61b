"""A forum that speaks Discourse's JSON on loopback, answers conditional requests, and can change its mind."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

OLD, YOUNG = "2024-03-{:02}T08:00:00Z", "2026-11-{:02}T08:00:00Z"


@dataclass
class Forum:
    """Topics with their posts; `hits` are (path, status) in the order of asking."""

    topics: dict[int, dict[str, Any]] = field(default_factory=dict)
    hits: list[tuple[str, int]] = field(default_factory=list)
    conditional: bool = True
    url: str = ""
    last_id: int = 100

    def topic(self, number: int, posts: int, moment: str) -> None:
        self.topics[number] = {"title": f"Topic {number}", "posts": [], "bumped": moment}
        for _ in range(posts):
            self.post(number, moment)

    def post(self, number: int, moment: str, text: str = "") -> int:
        self.last_id += 1
        words = text or f"The kettle of topic {number} hums, says post {self.last_id}."
        place = 1 + max((p["post_number"] for p in self.topics[number]["posts"]), default=0)
        row = {"id": self.last_id, "cooked": f"<p>{words}</p>", "username": f"ann_{self.last_id % 7}"}
        row["post_number"] = place
        self.topics[number]["posts"].append({**row, "created_at": moment, "updated_at": moment})
        self.topics[number]["bumped"] = moment
        return self.last_id

    def find(self, post_id: int) -> dict[str, Any]:
        return next(p for t in self.topics.values() for p in t["posts"] if p["id"] == post_id)

    def remove(self, post_id: int) -> None:
        for topic in self.topics.values():
            topic["posts"] = [p for p in topic["posts"] if p["id"] != post_id]

    def asked(self) -> list[str]:
        return [path for path, _ in self.hits if path != "/robots.txt"]

    def answer(self, path: str, query: dict[str, list[str]]) -> Any:
        if path == "/latest.json":
            page, size = int(query.get("page", ["0"])[0]), 30
            numbers = sorted(self.topics, key=lambda n: self.topics[n]["bumped"], reverse=True)
            some = numbers[page * size : (page + 1) * size]
            more = f"/latest?page={page + 1}" if len(numbers) > (page + 1) * size else None
            return {"topic_list": {"topics": [self._row(n) for n in some], "more_topics_url": more}}
        if path.startswith("/t/"):
            number = int(path.split("/")[2].removesuffix(".json"))
            if number not in self.topics:
                return None
            posts = self.topics[number]["posts"]
            if "post_ids[]" in query:
                wanted = {int(value) for value in query["post_ids[]"]}
                some = [post for post in posts if post["id"] in wanted]
                return {"post_stream": {"posts": self._posts(number, some)}}
            stream = {"posts": self._posts(number, posts[:20]), "stream": [p["id"] for p in posts]}
            about = {"id": number, "title": self.topics[number]["title"], "posts_count": len(posts)}
            return {**about, "slug": f"topic-{number}", "post_stream": stream}
        return None

    def _row(self, number: int) -> dict[str, Any]:
        topic = self.topics[number]
        about = {"id": number, "title": topic["title"], "slug": f"topic-{number}"}
        when = {"last_posted_at": topic["bumped"], "bumped_at": topic["bumped"]}
        return {**about, "posts_count": len(topic["posts"]), **when}

    def _posts(self, number: int, posts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        shared = {"topic_id": number, "topic_slug": f"topic-{number}", "post_type": 1}
        return [{**shared, **post} for post in posts]


@contextmanager
def forum_server() -> Iterator[Forum]:
    """Serve a forum for as long as the block runs."""
    forum = Forum()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            found = forum.answer(parts.path, parse_qs(parts.query))
            robots = parts.path == "/robots.txt"
            body = b"User-agent: *\n" if robots else b"" if found is None else json.dumps(found).encode()
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            status = 404 if found is None and not robots else 200
            if status == 200 and forum.conditional and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            forum.hits.append((self.path, status))
            self.send_response(status)
            self.send_header("Content-Type", "text/plain" if robots else "application/json; charset=utf-8")
            if status != 404 and forum.conditional:
                self.send_header("ETag", etag)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    forum.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield forum
    finally:
        server.shutdown()
        server.server_close()
