"""`auto`: looks at the page first, then works as the source that knows it."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

import scrapy
from scrapy.http import Response

from crawler.clock import now
from crawler.frontier.traps import BEGINS
from crawler.pages import Detection, Fetched
from spiders.common.spider import SourceSpider, fetched_from
from spiders.registry import AUTO, choose, get_source
from spiders.source import Source
from spiders.web.source import SOURCE as WEB


class AutoSpider(SourceSpider):
    """Becomes the spider of the source that knows the address or, failing that, its page."""

    name = AUTO

    async def start(self) -> AsyncIterator[Any]:
        """The address itself; where it already tells its source, that source's own first requests."""
        if not self.resumed:
            self.book.source = AUTO
        source, best = self._known_beforehand()
        if source is not None:
            self._say(source, best)
            for link in self.begin(source):
                yield self._request(link)
            return
        yield scrapy.Request(
            self.spec.url, callback=self.choose, errback=self.on_failure, meta=self._wish()
        )

    def resume(self, state: Mapping[str, Any], notes: Iterable[tuple[str, str, str]]) -> None:
        """Go on as the source that was chosen, if one was."""
        super().resume(state, notes)
        chosen = get_source(self.book.source)
        if chosen is not None:
            self.source = chosen

    async def choose(self, response: Response) -> AsyncIterator[Any]:
        """Pick the source and go on as it; the page just read is not fetched again."""
        if response.meta.get("wall"):
            self.book.failures[response.meta["wall"]] += 1
            return
        source, best, _ = choose(fetched_from(response, {}))
        if source is None:
            again = self.build_first(response, None, self.choose)
            if again is not None:
                yield again
            self.book.nothing_because = self.book.nothing_because or best.reason
            return
        self._say(source, best)
        for link in self.begin(source):
            if link.url == self.spec.url:
                for result in self._read(response, link.hints):
                    yield result
            else:
                request = self._request(link)
                request.meta[BEGINS] = True
                yield request

    def _known_beforehand(self) -> tuple[Source | None, Detection]:
        """The source that selectors of the study, or the address alone, tell."""
        if self.spec.select:
            return WEB, Detection(1.0, "the study says where posts stand ([sources.select])")
        source, best, _ = choose(Fetched(b"", self.spec.url, {}, now()))
        return source, best

    def _say(self, source: Source, best: Detection) -> None:
        self.book.say(f"auto took {source.name} for {self.spec.url}: {best.reason} ({best.score:.2f})")
