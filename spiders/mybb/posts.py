"""The posts of a MyBB thread page."""

import copy
import re
from collections import Counter
from dataclasses import dataclass
from datetime import timezone

from bs4 import BeautifulSoup, Tag

from crawler.dates import Order
from crawler.pages import Fetched
from crawler.records import RawPost
from spiders.common.dates import Stated
from spiders.common.forum import Topic, attribute, digits, own_text, query_of, text_at
from spiders.common.html import classes_of
from spiders.common.local_dates import read_local
from spiders.common.numbers import read_count
from spiders.common.places import absolute
from spiders.mybb.places import Where

NOT_THE_AUTHORS = "blockquote, .codeblock > .title, fieldset, .post_edit, .signature, .edited_post"
_CLOCK = re.compile(r"\d[:：]\d\d")
_MODIFIED = re.compile(r"(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},? \d{1,2}:\d{2}(?: ?[AP]M)?)", re.IGNORECASE)
_USER = re.compile(r"/(?:user|User)-(\d{1,18})\.html$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known about a thread's page before its posts are read."""

    place: Where
    topic: Topic
    fetched: Fetched
    zone: timezone | None
    order: Order

    def date(self, text: str | None) -> Stated | None:
        """A date on this page."""
        return read_local(text, self.fetched.now, self.zone, order=self.order)


def read_posts(soup: BeautifulSoup, reading: Reading) -> tuple[list[RawPost], Counter[str]]:
    """The posts in order, and what was there and is left out."""
    skipped: Counter[str] = Counter()
    posts = []
    for number, tag in enumerate(soup.select("div.post[id^=post_]")):
        post_id = digits(str(tag["id"]).removeprefix("post_"))
        if post_id is None:
            continue
        floor = floor_of(tag)
        first = (
            floor == 1
            if floor
            else reading.place.kind == "thread" and reading.place.page == 1 and number == 0
        )
        found = _post(tag, post_id, reading, first=first)
        if isinstance(found, RawPost):
            posts.append(found)
        else:
            skipped[found] += 1
    return posts, skipped


def floor_of(tag: Tag) -> int | None:
    """The post's place in its thread, from the "#12" in its corner."""
    found = re.fullmatch(r"#([\d,.]+)", text_at(tag, ".post_head .float_right a") or "")
    return read_count(found.group(1)) if found else None


def _post(tag: Tag, post_id: str, reading: Reading, *, first: bool) -> RawPost | str:
    if "deleted_post_hidden" in classes_of(tag):
        return "deleted"
    words = tag.select_one(".post_body")
    body = own_text(words, NOT_THE_AUTHORS) if words else ""
    if words is None or not body:
        return "without own words"
    return reading.topic.post(
        post_id,
        body,
        first=first,
        posted=reading.date(said_date(tag.select_one(".post_date"))),
        edited=reading.date(_edited(tag)),
        url=reading.place.post(post_id),
        parent_id=_answered(words, reading.fetched.url),
        author=_author(tag, reading.fetched.url),
    )


def said_date(tag: Tag | None) -> str | None:
    """The date in a tag: "Yesterday" and "2 hours ago" have the exact one in the title of a span."""
    if tag is None:
        return None
    clone = copy.copy(tag)
    for inner in clone.select(".post_edit, a, strong"):
        inner.decompose()
    for span in clone.select("span[title]"):
        exact = attribute(span, "title") or ""
        if _CLOCK.search(exact):
            return exact
        span.replace_with(exact or span.get_text())
    # the date stands alone in its line; behind it "Last Post: bo"
    words = " ".join(clone.get_text(" ").split()).replace(" ,", ",")
    return re.split(r"last post|最后发表|最後發表", words, flags=re.IGNORECASE)[0].strip(" :：") or None


def _edited(tag: Tag) -> str | None:
    """From "(This post was last modified: 07-02-2026, 08:00 AM by ann.)"."""
    notice = tag.select_one(".post_edit")
    if notice is None:
        return None
    exact = attribute(notice.select_one("span[title]"), "title")
    if exact and _CLOCK.search(exact):
        return exact
    found = _MODIFIED.search(said_date_of(notice))
    return found.group(1) if found else None


def said_date_of(notice: Tag) -> str:
    """The words of a notice with relative days ("Yesterday") replaced by the exact ones."""
    clone = copy.copy(notice)
    for span in clone.select("span[title]"):
        span.replace_with(attribute(span, "title") or span.get_text())
    return " ".join(clone.get_text(" ").split()).replace(" ,", ",")


def _author(tag: Tag, url: str) -> str | None:
    """The account's number where its profile is linked, else the guest's name."""
    box = tag.select_one(".author_information .largetext, .author_information strong")
    if box is None:
        return None
    for link in box.select("a[href]"):
        address = absolute(url, link["href"]) or ""
        rewritten = _USER.search(address)
        account = rewritten.group(1) if rewritten else digits(query_of(address).get("uid"))
        if account:
            return f"account {account}"
    return box.get_text(" ", strip=True) or None


def _answered(words: Tag, url: str) -> str | None:
    """The post that is quoted; of several the first."""
    for link in words.select("blockquote cite a[href*='pid']"):
        post_id = digits(query_of(absolute(url, link["href"]) or "").get("pid"))
        if post_id:
            return post_id
    return None
