"""Is this a Flarum page?"""

import re

from crawler.pages import Detection, Fetched
from spiders.common.html import decoded
from spiders.common.json import NotJson, as_dict, as_list, read_json

_PAGE = re.compile(r"<[a-z]+[^<>]*\bid=[\"']flarum-(?:loading|content|json-payload)[\"']")
_KEYS = {
    "discussions": ("commentCount", "lastPostNumber"),
    "posts": ("contentType", "number"),
    "forums": ("apiUrl", "baseUrl"),
}


def detect(fetched: Fetched) -> Detection:
    """By the names of its parts, or by the types in its JSON:API."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if _PAGE.search(text):
        return Detection(0.96, "the page holds Flarum's application")
    kind = _kind(text) if text.lstrip().startswith("{") else None
    if kind:
        return Detection(0.92, f"JSON:API with {kind}, as Flarum gives it")
    return Detection(0.0, "no sign of Flarum")


def _kind(text: str) -> str | None:
    try:
        things = as_list(as_dict(read_json(text)).get("data"))
    except NotJson:
        return None
    first = as_dict(things[0]) if things else {}
    keys = _KEYS.get(str(first.get("type")))
    about = as_dict(first.get("attributes"))
    return str(first["type"]) if keys and all(key in about for key in keys) else None
