"""One Chromium for one crawl, driven by scrapy-playwright: one page at a time, contexts given back."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Route
from playwright.async_api import Request as Asked
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy_playwright.handler import Config, ScrapyPlaywrightDownloadHandler

from crawler.chromium import Chromium
from crawler.config import BrowserSection
from crawler.manners.book import CrawlBook
from crawler.rendering.launching import context_options, launch_options
from crawler.rendering.problems import CRASHED, TOO_LARGE, TOO_SLOW, RenderProblem, could_not_start
from crawler.rendering.steps import Deadline, work_through
from crawler.rendering.traffic import ScriptMemory, Traffic, passed_on
from crawler.rendering.wish import Wish

log = logging.getLogger(__name__)
logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)  # it warns of each page that begins empty
GRACE = 3.0  # seconds that a page has beyond its time before it is closed by force
CLOSING = 5.0
_LENGTH = "() => document.documentElement.outerHTML.length"


class ChromiumHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc] # it ships no types
    """scrapy-playwright's handler with our Chromium. Were one of its own routes ever asked, it refuses."""

    def __init__(self, crawler: Crawler, options: dict[str, Any]) -> None:
        super().__init__(crawler)
        self.config: Any = replace(
            Config.from_settings(crawler.settings), launch_options=options, max_contexts=1,
            max_pages_per_context=1, download_timeout_secs=1, target_closed_max_retries=0,
        )  # fmt: skip
        self.abort_request = lambda _request: True

    async def start(self) -> None:
        """Start Playwright's driver; Chromium itself starts with the first page."""
        await self._launch()

    @property
    def version(self) -> str:
        """Of the Chromium that runs."""
        return str(self.browser.version)

    async def give_back(self) -> None:
        """Close the contexts: what a page's memory was goes back to the machine."""
        for kept in list(self.context_wrappers.values()):
            await kept.context.close()


class Browser:
    """Builds pages. After a page that had to be given up, the next one gets a fresh context."""

    def __init__(self, crawler: Crawler, book: CrawlBook, chromium: Chromium, limits: BrowserSection) -> None:
        self._crawler, self._book, self._chromium, self._limits = crawler, book, chromium, limits
        self._handler: ChromiumHandler | None = None
        self._turn = asyncio.Lock()
        self._memory = ScriptMemory()
        self._pages = 0
        self._broken: str | None = None

    async def build(self, document: Response, wish: Wish) -> HtmlResponse:
        """The page after its scripts ran. Raises RenderProblem."""
        async with self._turn:
            if self._broken:
                raise RenderProblem(self._broken)
            handler = await self._started()
            try:
                text = await self._timed(handler, document, wish)
            except BaseException:
                await self._give_back(handler)
                raise
            self._pages += 1
            if self._pages % self._limits.recycle == 0:
                await self._give_back(handler)
        headers = {**passed_on(document).headers, "content-type": "text/html; charset=utf-8"}
        return HtmlResponse(document.url, headers=headers, body=text.encode(), encoding="utf-8")

    async def close(self) -> None:
        """End Chromium and its driver."""
        handler, self._handler = self._handler, None
        if handler is not None:
            with suppress(PlaywrightError, TimeoutError):
                await asyncio.wait_for(handler.close(), CLOSING)

    async def _started(self) -> ChromiumHandler:
        if self._handler is None:
            handler = ChromiumHandler(self._crawler, launch_options(self._chromium))
            try:
                await handler.start()
            except Exception as error:
                self._broken = could_not_start(error)
                raise RenderProblem(self._broken) from error
            self._handler = handler
        return self._handler

    async def _give_back(self, handler: ChromiumHandler) -> None:
        """Close the contexts; a Chromium that does not even do that is ended."""
        try:
            await asyncio.wait_for(handler.give_back(), CLOSING)
        except (PlaywrightError, TimeoutError):
            log.warning("the browser does not close its pages; it is started anew")
            await self.close()

    async def _timed(self, handler: ChromiumHandler, document: Response, wish: Wish) -> str:
        try:
            async with asyncio.timeout(self._limits.seconds + GRACE) as limit:
                deadline = Deadline(
                    self._limits.seconds, lambda more: limit.reschedule((limit.when() or 0.0) + more)
                )
                return await self._built(handler, document, wish, deadline)
        except TimeoutError as error:
            raise RenderProblem(TOO_SLOW) from error
        except PlaywrightError as error:
            log.warning("the browser gave up on %s: %s", document.url, error)
            if not hasattr(handler, "browser"):
                self._broken = could_not_start(error)
            raise RenderProblem(self._broken or CRASHED) from error

    async def _built(
        self, handler: ChromiumHandler, document: Response, wish: Wish, deadline: Deadline
    ) -> str:
        traffic = Traffic(
            self._crawler, self._book, document, wish.hosts, self._limits.requests, self._memory,
            deadline.extend,
        )  # fmt: skip
        request = _blank_page(str(self._crawler.settings["USER_AGENT"]), traffic)
        try:
            await handler.download_request(request)
            page: Page = request.meta["playwright_page"]
            await page.goto(document.url, wait_until="commit", timeout=self._limits.seconds * 1000)
            short = await work_through(page, traffic, deadline, wish.scroll)
            text = await self._text(page)
            if short and short not in self._book.caps:
                self._book.caps.append(short)
            return text
        finally:
            traffic.closed = True
            page_left = request.meta.get("playwright_page")
            if page_left is not None:
                with suppress(PlaywrightError, TimeoutError):
                    await asyncio.wait_for(page_left.close(), CLOSING)

    async def _text(self, page: Page) -> str:
        if not page.url.startswith(("http://", "https://")):
            raise RenderProblem(CRASHED)  # Chromium's own page of errors
        if await page.evaluate(_LENGTH) > self._crawler.settings.getint("DOWNLOAD_MAXSIZE"):
            raise RenderProblem(TOO_LARGE)
        return await page.content()


def _blank_page(agent: str, traffic: Traffic) -> Request:
    """What scrapy-playwright is asked: an empty page in its context, left open, with our routes on it.

    It would read the page as soon as that is shown, whatever its size: so we show and read it ourselves.
    """

    async def answer(route: Route, asked: Asked) -> None:
        await traffic.answer(route, asked)

    async def prepare(page: Page, _request: Request) -> None:
        await page.route("**", answer)
        await page.context.unroute_all()
        await page.context.route("**", _refuse)
        page.on("popup", _close)

    return Request(
        "about:blank",
        meta={
            "playwright": True,
            "playwright_include_page": True,
            "playwright_context_kwargs": context_options(agent),
            "playwright_page_init_callback": prepare,
        },
    )


async def _refuse(route: Route) -> None:
    """For pages that a page opens: the browser shows one page at a time, ours."""
    with suppress(PlaywrightError):
        await route.abort("blockedbyclient")


async def _close(popup: Page) -> None:
    with suppress(PlaywrightError):
        await popup.close()
