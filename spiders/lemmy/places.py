"""Addresses of a Lemmy server, and the calls of both versions of its API."""

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlencode, urlsplit

from crawler.pages import Detection, Fetched, Link
from spiders.common.api import root_of, wishes_of
from spiders.common.html import decoded
from spiders.common.json import NotJson, as_dict, as_list, read_json
from spiders.source import SeedSpec

PER_PAGE = "50"  # the most that the API gives
_COMMUNITY = re.compile(r"/c/([^/]+)")
_POST = re.compile(r"/post/(\d+)")


def call(root: str, version: str, route: str, parameters: Mapping[str, str]) -> str:
    """Address of a call; `version` is "v3" or "v4"."""
    return f"{root}/api/{version}/{route}?{urlencode(parameters)}"


def comments_call(root: str, version: str, post: str) -> str:
    """First page of a post's comments, oldest first. Without `type_` only those of this server would come.

    With `max_depth` the server would give trees and leave the limit aside: without it pages are flat.
    """
    asked = {"post_id": post, "type_": "All" if version == "v3" else "all", "limit": PER_PAGE}
    asked |= {"sort": "Old", "page": "1"} if version == "v3" else {"sort": "old"}
    return call(root, version, "comment/list", asked)


def first_calls(root: str, version: str, hints: Mapping[str, str]) -> list[Link]:
    """Where to begin once the version is known."""
    passed = {name: hints[name] for name in ("since", "until") if name in hints}
    named = hints.get("community")
    # 1.0 has renamed the parameter on its way; a server passes over names that it does not know
    names = ("community_name",) if version == "v3" else ("community_name", "community_name_or_id")
    community = dict.fromkeys(names, named) if named else {}
    if "post" in hints:
        post = Link(call(root, version, "post", {"id": hints["post"]}), passed)
        return [post, Link(comments_call(root, version, hints["post"]), passed)]
    if "query" in hints:
        return [Link(url, passed) for url in _searches(root, version, hints["query"], community)]
    asked = {"type_": "All" if version == "v3" else "all", "sort": "New" if version == "v3" else "new"}
    return [Link(call(root, version, "post/list", {**asked, "limit": PER_PAGE, **community}), passed)]


def _searches(root: str, version: str, query: str, community: dict[str, str]) -> list[str]:
    """One search for posts and one for comments: by page in v3, by cursor in v4."""
    asked = {"q": query, "sort": "New", "listing_type": "All", "limit": PER_PAGE, "page": "1"}
    kinds = ("Posts", "Comments")
    if version == "v4":
        asked = {"q": query, "search_term": query, "sort": "new", "listing_type": "all", "limit": PER_PAGE}
        kinds = ("posts", "comments")
    return [call(root, version, "search", {**asked, **community, "type_": kind}) for kind in kinds]


def seeds(spec: SeedSpec) -> list[Link]:
    """The server's NodeInfo, which says what it runs; what the study wants goes along."""
    path = urlsplit(spec.url).path
    community, post = _COMMUNITY.search(path), _POST.search(path)
    hints = wishes_of(spec)
    if spec.tag or community:
        hints["community"] = spec.tag or (unquote(community.group(1)) if community else "")
    if post and not spec.query:
        hints["post"] = post.group(1)
    return [Link(f"{root_of(spec.url)}/.well-known/nodeinfo", hints)]


def detect(fetched: Fetched) -> Detection:
    """By the data that its pages carry, by its NodeInfo, or by the shape of its lists."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if "window.isoData" in text and ('"site_res"' in text or '"siteRes"' in text):
        return Detection(0.95, "the page carries Lemmy's data (isoData)")
    if not text[:50].lstrip().startswith("{"):
        return Detection(0.0, "no sign of Lemmy")
    try:
        data = as_dict(read_json(text))
    except NotJson:
        return Detection(0.0, "broken JSON")
    if as_dict(data.get("software")).get("name") == "lemmy":
        return Detection(0.97, "its NodeInfo says that it is Lemmy")
    for key in ("posts", "comments", "items"):
        first = as_dict(next(iter(as_list(data.get(key))), None))
        thing = as_dict(first.get("post")) or as_dict(first.get("comment"))
        if "ap_id" in thing and "creator" in first and "community" in first:
            return Detection(
                0.9, f"JSON with {key} that have ap_id, creator and community, as Lemmy gives them"
            )
    return Detection(0.0, "no sign of Lemmy")
