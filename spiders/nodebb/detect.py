"""Is this a NodeBB page?"""

import re

from crawler.pages import Detection, Fetched
from spiders.common.html import decoded
from spiders.common.json import NotJson, as_dict, read_json

_SCRIPT = re.compile(r"<script[^>]+src=[\"'][^\"']*/assets/nodebb(?:\.min)?\.js", re.IGNORECASE)
_DATA = re.compile(r"<script[^>]+id=[\"']ajaxify-data[\"']", re.IGNORECASE)


def detect(fetched: Fetched) -> Detection:
    """By its header, its scripts, or the shape of its JSON."""
    if fetched.headers.get("x-powered-by", "").lower().startswith("nodebb"):
        return Detection(0.98, "the server says that NodeBB powers it")
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if _SCRIPT.search(text) or _DATA.search(text):
        return Detection(0.95, "the page loads NodeBB's script")
    if text.lstrip().startswith("{") and _is_ours(text):
        return Detection(0.92, "JSON with a template and a relative_path, as NodeBB gives it")
    return Detection(0.0, "no sign of NodeBB")


def _is_ours(text: str) -> bool:
    try:
        data = as_dict(read_json(text))
    except NotJson:
        return False
    return "relative_path" in data and isinstance(data.get("template"), dict)
