"""When a spider asks for a page to be built by a browser."""

from collections.abc import Iterable, Mapping
from typing import Any

from crawler.config import ScrollSection
from crawler.pages import Fetched, Page
from crawler.rendering.wish import wish_meta
from spiders.common.scripted import may_have_place, script_sign

NEVER, AUTO, ALWAYS = "never", "auto", "always"
ADVICE = 'looks as if scripts build it; render = "auto" lets a browser do so'
SPOKEN = frozenset({"comment", "reply", "review", "question", "answer"})


class Building:
    """A source's `render`, `render_hosts` and `scroll`.

    `always` builds every page. `auto` builds a page that gave nothing and shows a sign of scripts, and one
    whose place for comments is empty where its source found no comments. `never` only says so.
    """

    def __init__(self, render: str, hosts: Iterable[str], scroll: ScrollSection | Mapping[str, Any] | None):
        if render not in (NEVER, AUTO, ALWAYS):
            raise ValueError(f"render must be never, auto or always, got {render!r}")
        self._render = render
        self._hosts = frozenset(hosts.split(",") if isinstance(hosts, str) else hosts)  # -a gives a string
        self._scroll = None if scroll is None else ScrollSection.model_validate(scroll)

    def wish(self, hosts: Iterable[str]) -> dict[str, Any]:
        """What goes into the meta of a request for a built page; `hosts` are open to the crawl anyway."""
        return wish_meta(self._hosts | set(hosts), self._scroll)

    @property
    def always(self) -> bool:
        """Whether every page is built."""
        return self._render == ALWAYS

    @property
    def never(self) -> bool:
        """Whether no page is built."""
        return self._render == NEVER

    def sign_for(self, fetched: Fetched, page: Page | None) -> str | None:
        """Why this page should be built, or None. `page` is None where no source knew the page."""
        nothing = page is None or not (page.posts or page.next)
        if not nothing and page is not None and (
            any(post.kind in SPOKEN for post in page.posts) or any(link.elsewhere for link in page.next)
        ):
            return None
        if not nothing and not may_have_place(fetched.body):
            return None
        sign = script_sign(fetched)
        return sign.reason if sign and (nothing or sign.place) else None
