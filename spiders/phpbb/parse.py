"""phpBB's pages -> posts and links. Shape: the project's own style, prosilver, 3.1 to 3.3."""

from bs4 import BeautifulSoup, Tag

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
from spiders.common.local_dates import read_local, zone_in
from spiders.common.numbers import read_count
from spiders.phpbb.places import board_of, canonical, topic_of
from spiders.phpbb.posts import Reading, read_posts

NEXT = ".pagination li.next a, .pagination li.arrow.next a, .pagination a[rel~=next], link[rel=next]"
BOXES = "#message, .panel#message, form#login, .panel .content h2, .panel .inner, #confirm"


def parse(fetched: Fetched) -> Page:
    """A list of forums, a list of topics or a topic, told apart by what stands on the page."""
    soup = page_of(fetched)
    if soup.select_one("div.post[id^=p] .postbody"):
        return _topic_page(soup, fetched)
    links, expected = _topics(soup, fetched)
    links += _forums(soup, fetched)
    following = _next(soup, fetched.url)
    if following:
        links.append(Link(following, _kept(fetched)))
    if links:
        return Page(next=distinct(links), expected=expected)
    if soup.select_one("ul.topiclist, .forumbg, .forabg, .action-bar"):
        return Page()  # a forum without topics
    return closed_page(soup, BOXES, otherwise="no topics and no posts in the shape of phpBB")


def _kept(fetched: Fetched) -> dict[str, str]:
    return {key: value for key, value in fetched.hints.items() if key == "since"}


def _next(soup: BeautifulSoup, url: str) -> str | None:
    found = canonical(url, attribute_at(soup, NEXT, "href"))
    return found if found != url else None


def _forums(soup: BeautifulSoup, fetched: Fetched) -> list[Link]:
    anchors = soup.select("a.forumtitle[href], a.subforum[href]")
    found = (canonical(fetched.url, anchor["href"]) for anchor in anchors)
    return [Link(url, _kept(fetched)) for url in found if url and "/viewforum.php" in url]


def _topics(soup: BeautifulSoup, fetched: Fetched) -> tuple[list[Link], dict[str, int]]:
    links: list[Link] = []
    expected: dict[str, int] = {}
    for anchor in soup.select("a.topictitle[href]"):
        url = canonical(fetched.url, anchor["href"])
        topic_id = topic_of(url) if url else None
        row = anchor.find_parent("li", class_="row") or anchor.find_parent("tr")
        last = _last(row, fetched) if row else None
        if topic_id is None or row is None or ended_before(last, fetched.hints.get("since")):
            continue
        replies = read_count(text_at(row, "dd.posts"))
        links.append(thread_link(board_of(fetched.url).topic(topic_id), replies, last))
        if replies is not None:
            expected[f"t/{topic_id}"] = replies + 1
    return links, expected


def _last(row: Tag, fetched: Fetched) -> Stated | None:
    """When the newest post of a topic in a list was written."""
    stated = attribute_at(row, "dd.lastpost time[datetime]", "datetime")
    return read_local(stated, fetched.now)


def _topic_page(soup: BeautifulSoup, fetched: Fetched) -> Page:
    board = board_of(fetched.url)
    titled = canonical(fetched.url, attribute_at(soup, ".topic-title a, h2 a[href*='viewtopic']", "href"))
    topic_id = topic_of(fetched.url) or (topic_of(titled) if titled else None)
    if topic_id is None:
        return Page(problems=["a phpBB topic that does not say its number"])
    title = text_at(soup, ".topic-title, h2 a[href*='viewtopic']")
    offset = digits(query_of(fetched.url).get("start"))
    first_page = topic_of(fetched.url) is not None and offset is None
    zone = zone_in(text_at(soup, "#page-footer, .page-footer, .footer") or "")
    reading = Reading(board, Topic(board.source, f"t/{topic_id}", title), fetched, zone, first_page)
    posts, skipped = read_posts(soup, reading)
    if not posts and not skipped:
        return Page(problems=["posts without numbers, as phpBB does not write them"])
    following = _next(soup, fetched.url)
    links = [] if topic_of(fetched.url) else [Link(board.topic(topic_id))]
    links += [Link(following)] if following else []
    total = read_count(_total(soup))
    return Page(
        posts=posts, next=links, expected={} if total is None else {f"t/{topic_id}": total}, skipped=skipped
    )


def _total(soup: BeautifulSoup) -> str | None:
    """The first words with a number in the pagination itself ("23 posts"); its links have numbers too."""
    box = soup.select_one(".pagination")
    words = box.find_all(string=True, recursive=False) if box else []
    return next((str(text) for text in words if any(c.isdigit() for c in text)), None)
