"""Is this a page or an answer of V2EX?"""

import re

from crawler.pages import Detection, Fetched
from spiders.common.html import decoded
from spiders.common.json import NotJson, as_dict, as_list, read_json
from spiders.common.places import host_of

_SITE = re.compile(
    r"<meta[^>]+(?:property=[\"']og:site_name[\"'][^>]+content=[\"']V2EX[\"']|content=[\"']V2EX[\"'][^>]+og:site_name)"
)


def detect(fetched: Fetched) -> Detection:
    """By its host, its name in the page's head, or the shape of its JSON."""
    host = host_of(fetched.url)
    if host == "v2ex.com" or host.endswith(".v2ex.com"):
        return Detection(0.98, f"the host is {host}")
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if _SITE.search(text):
        return Detection(0.95, "the page says that its site is V2EX")
    if text.lstrip().startswith("[") and _is_ours(text):
        return Detection(0.9, "JSON of topics or replies, as V2EX gives it")
    return Detection(0.0, "no sign of V2EX")


def _is_ours(text: str) -> bool:
    try:
        items = as_list(read_json(text))
    except NotJson:
        return False
    first = as_dict(items[0]) if items else {}
    return {"member", "content_rendered", "created", "last_modified"} <= first.keys()
