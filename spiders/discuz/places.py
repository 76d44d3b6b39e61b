"""Addresses of Discuz!: `forum.php?mod=…` or rewritten (`thread-5-1-1.html`), one spelling for each page."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.pages import Link
from spiders.common.forum import digits, folder_of, forum_name, query_of, with_query
from spiders.common.places import same_host_link
from spiders.source import SeedSpec

_REWRITTEN = re.compile(r"/(thread|forum)-(\w+)-(\d+)(?:-\d+)?\.html?$")
_SCRIPT = re.compile(
    r"/((?:forum|portal|home|group|index|misc|member|search|archiver)\.php|(?:thread|forum)-\w+-\d+(?:-\d+)?\.html?)$"
)


@dataclass(frozen=True, slots=True)
class Where:
    """A page of a board: `kind` is "thread", "forum" or "index"; `number` is the thread's or forum's."""

    root: str
    kind: str
    number: str = ""
    page: int = 1
    rewritten: bool = False

    @property
    def source(self) -> str:
        """The name of the source in a post."""
        return forum_name("discuz", self.root)

    @property
    def url(self) -> str:
        """The one address of this page. Order, filter, highlight and `extra` are no part of it."""
        if self.kind == "index":
            return f"{self.root}/forum.php"
        if self.rewritten:
            tail = f"{self.page}-1" if self.kind == "thread" else str(self.page)
            return f"{self.root}/{self.kind}-{self.number}-{tail}.html"
        page = self.page if self.page > 1 else None
        if self.kind == "thread":
            return with_query(self.root, "forum.php", mod="viewthread", tid=self.number, page=page)
        return with_query(self.root, "forum.php", mod="forumdisplay", fid=self.number, page=page)

    def post(self, post_id: str) -> str:
        """The place of a post, wherever its page is."""
        query = {"mod": "redirect", "goto": "findpost", "ptid": self.number, "pid": post_id}
        return with_query(self.root, "forum.php", **query)


def place_of(url: str) -> Where:
    """Which page of which board an address is; whatever is no thread and no forum is the index."""
    path = urlsplit(url).path
    script = _SCRIPT.search(path)
    root = folder_of(url, script.group(1) if script else "forum.php")
    found = _REWRITTEN.search(path)
    if found:
        kind, number, page = found.groups()
        return Where(root, kind, number, max(1, int(page[:9])), rewritten=True)
    query = query_of(url)
    page = int(digits(query.get("page")) or 1)
    thread, forum = digits(query.get("tid") or query.get("ptid")), digits(query.get("fid"))
    if thread and query.get("mod") in ("viewthread", "redirect"):
        return Where(root, "thread", thread, page if query.get("mod") == "viewthread" else 1)
    if forum and query.get("mod") == "forumdisplay":
        return Where(root, "forum", forum, page)
    return Where(root, "index")


def linked(base: str, href: object) -> Where | None:
    """The thread or forum page of the same board that a link leads to, else None."""
    found = same_host_link(base, href)
    place = place_of(found) if found else None
    return place if place and place.kind != "index" else None


def seeds(spec: SeedSpec) -> list[Link]:
    """One thread or forum from its first page, or the list of all forums."""
    place = place_of(spec.url)
    first = Where(place.root, place.kind, place.number, 1, place.rewritten)
    return [Link(first.url, {"since": spec.since} if spec.since and first.kind != "thread" else {})]
