"""Pages that scripts build, served on loopback, and studies that crawl them with a browser."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from crawler.launch import CrawlReport, run_crawl
from crawler.records import Post
from crawler.store.posts import iter_posts
from crawler.study import load_study
from tests.spiders.loopback import Loopback, Reply, loopback, study_of

JS = {"Content-Type": "text/javascript; charset=utf-8"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def reviews(*bodies: str) -> str:
    """Reviews as schema.org says it, as JSON."""
    each = [
        {"@type": "Review", "author": f"a{n}", "datePublished": "2026-05-01", "reviewBody": body}
        for n, body in enumerate(bodies)
    ]
    return json.dumps({"@context": "https://schema.org", "@type": "Product", "name": "Tea", "review": each})


SHOW = """
function show(text) {
  const tag = document.createElement('script');
  tag.type = 'application/ld+json';
  tag.textContent = text;
  document.head.append(tag);
}
"""


def shell(script: str, *, head: str = "", body: str = "") -> str:
    """A page with nothing in it but a script."""
    return (
        f"<!doctype html><html><head><title>Tea</title><script>{SHOW}</script>{head}</head>"
        f"<body><div id='root'></div>{body}<script>{script}</script></body></html>"
    )


@contextmanager
def open_site() -> Iterator[Loopback]:
    """A site whose robots.txt closes /private."""
    with loopback() as site:
        site.page("/robots.txt", "User-agent: *\nDisallow: /private\n")
        yield site


def crawled_page(
    folder: Path, url: str, *, browser: Mapping[str, float] | None = None, **wishes: object
) -> tuple[list[Post], CrawlReport]:
    """Crawl one address, as schema_org where nothing else is said; posts in order of their ids."""
    study = study_of(folder, url, **{"source": "schema_org", **wishes})  # type: ignore[arg-type]
    path = study.folder / "study.toml"
    limits = "".join(f"{name} = {value}\n" for name, value in (browser or {}).items())
    path.write_text(path.read_text(encoding="utf-8") + f"\n[crawl.browser]\n{limits}", encoding="utf-8")
    report = run_crawl(load_study(folder))
    with study.open() as store:
        return list(iter_posts(store)), report


def script(site: Loopback, path: str, text: str) -> None:
    site.routes[path] = Reply(text.encode(), headers=JS)
