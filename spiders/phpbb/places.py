"""Addresses of phpBB: one spelling for each page, whatever session, sorting or highlight it came with."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.pages import Link
from spiders.common.forum import digits, folder_of, forum_name, query_of, with_query
from spiders.common.places import same_host_link
from spiders.source import SeedSpec

_SCRIPT = re.compile(r"/((?:viewtopic|viewforum|index|search|ucp|memberlist|faq|app|posting)\.php)(?:/|$)")


@dataclass(frozen=True, slots=True)
class Board:
    """A board: `root` is the address of its folder, without a slash at the end."""

    root: str

    @property
    def source(self) -> str:
        """The name of the source in a post."""
        return forum_name("phpbb", self.root)

    def index(self) -> str:
        """The list of all forums."""
        return f"{self.root}/index.php"

    def forum(self, forum_id: str, start: str | None = None) -> str:
        """A list of topics, from its number `start` on."""
        return with_query(self.root, "viewforum.php", f=forum_id, start=start)

    def topic(self, topic_id: str, start: str | None = None) -> str:
        """A topic, from its post number `start` on."""
        return with_query(self.root, "viewtopic.php", t=topic_id, start=start)

    def post(self, post_id: str) -> str:
        """The place of a post on the page that holds it."""
        return with_query(self.root, "viewtopic.php", p=post_id) + f"#p{post_id}"


def board_of(url: str) -> Board:
    """The board that an address belongs to."""
    found = _SCRIPT.search(urlsplit(url).path)
    return Board(folder_of(url, found.group(1) if found else "index.php"))


def canonical(base: str, href: object) -> str | None:
    """The one address of the topic, forum or post page that a link on `base` leads to, else None.

    Only the ids and the position stay: `sid`, sort orders, `view=print` and `hilit` are dropped.
    """
    found = same_host_link(base, href)
    if found is None:
        return None
    board, query = board_of(found), query_of(found)
    path = urlsplit(found).path
    start = digits(query.get("start"))
    topic_id, forum_id, post_id = (digits(query.get(name)) for name in ("t", "f", "p"))
    if path.endswith("/viewtopic.php"):
        if topic_id:
            return board.topic(topic_id, start)
        return with_query(board.root, "viewtopic.php", p=post_id) if post_id else None
    if path.endswith("/viewforum.php") and forum_id:
        return board.forum(forum_id, start)
    return None


def topic_of(url: str) -> str | None:
    """The topic's number in an address, or None."""
    return digits(query_of(url).get("t")) if urlsplit(url).path.endswith("/viewtopic.php") else None


def seeds(spec: SeedSpec) -> list[Link]:
    """One topic from its first post, a forum from its first page, or the list of all forums."""
    board = board_of(spec.url)
    since = {"since": spec.since} if spec.since else {}
    topic_id = topic_of(spec.url)
    if topic_id:
        return [Link(board.topic(topic_id))]
    known = canonical(spec.url, spec.url)
    if known and "/viewforum.php" in known:
        return [Link(board.forum(query_of(known)["f"]), since)]
    return [Link(known or board.index(), since)]
