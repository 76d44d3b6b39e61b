"""Addresses of a Mastodon server: pages that people paste, and the API calls behind them."""

import re
from urllib.parse import quote, unquote, urlencode, urlsplit

from crawler.pages import Detection, Fetched, Link
from spiders.common.api import root_of, wishes_of
from spiders.common.html import decoded
from spiders.common.json import NotJson, as_dict, as_list, read_json
from spiders.source import SeedSpec

PER_PAGE = "40"  # the most that the API gives
_TAG = re.compile(r"/tags/([^/]+)")
_STATUS = re.compile(r"/(?:@[^/]+|statuses|users/[^/]+/statuses|api/v1/statuses)/(\d+)")
_ACCOUNT = re.compile(r"/(?:@|users/)([^/]+)/?$")
_APP = re.compile(r"<div[^>]+\bid=[\"']mastodon[\"']")


def timeline(root: str, route: str, **more: str) -> str:
    """The first page of a timeline."""
    return f"{root}/api/v1/{route}?" + urlencode({**more, "limit": PER_PAGE})


def thread(root: str, status: str) -> str:
    """What a post answers and what answers it."""
    return f"{root}/api/v1/statuses/{status}/context"


def seeds(spec: SeedSpec) -> list[Link]:
    """A tag, a post with its thread, an account's posts, or what is posted on this server."""
    root, path = root_of(spec.url), urlsplit(spec.url).path
    hints = wishes_of(spec)
    if spec.tag:
        return [Link(timeline(root, f"timelines/tag/{quote(spec.tag.lstrip('#'), safe='')}"), hints)]
    tag, status, account = _TAG.search(path), _STATUS.search(path), _ACCOUNT.search(path)
    if tag:
        return [Link(timeline(root, f"timelines/tag/{quote(unquote(tag.group(1)), safe='')}"), hints)]
    if status:
        number = status.group(1)
        about = {**hints, "thread": number}
        return [Link(f"{root}/api/v1/statuses/{number}", about), Link(thread(root, number), about)]
    if account:
        name = urlencode({"acct": unquote(account.group(1))})
        return [Link(f"{root}/api/v1/accounts/lookup?{name}", hints)]
    return [Link(timeline(root, "timelines/public", local="true"), hints)]


def detect(fetched: Fetched) -> Detection:
    """By the server's name, the app's root in the page, or the shape of its JSON."""
    if fetched.headers.get("server", "").lower() == "mastodon":
        return Detection(0.95, "the server says that it is Mastodon")
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if _APP.search(text):
        return Detection(0.95, "the page holds Mastodon's app")
    if text[:50].lstrip().startswith(("{", "[")) and '"favourites_count"' in text:
        try:
            data = read_json(text)
        except NotJson:
            return Detection(0.0, "broken JSON")
        lists = data if isinstance(data, list) else [data, *as_list(as_dict(data).get("descendants"))]
        if any("acct" in as_dict(as_dict(item).get("account")) for item in lists):
            return Detection(
                0.9, "JSON of posts with favourites_count and account.acct, as Mastodon gives it"
            )
    return Detection(0.0, "no sign of Mastodon")
