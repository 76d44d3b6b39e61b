"""A page of no known engine -> posts, by the first way that finds any; each says which way and how sure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timezone

from bs4 import BeautifulSoup

from crawler.pages import Detection, Fetched, Link, Page
from crawler.records import RawPost
from spiders.common.doors import door_in
from spiders.common.html import decoded, soup_of
from spiders.common.local_dates import zone_in
from spiders.common.places import host_of
from spiders.schema_org.merge import merge
from spiders.schema_org.parse import parse as parse_schema_org
from spiders.web.article import article_of
from spiders.web.blocks import find_groups
from spiders.web.index import LEVEL, threads_on
from spiders.web.paging import next_in_list
from spiders.web.posts import place_of, posts_of
from spiders.web.select import HINT, read_selected, selectors_of
from spiders.web.tree import PageTree, stripped

WAY, SURE = "read.way", "read.sure"  # attributes of every post
_ARTICLE = 0.3
_INDEX = 0.5
_SCHEMA_ORG = 0.9
_MOST_BYTES = 5_000_000  # a larger page is no page of posts
_SHORT_PAGE = 400  # characters of a page that may be a message instead of posts
_NOTHING = "no posts found: no schema.org markup, no repeated blocks that look like posts, no article"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found, by which way, and how sure that is (0 to 1)."""

    page: Page
    way: str
    sure: float


def parse(fetched: Fetched) -> Page:
    """The posts of a page and the next page of the same list."""
    return read(fetched).page


def read(fetched: Fetched) -> Reading:
    """Try the ways in turn: the study's selectors, schema.org, repeated blocks, an index, the article."""
    if not is_html(fetched):
        return Reading(Page(problems=["this is no HTML page"]), "none", 0.0)
    html = decoded(fetched.body, fetched.headers.get("content-type", ""))
    soup = soup_of(html)
    select = selectors_of(fetched.hints)
    if select:
        page = read_selected(soup, place_of(fetched, soup, _zone(soup)), select, fetched.hints)
        return _told(page, "select", 1.0)
    marked = parse_schema_org(fetched)
    shown = _by_structure(soup, fetched)
    if marked.posts:
        return _by_markup(marked, shown, fetched)
    return shown or _as_index(html, fetched) or _by_article(html, fetched) or _nothing(soup)


def _by_markup(marked: Page, shown: Reading | None, fetched: Fetched) -> Reading:
    """The posts of schema.org, and those that the page shows beside them: many pages mark up a few only."""
    own = [replace(post, source=f"web:{host_of(fetched.url)}") for post in marked.posts]
    page = replace(marked, posts=own, next=[Link(link.url) for link in marked.next])
    told = _told(page, "schema.org", _SCHEMA_ORG)
    if shown is None:
        return told
    both = merge(told.page.posts, shown.page.posts)
    if len(shown.page.posts) <= len(own) or len(both) == len(own) + len(shown.page.posts):
        return told
    links = told.page.next or shown.page.next
    page = replace(told.page, posts=both, next=links, aliases=shown.page.aliases)
    return Reading(page, told.way, told.sure)


def is_html(fetched: Fetched) -> bool:
    """Whether an answer is a page for people."""
    said = fetched.headers.get("content-type", "").lower()
    start = fetched.body[:1_000].lstrip().lower()
    if len(fetched.body) > _MOST_BYTES or not start or start[:1] in (b"{", b"["):
        return False
    return "html" in said or (not said and b"<" in start and not start.startswith(b"<?xml"))


def _by_structure(soup: BeautifulSoup, fetched: Fetched) -> Reading | None:
    place = place_of(fetched, soup, _zone(soup))
    following = next_in_list(soup, fetched.url)  # before the tree loses its menus
    found = find_groups(PageTree(stripped(soup)))
    posts, aliases = posts_of(found, place)
    if not posts:
        return None
    sure = max(group.sure for group in found.groups)
    links = [Link(following)] if following else []
    return _told(Page(posts=posts, next=links, aliases=aliases), "blocks", sure)


def _as_index(html: str, fetched: Fetched) -> Reading | None:
    """The threads that an index of a forum leads to, where it may: from the seed, and from boards of it."""
    level = int(fetched.hints.get(LEVEL, "0"))
    if level <= 0:
        return None
    soup = soup_of(html)
    following = next_in_list(soup, fetched.url)
    threads = threads_on(soup, fetched.url)
    if not threads:
        return None
    links = [Link(url, {LEVEL: str(level - 1)}) for url in threads if url != following]
    links += [Link(following, {LEVEL: str(level)})] if following else []
    return Reading(Page(next=links), "index", _INDEX)


def _by_article(html: str, fetched: Fetched) -> Reading | None:
    post = article_of(html, fetched)
    return _told(Page(posts=[post]), "article", _ARTICLE) if post else None


def _nothing(soup: BeautifulSoup) -> Reading:
    """No posts; a short page that asks to log in or says that it is gone is counted as what it is."""
    said = soup.get_text(" ", strip=True)
    kind = door_in(said) if len(said) <= _SHORT_PAGE else None
    if kind:
        return Reading(
            Page(problems=[f"{kind}: the page holds a message in place of posts"], skipped={kind: 1}),
            "none",
            0.0,
        )
    return Reading(Page(problems=[_NOTHING]), "none", 0.0)


def _told(page: Page, way: str, sure: float) -> Reading:
    posts: Sequence[RawPost] = page.posts
    said = [replace(post, attributes={**post.attributes, WAY: way, SURE: sure}) for post in posts]
    return Reading(replace(page, posts=said), way, sure)


def _zone(soup: BeautifulSoup) -> timezone | None:
    return zone_in(soup.get_text(" ", strip=True)[-400:])


def detect(fetched: Fetched) -> Detection:
    """What is left when no engine claims a page: never as sure as a source that knows its pages."""
    if not fetched.body or not is_html(fetched):
        return Detection(0.0, "no page to look at")
    reading = read(Fetched(fetched.body, fetched.url, fetched.headers, fetched.now, {LEVEL: "1"}))
    number = len(reading.page.posts)
    if reading.way == "blocks":
        return Detection(
            round(0.3 + 0.25 * reading.sure, 2),
            f"no known engine; {number} repeated blocks look like posts (certainty {reading.sure:.2f})",
        )
    if reading.way == "schema.org":
        return Detection(0.6, f"{number} posts in schema.org markup")
    if reading.way == "index":
        found = len(reading.page.next)
        return Detection(0.35, f"no known engine; an index that leads to {found} pages (replies and dates)")
    if reading.way == "article":
        return Detection(0.3, "no known engine; the page looks like an article (certainty 0.30)")
    return Detection(0.05, f"no known engine; {reading.page.problems[0]}")


__all__ = ["HINT", "detect", "parse", "read"]
