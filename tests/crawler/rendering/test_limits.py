"""Pages without end or measure: each is read as far as its limits go, and the ledger says so."""

import json
from pathlib import Path

import pytest

from tests.crawler.rendering.site import JS, crawled_page, open_site, reviews, script, shell
from tests.spiders.loopback import Reply

pytestmark = pytest.mark.heavy


def test_an_endless_page_ends(tmp_path: Path) -> None:
    grow = """
    let n = 0;
    async function more() {
      if (window.innerHeight + window.scrollY < document.body.scrollHeight - 10) return;
      show(await (await fetch('/part?n=' + n++)).text());
      const tall = document.createElement('div'); tall.style.height = '3000px'; document.body.append(tall);
    }
    window.onscroll = more; more();
    """
    with open_site() as site:
        site.page("/", shell(grow))
        for number in range(50):
            site.routes[f"/part?n={number}"] = Reply(reviews(f"part {number}").encode(), headers=JS)
        posts, report = crawled_page(
            tmp_path / "s", f"{site.url}/", render="always", scroll={"times": 4, "wait": 0.2}
        )
    assert 3 <= len(posts) <= 6
    assert report.seeds[0].reason.startswith("a page went on growing after 4 steps of scrolling; a browser")


def test_a_page_that_asks_without_end_is_read_when_its_time_is_over(tmp_path: Path) -> None:
    with open_site() as site:
        ask = "await fetch('/tick?' + n).catch(() => new Promise(done => setTimeout(done, 50)))"
        for_ever = f"(async () => {{ for (let n = 0; ; n++) {ask} }})()"
        site.page("/", shell(f"show({json.dumps(reviews('here'))}); {for_ever}"))
        limits = {"seconds": 2, "requests": 10}
        posts, report = crawled_page(tmp_path / "s", f"{site.url}/", render="always", browser=limits)
    assert [post.body for post in posts] == ["here"]
    assert sum(path.startswith("/tick") for path in site.paths()) == 10
    assert report.seeds[0].reason.startswith("a page was still loading when its time was over; a browser")
    assert "more than 10 requests of one page ×" in report.seeds[0].reason


def test_a_page_of_any_size_is_not_taken(tmp_path: Path) -> None:
    with open_site() as site:
        big = "document.createComment('x'.repeat(21 * 1024 * 1024))"
        script(site, "/big.js", f"document.body.append({big})")
        site.page("/", shell("", body="<script src=/big.js></script>"))
        _, report = crawled_page(tmp_path / "s", f"{site.url}/", render="always")
    assert report.seeds[0].reason.startswith("a page grew larger in the browser than what we take")
