"""Addresses of MyBB: `showthread.php?tid=5`, `thread-5.html` or `Thread-lid-rattles`; one spelling each."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from crawler.pages import Link
from spiders.common.forum import digits, folder_of, forum_name, query_of, with_query
from spiders.common.places import same_host_link
from spiders.source import SeedSpec

_NUMBERED = re.compile(
    r"/((thread|forum)-(\d{1,18})(?:-page-(\d{1,9})|-post-\d+|-lastpost|-newpost)?\.html)$"
)
_NAMED = re.compile(r"/((Thread|Forum)-([^/]+))$")
_SCRIPT = re.compile(
    r"/((?:index|showthread|forumdisplay|portal|search|member|memberlist|misc|printthread|announcements)\.php)$"
)
_SCRIPTS = {"thread": ("showthread.php", "tid"), "forum": ("forumdisplay.php", "fid")}


@dataclass(frozen=True, slots=True)
class Where:
    """A page of a board: `kind` is "thread", "forum", "post" or "index"; `name` its number or its slug."""

    root: str
    kind: str
    name: str = ""
    page: int = 1
    style: str = "query"  # or "numbered", "named"

    @property
    def source(self) -> str:
        """The name of the source in a post."""
        return forum_name("mybb", self.root)

    @property
    def url(self) -> str:
        """The one address of this page: no sort order, no post, no highlight."""
        page = self.page if self.page > 1 else None
        if self.kind == "index":
            return f"{self.root}/index.php"
        if self.kind == "post":
            return with_query(self.root, "showthread.php", pid=self.name)
        if self.style == "numbered":
            return f"{self.root}/{self.kind}-{self.name}" + (f"-page-{page}.html" if page else ".html")
        if self.style == "named":
            tail = f"?{urlencode({'page': page})}" if page else ""
            return f"{self.root}/{self.kind.capitalize()}-{self.name}{tail}"
        script, number = _SCRIPTS[self.kind]
        return with_query(self.root, script, **{number: self.name, "page": page})

    def post(self, post_id: str) -> str:
        """The place of a post, wherever its page is."""
        return with_query(self.root, "showthread.php", pid=post_id) + f"#pid{post_id}"


def place_of(url: str) -> Where:
    """Which page of which board an address is; whatever is no thread and no forum is the index."""
    path, query = urlsplit(url).path, query_of(url)
    page = int((digits(query.get("page")) or "1")[:9])
    numbered, named, script = _NUMBERED.search(path), _NAMED.search(path), _SCRIPT.search(path)
    if numbered:
        file, kind, number, paged = numbered.groups()
        return Where(folder_of(url, file), kind, number, max(1, int(paged or 1)), "numbered")
    if named:
        return Where(folder_of(url, named.group(1)), named.group(2).lower(), named.group(3), page, "named")
    root = folder_of(url, script.group(1) if script else "index.php")
    for kind, (file, key) in _SCRIPTS.items():
        number_asked = digits(query.get(key))
        if path.endswith("/" + file) and number_asked:
            return Where(root, kind, number_asked, page)
    post_id = digits(query.get("pid"))
    if path.endswith("/showthread.php") and post_id:
        return Where(root, "post", post_id)
    return Where(root, "index")


def linked(base: str, href: object) -> Where | None:
    """The thread or forum page of the same board that a link leads to, else None."""
    found = same_host_link(base, href)
    place = place_of(found) if found else None
    return place if place and place.kind in ("thread", "forum") else None


def seeds(spec: SeedSpec) -> list[Link]:
    """One thread or forum from its first page, the thread of a post, or the list of all forums."""
    first = replace(place_of(spec.url), page=1)
    lists = first.kind in ("forum", "index")
    return [Link(first.url, {"since": spec.since} if spec.since and lists else {})]
