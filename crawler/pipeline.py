"""What leaves Scrapy by other ways than the store: items without a study, and log lines.

With a study the posts of a page go to the store together with its links (crawler.frontier). When
Scrapy runs without one (`scrapy crawl discourse -a url=… -o out.jsonl`) there is no key to hide
authors with: the posts go out one a line, without author names, with masked texts.
"""

from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult

from crawler.manners.book import book_of
from crawler.pages import PostBatch
from crawler.pii import mask
from crawler.records import RawPost
from crawler.urls import checked_url


class SinglePosts:
    """Spider middleware: without a study, a batch becomes one item for each post."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """One middleware for one crawl; none where a study saves whole batches."""
        if book_of(crawler).sink is not None:
            raise NotConfigured
        return cls()

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Pass everything on, but for batches, which nobody saves."""
        async for item in result:
            if isinstance(item, PostBatch):
                for post in item.posts:
                    yield nameless(post)
            else:
                yield item


def nameless(post: RawPost) -> dict[str, Any]:
    """A post that may be written without a key: no author, masked texts, http(s) url only."""
    row = asdict(post)
    del row["author"]
    row["attributes"] = dict(post.attributes)
    row["title"] = None if post.title is None else mask(post.title).text
    row["body"] = mask(post.body).text
    row["url"] = checked_url(post.url)
    return row


class QuietLog(LogFormatter):
    """Scrapy's log lines without the items: what people wrote goes to the store, masked, and nowhere else."""

    def scraped(self, item: Any, response: Any, spider: Spider) -> LogFormatterResult:
        """Say where from, not what."""
        return {"level": 10, "msg": "Posts from %(src)s", "args": {"src": response}}

    def dropped(
        self, item: Any, exception: BaseException, response: Any, spider: Spider
    ) -> LogFormatterResult:
        """Say why, not what."""
        return {"level": 30, "msg": "Dropped an item: %(why)s", "args": {"why": type(exception).__name__}}

    def item_error(
        self, item: Any, exception: BaseException, response: Any, spider: Spider
    ) -> LogFormatterResult:
        """Say where, not what."""
        return {"level": 40, "msg": "Could not save the posts of %(src)s", "args": {"src": response}}
