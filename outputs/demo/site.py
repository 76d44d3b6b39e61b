"""Serves the fictional brand's three sites on loopback, each on a port of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from outputs.demo import blog, forum, shop
from outputs.demo.answers import Answer

LOOPBACK = "127.0.0.1"
Responder = Callable[[str, str, str], Answer]


@dataclass(frozen=True, slots=True)
class DemoSite:
    """Where the three sites are, and the [[sources]] that a study needs to crawl them."""

    shop_url: str
    forum_url: str
    blog_url: str

    @property
    def sources(self) -> list[dict[str, Any]]:
        """One source a site; the study must allow private addresses."""
        return [
            {"source": "schema_org", "url": self.shop_url},
            {"source": "discourse", "url": self.forum_url},
            {"source": "wordpress", "url": self.blog_url},
        ]


@contextmanager
def serve_demo() -> Iterator[DemoSite]:
    """The sites run, in threads of this process, until the block is left."""
    with ExitStack() as stack:
        urls = [stack.enter_context(_served(module.answer)) for module in (shop, forum, blog)]
        yield DemoSite(*urls)


@contextmanager
def _served(responder: Responder) -> Iterator[str]:
    server = ThreadingHTTPServer((LOOPBACK, 0), _handler(responder))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def _handler(responder: Responder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers GET and HEAD."""

        protocol_version = "HTTP/1.1"
        server_version = "LanternLeafDemo"

        def do_GET(self) -> None:
            """Answer with the page."""
            self._send(with_body=True)

        def do_HEAD(self) -> None:
            """Answer with the headers alone."""
            self._send(with_body=False)

        def _send(self, *, with_body: bool) -> None:
            parts = urlsplit(self.path)
            answer = responder(
                parts.path, parts.query, f"http://{LOOPBACK}:{self.connection.getsockname()[1]}"
            )
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if with_body:
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing: the crawl's own report says what was fetched."""

    return Handler
