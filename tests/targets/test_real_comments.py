"""The real isso: comments posted to its server, found by auto from the page that shows them."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.store.posts import iter_posts
from tests.spiders.loopback import Loopback, crawl, loopback
from tests.targets.running import command_of, free_port, running

pytestmark = pytest.mark.heavy
CONFIG = """
[general]
dbpath = {folder}/comments.db
host = {site}/
[server]
listen = http://127.0.0.1:{port}/
[guard]
enabled = false
"""


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


@pytest.fixture
def isso(site: Loopback, tmp_path: Path) -> Iterator[str]:
    port = free_port()
    config = tmp_path / "isso.cfg"
    config.write_text(CONFIG.format(folder=tmp_path, site=site.url, port=port), encoding="utf-8")
    url = f"http://127.0.0.1:{port}"
    with running([command_of("isso", "isso"), "-c", str(config), "run"], f"{url}/?uri=/"):
        yield url


def comment(server: str, origin: str, text: str, author: str | None, parent: int | None = None) -> int:
    body = json.dumps({"text": text, "author": author, "parent": parent, "title": "Racks"}).encode()
    headers = {"Content-Type": "application/json", "Origin": origin}
    request = urllib.request.Request(f"{server}/new?uri=%2Fracks%2F", body, headers)
    with urllib.request.urlopen(request) as answer:
        return int(json.load(answer)["id"])


def test_sixty_comments_are_found_from_their_page(site: Loopback, isso: str, tmp_path: Path) -> None:
    site.page(
        "/racks/",
        f'<title>Racks</title><script data-isso="{isso}/" src="{isso}/js/embed.min.js"></script>'
        '<section id="isso-thread" data-title="Racks"></section>',
    )
    first = comment(isso, site.url, "It **drips**.\n\n> never drips", "Ann")
    answer = comment(isso, site.url, "我家也是，每天擦台面", None, first)
    deep = comment(isso, site.url, "Put a tray under it.", "Bo", answer)
    for number in range(57):
        comment(isso, site.url, f"rack number {number} 号架子", f"p{number}")
    study, report = crawl(tmp_path / "s", f"{site.url}/racks/", source="auto")
    seed = report.seeds[0]
    assert (seed.source, seed.expected, seed.collected, seed.reason) == ("isso", 60, 60, "complete")
    with study.open() as store:
        posts = {post.native_id: post for post in iter_posts(store)}
    assert posts[str(first)].body == "It drips."
    parents = [posts[str(number)].parent_id for number in (answer, deep)]
    assert parents == [str(first), str(first)]  # isso hangs all answers on the first comment
    assert posts[str(answer)].body == "我家也是，每天擦台面"
    assert len({post.author_key for post in posts.values()}) == 60
    assert all(post.posted_at and post.posted_precision == "second" for post in posts.values())
