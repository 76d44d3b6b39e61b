"""Douban's pages -> posts and links. Shape: what researchers' open scrapers read there."""

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched, Link, Page
from spiders.common.doors import closed_page
from spiders.common.forum import attribute_at, digits, distinct, ended_before, page_of, text_at
from spiders.common.numbers import read_count
from spiders.common.places import host_of
from spiders.douban.places import Where, linked, place_of
from spiders.douban.posts import read_reviews, read_topic, said

NEXT = ".paginator .next a, #paginator a.next, .paginator a.next, link[rel=next]"
BOXES = ".article, #content, #wrapper, body"
GROUP_CAP = 500  # topics that a group's list goes back to


def parse(fetched: Fetched) -> Page:
    """A group's list, a topic or a page of short reviews, told apart by address."""
    soup = page_of(fetched)
    place = place_of(fetched.url)
    title = text_at(soup, "title") or ""
    if host_of(fetched.url).startswith("sec.") or "登录跳转" in title or "禁止访问" in title:
        return Page(problems=["login wall: Douban asks for a check or a login"], skipped={"login wall": 1})
    if place.kind == "group":
        return _group_page(soup, place, fetched)
    if place.kind == "topic":
        return _topic_page(soup, place, fetched)
    if place.kind == "reviews":
        return _reviews_page(soup, place, fetched)
    return Page(problems=["no group, no topic and no short reviews of Douban at this address"])


def _next(soup: BeautifulSoup, place: Where, fetched: Fetched) -> Where | None:
    """The next page of the same thing; its place must be farther on, or the crawl would go round."""
    to = linked(fetched.url, attribute_at(soup, NEXT, "href"))
    same = to is not None and (to.kind, to.name) == (place.kind, place.name)
    return to if to and same and to.start > place.start else None


def _group_page(soup: BeautifulSoup, place: Where, fetched: Fetched) -> Page:
    links: list[Link] = []
    expected: dict[str, int] = {}
    rows = [row for row in soup.select("table.olt tr") if row.select_one("td a[href*='/group/topic/']")]
    for row in rows:
        to = linked(fetched.url, attribute_at(row, "td a[href*='/group/topic/']", "href"))
        last = said(text_at(row, "td.time"), fetched)
        if to is None or ended_before(last, fetched.hints.get("since")):
            continue
        links.append(Link(Where(to.root, "topic", to.name).url))
        expected[f"topic/{to.name}"] = (_replies(row) or 0) + 1
    following = _next(soup, place, fetched)
    hints = {key: value for key, value in fetched.hints.items() if key == "since"}
    if following:
        links.append(Link(following.url, hints))
    if not rows:
        return closed_page(soup, BOXES, otherwise="no list of topics in the shape of a Douban group")
    at_the_end = following is None and place.start + len(rows) >= GROUP_CAP
    capped = f"cap {GROUP_CAP}: the list of a group ends there" if at_the_end else None
    return Page(next=distinct(links), expected=expected, capped=capped)


def _replies(row: Tag) -> int | None:
    """The number in the column of replies; it is empty where there are none."""
    return read_count(text_at(row, "td.r-count, td:nth-of-type(3)"))


def _topic_page(soup: BeautifulSoup, place: Where, fetched: Fetched) -> Page:
    posts, skipped = read_topic(soup, place, fetched)
    if not posts and not skipped:
        return closed_page(soup, BOXES, otherwise="no topic in the shape of a Douban group")
    following = _next(soup, place, fetched)
    title = text_at(soup, "h1")
    hints = {"title": title} if title else {}
    return Page(posts=posts, next=[Link(following.url, hints)] if following else [], skipped=skipped)


def _reviews_page(soup: BeautifulSoup, place: Where, fetched: Fetched) -> Page:
    posts, skipped = read_reviews(soup, place, fetched)
    if not posts and not skipped and not soup.select_one("#comments, .comment-list, #content h1"):
        return closed_page(soup, BOXES, otherwise="no short reviews in the shape of Douban")
    following = _next(soup, place, fetched)
    total = _stated(soup)
    had = place.start + len(posts) + sum(skipped.values())
    short = following is None and total is not None and had < total
    return Page(
        posts=posts,
        next=[Link(following.url)] if following else [],
        expected={} if total is None else {f"reviews of {place.name}": total},
        skipped=skipped,
        capped=f"guests are shown {had} of {total} short reviews" if short else None,
    )


def _stated(soup: BeautifulSoup) -> int | None:
    """From the tab "看过(1234)" or "全部 1,234 条"."""
    tab = text_at(soup, ".CommentTabs .is-active, .comment-tabs .is-active, #total-comments")
    digits_only = "".join(c for c in tab or "" if c.isdigit())
    return int(digits_only) if digits(digits_only) else None
