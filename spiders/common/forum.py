"""What parsers of forum pages share: topics, the author's own words, one address for one page."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched, Link
from crawler.records import RawPost
from spiders.common.dates import Stated
from spiders.common.html import decoded, soup_of, tag_text, tidy
from spiders.common.places import host_of

_UNSEEN = "script, style, template, noscript, svg, iframe, object"


@dataclass(frozen=True, slots=True)
class Topic:
    """A thread of a forum, for the fields that all its posts have in common."""

    source: str
    thread_id: str
    title: str | None

    def post(
        self, native_id: str | None, body: str, *, first: bool, posted: Stated | None,
        edited: Stated | None = None, **fields: Any,
    ) -> RawPost:  # fmt: skip
        """A post of this topic; `fields` are those of RawPost that are the post's own."""
        return RawPost(
            source=self.source,
            kind="post" if first else "reply",
            body=body,
            native_id=native_id,
            thread_id=self.thread_id,
            subject=self.title,
            title=self.title if first else None,
            posted_at=posted.iso if posted else None,
            posted_at_raw=posted.raw if posted else None,
            posted_precision=posted.precision if posted else None,
            edited_at=edited.iso if edited else None,
            **fields,
        )


def page_of(fetched: Fetched) -> BeautifulSoup:
    """The page of an answer, in whatever charset it came."""
    return soup_of(decoded(fetched.body, fetched.headers.get("content-type", "")))


def own_text(tag: Tag, drop: str = "") -> str:
    """What a reader sees of a tag, without what matches the CSS selector `drop`; the tag stays whole."""
    clone = copy.copy(tag)
    for inner in clone.select(f"{_UNSEEN}, {drop}" if drop else _UNSEEN):
        inner.decompose()
    return tidy(tag_text(clone))


def text_at(tag: Tag | BeautifulSoup, selector: str) -> str | None:
    """The text of the first match on one line, or None."""
    found = tag.select_one(selector)
    return " ".join(found.get_text(" ").split()) or None if found else None


def attribute(tag: Tag | None, name: str) -> str | None:
    """An attribute as text; None where there is no tag, no attribute, or nothing in it."""
    value = tag.get(name) if tag else None
    return value.strip() or None if isinstance(value, str) else None


def attribute_at(tag: Tag | BeautifulSoup, selector: str, name: str) -> str | None:
    """An attribute of the first match, or None."""
    return attribute(tag.select_one(selector), name)


def forum_name(engine: str, root: str) -> str:
    """The name of the source in a post: one forum, whatever scheme or port it is read through."""
    return f"{engine}:{host_of(root)}{urlsplit(root).path.rstrip('/')}"


def query_of(url: str) -> dict[str, str]:
    """The query's values, of equal names the last; empty where the address cannot be read."""
    try:
        return dict(parse_qsl(urlsplit(url).query))
    except ValueError:
        return {}


def digits(value: str | None) -> str | None:
    """The value when it is a positive whole number of a sane length, without leading zeros."""
    if value is None or not (value.isascii() and value.isdigit()) or len(value) > 18:
        return None
    return str(int(value)) if int(value) else None


def with_query(root: str, script: str, **query: str | int | None) -> str:
    """root/script?query with the values that are not None: one spelling for one page."""
    kept = {name: value for name, value in query.items() if value is not None}
    return f"{root}/{script}" + (f"?{urlencode(kept)}" if kept else "")


def folder_of(url: str, script: str) -> str:
    """Scheme, host and folder of a forum whose pages are files ("viewtopic.php") in that folder."""
    parts = urlsplit(url)
    before, found, _ = parts.path.partition(f"/{script}")
    path = before if found else parts.path.rpartition("/")[0]
    return urlunsplit((parts.scheme, parts.netloc, path.rstrip("/"), "", ""))


def distinct(links: Sequence[Link]) -> list[Link]:
    """Links in order, each address once."""
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.url, link)
    return list(first.values())


def thread_link(
    url: str, posts: int | None, last: Stated | None, hints: Mapping[str, str] | None = None
) -> Link:
    """The way to a thread, with what its list says: how many posts it has and when the last one came.

    While both are the same, a later crawl need not open it. Where one is missing, nothing is claimed.
    """
    moment = last.iso if last else None
    stated = f"{posts} {moment}" if posts is not None and moment else None
    return Link(url, hints or {}, stated=stated, active=moment)


def ended_before(last: Stated | None, since: str | None) -> bool:
    """Whether a topic whose last post has this date holds nothing since then; no date, no answer."""
    if not last or not last.iso or not since:
        return False
    day = last.iso[:10]
    return day[: len(since[:10])] < since[: len(day)][:10]
