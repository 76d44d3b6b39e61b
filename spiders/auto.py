"""`auto`: looks at the page first, then works as the source that knows it."""

from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.http import Response

from spiders.common.spider import SourceSpider, fetched_from
from spiders.registry import AUTO, choose


class AutoSpider(SourceSpider):
    """Becomes a Discourse, schema.org or WordPress spider after the first page."""

    name = AUTO

    async def start(self) -> AsyncIterator[Any]:
        """The address itself."""
        self.book.source = AUTO
        yield scrapy.Request(self.spec.url, callback=self.choose, errback=self.on_failure)

    async def choose(self, response: Response) -> AsyncIterator[Any]:
        """Pick the source and go on as it; the page just read is not fetched again."""
        if response.meta.get("wall"):
            self.book.failures[response.meta["wall"]] += 1
            return
        source, best, _ = choose(fetched_from(response, {}))
        if source is None:
            self.book.nothing_because = best.reason
            return
        self.book.notes.append(
            f"auto took {source.name} for {self.spec.url}: {best.reason} ({best.score:.2f})"
        )
        self._take_up(source)
        for link in source.seeds(self.spec):
            if link.url == self.spec.url:
                for result in self._read(response, link.hints):
                    yield result
            else:
                yield self._request(link)
