"""Posts by the CSS selectors that a study gives in [sources.select]."""

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from crawler.ids import digest
from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.common.forum import own_text
from spiders.common.local_dates import read_local
from spiders.common.numbers import Rating
from spiders.common.places import absolute, same_host_link
from spiders.web.marks import DATE, stated_date
from spiders.web.posts import Place
from spiders.web.stars import rating_in, rating_of_tag

HINT = "select"  # under which the selectors travel with links, as JSON
_QUOTES = "blockquote, q, .quote, .quoted"
_NESTED = "data-caifeng-nested"


def selectors_of(hints: Mapping[str, str]) -> dict[str, str]:
    """The selectors that came with a link; empty where the study gives none."""
    found = json.loads(hints[HINT]) if HINT in hints else {}
    return {str(name): str(value) for name, value in found.items()}


@dataclass(frozen=True, slots=True)
class _Reader:
    select: Mapping[str, str]
    place: Place

    def first(self, tag: Tag, name: str) -> Tag | None:
        """The first match within a post; None without a selector."""
        return tag.select_one(self.select[name]) if name in self.select else None

    def line(self, tag: Tag, name: str) -> str | None:
        """Its text on one line."""
        found = self.first(tag, name)
        return (" ".join(found.get_text(" ").split()) or None) if found else None


def read_selected(
    soup: BeautifulSoup, place: Place, select: Mapping[str, str], hints: Mapping[str, str]
) -> Page:
    """The posts that the selectors find, and the next page; says so when they find none."""
    reader = _Reader(select, place)
    tags = soup.select(select["post"])
    for tag in tags:
        if any(above in tags for above in tag.parents):
            tag[_NESTED] = "1"
    ids = {id(tag): _id_of(tag, place) for tag in tags}
    posts = [_post(reader, tag, tags, ids) for tag in tags]
    posts = [post for post in posts if post.body or post.title or post.rating is not None]
    following = _next(soup, place.fetched, select) if posts else None
    problems = [] if posts else [f"select.post ({select['post']}) finds no post with text on this page"]
    return Page(posts=posts, next=[Link(following, dict(hints))] if following else [], problems=problems)


def _post(reader: _Reader, tag: Tag, tags: list[Tag], ids: Mapping[int, str | None]) -> RawPost:
    place = reader.place
    own = copy.copy(tag)
    for inner in own.select(f"[{_NESTED}]"):
        if not inner.decomposed:
            inner.decompose()
    when, author = _date(reader, own), reader.line(own, "author")
    rating = _rating(reader.first(own, "rating"))
    title = reader.line(own, "title")
    parent = _parent(reader, own) or next((ids[id(above)] for above in tag.parents if above in tags), None)
    posted = read_local(when, place.fetched.now, place.zone)
    return RawPost(
        source=f"web:{place.thread.split('/')[0]}",
        kind="reply" if parent else "review" if "rating" in reader.select else "post",
        body=_text(reader, own),
        native_id=ids[id(tag)],
        url=place.fetched.url,
        thread_id=place.thread,
        parent_id=parent,
        subject=place.subject,
        title=title,
        rating=rating.value if rating else None,
        rating_min=rating.low if rating else None,
        rating_max=rating.high if rating else None,
        author=author,
        posted_at=posted.iso if posted else None,
        posted_at_raw=posted.raw if posted else None,
        posted_precision=posted.precision if posted else None,
    )


def _text(reader: _Reader, own: Tag) -> str:
    if "text" not in reader.select:
        drop = [
            reader.select[name]
            for name in ("author", "date", "rating", "title", "reply_to")
            if name in reader.select
        ]
        return own_text(own, ", ".join([_QUOTES, *drop]))
    return "\n".join(filter(None, (own_text(part, _QUOTES) for part in own.select(reader.select["text"]))))


def _date(reader: _Reader, own: Tag) -> str | None:
    tag = reader.first(own, "date")
    if tag is None:
        return None
    said = " ".join(tag.get_text(" ").split())
    found = DATE.search(said)
    return stated_date(tag) or (found.group().strip() if found else said or None)


def _rating(tag: Tag | None) -> Rating | None:
    if tag is None:
        return None
    for inner in [tag, *tag.find_all(True)]:
        found = rating_of_tag(inner)
        if found:
            return found
    said = tag.get_text(" ", strip=True)
    return rating_in(said) or rating_in(f"rating: {said}")


def _id_of(tag: Tag, place: Place) -> str | None:
    value = tag.get("id") or tag.get("data-id")
    if isinstance(value, str) and re.search(r"\d", value):
        return f"{place.thread}#{value}"
    return (
        f"{place.thread}~{digest(tag.get_text(' ', strip=True))}" if tag.select_one(f"[{_NESTED}]") else None
    )


def _parent(reader: _Reader, own: Tag) -> str | None:
    tag = reader.first(own, "reply_to")
    if tag is None:
        return None
    link = tag if tag.name == "a" else tag.find("a", href=True)
    target = str(link.get("href") or "").partition("#")[2] if isinstance(link, Tag) else ""
    return f"{reader.place.thread}#{target}" if target else None


def _next(soup: BeautifulSoup, fetched: Fetched, select: Mapping[str, str]) -> str | None:
    if "next" not in select:
        return None
    tag = soup.select_one(select["next"])
    link = tag if tag is None or tag.get("href") else tag.find("a", href=True)
    found = same_host_link(fetched.url, link.get("href")) if isinstance(link, Tag) else None
    return found if found and absolute(fetched.url, fetched.url) != found else None
