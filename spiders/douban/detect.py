"""Is this a page of Douban?"""

import re

from crawler.pages import Detection, Fetched
from spiders.common.html import decoded
from spiders.common.places import host_of

_ASSETS = re.compile(
    r"<(?:link|script|img)[^>]+(?:href|src)=[\"'](?:https?:)?//[\w.-]*\.doubanio\.com/", re.IGNORECASE
)
_SHAPES = re.compile(
    r"<table[^>]+class=[\"']olt[\"']|class=[\"'][^\"']*\b(?:topic-reply|comment-item|topic-content)\b"
)


def detect(fetched: Fetched) -> Detection:
    """By its host, or by the shape of its lists together with its own files."""
    host = host_of(fetched.url)
    if host == "douban.com" or host.endswith(".douban.com"):
        return Detection(0.98, f"the host is {host}")
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if _ASSETS.search(text) and _SHAPES.search(text):
        return Detection(0.9, "topics or short reviews in the shape of Douban, with its files")
    return Detection(0.0, "no sign of Douban")
