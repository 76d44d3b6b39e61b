"""Is this a XenForo 2 page?"""

import re

from crawler.pages import Detection, Fetched
from spiders.common.html import decoded

_HTML = re.compile(r"<html[^>]+\bid=[\"']XF[\"']")
_FIRST_VERSION = re.compile(r"<html[^>]+\bid=[\"']XenForo[\"']")
_CREDIT = re.compile(r"(?:Community platform|Forum software) by XenForo", re.IGNORECASE)
_POST = re.compile(
    r"<article[^>]+class=[\"'][^\"']*\bmessage--post\b|class=[\"'][^\"']*\bstructItem--thread\b"
)


def detect(fetched: Fetched) -> Detection:
    """By the name of its <html>, by its scripts' attributes, or by its rows."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if _HTML.search(text):
        return Detection(0.97, "its <html> is called XF")
    if _FIRST_VERSION.search(text):
        return Detection(0.1, "XenForo 1, whose pages have another shape than those of XenForo 2")
    scripted = "data-xf-init=" in text
    if scripted and _CREDIT.search(text):
        return Detection(0.95, "it credits XenForo and uses its scripts")
    if _POST.search(text) and (scripted or "data-lb-id" in text):
        return Detection(0.92, "threads or posts in the shape of XenForo 2's style")
    return Detection(0.0, "no sign of XenForo 2")
