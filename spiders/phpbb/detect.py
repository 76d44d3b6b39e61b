"""Is this a phpBB page?"""

import re

from crawler.pages import Detection, Fetched
from spiders.common.html import decoded

_BODY = re.compile(r"<body[^>]+id=[\"']phpbb[\"']", re.IGNORECASE)
_CREDIT = re.compile(r"<a[^>]+href=[\"']https?://(?:www\.)?phpbb\.com/?[\"'][^>]*>\s*phpBB", re.IGNORECASE)
_PAGES = re.compile(  # its own pages: an article about phpBB links to boards elsewhere
    r"href=[\"'](?!https?:)[^\"']*\b(?:viewtopic|viewforum|ucp)\.php\?", re.IGNORECASE
)
_POST = re.compile(r"<div[^>]+id=[\"']p\d+[\"'][^>]+class=[\"'][^\"']*\bpost\b", re.IGNORECASE)


def detect(fetched: Fetched) -> Detection:
    """By the name of its body, by its credit, and by the pages that it links to."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    pages = _PAGES.search(text)
    if _BODY.search(text):
        return Detection(0.97, "its <body> is called phpbb")
    if pages and _CREDIT.search(text):
        return Detection(0.95, "it credits phpBB and links to viewtopic.php, viewforum.php or ucp.php")
    if pages and (_POST.search(text) or 'class="topictitle"' in text):
        return Detection(0.8, "topics or posts in the shape of phpBB's own style")
    return Detection(0.0, "no sign of phpBB")
