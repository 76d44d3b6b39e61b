"""Addresses of XenForo 2: `/threads/slug.5/page-2`, also behind `index.php?`; one spelling for each page."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from crawler.pages import Link
from spiders.common.forum import digits, forum_name
from spiders.common.places import same_host_link
from spiders.source import SeedSpec

_ROUTE = re.compile(
    r"^(?P<before>.*?/)(?P<kind>threads|forums)/(?P<slug>[^/?&#]+)(?:/page-(?P<page>\d{1,9}))?(?:[/?&#]|$)"
)
_OTHERS = re.compile(
    r"^(.*?/)(?:whats-new|members|tags|search|categories|login|register|help|posts|media|resources|misc)(?:/|$)"
)


@dataclass(frozen=True, slots=True)
class Where:
    """A page of a board: `kind` is "threads", "forums" or "index", `slug` like "hot-lid.5"."""

    root: str
    kind: str
    slug: str = ""
    page: int = 1
    friendly: bool = True

    @property
    def source(self) -> str:
        """The name of the source in a post."""
        return forum_name("xenforo", self.root)

    @property
    def number(self) -> str | None:
        """The thread's or forum's number; forums may have a name alone."""
        return digits(self.slug.rpartition(".")[2])

    @property
    def url(self) -> str:
        """The one address of this page: no order, no filter, no post."""
        if self.kind == "index":
            return f"{self.root}/"
        page = f"page-{self.page}" if self.page > 1 else ""
        return f"{self.root}/{'' if self.friendly else 'index.php?'}{self.kind}/{self.slug}/{page}"

    def post(self, post_id: str) -> str:
        """The place of a post, wherever its page is."""
        return f"{self.root}/{'' if self.friendly else 'index.php?'}posts/{post_id}/"


def place_of(url: str) -> Where:
    """Which page of which board an address is; whatever is no thread and no forum is the index."""
    parts = urlsplit(url)
    behind = parts.path.endswith("index.php") and "/" in unquote(parts.query)
    folder = parts.path.rpartition("/")[0] + "/"
    route = folder + parts.query if behind else parts.path
    found = _ROUTE.match(route)
    before = found["before"] if found else _folder(route, folder)
    root = urlunsplit((parts.scheme, parts.netloc, before.rstrip("/"), "", ""))
    if not found:
        return Where(root, "index", friendly=not behind)
    return Where(root, found["kind"], found["slug"], max(1, int(found["page"] or 1)), friendly=not behind)


def _folder(route: str, folder: str) -> str:
    other = _OTHERS.match(route)
    return other.group(1) if other else folder


def linked(base: str, href: object) -> Where | None:
    """The thread or forum page of the same board that a link leads to, else None."""
    found = same_host_link(base, href)
    place = place_of(found) if found else None
    return place if place and place.kind != "index" else None


def seeds(spec: SeedSpec) -> list[Link]:
    """One thread or forum from its first page, or the list of all forums."""
    place = place_of(spec.url)
    first = Where(place.root, place.kind, place.slug, 1, place.friendly)
    return [Link(first.url, {"since": spec.since} if spec.since and first.kind != "threads" else {})]
