"""A site on loopback for kill tests, as a program of its own: it outlives every crawl that is killed.

`python -m tests.crawler.frontier.maze PRODUCTS PAGES LOG [MORE]` serves a list of products, each with a chain
of review pages, and appends a line to LOG for every page asked for. The first line of stdout is the url.

Each page has three reviews: one that the site numbers, one by a named author on a day, and one that
nobody signed and that says the same on every page, so that only its occurrence number tells it apart.
With MORE there are as many more, numbered and signed, of the length that reviews have, and the page
also shows them to people, with the menus that a shop has around them.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

POSTS_PER_PAGE = 3
ANONYMOUS = "It was fine."


def front(products: int) -> str:
    """A schema.org list of the products."""
    items = [
        {"@type": "ListItem", "position": n, "url": f"/product/{n}?page=1"} for n in range(1, products + 1)
    ]
    return _page({"@type": "ItemList", "itemListElement": items})


LONG = (
    "The tea itself is fine, but at noon the queue goes out of the door, and whoever ordered with the app "
    "waits beside it anyway, since nobody calls the numbers. 我每次都要问三遍，才知道我的那杯做好了没有。"
)


def product_page(number: int, page: int, pages: int, more: int = 0) -> str:
    """One page of a product's reviews; all but the last link to the next."""
    mark = f"{number}-{page}"
    reviews = [
        {"@type": "Review", "@id": f"/r/{mark}", "author": "ann", "reviewBody": f"Numbered {mark}."},
        {
            "@type": "Review",
            "author": f"ben {mark}",
            "datePublished": "2026-05-01",
            "reviewBody": f"Signed {mark}.",
        },
        {"@type": "Review", "reviewBody": ANONYMOUS},
    ]
    reviews += [
        {
            "@type": "Review",
            "@id": f"/r/{mark}-{n}",
            "author": f"cam {n}",
            "datePublished": f"2026-04-{n % 28 + 1:02}",
            "reviewRating": {"ratingValue": n % 5 + 1},
            "reviewBody": f"{LONG} ({mark}-{n})",
        }
        for n in range(more)
    ]
    head = f'<link rel="next" href="/product/{number}?page={page + 1}">' if page < pages else ""
    body = _shown(reviews) if more else ""
    return _page({"@type": "Product", "name": f"Tea {number}", "review": reviews}, head, body)


def _shown(reviews: list[dict[str, Any]]) -> str:
    """The reviews as people see them; without microdata, so the parser finds them only once."""
    menu = "".join(f'<li class="item"><a href="/shelf/{n}">Shelf {n}</a></li>' for n in range(80))
    posts = "".join(
        f'<article class="review"><header><h3 class="stars s{n % 5}">Stars</h3><span class="who">'
        f"{review.get('author', '')}</span> <time>{review.get('datePublished', '')}</time></header>"
        f'<div class="text"><p>{review["reviewBody"]}</p></div><footer><a href="/help/{n}">Helpful</a>'
        f'<a href="/report/{n}">Report</a></footer></article>'
        for n, review in enumerate(reviews)
    )
    return f"<nav><ul>{menu}</ul></nav><main>{posts}</main><footer><ul>{menu}</ul></footer>"


def _page(value: dict[str, Any], head: str = "", body: str = "") -> str:
    script = json.dumps({"@context": "https://schema.org", **value})
    head += f'<script type="application/ld+json">{script}</script>'
    return f"<html><head>{head}</head><body>{body}</body></html>"


def serve(products: int, pages: int, log: Path, more: int) -> None:
    """Serve until killed."""
    lines = log.open("a", encoding="utf-8", buffering=1)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = self._body(parts.path, int(parse_qs(parts.query).get("page", ["1"])[0]))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            if body:
                lines.write(self.path + "\n")

        def _body(self, path: str, page: int) -> bytes:
            if path == "/":
                return front(products).encode()
            if path.startswith("/product/") and 1 <= page <= pages:
                return product_page(int(path.removeprefix("/product/")), page, pages, more).encode()
            return b""

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: object) -> None:
            """Whoever asked was killed: nothing to tell."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), int((sys.argv[4:] or ["0"])[0]))
