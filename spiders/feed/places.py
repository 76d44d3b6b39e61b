"""Is this a feed, and where are those of a page?"""

import re

from bs4 import BeautifulSoup

from crawler.pages import Detection, Fetched, Link
from spiders.common.api import wishes_of
from spiders.common.html import decoded, soup_of
from spiders.common.places import same_host_link
from spiders.source import SeedSpec

MOST_FEEDS = 5  # of one page: its posts, their comments, the comments of this post
_ROOT = re.compile(
    r"<(?:rss[\s>]|rdf:RDF[^>]+purl\.org/rss|feed[^>]+http://www\.w3\.org/2005/Atom)", re.IGNORECASE
)
_TYPES = ("application/rss+xml", "application/atom+xml")


def is_feed(text: str) -> bool:
    """Whether a text begins as RSS or Atom."""
    head = text[:2_000]
    return bool(_ROOT.search(head)) and "<html" not in head.lower()


def seeds(spec: SeedSpec) -> list[Link]:
    """The feed, or the page that names it."""
    return [Link(spec.url, {**wishes_of(spec), "seed": "yes"})]


def feeds_of(soup: BeautifulSoup, url: str) -> list[str]:
    """The feeds that a page names, within its own host."""
    named = [
        same_host_link(url, tag.get("href"))
        for tag in soup.find_all("link", href=True)
        if str(tag.get("type") or "").lower() in _TYPES and "alternate" in (tag.get("rel") or [])
    ]
    return list(dict.fromkeys(found for found in named if found))[:MOST_FEEDS]


def detect(fetched: Fetched) -> Detection:
    """By the root element; a page that names a feed is better read by others, if any of them knows it."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if is_feed(text):
        return Detection(0.9, "an RSS or Atom feed")
    if any(kind in text for kind in _TYPES) and feeds_of(soup_of(text), fetched.url):
        # who knows the page itself knows more
        return Detection(0.31, "nothing but a feed that the page names")
    return Detection(0.0, "no feed")
