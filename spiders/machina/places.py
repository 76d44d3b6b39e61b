"""Addresses of django-machina: `forum/lids-2/topic/lid-rattles-5/?page=2`; one spelling for one page."""

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, urlencode, urlsplit

from crawler.pages import Link
from spiders.common.forum import digits, forum_name, query_of
from spiders.common.places import same_host_link
from spiders.source import SeedSpec

_FORUM = re.compile(r"(?P<root>.*?)/forum/(?P<forum>[^/]*-\d+)(?:/topic/(?P<topic>[^/]*-\d+))?/?")
_SEARCH = re.compile(r"(?P<root>.*?)/search/?")


@dataclass(frozen=True, slots=True)
class Where:
    """A page of a board: `kind` is "index", "forum", "topic" or "search"; `name` its slug with its number."""

    root: str
    kind: str
    name: str = ""
    forum: str = ""
    page: int = 1

    @property
    def source(self) -> str:
        """The name of the source in a post."""
        return forum_name("machina", self.root)

    @property
    def number(self) -> str:
        """The number of the forum or topic."""
        return self.name.rpartition("-")[2]

    @property
    def url(self) -> str:
        """The one address of this page: `?post=` names a page by one of its posts, and is not kept."""
        asked = {"q": self.name} if self.kind == "search" else {}
        asked |= {"page": str(self.page)} if self.page > 1 else {}
        path = {
            "forum": f"forum/{self.name}/",
            "topic": f"forum/{self.forum}/topic/{self.name}/",
            "search": "search/",
        }.get(self.kind, "")
        return f"{self.root}/{path}" + (f"?{urlencode(asked)}" if asked else "")

    def post(self, post_id: str) -> str:
        """The place of a post, wherever its page is."""
        return f"{replace(self, page=1).url}?post={post_id}#{post_id}"


def place_of(url: str) -> Where:
    """Which page of which board an address is; whatever is no forum, topic or search is the index."""
    parts, query = urlsplit(url), query_of(url)
    site = f"{parts.scheme}://{parts.netloc}"
    page = int((digits(query.get("page")) or "1")[:9])
    if digits(query.get("post")):
        page = 1  # which page it is, only the board knows
    found, search = _FORUM.fullmatch(parts.path), _SEARCH.fullmatch(parts.path)
    if found:
        forum, topic = _spelled(found["forum"]), _spelled(found["topic"] or "")
        return Where(site + found["root"], "topic" if topic else "forum", topic or forum, forum, page)
    if search and query.get("q"):
        return Where(site + search["root"], "search", query["q"], page=page)
    return Where(site + parts.path.rstrip("/"), "index")


def _spelled(path: str) -> str:
    """A slug as browsers write it, whichever way it was typed."""
    return quote(unquote(path))


def linked(base: str, href: object) -> Where | None:
    """The forum, topic or search page of the same board that a link leads to, else None."""
    found = same_host_link(base, href)
    place = place_of(found) if found else None
    return place if place and place.kind != "index" else None


def seeds(spec: SeedSpec) -> list[Link]:
    """One topic or forum from its first page, topics with a word in them (`query`), or the whole board."""
    first = replace(place_of(spec.url), page=1)
    if first.kind == "topic":
        return [Link(first.url)]
    hints = {"since": spec.since} if spec.since else {}
    if spec.query:
        return [Link(Where(first.root, "search", spec.query).url, hints)]
    return [Link(first.url, hints)]
