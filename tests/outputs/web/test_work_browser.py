"""A researcher's and a facilitator's work in a real browser."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from crawler.store.posts import count_posts
from crawler.study import Study, load_study
from mining.clause_map.build import build_map
from mining.embed.shards import write_shard
from mining.overlay import current_findings
from outputs.demo.site import serve_demo
from tests.outputs.web.test_app_browser import crowd, opened
from tests.outputs.web_tools import serve_live

__all__ = ["crowd"]
pytestmark = pytest.mark.browser


def test_a_researcher_launches_a_crawl_and_watches_it_end(study: Study, browser: Browser) -> None:
    path = study.folder / "study.toml"
    text = path.read_text(encoding="utf-8").replace("delay = 1.0", "delay = 0.1")
    path.write_text(text.replace("allow_private = false", "allow_private = true"), encoding="utf-8")
    with serve_demo() as site, serve_live(load_study(study.folder)) as live:
        blog = site.sources[-1]["url"]
        context, page, said = opened(browser, live)
        page.goto(f"{live.url}/jobs")
        page.get_by_label("Address *").fill(blog)
        page.get_by_role("button", name="Preview").click()
        expect(page.locator("#plan")).to_contain_text("nothing was stored")
        expect(page.get_by_label("Address *")).to_have_value(blog)
        page.get_by_role("button", name="Start the crawl").click()
        expect(page.locator("h1")).to_have_text("Job 1")
        expect(page.locator("#live .state")).to_have_text("ended", timeout=30_000)  # by itself
        expect(page.locator("#live .meter")).to_contain_text("31 of 31")
        expect(page.get_by_role("button", name="Stop")).to_have_count(0)
        with study.open() as store:
            assert count_posts(store) == 31
        assert said == []
        context.close()


def test_a_facilitator_stars_ten_and_downloads_the_pack(
    crowd: Study, browser: Browser, tmp_path: Path
) -> None:
    with serve_live(crowd) as live:
        context, page, said = opened(browser, live)
        page.goto(f"{live.url}/board?sort=rank")
        for number in range(10):
            page.keyboard.press("j")
            page.keyboard.press("s")
            expect(page.locator(f"#c-fa{number:04d} [value=unstar]")).to_have_text("★")
        page.goto(f"{live.url}/exports")
        expect(page.get_by_text("10 starred")).to_be_visible()
        page.get_by_label("Scenario cards at the most").fill("10")
        page.get_by_role("button", name="Make the workshop pack").click()
        link = page.get_by_role("link", name="Download: Workshop pack")
        expect(link).to_be_visible(timeout=60_000)  # by itself
        with page.expect_download() as waiting:
            link.click()
        waiting.value.save_as(tmp_path / "pack.zip")
        assert waiting.value.suggested_filename == "study-pack.zip"
        names = zipfile.ZipFile(tmp_path / "pack.zip").namelist()
        assert {"README.md", "manifest.json"} <= set(names)
        assert said == []
        context.close()


def test_a_designer_draws_around_points_and_makes_a_finding(sample: Study, browser: Browser) -> None:
    with sample.open() as store:
        ids = [row[0] for row in store.rows("SELECT clause_id FROM labels ORDER BY clause_id")]
        vectors = np.random.default_rng(7).standard_normal((len(ids), 8)).astype(np.float32)
        write_shard(store, "test/1", ids, vectors)
        placed = build_map(store, method="pca").placed
    with serve_live(sample) as live:
        context, page, said = opened(browser, live, viewport={"width": 1280, "height": 1000})
        page.goto(f"{live.url}/map")
        expect(page.locator("#map")).to_have_attribute("data-points", str(placed))
        page.locator("#plane").focus()
        page.keyboard.press("l")
        area = page.locator("#plane").bounding_box()
        assert area is not None
        corners = [(0.01, 0.01), (0.55, 0.01), (0.55, 0.99), (0.01, 0.99)]
        page.mouse.move(*_at(area, corners[0]))
        page.mouse.down()
        for corner in corners[1:]:
            page.mouse.move(*_at(area, corner))
        page.mouse.up()
        count = int(page.locator("#chosen-count").inner_text())
        assert 0 < count < placed
        page.get_by_role("button", name="Look at what is chosen").click()
        expect(page.locator("input[name=clause]:checked")).to_have_count(count)
        page.locator("input[name=en]").fill("Drawn around")
        page.get_by_role("button", name="Make a finding").click()
        expect(page.get_by_text("is kept")).to_be_visible()
        assert said == []
        context.close()
    with sample.open() as store:
        assert "Drawn around" in {item.title["en"] for item in current_findings(store)}


def _at(area: Any, corner: tuple[float, float]) -> tuple[float, float]:
    return area["x"] + corner[0] * area["width"], area["y"] + corner[1] * area["height"]
