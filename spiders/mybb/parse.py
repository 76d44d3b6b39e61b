"""MyBB's pages -> posts and links. Shape: the default theme of MyBB 1.8."""

from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from crawler.dates import Order, guess_order
from crawler.pages import Fetched, Link, Page
from spiders.common.dates import Stated
from spiders.common.doors import closed_page
from spiders.common.forum import (
    Topic,
    attribute_at,
    digits,
    distinct,
    ended_before,
    page_of,
    query_of,
    text_at,
    thread_link,
)
from spiders.common.local_dates import read_local, zone_by_clock
from spiders.common.numbers import read_count
from spiders.mybb.places import Where, linked, place_of
from spiders.mybb.posts import Reading, floor_of, read_posts, said_date

NEXT = "a.pagination_next"
BOXES = ".error, .error_inline, td.trow1"
NOT_BELOW = ".navigation a, #footer a, .pagination a, form a, .lastpost a"


def parse(fetched: Fetched) -> Page:
    """A list of forums, a list of threads or a thread, told apart by what stands there."""
    soup = page_of(fetched)
    place = place_of(fetched.url)
    if soup.select_one("div.post[id^=post_]"):
        return _thread_page(soup, place, fetched)
    links, expected = _threads(soup, fetched)
    links += _forums(soup, place, fetched)
    following = linked(fetched.url, attribute_at(soup, NEXT, "href"))
    if following and following.kind == "forum" and following.url != fetched.url:
        links.append(Link(following.url, _kept(fetched)))
    if links:
        return Page(next=distinct(links), expected=expected)
    if place.kind == "forum" and soup.select_one("a[href*='newthread'], #inlinemoderation_options"):
        return Page()  # a forum without threads
    return closed_page(soup, BOXES, otherwise="no threads and no posts in the shape of MyBB")


def _kept(fetched: Fetched) -> dict[str, str]:
    return {key: value for key, value in fetched.hints.items() if key == "since"}


def _forums(soup: BeautifulSoup, place: Where, fetched: Fetched) -> list[Link]:
    """Forums below this page: those of its way up, its footer and its own sort orders are not."""
    elsewhere = {id(anchor) for anchor in soup.select(NOT_BELOW)}
    anchors = [anchor for anchor in soup.select("a[href]") if id(anchor) not in elsewhere]
    found = (linked(fetched.url, anchor["href"]) for anchor in anchors)
    return [
        Link(replace(to, page=1).url, _kept(fetched))
        for to in found
        if to and to.kind == "forum" and to.name != place.name
    ]


def _threads(soup: BeautifulSoup, fetched: Fetched) -> tuple[list[Link], dict[str, int]]:
    rows = soup.select("tr.inline_row")
    order, _ = guess_order([said_date(cell) or "" for row in rows for cell in row.select(".lastpost")])
    links: list[Link] = []
    expected: dict[str, int] = {}
    for row in rows:
        name = row.select_one("[id^=tid_]")
        to = linked(fetched.url, attribute_at(name, "a[href]", "href")) if name else None
        if name is None or to is None or to.kind != "thread":
            continue
        last = _last(row, order, fetched)
        if ended_before(last, fetched.hints.get("since")):
            continue
        thread_id = digits(str(name["id"]).removeprefix("tid_"))
        replies = read_count(text_at(row, "a[href*='whoposted'], a[href*='whoPosted']"))
        links.append(thread_link(replace(to, page=1).url, replies, last))
        if thread_id and replies is not None:
            expected[f"t/{thread_id}"] = replies + 1
    return links, expected


def _last(row: Tag, order: Order, fetched: Fetched) -> Stated | None:
    cell = row.select_one(".lastpost")
    return read_local(said_date(cell), fetched.now, order=order) if cell else None


def _thread_page(soup: BeautifulSoup, place: Where, fetched: Fetched) -> Page:
    thread_id = place.name if place.kind == "thread" and place.style != "named" else _thread_id(soup)
    if thread_id is None:
        return Page(problems=["a MyBB thread that does not say its number"])
    title = text_at(soup, ".navigation .active") or text_at(soup, "td.thead strong")
    order, _ = guess_order([said_date(tag) or "" for tag in soup.select(".post_date, #current_time")])
    zone = zone_by_clock(
        text_at(soup, "#current_time, #copyright .current_time") or "", fetched.now, order=order
    )
    reading = Reading(place, Topic(place.source, f"t/{thread_id}", title), fetched, zone, order)
    posts, skipped = read_posts(soup, reading)
    if not posts and not skipped:
        return Page(problems=["posts without numbers, as MyBB does not write them"])
    following = linked(fetched.url, attribute_at(soup, NEXT, "href"))
    links = [Link(following.url)] if following and following.kind == "thread" else []
    if place.kind == "post":  # asked for by a post: the whole thread, from its first page
        links = [Link(Where(place.root, "thread", thread_id).url), *links]
    floors = [floor for tag in soup.select("div.post[id^=post_]") if (floor := floor_of(tag))]
    known = bool(floors) and not following and place.kind == "thread"
    return Page(
        posts=posts,
        next=links,
        expected={f"t/{thread_id}": max(floors)} if known else {},
        skipped=skipped,
    )


def _thread_id(soup: BeautifulSoup) -> str | None:
    """From the forms and links that carry it where the address does not."""
    stated = digits(attribute_at(soup, "input[name=tid][value]", "value"))
    if stated:
        return stated
    for link in soup.select("a[href*='tid=']"):
        found = digits(query_of("http://x/" + str(link["href"]).rpartition("/")[2]).get("tid"))
        if found:
            return found
    return None
