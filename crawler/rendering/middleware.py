"""Between Scrapy and the browser: an answer to a request that carries the wish is built before it goes on."""

import logging
from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response

from crawler.chromium import find_chromium
from crawler.config import BrowserSection
from crawler.manners.book import CrawlBook, book_of
from crawler.rendering.account import PAGES
from crawler.rendering.launching import is_root
from crawler.rendering.problems import NO_CHROMIUM, NO_DRIVER, RenderProblem
from crawler.rendering.wish import take_held, wish_of

if TYPE_CHECKING:
    from crawler.rendering.browser import Browser

log = logging.getLogger(__name__)
ROOT_NOTE = "the browser ran as root and therefore without its sandbox: better crawl as an ordinary user"


class Rendering:
    """Downloader middleware. Playwright is imported, and Chromium started, with the first page to be built.

    It stands farther from the server than redirects, retries and walls: what it sees is the page at last.
    A page that cannot be built goes on as it was fetched, and the ledger says why.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._book: CrawlBook = book_of(crawler)
        self._limits = BrowserSection.model_validate(crawler.settings.getdict("CAIFENG_BROWSER"))
        self._browser: Browser | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The browser ends with the crawl."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.close, signal=signals.spider_closed)
        return middleware

    def process_request(self, request: Request) -> Response | None:
        """Answer with the document that was fetched a moment ago, if this page was."""
        return take_held(self._crawler, request) if wish_of(request) is not None else None

    async def process_response(self, request: Request, response: Response) -> Response:
        """Build the page where that is wished and there is a page."""
        wish = wish_of(request)
        if wish is None or response.status != 200 or not isinstance(response, HtmlResponse):
            return response
        if request.meta.get("wall"):
            return response
        try:
            built = await self._started().build(response, wish)
        except RenderProblem as problem:
            log.warning("%s: %s", response.url, problem)
            self._book.failures[str(problem)] += 1
            return response
        self._book.rendering[PAGES] += 1
        return built

    async def close(self) -> None:
        """End the browser, if there was one."""
        if self._browser is not None:
            await self._browser.close()

    def _started(self) -> "Browser":
        if self._book.rendering[PAGES] >= self._limits.max_pages:
            raise RenderProblem(f"limit of {self._limits.max_pages} pages in the browser")
        if self._browser is None:
            chromium = find_chromium()
            if chromium is None:
                raise RenderProblem(NO_CHROMIUM)
            try:
                from crawler.rendering.browser import Browser
            except ImportError as error:
                raise RenderProblem(NO_DRIVER) from error
            log.info("pages are built by %s", chromium.path)
            if is_root():
                self._book.say(ROOT_NOTE)
            self._browser = Browser(self._crawler, self._book, chromium, self._limits)
        return self._browser
