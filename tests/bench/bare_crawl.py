"""`python bare_crawl.py URL [STUDY]`: Scrapy as it comes, our parser; with STUDY, each page is saved."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from crawler.intake import Intake
from crawler.study import load_study
from spiders.common.spider import fetched_from
from spiders.schema_org.parse import parse

URL, STUDY = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""


class BareSpider(scrapy.Spider):
    """Follows what the parser finds; one item a page."""

    name = "bare"

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(URL, meta={"hints": {"seed": "yes"}})

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        page = parse(fetched_from(response, response.meta["hints"]))
        yield {"posts": page.posts}
        for link in page.next:
            yield scrapy.Request(link.url, meta={"hints": dict(link.hints)})


class Save:
    """Item pipeline: one transaction a page."""

    def __init__(self) -> None:
        self._store = load_study(Path(STUDY)).open()
        self._intake = Intake(
            self._store, load_study(Path(STUDY)).config, run_id="bench", parser_version="bench"
        )

    def process_item(self, item: Any) -> Any:
        self._intake.save(item["posts"])
        return item


class Drop:
    """Item pipeline: nothing is kept."""

    def process_item(self, item: Any) -> Any:
        return len(item["posts"])


SETTINGS: dict[str, Any] = {
    "CONCURRENT_REQUESTS": 1,
    "DOWNLOAD_DELAY": 0,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "INFO",
    "ITEM_PIPELINES": {(Save if STUDY else Drop): 500},
    "LOG_FORMATTER": "crawler.pipeline.QuietLog",
}

if __name__ == "__main__":
    process = AsyncCrawlerProcess(SETTINGS)
    process.crawl(BareSpider)
    process.start()
