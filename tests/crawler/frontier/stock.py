"""The same crawl with Scrapy as it comes: its own scheduler, JOBDIR, JSON lines out.

`python stock.py URL JOBDIR OUT` is the whole program; the documented way to make a crawl resumable.
"""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from spiders.common.spider import fetched_from
from spiders.schema_org.parse import parse


class StockSpider(scrapy.Spider):
    """Follows the same links with the same parser, and yields one item for each post."""

    name = "stock"
    url = ""

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(self.url, meta={"hints": {"seed": "yes"}})

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        page = parse(fetched_from(response, response.meta["hints"]))
        for post in page.posts:
            yield {"page": response.url, "id": post.native_id, "body": post.body}
        for number, link in enumerate(page.next):
            yield scrapy.Request(link.url, meta={"hints": dict(link.hints)}, priority=-number)


def settings(jobdir: str, out: str) -> dict[str, Any]:
    """Nothing but the job directory, the feed and the manners that both sides share."""
    return {
        "JOBDIR": jobdir,
        "FEEDS": {out: {"format": "jsonlines"}},
        "CONCURRENT_REQUESTS": 1,
        "DOWNLOAD_DELAY": 0,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_LEVEL": "INFO",
    }


def main() -> None:
    """Run it; the last word of the log is how Scrapy says that it ended."""
    url, jobdir, out = sys.argv[1:4]
    process = CrawlerProcess(settings(jobdir, out))
    process.crawl(StockSpider, url=url)
    process.start()


if __name__ == "__main__":
    main()
