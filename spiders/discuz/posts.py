"""The posts of a Discuz! thread page, and the short comments (点评) below them."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timezone

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched
from crawler.records import RawPost
from spiders.common.dates import Stated
from spiders.common.forum import Topic, attribute, digits, own_text, query_of, text_at
from spiders.common.html import classes_of
from spiders.common.local_dates import read_local
from spiders.common.numbers import read_count
from spiders.common.places import absolute
from spiders.discuz.places import Where

UNSEEN = ".jammer, [style*='display:none'], [style*='display: none']"  # letters mixed in against copying
LOCKED = ".locked"
NOT_THE_AUTHORS = (
    f"{UNSEEN}, {LOCKED}, .quote, .pstatus, .attach_nopermission, .showhide > h4, .attach_popup, .tip, "
    "ignore_js_op .xs0, .blockcode em"
)
_POINTER = re.compile(r"^(?:回复|回復|回覆|reply)\s*\d+#[^\n]*\n", re.IGNORECASE)
_EDITED = re.compile(r"(?:于|at|on)\s+(\d[\d\-/年月日 :]{7,30}\d)")
_STATED = re.compile(r"^(?:发表于|發表於|posted(?: on)?)[:：]?\s*", re.IGNORECASE)
_SPACE = re.compile(r"space-uid-(\d{1,18})\.html?$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known about a thread's page before its posts are read."""

    place: Where
    topic: Topic
    fetched: Fetched
    zone: timezone | None

    def date(self, text: str | None) -> Stated | None:
        """A date on this page."""
        return read_local(text, self.fetched.now, self.zone)


@dataclass(slots=True)
class Found:
    """Posts with the comments on them; `comments` counts these by post."""

    posts: list[RawPost] = field(default_factory=list)
    comments: dict[str, int] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)


def read_posts(soup: BeautifulSoup, reading: Reading) -> Found:
    """The posts in order, each followed by its comments, and what was there and is left out."""
    found = Found()
    for number, table in enumerate(soup.select("table[id^=pid]")):
        post_id = digits(str(table["id"])[3:])
        if post_id is None:
            continue
        post = _post(table, post_id, reading, first=reading.place.page == 1 and number == 0)
        if isinstance(post, RawPost):
            found.posts.append(post)
        else:
            found.skipped[post] += 1
        comments = _comments(table, post_id, reading)
        if comments:
            found.posts += comments
            found.comments[f"comments on {post_id}"] = len(comments)
    return found


def _post(table: Tag, post_id: str, reading: Reading, *, first: bool) -> RawPost | str:
    message = table.select_one("[id^=postmessage_]")
    if message is None and not table.select_one(f".authi, {LOCKED}"):
        return "deleted"  # only its floor and a sentence are left
    if message and _awaits(message):
        return "awaiting approval"
    locked = (message or table).select_one(LOCKED)
    body = _POINTER.sub("", own_text(message, NOT_THE_AUTHORS)) if message else ""
    if not body:
        return "restricted" if locked else "without own words"
    return reading.topic.post(
        post_id,
        body,
        first=first,
        posted=reading.date(said_date(table.select_one("[id^=authorposton]"))),
        edited=reading.date(_edited(table)),
        url=reading.place.post(post_id),
        parent_id=_answered(message, reading.fetched.url) if message else None,
        author=_author(table.select_one(".authi"), reading.fetched.url),
        likes=_likes(table, first=first),
        attributes={"partly_restricted": True} if locked else {},
    )


def _awaits(message: Tag) -> bool:
    """Whether a note of the board, in its grey, stands alone where the words should be."""
    inside = [tag for tag in message.find_all(recursive=False) if isinstance(tag, Tag)]
    note = inside[0] if len(inside) == 1 else None
    alone = note is not None and note.get_text(strip=True) == message.get_text(strip=True)
    return alone and note is not None and note.name == "span" and "xg1" in classes_of(note)


def said_date(tag: Tag | None) -> str | None:
    """The date in a tag: where "3 天前" stands, the exact one is in the title of a span."""
    if tag is None:
        return None
    exact = attribute(tag.select_one("span[title]"), "title")
    said = exact or " ".join(tag.get_text(" ").split())
    return _STATED.sub("", said) or None


def _edited(table: Tag) -> str | None:
    """From "本帖最后由 ann 于 2026-7-2 08:00 编辑"; the name may hold anything, so the last match counts."""
    found = _EDITED.findall(text_at(table, ".pstatus") or "")
    return found[-1] if found else None


def _author(box: Tag | None, url: str) -> str | None:
    """The account's number; anonymous posts and deleted accounts have none."""
    for link in box.select("a[href]") if box else []:
        address = absolute(url, link["href"]) or ""
        space = _SPACE.search(address)
        account = space.group(1) if space else digits(query_of(address).get("uid"))
        if account:
            return f"account {account}"
    return None


def _answered(message: Tag, url: str) -> str | None:
    """The post that is quoted, or named in "回复 2# bob"; of several the first."""
    for link in message.select(".quote a[href*='pid='], a[href*='goto=findpost']"):
        post_id = digits(query_of(absolute(url, link["href"]) or "").get("pid"))
        if post_id:
            return post_id
    return None


def _likes(table: Tag, *, first: bool) -> int | None:
    """Those who supported a thread (its first post) or a reply; None where the board shows no number."""
    place = "#recommendv_add" if first else "[id^=review_support_]"
    return read_count(text_at(table, place))


def _comments(table: Tag, post_id: str, reading: Reading) -> list[RawPost]:
    comments = []
    for row in table.select("[id^=comment_] .pstl"):
        words = row.select_one(".psti")
        if words is None or words.select_one("a[href*='goto=findpost']"):
            continue  # with a link to a reply it only repeats the beginning of that reply
        body = own_text(words, f"{UNSEEN}, .xg1")
        if not body:
            continue
        posted = reading.date(said_date(words.select_one(".xg1")))
        author = _author(row.select_one(".psta"), reading.fetched.url)
        post = reading.topic.post(
            None,
            body,
            first=False,
            posted=posted,
            url=reading.place.post(post_id),
            parent_id=post_id,
            author=author,
        )
        comments.append(replace(post, kind="comment"))
    return comments
