"""The posts of a phpBB topic page."""

from collections import Counter
from dataclasses import dataclass
from datetime import timezone

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched
from crawler.records import RawPost
from spiders.common.dates import Stated
from spiders.common.forum import Topic, attribute, attribute_at, digits, own_text, query_of, text_at
from spiders.common.local_dates import read_local
from spiders.common.places import absolute
from spiders.phpbb.places import Board

NOT_THE_AUTHORS = (
    "blockquote, .signature, .notice, .codebox > p, .codebox > dt, .attachbox, .inline-attachment, dl.file"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known about a topic page before its posts are read."""

    board: Board
    topic: Topic
    fetched: Fetched
    zone: timezone | None
    first_page: bool

    def date(self, text: str | None) -> Stated | None:
        """A date on this page."""
        return read_local(text, self.fetched.now, self.zone)


def read_posts(soup: BeautifulSoup, reading: Reading) -> tuple[list[RawPost], Counter[str]]:
    """The posts in order, and what was there and is left out."""
    skipped: Counter[str] = Counter()
    posts = []
    for number, tag in enumerate(soup.select("div.post[id^=p]")):
        post_id = digits(str(tag["id"])[1:])
        if post_id is None:
            continue
        found = _post(tag, post_id, reading, first=reading.first_page and number == 0)
        if isinstance(found, RawPost):
            posts.append(found)
        else:
            skipped[found] += 1
    return posts, skipped


def _post(tag: Tag, post_id: str, reading: Reading, *, first: bool) -> RawPost | str:
    content = tag.select_one(".content")
    if content is None or "deleted" in (tag.get("class") or []):
        return "deleted"
    body = own_text(content, NOT_THE_AUTHORS)
    if not body:
        return "without own words"
    return reading.topic.post(
        post_id,
        body,
        first=first,
        posted=reading.date(_date(tag)),
        edited=reading.date(_edited(tag)),
        url=reading.board.post(post_id),
        parent_id=_answered(content, reading.fetched.url),
        author=_author(tag, reading.fetched.url),
    )


def _date(tag: Tag) -> str | None:
    """`time` since 3.2, before that the words after the "»"."""
    stated = attribute_at(tag, "p.author time[datetime]", "datetime")
    if stated:
        return stated
    line = text_at(tag, "p.author")
    return line.rpartition("»")[2].strip() or None if line and "»" in line else None


def _edited(tag: Tag) -> str | None:
    """The words "Last edited by ann on Mon Jan 05, 2015 3:04 pm, edited 2 times", without the name."""
    notice = tag.select_one(".notice")
    if notice is None:
        return None
    stated = attribute_at(notice, "time[datetime]", "datetime")
    if stated:
        return stated
    name = text_at(notice, "a, .username, .username-coloured") or ""
    return " ".join(notice.get_text(" ").split()).replace(name, " ", 1)[:110]


def _author(tag: Tag, url: str) -> str | None:
    """The number of the account where its profile is linked, else the name (guests have only that)."""
    for place in ("p.author", ".postprofile"):
        found = tag.select_one(f"{place} .username, {place} .username-coloured")
        if found is None:
            continue
        account = digits(query_of(absolute(url, attribute(found, "href")) or "").get("u"))
        return f"account {account}" if account else found.get_text(strip=True) or None
    return None


def _answered(content: Tag, url: str) -> str | None:
    """The post that is quoted; of several the first, which is the one answered."""
    for link in content.select("blockquote cite a[href*='p=']"):
        post_id = digits(query_of(absolute(url, link["href"]) or "").get("p"))
        if post_id:
            return post_id
    return None
