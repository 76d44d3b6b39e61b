"""A server on loopback that answers as a test tells it to, and remembers who asked for what and when."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from crawler.add_source import add_source
from crawler.config import SourceSection
from crawler.launch import CrawlReport, run_crawl
from crawler.records import Post
from crawler.store.posts import iter_posts
from crawler.study import Study, init_study, load_study
from tests.spiders.pages import FIXTURES


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


@dataclass
class Hit:
    path: str
    at: float
    agent: str


@dataclass
class Loopback:
    """`routes` maps a path with its query to a reply, or to a function of the hits so far."""

    routes: dict[str, Reply | Callable[[list[Hit]], Reply]] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    url: str = ""

    def page(self, path: str, html: str, **headers: str) -> None:
        self.routes[path] = Reply(
            html.encode(), headers={"Content-Type": "text/html; charset=utf-8", **headers}
        )

    def paths(self) -> list[str]:
        return [hit.path for hit in self.hits]


@contextmanager
def loopback() -> Iterator[Loopback]:
    site = Loopback()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.hits.append(Hit(self.path, time.monotonic(), self.headers.get("User-Agent", "")))
            route = site.routes.get(self.path, Reply(status=404))
            reply = route if isinstance(route, Reply) else route(site.hits)
            self.send_response(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def study_of(
    folder: Path,
    *urls: str,
    source: str = "schema_org",
    private: bool = True,
    delay: float = 0.0,
    **wishes: object,
) -> Study:
    """A study with these sources."""
    init_study(folder)
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8").replace("delay = 1.0", f"delay = {delay}")
    path.write_text(
        text.replace("allow_private = false", f"allow_private = {str(private).lower()}"), encoding="utf-8"
    )
    for url in urls:
        add_source(folder, SourceSection(source=source, url=url, **wishes))  # type: ignore[arg-type]
    return load_study(folder)


def crawl(folder: Path, *urls: str, **wishes: object) -> tuple[Study, CrawlReport]:
    """Make a study and crawl it with the real spiders in real processes."""
    study = study_of(folder, *urls, **wishes)  # type: ignore[arg-type]
    return study, run_crawl(study)


def review_page(*bodies: str, head: str = "") -> str:
    """A page with one JSON-LD review for each body."""
    reviews = [
        {
            "@type": "Review",
            "@id": f"/r/{abs(hash(body))}",
            "author": f"a{n}",
            "datePublished": "2026-05-01",
            "reviewBody": body,
        }
        for n, body in enumerate(bodies)
    ]
    value = {"@context": "https://schema.org", "@type": "Product", "name": "Tea", "review": reviews}
    text = json.dumps(value).replace("<", "\\u003c")
    script = f'<script type="application/ld+json">{text}</script>'
    return f"<html><head>{head}{script}</head><body></body></html>"


def serve(
    site: Loopback, fixtures: Mapping[str, str], *, content_type: str = "text/html; charset=utf-8"
) -> None:
    """Answer each path with the file of tests/fixtures that it names; robots.txt allows everything."""
    site.page("/robots.txt", "User-agent: *\nDisallow:\n")
    for path, case in fixtures.items():
        said = "application/json; charset=utf-8" if case.endswith(".json") else content_type
        site.routes[path] = Reply((FIXTURES / case).read_bytes(), headers={"Content-Type": said})


def crawled(folder: Path, url: str, **wishes: object) -> tuple[list[Post], CrawlReport]:
    """Crawl one address with `auto` (the source must recognise its own pages) and give the stored posts."""
    study, report = crawl(folder, url, **{"source": "auto", **wishes})
    with study.open() as store:
        return list(iter_posts(store)), report
