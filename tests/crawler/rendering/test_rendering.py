"""Pages built by a real Chromium, with what they may not do."""

import gzip
import json
from pathlib import Path

import pytest

from crawler.chromium import VARIABLE
from crawler.manners.agent import user_agent
from crawler.rendering.problems import NO_CHROMIUM
from tests.crawler.rendering.site import HTML, JS, crawled_page, open_site, reviews, script, shell
from tests.spiders.loopback import Reply

pytestmark = pytest.mark.browser
UNSEEN = """
<link rel=icon href=/i.ico><link rel=stylesheet href=/s.css><link rel=preload as=image href=/p.png>
<style>@font-face { font-family: f; src: url(/f.woff) } body { font-family: f; background: url(/b.png) }
</style>
</head><body>Tea <img src=/a.png><picture><source srcset=/c.webp><img src=/d.jpg></picture>
<video src=/v.mp4 poster=/v.png autoplay></video><audio src=/a.mp3 autoplay></audio>
"""


def test_a_page_that_scripts_build_is_read_and_fetched_once(tmp_path: Path) -> None:
    with open_site() as site:
        page = shell("", head=UNSEEN, body="<script src='/app.js'></script>").encode()
        site.routes["/tea/"] = Reply(gzip.compress(page), headers={**HTML, "Content-Encoding": "gzip"})
        told = "text => show(text.replace('WHO', navigator.userAgent))"
        script(site, "/app.js", f"fetch('/data.json').then(r => r.text()).then({told})")
        site.routes["/data.json"] = Reply(reviews("It drips.", "会漏", "WHO").encode(), headers=JS)
        posts, report = crawled_page(tmp_path / "s", f"{site.url}/tea/", source="auto")
        paths = site.paths()
        agents = {hit.agent for hit in site.hits}
    assert {post.body for post in posts} == {"It drips.", "会漏", user_agent()}
    assert paths == ["/robots.txt", "/tea/", "/app.js", "/data.json"]  # no image, no font, no film, no style
    assert agents == {user_agent()}
    assert report.seeds[0].reason == "complete; a browser built 1 pages (2 further requests)"


@pytest.mark.parametrize("render", ["never", "auto", "always"])
def test_a_page_that_says_enough_is_built_only_when_that_is_wished(tmp_path: Path, render: str) -> None:
    with open_site() as site:
        more = f"show({json.dumps(reviews('by a script'))})"
        head = f"<script type='application/ld+json'>{reviews('as fetched')}</script>"
        site.page("/", shell(more, head=head))
        posts, report = crawled_page(tmp_path / "s", f"{site.url}/", render=render)
    assert ("a browser" in report.seeds[0].reason) == (render == "always")
    assert ("by a script" in {post.body for post in posts}) == (render == "always")


def test_without_the_wish_the_ledger_says_what_would_help(tmp_path: Path) -> None:
    with open_site() as site:
        site.page("/", shell(f"show({json.dumps(reviews('unseen'))})"))
        posts, report = crawled_page(tmp_path / "s", f"{site.url}/", render="never")
    assert posts == []
    assert 'render = "auto"' in report.seeds[0].reason


def test_without_a_chromium_the_ledger_says_so_and_the_crawl_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none"))
    with open_site() as site:
        head = "<link rel='next' href='/2'>"
        site.page("/", shell("", head=head))
        site.page("/2", f"<script type='application/ld+json'>{reviews('on the second')}</script>")
        posts, report = crawled_page(tmp_path / "s", f"{site.url}/", render="always")
    assert [post.body for post in posts] == ["on the second"]
    assert report.seeds[0].reason == f"incomplete: {NO_CHROMIUM} ×2"


def test_scrolling_and_clicking_bring_the_rest(tmp_path: Path) -> None:
    page = """
    let shown = 0;
    async function more() {
      const data = await (await fetch('/part?n=' + shown++)).text();
      if (data) { show(data); document.body.append(document.createElement('hr')); }
      else document.querySelector('button').remove();
    }
    setTimeout(() => {
      document.body.insertAdjacentHTML('beforeend', '<button class=more onclick=more()>more</button>');
    }, 700);
    """
    with open_site() as site:
        site.page("/", shell(page))
        for number in range(5):
            site.routes[f"/part?n={number}"] = Reply(reviews(f"part {number}").encode(), headers=JS)
        site.routes["/part?n=5"] = Reply(b"", headers=JS)
        wish = {"times": 20, "wait": 0.05, "wait_for": "button.more", "click": "button.more"}
        posts, report = crawled_page(tmp_path / "s", f"{site.url}/", render="always", scroll=wish)
    assert {post.body for post in posts} == {f"part {number}" for number in range(5)}
    assert report.seeds[0].reason.startswith("complete;")


def test_further_requests_keep_the_delay_and_a_script_is_asked_for_once(tmp_path: Path) -> None:
    with open_site() as site:
        for number in (1, 2):
            head = f"<link rel='next' href='/{number + 1}'>" if number < 2 else ""
            call = f"fetch('/data{number}').then(r => r.text()).then(show)"
            site.page(f"/{number}", shell(call, head=head + "<script src='/lib.js'></script>"))
            site.routes[f"/data{number}"] = Reply(reviews(f"page {number}").encode(), headers=JS)
        script(site, "/lib.js", "")
        posts, report = crawled_page(tmp_path / "s", f"{site.url}/1", render="always", delay=0.4)
        gaps = [after.at - before.at for before, after in zip(site.hits, site.hits[1:], strict=False)]
    assert len(posts) == 2
    assert site.paths().count("/lib.js") == 1
    assert min(gaps[1:]) >= 0.3, list(zip(site.paths(), gaps, strict=False))  # threads of the server jitter
    assert "3 further requests; 1 answered from memory" in report.seeds[0].reason
