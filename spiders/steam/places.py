"""Addresses of Steam: which app a page is about, and where its reviews are."""

import re
from urllib.parse import unquote, urlencode, urlsplit

from crawler.pages import Detection, Fetched, Link
from spiders.common.api import query_of, root_of, wishes_of
from spiders.common.json import NotJson, as_dict, read_json
from spiders.common.places import host_of
from spiders.source import SeedSpec

STORE, COMMUNITY = "store.steampowered.com", "steamcommunity.com"
_APP = re.compile(r"/(?:app|appreviews)/(\d{1,10})(?:/([^/?#]+))?")
_PAGES_OF_AN_APP = ("reviews", "discussions", "guides", "images")  # after the number, where a name could be
_PASSED_ON = ("language", "review_type", "purchase_type")
PER_PAGE = "100"  # the most that the API gives


def app_of(url: str) -> tuple[str, str | None] | None:
    """Number of the app that an address is about, and its name where the address has it."""
    found = _APP.search(urlsplit(url).path)
    if not found:
        return None
    name = found.group(2)
    named = name and name.lower() not in _PAGES_OF_AN_APP
    return found.group(1), unquote(name).replace("_", " ").strip() or None if name and named else None


def reviews_url(root: str, app: str, wishes: dict[str, str], cursor: str = "*") -> str:
    """One page of an app's reviews, newest first; the cursor has to be percent-encoded."""
    fixed = {"json": "1", "filter": "recent", "num_per_page": PER_PAGE, "filter_offtopic_activity": "0"}
    free = {"language": "all", "purchase_type": "all", "review_type": "all"}
    return f"{root}/appreviews/{app}?" + urlencode({**fixed, **free, **wishes, "cursor": cursor})


def seeds(spec: SeedSpec) -> list[Link]:
    """The first page of the app's reviews. `tag` is Steam's name of a language ("schinese")."""
    app = app_of(spec.url)
    if app is None:
        return []
    asked = query_of(spec.url)
    wishes = {name: asked[name] for name in _PASSED_ON if asked.get(name)}
    if spec.tag:
        wishes["language"] = spec.tag
    root = f"https://{STORE}" if host_of(spec.url) == COMMUNITY else root_of(spec.url)
    hints = wishes_of(spec) | ({"name": app[1]} if app[1] else {})
    return [Link(reviews_url(root, app[0], wishes), hints)]


def detect(fetched: Fetched) -> Detection:
    """By the address of an app in Steam's shop or community, or by the shape of the API's answer."""
    if host_of(fetched.url) in (STORE, COMMUNITY):
        if app_of(fetched.url):
            return Detection(0.98, "an app's page on Steam")
        return Detection(0.2, "Steam, but no app's page")
    if fetched.body[:200].lstrip().startswith(b"{") and b'"query_summary"' in fetched.body[:2_000]:
        try:
            summary = as_dict(as_dict(read_json(fetched.body)).get("query_summary"))
        except NotJson:
            summary = {}
        if "num_reviews" in summary:
            return Detection(0.95, "JSON with query_summary.num_reviews, as Steam's review API gives it")
    return Detection(0.0, "no sign of Steam")
