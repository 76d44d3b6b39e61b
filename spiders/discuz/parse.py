"""Discuz!'s pages -> posts and links. Shape: the default templates of X3.2 to X3.5, GBK or UTF-8."""

import re

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched, Link, Page
from spiders.common.dates import Stated
from spiders.common.doors import closed_page
from spiders.common.forum import (
    Topic,
    attribute_at,
    distinct,
    ended_before,
    page_of,
    text_at,
    thread_link,
)
from spiders.common.local_dates import read_local, zone_in
from spiders.common.numbers import read_count
from spiders.discuz.places import Where, linked, place_of
from spiders.discuz.posts import Reading, read_posts, said_date

NEXT = ".pg a.nxt"
ROWS = "tbody[id^=normalthread_], tbody[id^=stickthread_]"
BOXES = "#messagetext, .alert_error, .alert_info"
_REPLIES = re.compile(r"回复|回復|回覆|Repl", re.IGNORECASE)


def parse(fetched: Fetched) -> Page:
    """A list of forums, a list of threads or a thread, told apart by address and by what stands there."""
    soup = page_of(fetched)
    place = place_of(fetched.url)
    if place.kind == "thread":
        return _thread_page(soup, place, fetched)
    links, expected, notices = _threads(soup, fetched)
    links += _forums(soup, place, fetched)
    following = linked(fetched.url, attribute_at(soup, NEXT, "href")) if place.kind == "forum" else None
    if following and following.url != fetched.url:
        links.append(Link(following.url, _kept(fetched)))
    if links:
        return Page(
            next=distinct(links),
            expected=expected,
            skipped={"notice to all forums": notices} if notices else {},
        )
    if soup.select_one("#threadlist, #threadlisttableid"):
        return Page()  # a forum without threads
    return closed_page(soup, BOXES, otherwise="no threads and no posts in the shape of Discuz!")


def _kept(fetched: Fetched) -> dict[str, str]:
    return {key: value for key, value in fetched.hints.items() if key == "since"}


def _forums(soup: BeautifulSoup, place: Where, fetched: Fetched) -> list[Link]:
    """All forums on the index; on a forum's page only those below it."""
    inside = soup.select("[id^=subforum]") if place.kind == "forum" else [soup]
    found = (linked(fetched.url, anchor["href"]) for box in inside for anchor in box.select("a[href]"))
    return [
        Link(Where(to.root, to.kind, to.number, 1, to.rewritten).url, _kept(fetched))
        for to in found
        if to and to.kind == "forum"
    ]


def _threads(soup: BeautifulSoup, fetched: Fetched) -> tuple[list[Link], dict[str, int], int]:
    links: list[Link] = []
    expected: dict[str, int] = {}
    notices = 0
    for row in soup.select(ROWS):
        to = linked(fetched.url, attribute_at(row, "a.xst[href], a.s[href]", "href"))
        if to is None or to.kind != "thread":
            continue
        if row.select_one(".icn a[title*=全局], .icn a[title*=全域]"):
            notices += 1  # it stands in each forum's list and belongs to none of them
            continue
        last = _last(row, fetched)
        if ended_before(last, fetched.hints.get("since")):
            continue
        replies = read_count(text_at(row, "td.num a"))
        links.append(thread_link(Where(to.root, to.kind, to.number, 1, to.rewritten).url, replies, last))
        if replies is not None:
            expected[f"t/{to.number}"] = replies + 1
    return links, expected, notices


def _last(row: Tag, fetched: Fetched) -> Stated | None:
    """When the newest post of a thread in a list was written: the last of its two dates."""
    cells = row.select("td.by em")
    return read_local(said_date(cells[-1]), fetched.now) if cells else None


def _thread_page(soup: BeautifulSoup, place: Where, fetched: Fetched) -> Page:
    if not soup.select_one("[id^=postmessage_], table[id^=pid]"):
        return closed_page(soup, BOXES, otherwise="no posts in the shape of Discuz!")
    topic = Topic(place.source, f"t/{place.number}", text_at(soup, "#thread_subject"))
    zone = zone_in(text_at(soup, "#ft, #frt, .footer") or "")
    reading = Reading(place, topic, fetched, zone)
    found = read_posts(soup, reading)
    if not found.posts and not found.skipped:
        return Page(problems=["posts without numbers, as Discuz! does not write them"])
    following = linked(fetched.url, attribute_at(soup, NEXT, "href"))
    replies = _replies(soup)
    stated = {} if replies is None else {topic.thread_id: replies + 1}
    return Page(
        posts=found.posts,
        next=[Link(following.url)] if following and following.number == place.number else [],
        expected={**stated, **found.comments},
        skipped=found.skipped,
    )


def _replies(soup: BeautifulSoup) -> int | None:
    """From "查看: 340 | 回复: 12" above the first post."""
    for label in soup.select(".hm .xg1"):
        if _REPLIES.search(label.get_text()):
            value = label.find_next("span", class_="xi1")
            return read_count(value.get_text()) if value else None
    return None
