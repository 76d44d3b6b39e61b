"""Is this a Discuz! page?"""

import re

from crawler.pages import Detection, Fetched
from spiders.common.html import decoded

_GENERATOR = re.compile(
    r"<meta[^>]+name=[\"']generator[\"'][^>]+content=[\"'](Discuz![^\"']*)", re.IGNORECASE
)
_VARIABLES = re.compile(r"\bdiscuz_uid\s*=\s*'")
_CREDIT = re.compile(
    r"<a[^>]+href=[\"']https?://(?:www\.)?discuz\.(?:net|vip|chat)/?[^\"']*[\"'][^>]*>\s*Discuz!",
    re.IGNORECASE,
)
_PAGES = re.compile(  # its own pages: an article about Discuz! links to boards elsewhere
    r"href=[\"'](?!https?:)[^\"']*(?:forum\.php\?|thread-\d+-\d|forum-\w+-\d|space-uid-\d)"
)
_ROWS = re.compile(r"<tbody[^>]+id=[\"']normalthread_\d|id=[\"']postmessage_\d")


def detect(fetched: Fetched) -> Detection:
    """By its generator tag, by the variables of its scripts, by its credit, or by its rows."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    found = _GENERATOR.search(text)
    if found:
        return Detection(0.98, f"the page says that {found.group(1).strip()} made it")
    if _VARIABLES.search(text):
        return Detection(0.95, "its scripts set discuz_uid")
    if _CREDIT.search(text) and _PAGES.search(text):
        return Detection(0.92, "it credits Discuz! and has its links")
    if _ROWS.search(text):
        return Detection(0.8, "threads or posts in the shape of Discuz!'s templates")
    return Detection(0.0, "no sign of Discuz!")
