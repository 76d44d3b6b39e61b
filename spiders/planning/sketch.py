"""From what the first page of a source said to its crawl: requests, time, and what stays behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Literal

Basis = Literal["stated", "at least", "nothing"]


@dataclass(slots=True)
class Seen:
    """What probing a source found. `links` are those that a crawl would follow; the others are counted."""

    url: str
    asked: str
    engine: str | None = None
    score: float = 0.0
    why: str = ""
    robots: str = "not asked"
    crawl_delay: float = 0.0
    starts: int = 0
    posts: int = 0
    expected: int | None = None
    links: int = 0
    closed_links: int = 0
    foreign_links: int = 0
    trap_links: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    capped: str | None = None
    ignored: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Budget:
    """What limits a source: posts, pages, and seconds between requests to its host."""

    limit: int
    max_pages: int
    delay: float


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """What the crawl of one source would do.

    `basis` says what the requests rest on: a total that the source states ("stated"), the links of its
    first page ("at least"; `requests_most` is then the budget), or that nothing can be taken ("nothing").
    Times are seconds at the polite rate; `robots` is the verdict on where it begins.
    """

    url: str
    asked: str
    engine: str | None
    score: float
    why: str
    robots: str
    delay: float
    crawl_delay: float
    expected: int | None
    posts_on_first_page: int
    limit: int
    max_pages: int
    basis: Basis
    requests_least: int
    requests_most: int
    seconds_least: float
    seconds_most: float
    not_taken: tuple[str, ...]
    problems: tuple[str, ...]


def sketch(seen: Seen, budget: Budget) -> SourcePlan:
    """The plan of a source from what was seen of it."""
    basis, least, most = _requests(seen, budget)
    delay = max(budget.delay, seen.crawl_delay)
    return SourcePlan(
        url=seen.url,
        asked=seen.asked,
        engine=seen.engine,
        score=seen.score,
        why=seen.why,
        robots=seen.robots,
        delay=delay,
        crawl_delay=seen.crawl_delay,
        expected=seen.expected,
        posts_on_first_page=seen.posts,
        limit=budget.limit,
        max_pages=budget.max_pages,
        basis=basis,
        requests_least=least,
        requests_most=most,
        seconds_least=least * delay,
        seconds_most=most * delay,
        not_taken=tuple(_not_taken(seen, budget, least)),
        problems=tuple(seen.problems),
    )


def _requests(seen: Seen, budget: Budget) -> tuple[Basis, int, int]:
    """Least and most requests, robots.txt not counted."""
    if seen.engine is None or not (seen.posts or seen.links or seen.expected):
        return "nothing", 0, 0
    others = max(0, seen.starts - 1)
    if seen.expected is not None and seen.posts:
        needed = max(1, ceil(min(seen.expected, budget.limit) / seen.posts)) + others
        needed = min(needed, budget.max_pages)
        return "stated", needed, needed
    least = min(1 + others + seen.links, budget.max_pages)
    full = ceil(budget.limit / seen.posts) + others if seen.posts else budget.max_pages
    return "at least", least, max(least, min(full, budget.max_pages))


def _not_taken(seen: Seen, budget: Budget, requests: int) -> list[str]:
    """What stays behind, and why."""
    said: list[str] = []
    if seen.expected is not None and seen.expected > budget.limit:
        said.append(f"{seen.expected - budget.limit} of {seen.expected} posts: limit = {budget.limit}")
    if requests >= budget.max_pages:
        said.append(f"whatever is beyond {budget.max_pages} pages: max_pages = {budget.max_pages}")
    if seen.closed_links:
        said.append(f"{seen.closed_links} links of the first page: closed by robots.txt")
    if seen.foreign_links:
        said.append(f"{seen.foreign_links} links of the first page: they lead to other hosts")
    said += [f"{count} links of the first page: {why}" for why, count in seen.trap_links.items()]
    said += [f"{count} posts of the first page: {why}" for why, count in seen.skipped.items()]
    said += [f"more than the source gives: {seen.capped}"] if seen.capped else []
    said += [f"the wish {wish!r}: {seen.engine} cannot honour it" for wish in seen.ignored]
    return said
