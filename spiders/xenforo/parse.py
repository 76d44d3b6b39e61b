"""XenForo 2's pages -> posts and links. Shape: its default style, as public boards show it (2.0 to 2.3)."""

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
    own_text,
    page_of,
    text_at,
    thread_link,
)
from spiders.common.local_dates import read_local
from spiders.common.numbers import read_count
from spiders.xenforo.places import Where, linked, place_of
from spiders.xenforo.posts import floor_of, read_posts

NEXT = "a.pageNav-jump--next, link[rel=next]"
BOXES = ".blockMessage--error, .p-body-pageContent .blockMessage, .blockMessage"
_EXACT = re.compile(r"\d{1,3}(?:[,.]\d{3})*|\d+")


def parse(fetched: Fetched) -> Page:
    """A list of forums, a list of threads or a thread, told apart by address and by what stands there."""
    soup = page_of(fetched)
    place = place_of(fetched.url)
    if soup.select_one("article.message--post"):
        return _thread_page(soup, place, fetched)
    links, expected = _threads(soup, fetched)
    links += _forums(soup, fetched)
    following = linked(fetched.url, attribute_at(soup, NEXT, "href"))
    if following and following.kind == "forums" and following.url != fetched.url:
        links.append(Link(following.url, _kept(fetched)))
    if links:
        return Page(next=distinct(links), expected=expected)
    if place.kind == "forums" and soup.select_one(".structItemContainer, .filterBar"):
        return Page()  # a forum without threads
    return closed_page(soup, BOXES, otherwise="no threads and no posts in the shape of XenForo 2")


def _kept(fetched: Fetched) -> dict[str, str]:
    return {key: value for key, value in fetched.hints.items() if key == "since"}


def _forums(soup: BeautifulSoup, fetched: Fetched) -> list[Link]:
    """Forums in the body of a page; those of its navigation are not below it."""
    found = (
        linked(fetched.url, anchor["href"])
        for anchor in soup.select(".node-title a[href], a.subNodeLink[href]")
    )
    return [
        Link(Where(to.root, to.kind, to.slug, 1, to.friendly).url, _kept(fetched))
        for to in found
        if to and to.kind == "forums"
    ]


def _threads(soup: BeautifulSoup, fetched: Fetched) -> tuple[list[Link], dict[str, int]]:
    links: list[Link] = []
    expected: dict[str, int] = {}
    for row in soup.select(".structItem--thread"):
        to = linked(fetched.url, attribute_at(row, ".structItem-title a[href*='threads/']", "href"))
        last = _last(row, fetched)
        if to is None or to.number is None or ended_before(last, fetched.hints.get("since")):
            continue
        replies = text_at(row, ".structItem-cell--meta dl dd") or ""
        stated = read_count(replies) if _EXACT.fullmatch(replies) else None
        links.append(thread_link(Where(to.root, to.kind, to.slug, 1, to.friendly).url, stated, last))
        if _EXACT.fullmatch(replies):  # "1K" is no count
            expected[f"t/{to.number}"] = (read_count(replies) or 0) + 1
    return links, expected


def _last(row: Tag, fetched: Fetched) -> Stated | None:
    return read_local(attribute_at(row, ".structItem-cell--latest time[datetime]", "datetime"), fetched.now)


def _thread_page(soup: BeautifulSoup, place: Where, fetched: Fetched) -> Page:
    if place.number is None:
        named = linked(fetched.url, attribute_at(soup, "link[rel=canonical]", "href"))
        if named is None or named.number is None:
            return Page(problems=["a XenForo thread that does not say its number"])
        place = named
    heading = soup.select_one("h1.p-title-value")
    title = own_text(heading, ".label, .label-append") or None if heading else None
    topic = Topic(place.source, f"t/{place.number}", title)
    posts, skipped = read_posts(soup, place, topic, fetched)
    if not posts and not skipped:
        return Page(problems=["posts without numbers, as XenForo does not write them"])
    following = linked(fetched.url, attribute_at(soup, NEXT, "href"))
    more = following is not None and following.number == place.number and following.page > place.page
    floors = [floor for tag in soup.select("article.message--post") if (floor := floor_of(tag))]
    return Page(
        posts=posts,
        next=[Link(following.url)] if following and more else [],
        # the last post's floor counts the thread; deleted posts leave no gap
        expected={topic.thread_id: max(floors)} if floors and not more else {},
        skipped=skipped,
    )
