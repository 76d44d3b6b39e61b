"""Addresses of Flarum: where a forum begins, and the API behind its pages."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

from crawler.pages import Link
from spiders.common.forum import digits, forum_name
from spiders.common.places import same_host_link
from spiders.source import SeedSpec

PER_PAGE = 50  # the most that the API gives
_MARKS = re.compile(r"/(?:d|t|u|all|tags|following|api|settings|notifications)(?:/|$)")
_DISCUSSION = re.compile(r"/(?:d|api/discussions)/(\d+)")
_TAG = re.compile(r"/t/([^/?#]+)")


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum: `root` is the address that its paths are added to, without a slash at the end."""

    root: str

    @property
    def source(self) -> str:
        """The name of the source in a post."""
        return forum_name("flarum", self.root)

    def discussions(self, *, tag: str | None = None, query: str | None = None) -> str:
        """A list of discussions, the newest first."""
        asked = {"filter[tag]": tag, "filter[q]": query, "sort": "-createdAt", "page[limit]": str(PER_PAGE)}
        return f"{self.root}/api/discussions?" + urlencode({k: v for k, v in asked.items() if v is not None})

    def discussion(self, discussion_id: str) -> str:
        """One discussion: its title and how many posts it has."""
        return f"{self.root}/api/discussions/{discussion_id}"

    def posts(self, discussion_id: str) -> str:
        """The posts of a discussion from the first on."""
        asked = {"filter[discussion]": discussion_id, "sort": "number", "page[limit]": PER_PAGE}
        return f"{self.root}/api/posts?" + urlencode(asked)

    def post(self, discussion_id: str, number: int | None) -> str:
        """The place of a post on the page that people see."""
        return f"{self.root}/d/{discussion_id}" + (f"/{number}" if number else "")


def forum_of(url: str) -> Forum:
    """The forum that an address belongs to; also where it lives in a sub-folder of its host."""
    parts = urlsplit(url)
    mark = _MARKS.search(parts.path)
    folder = parts.path[: mark.start()] if mark else parts.path.rstrip("/")
    return Forum(f"{parts.scheme}://{parts.netloc}{folder}")


def api_page(base: str, link: object) -> str | None:
    """The next page of a list as the API links it, in one spelling; only of the API that was asked."""
    found = same_host_link(base, link)
    if found is None or urlsplit(found).path != urlsplit(base).path:
        return None
    parts = urlsplit(found)
    query = parts.query.replace("%5B", "[").replace("%5D", "]").replace("[", "%5B").replace("]", "%5D")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def seeds(spec: SeedSpec) -> list[Link]:
    """One discussion, those of a tag, those that a search finds, or all."""
    forum = forum_of(spec.url)
    path = urlsplit(spec.url).path
    since = {"since": spec.since} if spec.since else {}
    found, tag = _DISCUSSION.search(path), _TAG.search(path)
    discussion_id = digits(found.group(1)) if found else None
    if discussion_id:
        return [Link(forum.discussion(discussion_id))]
    wanted = spec.tag or (unquote(tag.group(1)) if tag else None)
    return [Link(forum.discussions(tag=wanted, query=spec.query), since)]
