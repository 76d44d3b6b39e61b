"""The report in a real browser: no script runs, it fits a phone, and it prints as promised."""

import re

import pytest
from playwright.sync_api import Browser

from crawler.study import Study
from outputs.exports import ExportOptions, export
from tests.builders import FindingSpec, discover, make_post, map_findings, save
from tests.outputs.test_hostile import attacked
from tests.sample import fill_sample

__all__ = ["attacked"]
pytestmark = pytest.mark.browser
A4, A3_LANDSCAPE = (595, 842), (1191, 842)  # points
PHASES = ("need", "awareness", "consideration", "acquisition", "service", "loyalty")


def write(study: Study, language: str = "en") -> str:
    path = study.folder / "report.html"
    with study.open() as store:
        export(study, store, "html", path, ExportOptions(language=language))  # type: ignore[arg-type]
    return path.as_uri()


def page_sizes(pdf: bytes) -> list[tuple[int, int]]:
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def crowded(study: Study, count: int) -> None:
    """Findings of each kind in every phase, with long titles: the fullest journey there can be."""
    words = "The machine stopped with my wet sheets inside and the person at the desk had no key, day {}."
    posts = [make_post(n, words.format(n), rating=1 + n % 5) for n in range(count)]
    title = {"zh": "机器停了很久,湿床单锁在里面,前台的人没有钥匙,只能等到第二天早上", "en": words.format(1)}
    specs = [
        FindingSpec(
            f"f{kind[0]}{n:03d}", kind=kind, rank=n, title=title,
            quotes=[(p, p.text) for p in posts[n : n + 6]], slots={"who": "guests", "when": "at night"},
            mappings=[("phase", PHASES[n % 6], 1.0)],
        )
        for kind in ("scenario", "pain", "need")
        for n in range(count - 6)
    ]  # fmt: skip
    with study.open() as store:
        save(store, *posts)
        discover(store, *specs)
        map_findings(store, *specs)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_phone_needs_no_sideways_scrolling(study: Study, browser: Browser, language: str) -> None:
    with study.open() as store:
        fill_sample(store)
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(write(study, language))

    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.close()


def test_hostile_text_does_nothing(attacked: Study, browser: Browser) -> None:
    page = browser.new_page()
    heard: list[str] = []
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: heard.append(request.url))
    page.on("console", lambda message: heard.append(message.text))
    address = write(attacked)
    page.goto(address)
    page.wait_for_timeout(200)

    assert heard == [address]
    page.close()


def test_scenarios_print_four_to_a_page_and_the_journey_on_one(study: Study, browser: Browser) -> None:
    crowded(study, 36)
    page = browser.new_page()
    page.goto(write(study))
    page.emulate_media(media="print")
    sheets = page.locator(".sheet")

    assert sheets.count() == 8  # 30 scenarios
    assert [page.locator(".sheet").nth(n).locator(".paper-card").count() for n in (0, 7)] == [4, 2]
    spilled = page.evaluate(
        """[...document.querySelectorAll('.paper-card')].filter(card => {
          const edge = name => card.querySelector(name).getBoundingClientRect()
          return edge('.paper-quotes').bottom > edge('.paper-foot').top
        }).length"""
    )
    assert spilled == 0
    sizes = page_sizes(page.pdf(prefer_css_page_size=True, print_background=True))
    assert set(sizes) == {A4, A3_LANDSCAPE}
    assert sizes.count(A3_LANDSCAPE) == 1
    page.close()


def test_the_printed_report_of_an_empty_study_is_short(study: Study, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(write(study))

    assert len(page_sizes(page.pdf(prefer_css_page_size=True))) <= 8
    page.close()
