"""The spider middleware that hands a page to the keeper once its callback has given all it had."""

from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.clock import now
from crawler.coverage import count_fields
from crawler.frontier.codec import ROW
from crawler.frontier.keeper import Keeper, keeper_of
from crawler.frontier.scheduler import FrontierScheduler
from crawler.frontier.traps import BEGINS, trap_of
from crawler.pages import PostBatch
from crawler.store.frontier import Queued


class Acknowledge:
    """Takes posts and requests out of a callback's output; what else there is passes.

    They do not travel on through Scrapy one by one, because then nobody could say when the last of them
    has arrived. A callback that fails settles its request as failed, without half of its posts.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._keeper: Keeper = keeper_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """One middleware for one crawl."""
        return cls(crawler)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Gather, hand over, and pass on the rest."""
        row = response.request.meta.get(ROW) if response.request else None
        batches: list[PostBatch] = []
        links: list[Queued] = []
        rest: list[Any] = []
        ended: CloseSpider | None = None
        try:
            async for output in result:
                if isinstance(output, PostBatch):
                    batches.append(output)
                elif isinstance(output, Request):
                    links += self._link(output, response.url)
                else:
                    rest.append(output)
        except CloseSpider as stop:  # said by a page that was read: what it gave counts
            ended = stop
        except Exception as error:
            reason = f"page could not be read ({type(error).__name__})"
            self._keeper.book.failures[reason] += 1
            if row is not None:
                self._keeper.page_failed(row, reason)
            raise
        for batch in batches:
            count_fields(self._keeper.book, batch)
        self._keeper.page_done(row, batches, links)
        if ended is not None:
            raise ended
        for output in rest:
            yield output

    def _link(self, request: Request, parent: str) -> list[Queued]:
        """The entry of a request, or none when it would lead in a circle.

        Where a source begins is no link of the page that told the source (meta "begins").
        """
        trap = None if request.meta.get(BEGINS) else trap_of(request.url, parent, now())
        if trap:
            self._keeper.book.traps[trap] += 1
            return []
        return [self._scheduler().entry(request)]

    def _scheduler(self) -> FrontierScheduler:
        engine = self._crawler.engine
        found = None if engine is None else engine.scheduler
        if not isinstance(found, FrontierScheduler):
            raise TypeError("the frontier's middleware needs the frontier's scheduler")
        return found
