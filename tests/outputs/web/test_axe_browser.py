"""axe-core, all its rules, on every page and in every state of it, light and dark, Chinese and English."""

import json

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from crawler.study import Study
from mining.clause_map.build import build_map
from mining.decisions import record
from mining.embed.shards import write_shard
from outputs.web.pages import all_pages
from tests.outputs.web.test_app_browser import opened, shown
from tests.outputs.web_tools import Live, serve_live

pytestmark = pytest.mark.browser
SCHEMES = ("light", "dark")
PARTS = ("/report", "/decide", "/home/figures", "/queue/learning")  # the first has tests of its own
tongues = pytest.mark.parametrize("tongue", ["en", "zh-Hans"])


class Eye:
    """Looks at pages with axe in both schemes, and remembers what is wrong."""

    def __init__(self, page: Page, live: Live, tongue: str) -> None:
        self.page, self.live = page, live
        self.wrong: dict[str, str] = {}
        self.looked = 0
        page.goto(f"{live.url}/?lang={tongue}")

    def look(self, name: str) -> None:
        """The page as it stands now."""
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            result = Axe().run(self.page)
            self.looked += 1
            if result.violations_count:
                self.wrong[f"{name}, {scheme}"] = result.generate_report()

    def visit(self, path: str) -> None:
        """Go to a page and look at it."""
        self.page.goto(self.live.url + path)
        self.look(path)

    def check(self, least: int) -> None:
        """Nothing was wrong, and enough was looked at."""
        assert not self.wrong, "\n".join(f"{name}\n{report}" for name, report in self.wrong.items())
        assert self.looked >= least


def plain() -> list[str]:
    found = sorted({path for page in all_pages() for path in page.reads if "{" not in path})
    return [path for path in found if path not in PARTS]


@tongues
def test_every_page(live: Live, browser: Browser, tongue: str) -> None:
    first = next(iter(shown(live.study)))
    with live.study.open() as store:
        post = store.value("SELECT id FROM posts ORDER BY id LIMIT 1")
        record(store, "star", first, {}, who="Lin")
    again = f"/decide?trouble=mined&action=rename&subject={first}&en=Other"
    asked = [f"/finding/{first}/ask?do={what}" for what in ("merge", "split", "move", "note")]
    own = [f"/finding/{first}", f"/post/{post}", "/finding/none", "/jobs/1", "/journey?map=to_be"]
    context, page, _ = opened(browser, live)
    eye = Eye(page, live, tongue)
    for path in (*plain(), "/board?by=phase", *own, again, *asked):
        eye.visit(path)
    context.close()

    eye.check(least=2 * (len(plain()) + 11))


@tongues
def test_every_page_of_a_study_with_nothing_in_it(study: Study, browser: Browser, tongue: str) -> None:
    with serve_live(study) as live:
        context, page, _ = opened(browser, live)
        eye = Eye(page, live, tongue)
        for path in plain():
            eye.visit(path)
        context.close()

    eye.check(least=2 * len(plain()))


@tongues
def test_dialogs_a_decided_card_and_the_map(sample: Study, browser: Browser, tongue: str) -> None:
    with sample.open() as store:
        ids = [row[0] for row in store.rows("SELECT clause_id FROM labels ORDER BY clause_id")]
        vectors = np.random.default_rng(7).standard_normal((len(ids), 8)).astype(np.float32)
        write_shard(store, "test/1", ids, vectors)
        placed = build_map(store, method="pca").placed
        record(store, "mark", store.value("SELECT post_id FROM evidence LIMIT 1"), {"as": "advert"})
    with serve_live(sample) as live:
        context, page, said = opened(browser, live)
        eye = Eye(page, live, tongue)
        page.goto(f"{live.url}/board")
        page.keyboard.press("?")
        eye.look("help")
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        for key in "emgvtn":
            page.keyboard.press(key)
            expect(page.locator("#ask[open] form").last).to_be_visible()
            eye.look(f"dialog {key}")
            page.keyboard.press("Escape")
        page.keyboard.press("a")
        expect(page.locator(".stub")).to_be_focused()
        eye.look("a decided card")
        page.goto(f"{live.url}/map")
        expect(page.locator("#map")).to_have_attribute("data-points", str(placed))
        eye.look("the map with points")
        page.goto(page.locator(".regions a").first.evaluate("a => a.href"))
        eye.look("a region of the map")
        page.goto(f"{live.url}/finding/{next(iter(shown(sample)))}")
        page.locator("summary").evaluate_all("all => all.forEach(one => { one.parentElement.open = true; })")
        eye.look("a finding with everything opened")
        eye.visit("/search?q=dryer")
        context.close()
        assert said == [], json.dumps(said)

    eye.check(least=2 * 12)
