"""The posts of a XenForo thread page."""

import re
from collections import Counter
from typing import Any

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched
from crawler.records import RawPost
from spiders.common.dates import Stated
from spiders.common.forum import Topic, attribute, attribute_at, digits, own_text
from spiders.common.html import classes_of
from spiders.common.local_dates import read_local
from spiders.common.numbers import read_count
from spiders.xenforo.places import Where

LOCKED = ".bbCodeBlock--hide, .bbCodeBlock--hidden, .messageHide"
NOT_THE_AUTHORS = (
    f"{LOCKED}, .bbCodeBlock--quote, .bbCodeBlock--unfurl, .bbCodeBlock-title, .bbCodeBlock-expandLink, "
    ".bbCodeSpoiler-button, .message-signature, .message-lastEdit, .js-selectToQuoteEnd"
)
LIKE = "reaction--1"


def read_posts(
    soup: BeautifulSoup, place: Where, topic: Topic, fetched: Fetched
) -> tuple[list[RawPost], Counter[str]]:
    """The posts in order, and what was there and is left out."""
    skipped: Counter[str] = Counter()
    posts = []
    for number, tag in enumerate(soup.select("article.message--post")):
        named = attribute(tag, "data-content") or attribute(tag, "id") or ""
        post_id = digits(named.rpartition("-")[2])
        if post_id is None:
            continue
        floor = floor_of(tag)
        first = floor == 1 if floor else place.page == 1 and number == 0
        found = _post(tag, post_id, place, topic, fetched, first=first)
        if isinstance(found, RawPost):
            posts.append(found)
        else:
            skipped[found] += 1
    return posts, skipped


def floor_of(tag: Tag) -> int | None:
    """The post's place in its thread, from the "#12" in its corner."""
    for link in tag.select(".message-attribution-opposite a"):
        found = re.fullmatch(r"#([\d,.]+)", link.get_text(strip=True))
        if found:
            return read_count(found.group(1))
    return None


def _post(
    tag: Tag, post_id: str, place: Where, topic: Topic, fetched: Fetched, *, first: bool
) -> RawPost | str:
    if "message--deleted" in classes_of(tag) or tag.select_one(".messageNotice--deleted"):
        return "deleted"
    words = tag.select_one(".message-body .bbWrapper")
    body = own_text(words, NOT_THE_AUTHORS) if words else ""
    locked = words.select_one(LOCKED) if words else None
    if not body:
        return "restricted" if locked else "without own words"
    likes, attributes = _reactions(tag)
    if locked:
        attributes["partly_restricted"] = True
    return topic.post(
        post_id,
        body,
        first=first,
        posted=_time(tag, ".message-attribution-main time, .message-date time, time.u-dt", fetched),
        edited=_time(tag, ".message-lastEdit time", fetched),
        url=place.post(post_id),
        parent_id=_answered(words) if words else None,
        author=_author(tag),
        likes=likes,
        attributes=attributes,
    )


def _time(tag: Tag, selector: str, fetched: Fetched) -> Stated | None:
    found = tag.select_one(selector)
    return read_local(attribute(found, "datetime") or attribute(found, "data-time"), fetched.now)


def _author(tag: Tag) -> str | None:
    """The account's number; guests and deleted members (number 0) have only a name."""
    account = digits(
        attribute_at(tag, ".message-name [data-user-id], .message-userDetails [data-user-id]", "data-user-id")
    )
    return f"account {account}" if account else attribute(tag, "data-author")


def _answered(words: Tag) -> str | None:
    """The post that is quoted; of several the first."""
    for quote in words.select(".bbCodeBlock--quote[data-source]"):
        post_id = digits((attribute(quote, "data-source") or "").removeprefix("post:").strip())
        if post_id:
            return post_id
    return None


def _reactions(tag: Tag) -> tuple[int | None, dict[str, Any]]:
    """Likes, where all reactions are likes; else the reactions, which may be anger as well."""
    bar = tag.select_one(".reactionsBar")
    if bar is None:
        return None, {}
    link = bar.select_one(".reactionsBar-link")
    count = _people(link) if link else 0
    kinds = {
        name for icon in bar.select(".reaction") for name in classes_of(icon) if name.startswith("reaction--")
    }
    kinds = {name for name in kinds if digits(name.removeprefix("reaction--"))}
    return (count, {}) if kinds <= {LIKE} else (None, {"reactions": count})


def _people(link: Tag) -> int:
    """From "ann, bo, cy and 3 others": names stand in <bdi>, the others in a number."""
    names = link.select("bdi")
    rest = link.get_text(" ")
    for name in names:
        rest = rest.replace(name.get_text(), " ", 1)
    return len(names) + (read_count(rest) or 0)
