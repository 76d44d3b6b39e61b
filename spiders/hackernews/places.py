"""Addresses of Hacker News, and the calls of Algolia's API behind them."""

import re
from urllib.parse import urlencode, urlsplit

from crawler.pages import Detection, Fetched, Link
from spiders.common.api import after_last_second, first_second, query_of, root_of, wishes_of
from spiders.common.json import NotJson, as_dict, as_list, read_json
from spiders.common.places import host_of
from spiders.source import SeedSpec

WEB, API = "news.ycombinator.com", "hn.algolia.com"
MOST_HITS = 1000  # that the API gives of one search, over all its pages
_LISTS = {"/ask": "ask_hn", "/show": "show_hn", "/newest": "story", "": "story", "/news": "story"}
_ITEM_CALL = re.compile(r"/api/v1/items/(\d+)")


def item_page(number: str) -> str:
    """Where people read an item."""
    return f"https://{WEB}/item?id={number}"


def item_call(root: str, number: str) -> str:
    """An item with the whole tree under it."""
    return f"{root}/api/v1/items/{number}"


def search_call(root: str, query: str, tags: str, begin: int | None, end: int | None) -> str:
    """Newest first, from `begin` up to but without `end`, all that one search gives on one page."""
    bounds = [f"created_at_i>={begin}"] if begin is not None else []
    bounds += [f"created_at_i<{end}"] if end is not None else []
    asked = {"query": query, "tags": tags, "hitsPerPage": str(MOST_HITS), "numericFilters": ",".join(bounds)}
    return f"{root}/api/v1/search_by_date?" + urlencode({name: text for name, text in asked.items() if text})


def seeds(spec: SeedSpec) -> list[Link]:
    """One item, a search, or a list of stories whose trees are then read."""
    root = f"https://{API}" if host_of(spec.url) in (WEB, API) else root_of(spec.url)
    path, asked = urlsplit(spec.url).path.rstrip("/"), query_of(spec.url)
    query = spec.query or asked.get("q") or asked.get("query") or ""
    item = _ITEM_CALL.search(path)
    number = item.group(1) if item else asked.get("id", "") if path.endswith("/item") else ""
    if number.isdecimal() and not query:
        return [Link(item_call(root, number))]
    tags = spec.tag or ("(story,comment)" if query else _LISTS.get(path))
    if tags is None:
        return []
    window = (first_second(spec.since), after_last_second(spec.until))
    trees = {} if query else {"trees": "yes"}
    return [Link(search_call(root, query, tags, *window), {**wishes_of(spec), **trees})]


def detect(fetched: Fetched) -> Detection:
    """By its own addresses, or by the shape of the API's answers."""
    if host_of(fetched.url) in (WEB, API):
        known = seeds(SeedSpec(fetched.url))
        return Detection(
            0.98 if known else 0.2, "Hacker News" + ("" if known else ", but no item and no list")
        )
    if not (fetched.body[:50].lstrip().startswith(b"{") and b'"created_at_i"' in fetched.body):
        return Detection(0.0, "no sign of Hacker News")
    try:
        data = as_dict(read_json(fetched.body))
    except NotJson:
        return Detection(0.0, "broken JSON")
    hit = as_dict(next(iter(as_list(data.get("hits"))), None))
    if "objectID" in hit and "_tags" in hit:
        return Detection(
            0.9, "JSON with hits that have objectID and _tags, as Algolia gives them for Hacker News"
        )
    if "children" in data and "story_id" in data:
        return Detection(
            0.9, "JSON of an item with story_id and children, as Algolia gives it for Hacker News"
        )
    return Detection(0.0, "no sign of Hacker News")
