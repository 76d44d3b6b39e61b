"""Is this a Discourse page?"""

import re

from crawler.pages import Detection, Fetched
from spiders.common.html import decoded
from spiders.common.json import NotJson, as_dict, read_json

_GENERATOR = re.compile(
    r"<meta[^>]+name=[\"']generator[\"'][^>]+content=[\"'](Discourse[^\"']*)", re.IGNORECASE
)
_JSON_KEYS = ("topic_list", "post_stream", "latest_posts", "category_list")


def detect(fetched: Fetched) -> Detection:
    """By its generator tag, its own headers, or the shape of its JSON."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    found = _GENERATOR.search(text)
    if found:
        return Detection(0.98, f"the page says that {found.group(1)} made it")
    if "x-discourse-route" in fetched.headers:
        return Detection(0.95, "the server sends x-discourse-route")
    try:
        keys = (
            [key for key in _JSON_KEYS if key in as_dict(read_json(text))]
            if text.lstrip().startswith("{")
            else []
        )
    except NotJson:
        keys = []
    if keys:
        return Detection(0.9, f"JSON with {keys[0]}, as Discourse gives it")
    return Detection(0.0, "no sign of Discourse")
