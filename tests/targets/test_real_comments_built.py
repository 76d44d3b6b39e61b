"""The real isso again, read from the page that its own script builds: a real Chromium, no API of ours."""

import re
from pathlib import Path

import pytest

from crawler.store.posts import iter_posts
from tests.spiders.loopback import Loopback, crawl
from tests.targets.test_real_comments import comment, isso, site

__all__ = ["isso", "site"]  # fixtures
pytestmark = pytest.mark.heavy
EMBED = """<!doctype html><html lang=en><head><title>Racks</title></head><body>
<article><h1>Racks</h1><p>{article}</p></article>
<script data-isso="{isso}/" data-isso-max-comments-top=12
 data-isso-reveal-on-click=12 src="{isso}/js/embed.min.js"></script>
<section id="isso-thread" data-title="Racks"></section></body></html>"""
ARTICLE = "A rack dries dishes in the air. This one has two levels and a tray, beside the sink. " * 8


def seeded(isso: str, origin: str) -> dict[str, str | None]:
    """Sixty comments, ten of them answers; text -> what it answers."""
    said: dict[str, str | None] = {}
    for number in range(50):
        text = f"Rack {number} leaves water." if number % 2 else f"{number}号架子漏水，台面总是湿的。"
        first = comment(isso, origin, text, f"guest{number}")
        said[text] = None
        if number % 5 == 0:
            answer = f"To number {number}: a tray helps."
            comment(isso, origin, answer, f"helper{number}", first)
            said[answer] = text
    return said


def test_sixty_comments_that_exist_only_after_scripts_ran(site: Loopback, isso: str, tmp_path: Path) -> None:
    site.page("/racks/", EMBED.format(isso=isso, article=ARTICLE))
    said = seeded(isso, site.url)
    study, report = crawl(
        tmp_path / "s", f"{site.url}/racks/", source="web", render="auto",
        scroll={"wait_for": ".isso-comment", "click": ".isso-load-hidden", "times": 30},
    )  # fmt: skip
    with study.open() as store:
        posts = list(iter_posts(store))
    by_id = {post.native_id: post for post in posts}
    parents = {post.body: post.parent_id and by_id[post.parent_id].body for post in posts}
    assert parents == said  # every comment, none invented, each answer under what it answers
    assert len(posts) == 60
    assert len({post.author_key for post in posts}) == 60
    assert all(post.posted_at and post.posted_precision == "second" for post in posts)
    built = re.fullmatch(
        r"complete; a browser built 1 pages \((\d+) further requests\)", report.seeds[0].reason
    )
    assert built
    assert int(built.group(1)) >= 6  # the script, and twelve comments at a time
    assert site.paths().count("/racks/") == 1


def test_without_a_browser_none_of_them_is_found(site: Loopback, isso: str, tmp_path: Path) -> None:
    site.page("/racks/", EMBED.format(isso=isso, article=ARTICLE))
    said = seeded(isso, site.url)
    study, _ = crawl(tmp_path / "s", f"{site.url}/racks/", source="web", render="never")
    with study.open() as store:
        assert not {post.body for post in iter_posts(store)} & set(said)
