"""What is done on a page before it is read: wait until it is quiet, scroll, click what shows more."""

import asyncio
from collections.abc import Callable
from time import monotonic

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from crawler.config import ScrollSection
from crawler.rendering.traffic import Traffic

QUIET = 0.4  # seconds without a request after which a page counts as built
CLICK_MS = 2_000
_EXTENT = "() => [document.documentElement.scrollHeight, document.getElementsByTagName('*').length]"
_TO_THE_END = "() => window.scrollTo(0, document.documentElement.scrollHeight)"


class Deadline:
    """When to stop waiting and read what is there. `on_extend` hears of time that is added."""

    def __init__(self, seconds: float, on_extend: Callable[[float], None]) -> None:
        self._until = monotonic() + seconds
        self._on_extend = on_extend

    def extend(self, seconds: float) -> None:
        """Time that politeness takes is not the page's."""
        self._until += seconds
        self._on_extend(seconds)

    @property
    def left(self) -> float:
        """Seconds, never below 0."""
        return max(0.0, self._until - monotonic())


async def settled(page: Page, traffic: Traffic, deadline: Deadline) -> bool:
    """Wait until the document is read and no request is under way; False when time ran out before."""
    try:
        await page.wait_for_load_state("domcontentloaded", timeout=max(1.0, deadline.left * 1000))
    except PlaywrightError:
        return False
    while traffic.quiet_for() < QUIET:
        if not deadline.left:
            return False
        await asyncio.sleep(0.05)
    return True


async def work_through(
    page: Page, traffic: Traffic, deadline: Deadline, scroll: ScrollSection | None
) -> str | None:
    """Do what the study asks; returns why the page may not be at its end, or None when it is.

    Without a wish a page is scrolled to its end once, as some load their comments only then.
    """
    if not await settled(page, traffic, deadline):
        return "a page was still loading when its time was over"
    if scroll is not None and scroll.wait_for and not await _is_there(page, scroll.wait_for, deadline):
        return f"a page never showed {scroll.wait_for!r}"
    for _ in range(1 if scroll is None else scroll.times):
        before = await page.evaluate(_EXTENT)
        clicked = await _click(page, scroll.click) if scroll is not None and scroll.click else False
        await page.evaluate(_TO_THE_END)
        await asyncio.sleep(min(deadline.left, 0.1 if scroll is None else scroll.wait))
        if not await settled(page, traffic, deadline):
            return "a page was still loading when its time was over"
        if not clicked and await page.evaluate(_EXTENT) == before:
            return None
    return None if scroll is None else f"a page went on growing after {scroll.times} steps of scrolling"


async def _is_there(page: Page, selector: str, deadline: Deadline) -> bool:
    try:
        await page.wait_for_selector(
            f"css={selector}", state="attached", timeout=max(1.0, deadline.left * 1000)
        )
    except PlaywrightError:
        return False
    return True


async def _click(page: Page, selector: str) -> bool:
    """Click the first visible one; False where there is none that can be clicked."""
    for found in await page.locator(f"css={selector}").all():
        try:
            if await found.is_visible() and await found.is_enabled():
                await found.click(timeout=CLICK_MS, no_wait_after=True)
                return True
        except PlaywrightError:
            continue
    return False
