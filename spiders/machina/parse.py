"""django-machina's pages -> posts and links. Shape: the templates of django-machina 1.3."""

from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched, Link, Page
from spiders.common.django import read_django_date
from spiders.common.forum import attribute_at, distinct, ended_before, page_of, text_at, thread_link
from spiders.common.numbers import read_count
from spiders.machina.places import Where, linked, place_of
from spiders.machina.posts import read_posts

FORUMS = ".forumlist a[href]"
ROW = ".topiclist .row:has(a.topic-name-link)"
RESULT = ".resultslist a.topic-name-link"
NEXT = "ul.pagination a.page-link"
LISTS = ".forumlist, .topiclist, .resultslist"


def parse(fetched: Fetched) -> Page:
    """A list of forums or topics, results of a search, or a topic, told apart by what stands there."""
    soup, place = page_of(fetched), place_of(fetched.url)
    if place.kind == "topic":
        return _topic_page(soup, place, fetched)
    links, expected = _topics(soup, fetched)
    found = (linked(fetched.url, anchor["href"]) for anchor in soup.select(FORUMS))
    links += [Link(to.url, _kept(fetched)) for to in found if to and to.kind == "forum"]
    results = (linked(fetched.url, anchor["href"]) for anchor in soup.select(RESULT))
    links += [Link(replace(to, page=1).url) for to in results if to and to.kind == "topic"]
    links += _next(soup, place, fetched)
    if links or soup.select_one(LISTS):
        return Page(next=distinct(links), expected=expected)
    if soup.select_one("input[type=password]"):
        return Page(problems=["login wall"], skipped={"login wall": 1})
    return Page(problems=["no forums and no posts in the shape of django-machina"])


def _kept(fetched: Fetched) -> dict[str, str]:
    return {key: value for key, value in fetched.hints.items() if key == "since"}


def _topics(soup: BeautifulSoup, fetched: Fetched) -> tuple[list[Link], dict[str, int]]:
    """Topics of a forum; their replies stand in the first of two columns, the opening post is none."""
    links: list[Link] = []
    expected: dict[str, int] = {}
    for row in soup.select(ROW):
        to = linked(fetched.url, attribute_at(row, "a.topic-name-link", "href"))
        if to is None or to.kind != "topic":
            continue
        last = read_django_date(text_at(row, ".topic-last-post small"), fetched.now)
        if ended_before(last, fetched.hints.get("since")):
            continue
        replies = read_count(text_at(row, ".topic-count"))
        links.append(thread_link(replace(to, page=1).url, replies, last))
        if replies is not None:
            expected[f"t/{to.number}"] = replies + 1
    return links, expected


def _next(soup: BeautifulSoup, place: Where, fetched: Fetched) -> list[Link]:
    """The page after this one; the links say nothing but the number that another page has."""
    for anchor in soup.select(NEXT):
        to = linked(fetched.url, anchor.get("href"))
        if to and (to.kind, to.number) == (place.kind, place.number) and to.page == place.page + 1:
            return [Link(replace(place, page=to.page).url, _kept(fetched))]
    return []


def _topic_page(soup: BeautifulSoup, place: Where, fetched: Fetched) -> Page:
    boxes: list[Tag] = soup.select("div.post[id]")
    if not boxes:
        return Page(problems=["a topic without posts in the shape of django-machina"])
    title = text_at(soup, "h1")
    posts, skipped = read_posts(boxes, place, title, fetched)
    return Page(posts=posts, next=_next(soup, place, fetched), skipped=skipped)
