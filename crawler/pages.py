"""What travels between a fetched page and the store: pages in, posts and links out.

A parser is a pure function from `Fetched` to `Page`, so that the same code serves the live crawl,
re-extraction from snapshots, and tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.records import RawPost


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer of a server. `headers` have lower-case names; `hints` came with the link to it."""

    body: bytes
    url: str
    headers: Mapping[str, str]
    now: datetime
    hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """An address to follow, with what its page cannot say about itself (a topic's title, …).

    `elsewhere` lets it lead to another host than the seed's: the source knows that the place is kept there.
    `stated` is what a list says about the thing behind the link (how many posts, when the last one came):
    while it is the same, a later crawl need not open it. `active` is when something last happened there.
    """

    url: str
    hints: Mapping[str, str] = field(default_factory=dict)
    elsewhere: bool = False
    stated: str | None = None
    active: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a parser found on one page.

    `expected` is how many posts each thing (product, topic, post) states to have, keyed by thing.
    `aliases` give native ids for names that other pages may use in `parent_id` (a floor number).
    `skipped` counts what was there and left out on purpose; `problems` say what could not be read.
    `capped` says that the source gives no more than this, though it has more ("cap 500").
    """

    posts: list[RawPost] = field(default_factory=list)
    next: list[Link] = field(default_factory=list)
    expected: Mapping[str, int] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    capped: str | None = None


@dataclass(frozen=True, slots=True)
class Detection:
    """How surely a page belongs to a source (0 to 1), and what says so."""

    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class TakenPage:
    """A page as it was read, for the snapshots: its decoded text, and all posts that the parser saw in it.

    `stated` is what the list that led to it said about it (`Link.stated`), `links` where it leads.
    Unscrubbed, so it is never written as it is (crawler.snapshots.keep).
    """

    fetched: Fetched
    text: str
    posts: list[RawPost]
    source: str
    status: int = 200
    stated: str | None = None
    links: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PostBatch:
    """The posts of one page as one Scrapy item: saved in one transaction.

    `taken` is the page itself; `unchanged` the address of one that is as it was when it was kept;
    `version` that of the source's parser.
    """

    posts: list[RawPost]
    page_url: str
    source: str
    problems: list[str] = field(default_factory=list)
    taken: TakenPage | None = None
    unchanged: str | None = None
    version: int = 1
    stated: str | None = None
