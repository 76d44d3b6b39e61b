"""Addresses of Bluesky: pages that people paste, and the XRPC calls behind them."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote, urlencode, urlsplit

from crawler.pages import Detection, Fetched, Link
from spiders.common.api import after_last_second, first_second, query_of, root_of, wishes_of
from spiders.common.json import NotJson, as_dict, read_json
from spiders.common.places import host_of
from spiders.source import SeedSpec

WEB, PUBLIC_API = "bsky.app", "https://public.api.bsky.app"
PER_PAGE = "100"  # the most that the API gives
DEEPEST = "1000"  # levels of replies, the most that may be asked for
AUTHOR_FEED, SEARCH, THREAD = "getAuthorFeed", "searchPosts", "getPostThread"
_PROFILE = re.compile(r"/profile/([^/]+)(?:/post/([A-Za-z0-9._~:-]+))?")
_HASHTAG = re.compile(r"/hashtag/([^/]+)")
_SHAPES = ("feed", "posts", "thread")


def call(root: str, method: str, parameters: dict[str, str]) -> str:
    """Address of a read in app.bsky.feed."""
    return f"{root}/xrpc/app.bsky.feed.{method}?{urlencode(parameters)}"


def thread_call(root: str, uri: str) -> str:
    """The whole tree under a post."""
    return call(root, THREAD, {"uri": uri, "depth": DEEPEST, "parentHeight": "0"})


def web_page(actor: str, key: str) -> str:
    """Where people read a post."""
    return f"https://{WEB}/profile/{actor}/post/{key}"


def seeds(spec: SeedSpec) -> list[Link]:
    """A search (also within a profile), a post with its replies, or a profile's posts with their replies."""
    root = PUBLIC_API if host_of(spec.url) in (WEB, f"www.{WEB}") else root_of(spec.url)
    profile, hashtag = _PROFILE.search(urlsplit(spec.url).path), _HASHTAG.search(urlsplit(spec.url).path)
    actor = unquote(profile.group(1)) if profile else None
    query = spec.query or query_of(spec.url).get("q")
    tag = (spec.tag or (unquote(hashtag.group(1)) if hashtag else "")).lstrip("#")
    if query or tag:
        return [Link(call(root, SEARCH, _search(spec, query, tag, actor)), wishes_of(spec))]
    if profile and actor and profile.group(2):
        uri = f"at://{actor}/app.bsky.feed.post/{profile.group(2)}"
        return [Link(thread_call(root, uri), {"thread_url": web_page(actor, profile.group(2))})]
    if actor:
        return [_feed(root, actor, spec)]
    return _own_calls(spec, root)


def _feed(root: str, actor: str, spec: SeedSpec) -> Link:
    asked = {"actor": actor, "limit": PER_PAGE, "filter": "posts_with_replies"}
    return Link(call(root, AUTHOR_FEED, asked), {**wishes_of(spec), "actor": actor})


def _own_calls(spec: SeedSpec, root: str) -> list[Link]:
    """The address of a read itself, for servers other than Bluesky's own (a search has its `q`)."""
    asked, path = query_of(spec.url), urlsplit(spec.url).path
    if path.endswith(f".{AUTHOR_FEED}") and asked.get("actor"):
        return [_feed(root, asked["actor"], spec)]
    if path.endswith(f".{THREAD}") and asked.get("uri", "").startswith("at://"):
        return [Link(thread_call(root, asked["uri"]))]
    return []


def _search(spec: SeedSpec, query: str | None, tag: str, actor: str | None) -> dict[str, str]:
    asked = {"q": query or f"#{tag}", "sort": "latest", "limit": PER_PAGE}
    begin, end = first_second(spec.since), after_last_second(spec.until)
    more = {
        "tag": tag,
        "author": actor or "",
        "since": _moment(begin) if begin is not None else "",
        "until": _moment(end) if end is not None else "",  # the API leaves this very moment out
    }
    return asked | {name: value for name, value in more.items() if value}


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def detect(fetched: Fetched) -> Detection:
    """By Bluesky's own address, or by records of app.bsky.feed in JSON."""
    if host_of(fetched.url) in (WEB, f"www.{WEB}"):
        known = seeds(SeedSpec(fetched.url))
        return Detection(0.98 if known else 0.2, "Bluesky" + ("" if known else ", but no page with posts"))
    if fetched.body[:50].lstrip().startswith(b"{") and b'"app.bsky.feed.' in fetched.body:
        try:
            keys = [key for key in _SHAPES if key in as_dict(read_json(fetched.body))]
        except NotJson:
            keys = []
        if keys:
            return Detection(0.95, f"JSON with {keys[0]} of app.bsky.feed, as an AT protocol server gives it")
    return Detection(0.0, "no sign of Bluesky")
