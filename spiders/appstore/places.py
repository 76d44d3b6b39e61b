"""Addresses of the App Store: which app, which storefronts, and where the feeds of reviews are."""

import re
from urllib.parse import unquote, urlsplit

from crawler.pages import Detection, Fetched, Link
from spiders.common.api import root_of, wishes_of
from spiders.common.json import NotJson, as_dict, as_list, read_json
from spiders.common.places import host_of
from spiders.source import SeedSpec

FEEDS, SHOP = "https://itunes.apple.com", "apps.apple.com"
_APP = re.compile(r"^/(?:([a-z]{2})/)?app/(?:([^/]+)/)?id(\d{1,12})/?$")
_FEED = re.compile(r"/([a-z]{2})/rss/customerreviews/(?:page=(\d{1,2})/)?id=(\d{1,12})")
_STOREFRONT = re.compile(r"[a-z]{2}")


def feed_url(root: str, storefront: str, app: str, page: int = 1) -> str:
    """One of the ten pages of a storefront, newest first."""
    return f"{root}/{storefront}/rss/customerreviews/page={page}/id={app}/sortby=mostrecent/json"


def place_of(url: str) -> tuple[str, int, str] | None:
    """(storefront, page, app) of a feed's address."""
    found = _FEED.search(urlsplit(url).path)
    return (found.group(1), int(found.group(2) or 1), found.group(3)) if found else None


def seeds(spec: SeedSpec) -> list[Link]:
    """The first page of each storefront: the address's own, or those that `tag` lists ("cn,us")."""
    path = urlsplit(spec.url).path
    app, feed = _APP.match(path), place_of(spec.url)
    if app is None and feed is None:
        return []
    number = app.group(3) if app else feed[2] if feed else ""
    own = (app.group(1) if app else feed[0] if feed else None) or "us"
    name = unquote(app.group(2)) if app and app.group(2) else ""
    asked = [part.strip().lower() for part in re.split(r"[,;\s]+", spec.tag or own) if part.strip()]
    root = FEEDS if host_of(spec.url) in (SHOP, host_of(FEEDS)) else root_of(spec.url)
    hints = wishes_of(spec) | ({"name": name.replace("-", " ")} if name else {})
    return [Link(feed_url(root, code, number), hints) for code in asked if _STOREFRONT.fullmatch(code)]


def detect(fetched: Fetched) -> Detection:
    """By an app's page in the shop, or by a feed whose entries have im:rating."""
    if host_of(fetched.url) in (SHOP, host_of(FEEDS)):
        known = seeds(SeedSpec(fetched.url))
        return Detection(0.98 if known else 0.2, "App Store" + ("" if known else ", but no app's page"))
    if fetched.body[:50].lstrip().startswith(b"{") and b'"im:rating"' in fetched.body:
        try:
            feed = as_dict(as_dict(read_json(fetched.body)).get("feed"))
        except NotJson:
            feed = {}
        if any("im:rating" in as_dict(entry) for entry in as_list(feed.get("entry"))):
            return Detection(0.95, "a feed whose entries have im:rating, as Apple gives it for reviews")
    return Detection(0.0, "no sign of the App Store")
