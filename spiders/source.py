"""What a source is: how to know it, where to begin, how to read a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from crawler.pages import Detection, Fetched, Link, Page


@dataclass(frozen=True, slots=True)
class SeedSpec:
    """What a study asks of a source; the spider filters dates itself, `since` and `until` save requests."""

    url: str
    query: str | None = None
    tag: str | None = None
    since: str | None = None
    until: str | None = None
    select: Mapping[str, str] = field(default_factory=dict)  # CSS selectors by field


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of place. `understands` names the optional wishes that it can honour (query, tag).

    `version` grows when the parser reads something differently, so that posts say by which they were read.
    `newest_first`: its pages list posts from the newest on, so that paging may stop at known ground.
    `off` says why a source takes nothing; it is known all the same, so that its addresses get an answer.
    `proof` is the level of proof: whether it was tried against the documented shape or a live site.
    """

    name: str
    title: str
    description: str
    proof: str
    detect: Callable[[Fetched], Detection]
    seeds: Callable[[SeedSpec], list[Link]]
    parse: Callable[[Fetched], Page]
    understands: frozenset[str] = frozenset()
    off: str = ""
    newest_first: bool = False
    version: int = 1


FIXTURES_ONLY = "fixtures in the documented shape, not yet checked live"
LIKE_THE_REAL_ONE = (
    "a loopback server of ours that behaves as documented, more than 500 posts by auto; not yet checked live"
)
