"""The run-sheet's timer and sums, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from outputs.pack import PackOptions, build
from tests.outputs.pack.conftest import sample_study

pytestmark = pytest.mark.browser


def test_minutes_re_sum_and_the_clock_runs(page: Page, tmp_path: Path) -> None:
    report = build(
        sample_study(tmp_path / "study"), tmp_path / "pack", PackOptions(language="en"), only=["run_sheet"]
    )
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto((report.folder / "0-before/run-sheet.en.html").as_uri())

    assert page.text_content("#total") == "180"
    minutes = page.locator("tr.block input")
    minutes.nth(0).fill("35")
    assert page.text_content("#total") == "195"
    assert page.locator("tr.block .from").nth(1).text_content() == "10:05"
    assert "15 over the plan" in (page.text_content("#difference") or "")
    page.fill("#begin", "13:00")
    assert page.locator("tr.block .until").nth(0).text_content() == "13:35"
    assert page.text_content("#clock") == "35:00"
    page.click("#start")
    expect(page.locator("#clock")).not_to_have_text("35:00", timeout=5_000)
    page.click("#next")
    assert (page.text_content("#now") or "").startswith("Method")
    assert page.locator("tr.block.current").count() == 1
    assert problems == []
