"""Addresses of Douban: a group's list, a group's topic, a subject's short reviews."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from crawler.pages import Link
from spiders.common.forum import digits, query_of
from spiders.common.places import same_host_link
from spiders.source import SeedSpec

REVIEWS_PER_PAGE = 20
_TOPIC = re.compile(r"^/group/topic/(\d{1,12})(?:/|$)")
_GROUP = re.compile(r"^/group/(?!topic/|explore|search|people)([\w-]{1,60})(?:/|$)")
_SUBJECT = re.compile(r"^/subject/(\d{1,12})(?:/|$)")


@dataclass(frozen=True, slots=True)
class Where:
    """A page: `kind` is "group", "topic", "reviews" or "other"; `start` counts what came before it."""

    root: str
    kind: str
    name: str = ""
    start: int = 0

    @property
    def url(self) -> str:
        """The one address of this page: no sort order but the one we chose, no tracking."""
        start = {"start": self.start} if self.start else {}
        if self.kind == "topic":
            return f"{self.root}/group/topic/{self.name}/" + (f"?{urlencode(start)}" if start else "")
        if self.kind == "group":
            return f"{self.root}/group/{self.name}/discussion?{urlencode({'start': self.start})}"
        asked = {"status": "P", "sort": "time", "start": self.start, "limit": REVIEWS_PER_PAGE}
        return f"{self.root}/subject/{self.name}/comments?{urlencode(asked)}"


def place_of(url: str) -> Where:
    """Which page an address is."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    start = int((digits(query_of(url).get("start")) or "0")[:9])
    for kind, pattern in (("topic", _TOPIC), ("group", _GROUP), ("reviews", _SUBJECT)):
        found = pattern.match(parts.path)
        if found:
            return Where(root, kind, found.group(1), start)
    return Where(root, "other")


def linked(base: str, href: object) -> Where | None:
    """The page that a link leads to, when it is one of ours on the same host."""
    found = same_host_link(base, href)
    place = place_of(found) if found else None
    return place if place and place.kind != "other" else None


def seeds(spec: SeedSpec) -> list[Link]:
    """One topic, a group's topics, or the short reviews of a film, book or record."""
    place = place_of(spec.url)
    if place.kind == "other":
        return [Link(spec.url)]
    first = Where(place.root, place.kind, place.name)
    return [Link(first.url, {"since": spec.since} if spec.since and place.kind == "group" else {})]
