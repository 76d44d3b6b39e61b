"""Is this a MyBB page?"""

import re

from crawler.pages import Detection, Fetched
from spiders.common.html import decoded

_CREDIT = re.compile(r"<a[^>]+href=[\"']https?://(?:www\.)?mybb\.com/?[\"'][^>]*>\s*MyBB", re.IGNORECASE)
_SCRIPT = re.compile(r"jscripts/general\.js\?ver=18\d\d")
_KEY = re.compile(r"\bmy_post_key\s*=\s*[\"']")
_PAGES = re.compile(  # its own pages: an article about MyBB links to boards elsewhere
    r"href=[\"'](?!https?:)[^\"']*(?:(?:showthread|forumdisplay|member)\.php|(?:thread|forum)-\d)"
)
_POST = re.compile(r"<div[^>]+class=[\"']post_body[^>]+id=[\"']pid_\d")


def detect(fetched: Fetched) -> Detection:
    """By its scripts, by its credit, or by its posts."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if _SCRIPT.search(text) or (_KEY.search(text) and "cookiePrefix" in text):
        return Detection(0.96, "the page loads MyBB's scripts")
    if _CREDIT.search(text) and _PAGES.search(text):
        return Detection(0.94, "it credits MyBB and has its links")
    if _POST.search(text):
        return Detection(0.85, "posts in the shape of MyBB's theme")
    return Detection(0.0, "no sign of MyBB")
