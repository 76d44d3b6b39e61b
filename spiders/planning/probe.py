"""The spider that only looks: the page itself where it must, and the first page of its engine."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.clock import now
from crawler.config import SourceSection
from crawler.frontier.traps import trap_of
from crawler.manners.robots import RobotsGate
from crawler.pages import Detection, Fetched, Link, Page
from spiders.common.failures import failure_reason
from spiders.common.places import host_of
from spiders.common.spider import fetched_from
from spiders.planning.sketch import Seen
from spiders.registry import AUTO, choose, get_source, source_names
from spiders.source import SeedSpec, Source

NOT_KNOWN = "no page of a known engine"


class Verdicts:
    """Takes note of what robots.txt says of each address."""

    def __init__(self) -> None:
        self.said: dict[str, tuple[bool, str]] = {}

    def robots(self, url: str, allowed: bool, reason: str) -> None:
        """One verdict."""
        self.said[url] = (allowed, reason)


class ProbeSpider(scrapy.Spider):
    """Has no name of its own, so that it is not taken for a source."""

    def __init__(self, sections: Sequence[SourceSection] = (), verdicts: Verdicts | None = None) -> None:
        super().__init__(name="plan")
        self._sections, self._verdicts = sections, verdicts or Verdicts()
        self.seen = [Seen(section.url, section.source) for section in sections]

    async def start(self) -> AsyncIterator[Any]:
        """For each source its page, or the first page of its engine where that is known already."""
        for number, section in enumerate(self._sections):
            source = get_source(section.source)
            best = Detection(1.0, "named in the study")
            if section.source == AUTO:
                source, best, _ = choose(Fetched(b"", section.url, {}, now()))
            elif source is None:
                known = ", ".join(source_names())
                self.seen[number].problems.append(f"there is no source {section.source!r}; one of: {known}")
                continue
            if source is None:
                yield self._request(number, Link(section.url), self.look)
            else:
                link = self._begin(number, source, best)
                if link is not None:
                    yield self._request(number, link, self.read)

    def _request(self, number: int, link: Link, callback: Any) -> scrapy.Request:
        return scrapy.Request(
            link.url, callback=callback, errback=self.failed, dont_filter=True,
            meta={"number": number, "hints": dict(link.hints)},
        )  # fmt: skip

    def _begin(self, number: int, source: Source, best: Detection) -> Link | None:
        """Note the engine; the first address that it would ask for."""
        seen, section = self.seen[number], self._sections[number]
        seen.engine, seen.score, seen.why = source.name, best.score, best.reason
        seen.ignored = [
            wish for wish in ("query", "tag") if getattr(section, wish) and wish not in source.understands
        ]
        links = source.seeds(_spec(section))
        seen.starts = len(links)
        if not links:
            seen.problems.append(f"{source.name} cannot begin at this address; see its README")
            return None
        return links[0]

    async def look(self, response: Response) -> AsyncIterator[Any]:
        """Choose the engine for a page; where its crawl begins with this very page, read it at once."""
        number: int = response.meta["number"]
        await self._note_robots(response, number)
        if self._is_wall(response, number):
            return
        source, best, _ = choose(fetched_from(response, {}))
        if source is None:
            self.seen[number].why, self.seen[number].score = best.reason, best.score
            self.seen[number].problems.append(NOT_KNOWN)
            return
        link = self._begin(number, source, best)
        if link is not None and link.url == self._sections[number].url:
            await self._read(response, number, link.hints)
        elif link is not None:
            yield self._request(number, link, self.read)

    async def read(self, response: Response) -> None:
        """The first page of a crawl."""
        number: int = response.meta["number"]
        await self._note_robots(response, number)
        if not self._is_wall(response, number):
            await self._read(response, number, response.meta["hints"])

    async def _read(self, response: Response, number: int, hints: Any) -> None:
        seen = self.seen[number]
        source = get_source(seen.engine or "")
        if source is None:
            return
        try:
            page = source.parse(fetched_from(response, hints))
        except Exception as error:  # noqa: BLE001 - whatever a parser stumbles over is what the plan has to say
            seen.problems.append(f"page could not be read ({type(error).__name__})")
            return
        seen.posts, seen.capped = len(page.posts), page.capped
        seen.expected = sum(page.expected.values()) if page.expected else None
        seen.skipped = dict(page.skipped)
        seen.problems += page.problems
        await self._sort_links(response, page, seen)

    async def _sort_links(self, response: Response, page: Page, seen: Seen) -> None:
        """Which links a crawl would follow; only robots.txt of this host is asked, and it is known."""
        hosts, traps = {host_of(response.url), host_of(seen.url)}, Counter[str]()
        rules = await self._gate().rules_of(response.url)
        for link in page.next:
            trap = trap_of(link.url, response.url, now())
            if host_of(link.url) not in hosts and not link.elsewhere:
                seen.foreign_links += 1
            elif trap:
                traps[trap] += 1
            elif host_of(link.url) == host_of(response.url) and not rules.verdict(link.url)[0]:
                seen.closed_links += 1
            else:
                seen.links += 1
        seen.trap_links = dict(traps)

    async def _note_robots(self, response: Response, number: int) -> None:
        seen = self.seen[number]
        seen.robots = self._verdicts.said.get(response.url, (True, "allowed by robots.txt"))[1]
        seen.crawl_delay = (await self._gate().rules_of(response.url)).delay

    def _gate(self) -> RobotsGate:
        found = self.crawler.get_downloader_middleware(RobotsGate)
        if found is None:
            raise RuntimeError("the settings lack the robots gate")
        return found

    def _is_wall(self, response: Response, number: int) -> bool:
        wall = response.meta.get("wall")
        if wall:
            self.seen[number].problems.append(str(wall))
        return bool(wall)

    def failed(self, failure: Failure) -> None:
        """Name what kept us from looking."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined] # Scrapy adds it
        seen = self.seen[request.meta["number"]]
        seen.robots = self._verdicts.said.get(request.url, (True, seen.robots))[1]
        said = failure_reason(failure)
        seen.problems.append("closed by robots.txt" if said == "robots" else said)


def _spec(section: SourceSection) -> SeedSpec:
    return SeedSpec(
        section.url, query=section.query, tag=section.tag, since=section.since, until=section.until
    )
