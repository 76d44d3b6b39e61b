"""`python -m tests.bench.review_pictures --study DIR [--out docs/pictures]`: pictures of the review app.

For the demo study only: a picture shows words of its posts. Wide pages are 1280 x 900 in English and
light, narrow ones 390 x 844 in Chinese and dark. Needs a Chromium (`python -m tests.chromium`).
"""

import argparse
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from crawler.chromium import find_chromium
from crawler.study import Study, load_study
from mining.overlay import load_overlay
from tests.outputs.web_tools import Live, serve_live
from tests.project.tree import ROOT

PAGES = {
    "home": "/",
    "board": "/board",
    "finding": "/finding/{pain}",
    "journey": "/journey",
    "decisions": "/decisions",
    "map": "/map",
    "kano": "/kano",
    "search": "/search?q=points",
    "compare": "/compare?field=language",
    "innovated": "/innovated",
    "weak": "/weak",
    "queue": "/queue",
    "exports": "/exports",
    "jobs": "/jobs",
}
Options = dict[str, object]
WIDE = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", "locale": "en"}
NARROW = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "locale": "zh-CN"}


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--study", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    parser.add_argument("--pages", nargs="*", default=sorted(PAGES))
    given = parser.parse_args()
    study = load_study(given.study)
    chromium = find_chromium()
    assert chromium is not None, "no Chromium here: python -m tests.chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium.path), args=["--no-sandbox"])
        for suffix, options in (("1280", WIDE), ("390", NARROW)):
            with serve_live(study) as live:
                take(browser, live, study, given.pages, given.out, suffix, options)
        browser.close()


def take(
    browser: Browser, live: Live, study: Study, pages: list[str], out: Path, suffix: str, options: Options
) -> None:
    """One picture of each page in one size."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    page = context.new_page()
    context.add_cookies([{"name": "caifeng_who", "value": "Mei", "url": live.url}])
    page.goto(live.opening)
    for name in pages:
        page.goto(live.url + PAGES[name].format(pain=first_pain(study)))
        page.wait_for_load_state("networkidle")
        path = out / f"review-{name}-{suffix}.png"
        page.screenshot(path=path)
        Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)
    context.close()


def first_pain(study: Study) -> str:
    """The pain point that ranks first."""
    with study.open() as store:
        return next(item.id for item in load_overlay(store, whole=False).shown if item.kind == "pain")


if __name__ == "__main__":
    main()
