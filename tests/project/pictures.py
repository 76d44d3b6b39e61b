"""`python -m tests.project.pictures STUDY`: the pictures of the docs, drawn by Chromium from a demo's report.

Journey grid, emotion curve, tag ranking, KANO candidates, in Chinese and English. Look at
them before they are committed.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from crawler.chromium import find_chromium
from crawler.study import load_study
from outputs.exports import ExportOptions, export
from tests.project.tree import ROOT

PARTS = {
    "journey": "#journey .grid", "feelings": "#journey .feelings", "tags": "#tags", "kano": "#kano",
}  # fmt: skip
FOLDER = ROOT / "docs" / "pictures"


def draw(study_folder: Path, folder: Path = FOLDER) -> list[Path]:
    """Draw all pictures of a mined study; returns the files."""
    study, chromium = load_study(study_folder), find_chromium()
    if chromium is None:
        raise SystemExit("no Chromium found")
    drawn = []
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium.path), args=["--no-sandbox"])
        for language in ("zh", "en"):
            page_file = Path(made) / f"{language}.html"
            with study.open() as store:
                export(study, store, "html", page_file, ExportOptions(language=language))
            page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
            page.goto(page_file.as_uri())
            for name, selector in PARTS.items():
                path = folder / f"{name}-{language}.png"
                page.locator(selector).first.screenshot(path=str(path))
                drawn.append(path)
        browser.close()
    return drawn


if __name__ == "__main__":
    print("\n".join(str(path) for path in draw(Path(sys.argv[1]))))
