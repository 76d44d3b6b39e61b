"""Is this a django-machina page?"""

import re

from crawler.pages import Detection, Fetched
from spiders.common.html import decoded

_FILES = re.compile(r"/machina\.(?:board_theme|packages)[\w.-]*\.(?:css|js)|\bmachina\.init\(\)")
_SHAPES = re.compile(
    r"class=\"(?:topic-name-link|forum-name-link)\"|<div id=\"\d+\" class=\"my-3 card post\">"
)
_PAGES = re.compile(r"href=\"[^\"]*/forum/[^\"/]*-\d+/(?:topic/[^\"/]*-\d+/)?[\"?]")


def detect(fetched: Fetched) -> Detection:
    """By the files that its pages load, or by lists and posts in the shape of its templates."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if _FILES.search(text):
        return Detection(0.96, "the page loads django-machina's own files")
    if _SHAPES.search(text) and _PAGES.search(text):
        return Detection(0.88, "forums or posts in the shape of django-machina's templates")
    return Detection(0.0, "no sign of django-machina")
