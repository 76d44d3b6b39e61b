"""`python -m spiders.planning`: look at the sources named in JSON on stdin, with the manners of a crawl."""

import json
import os
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.config import SourceSection, StudyConfig
from crawler.job import job_settings
from crawler.manners.book import CrawlBook, attach_book
from spiders.planning.probe import ProbeSpider, Verdicts

LONGEST = 540  # seconds


def plan_settings(config: StudyConfig) -> Settings:
    """The settings of a crawl, without its store."""
    settings = job_settings(config)
    settings.setdict(
        {
            "SCHEDULER": "scrapy.core.scheduler.Scheduler",
            "CLOSESPIDER_TIMEOUT": LONGEST,
            "RETRY_TIMES": 1,
            "LOG_LEVEL": "WARNING",
        },
        priority="cmdline",
    )
    settings["SPIDER_MIDDLEWARES"].set("crawler.frontier.acknowledge.Acknowledge", None, priority="cmdline")
    return settings


def look(order: dict[str, Any]) -> dict[str, Any]:
    """What each source showed, and how many requests that took."""
    config = StudyConfig.model_validate(order["config"])
    sources = [SourceSection.model_validate(source) for source in order["sources"]]
    process = AsyncCrawlerProcess(plan_settings(config))
    crawler = process.create_crawler(ProbeSpider)
    verdicts = Verdicts()
    book = CrawlBook(sink=verdicts)
    rests = order["rests"].items()
    book.let_rest({host: (datetime.fromisoformat(until), why) for host, (until, why) in rests})
    attach_book(crawler, book)
    requests: list[str] = []

    def count(request: Any) -> None:
        requests.append(request.url)

    crawler.signals.connect(count, signal=signals.request_reached_downloader)
    task = process.crawl(crawler, sections=sources, verdicts=verdicts)
    process.start()
    if task.done() and not task.cancelled():
        task.result()
    seen = crawler.spider.seen if isinstance(crawler.spider, ProbeSpider) else []
    return {"seen": [asdict(one) for one in seen], "requests": len(requests)}


def main() -> int:
    """Read the order, look, answer."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints, prints to the log
    with answer:
        answer.write(json.dumps(look(json.loads(sys.stdin.read()))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
