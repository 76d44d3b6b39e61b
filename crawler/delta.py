"""What a crawl of known ground leaves out: the watermark of a seed whose last crawl was complete.

Three things keep a second crawl short. A server says that a page is as it was
(crawler.snapshots.conditional). A list says of a thread what it said before (`Link.stated`): then it is
not opened. A stream that lists the newest first shows nothing but old acquaintances: then paging stops.
What is young is looked at all the same, since people edit and delete what they wrote lately; `--full`
looks at everything.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from crawler.clock import now
from crawler.ids import native_post_id
from crawler.pages import Link, Page
from crawler.store import Store
from crawler.store.snapshots import SKIPPED, KnownPage


class Memory(Protocol):
    """Where it stands what is known of an address (crawler.snapshots.keep.PageKeeper)."""

    def known(self, url: str) -> KnownPage | None:
        """What is known of an address."""


class Delta:
    """Decides for one seed what need not be read again; `skipped` are the links that it has left out."""

    def __init__(self, store: Store, memory: Memory, *, recheck_days: float) -> None:
        self._store, self._memory = store, memory
        self.skipped: dict[str, str] = {}
        self._young = now() - timedelta(days=recheck_days)

    def skips(self, link: Link) -> bool:
        """Whether a list says that what is behind a link is as it was, and has been for a while."""
        if link.stated is None or self._is_young(link.active):
            return False
        page = self._memory.known(link.url)
        if page is None or page.stated != link.stated or page.status not in (SKIPPED, 200, 304):
            return False
        self.skipped[link.url] = link.stated
        return True

    def stops(self, page: Page) -> bool:
        """Whether all posts of a page are known and none is young: older ones are known too."""
        return bool(page.posts) and all(
            post.native_id is not None
            and not self._is_young(post.posted_at)
            and self._knows(post.source, post.native_id)
            for post in page.posts
        )

    def _knows(self, source: str, native_id: str) -> bool:
        sql = "SELECT 1 FROM posts WHERE id = ? AND gone_at IS NULL"
        return self._store.value(sql, (native_post_id(source, native_id),)) is not None

    def _is_young(self, moment: str | None) -> bool:
        """Whether a date lies within the days that are always looked at; what cannot be read does not."""
        if not moment:
            return False
        try:
            read = datetime.fromisoformat(moment)
        except ValueError:
            return False
        return (read if read.tzinfo else read.replace(tzinfo=self._young.tzinfo)) > self._young


def without_paging(links: Iterable[Link], url: str) -> list[Link]:
    """Links but for those that only turn the pages of the stream at `url`: same path, other query."""
    here = urlsplit(url)
    return [
        link
        for link in links
        if urlsplit(link.url)[1:3] != here[1:3] or urlsplit(link.url).query == here.query
    ]
