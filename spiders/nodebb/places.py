"""Addresses of NodeBB: where a forum begins, and the JSON behind each kind of page."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode, urlsplit

from crawler.pages import Link
from spiders.common.forum import forum_name
from spiders.source import SeedSpec

_MARKS = re.compile(
    r"/(?:api|topic|category|categories|recent|popular|top|unread|tags|post|user|users|groups|search|login)(?:/|$)"
)
_PAGE = re.compile(r"/(topic|category|tags)/([^/?#]+)")


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum: `root` is the address that its paths are added to, without a slash at the end."""

    root: str

    @property
    def source(self) -> str:
        """The name of the source in a post."""
        return forum_name("nodebb", self.root)

    def topic(self, topic_id: int | str, slug: str | None = None, page: int = 1) -> str:
        """JSON of a page of a topic; without the slug the forum answers with the full path."""
        return self._page("topic", slug or str(topic_id), page)

    def category(self, slug: str, page: int = 1) -> str:
        """JSON of a page of a category's topics; `slug` is "5/feedback"."""
        return self._page("category", slug, page)

    def tag(self, tag: str, page: int = 1) -> str:
        """JSON of a page of a tag's topics."""
        return self._page("tags", tag, page)

    def recent(self, page: int = 1) -> str:
        """JSON of a page of all topics, the last answered first."""
        return f"{self.root}/api/recent" + (f"?{urlencode({'page': page})}" if page > 1 else "")

    def at(self, path: str) -> str:
        """JSON of the page at a path of this forum."""
        folder = urlsplit(self.root).path
        inside = path.removeprefix(folder) if folder and path.startswith(folder + "/") else path
        return f"{self.root}/api/" + quote(unquote(inside).lstrip("/").removeprefix("api/"))

    def post(self, post_id: str) -> str:
        """The place of a post, wherever its page is."""
        return f"{self.root}/post/{quote(post_id, safe='')}"

    def _page(self, kind: str, name: str, page: int) -> str:
        address = f"{self.root}/api/{kind}/{quote(unquote(name))}"
        return address + (f"?{urlencode({'page': page})}" if page > 1 else "")


def forum_of(url: str) -> Forum:
    """The forum that an address belongs to; also where it lives in a sub-folder of its host."""
    parts = urlsplit(url)
    mark = _MARKS.search(parts.path)
    folder = parts.path[: mark.start()] if mark else parts.path.rstrip("/")
    return Forum(f"{parts.scheme}://{parts.netloc}{folder}")


def page_path(url: str) -> tuple[str, str] | None:
    """("topic" | "category" | "tags", its number or name) in an address, or None."""
    found = _PAGE.search(urlsplit(url).path)
    return (found.group(1), found.group(2)) if found else None


def seeds(spec: SeedSpec) -> list[Link]:
    """One topic, a category, a tag, or all topics."""
    forum = forum_of(spec.url)
    since = {"since": spec.since} if spec.since else {}
    if spec.tag:
        return [Link(forum.tag(spec.tag), since)]
    found = page_path(spec.url)
    if found is None:
        return [Link(forum.recent(), since)]
    kind, name = found
    path = urlsplit(spec.url).path
    tail = [part for part in path[path.index(f"/{kind}/") + len(kind) + 2 :].split("/") if part]
    slug = "/".join(tail[:2])  # "41/hot-handles"; a third part is a post's place
    if kind == "topic":
        return [Link(forum.topic(name, slug))]
    return [Link(forum.tag(name) if kind == "tags" else forum.category(slug), since)]
