"""The browser tests have a browser."""

import pytest
from playwright.sync_api import Page


@pytest.mark.browser
def test_a_page_with_both_languages_is_laid_out(page: Page) -> None:
    """A missing Chinese font or a browser that does not start would spoil every picture that follows."""
    page.set_content("<h1 style='display:inline-block'>采风 caifeng</h1>")

    assert page.inner_text("h1") == "采风 caifeng"
    box = page.locator("h1").bounding_box()
    assert box is not None
    assert box["width"] > 100
