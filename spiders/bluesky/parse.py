"""Bluesky's JSON -> posts and links. Shapes: the lexicons app.bsky.feed.* of the AT protocol."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.bluesky.places import thread_call, web_page
from spiders.common.api import dated, language_code, older_than, query_of, root_of, with_query
from spiders.common.dates import Stated, read_date
from spiders.common.html import tidy
from spiders.common.json import NotJson, as_dict, as_list, as_text, read_json
from spiders.common.numbers import read_count

MEMBERS_ONLY = "!no-unauthenticated"  # what an account says that wants no readers without an account
_URI, _KEY = re.compile(r"at://[\w.:%/-]{1,1000}", re.ASCII), re.compile(r"[\w.~:-]{1,100}", re.ASCII)
_TAKEN_DOWN = ("!hide", "!takedown", "!suspend")


def parse(fetched: Fetched) -> Page:
    """A profile's posts, a search, or a thread, told apart by their keys."""
    try:
        data = as_dict(read_json(fetched.body))
    except NotJson as error:
        return Page(problems=[f"no JSON where Bluesky should give some: {error}"])
    if "thread" in data:
        return _thread_page(as_dict(data["thread"]), fetched)
    if "feed" in data:
        return _feed_page(data, fetched)
    if "posts" in data:
        views = [as_dict(view) for view in as_list(data["posts"])]
        return _page(views, _following(data, views, fetched), fetched)
    said = as_text(data.get("message")) or as_text(data.get("error")) or "something unknown"
    return Page(problems=[f"the server says: {said}"])


def _feed_page(data: Mapping[str, Any], fetched: Fetched) -> Page:
    """A profile's posts; reposts are not its words. Each that was answered leads to its thread."""
    items = [as_dict(item) for item in as_list(data["feed"])]
    views = [as_dict(item.get("post")) for item in items if "reason" not in item]
    links = _following(data, [as_dict(item.get("post")) for item in items], fetched)
    for view in views:
        uri = as_text(view.get("uri")) or ""
        opens = _URI.fullmatch(uri) and "reply" not in as_dict(view.get("record"))
        if opens and read_count(view.get("replyCount")) and not _left_out(view):
            links.append(
                Link(thread_call(root_of(fetched.url), uri), {"thread_url": _own_page(view, fetched)})
            )
    page = _page(views, links, fetched)
    reposts = len(items) - len(views)
    more = {"repost of somebody else's words": reposts} if reposts else {}
    return Page(posts=page.posts, next=page.next, skipped={**page.skipped, **more})


def _following(data: Mapping[str, Any], views: list[dict[str, Any]], fetched: Fetched) -> list[Link]:
    """The next page; a cursor may come back unchanged, or with an empty page, when there is no more."""
    cursor = as_text(data.get("cursor"))
    if not views or cursor is None or cursor == query_of(fetched.url).get("cursor"):
        return []
    oldest = read_date(as_text(views[-1].get("indexedAt")), fetched.now)
    if older_than(oldest.iso if oldest else None, fetched.hints.get("since")):
        return []
    return [Link(with_query(fetched.url, {"cursor": cursor}), fetched.hints)]


def _thread_page(thread: dict[str, Any], fetched: Fetched) -> Page:
    """The tree flattened, parents before their replies; what is gone or not shown is counted."""
    views, skipped, waiting = [], Counter[str](), [thread]
    while waiting:
        node = waiting.pop()
        if "post" not in node:
            skipped["blocked" if node.get("blocked") else "deleted, or not found"] += 1
            continue
        view = as_dict(node["post"])
        replies = [as_dict(reply) for reply in as_list(node.get("replies"))]
        hidden = (read_count(view.get("replyCount")) or 0) - len(replies)
        if hidden > 0:
            skipped["replies that the server does not show"] += hidden
        views.append(view)
        waiting.extend(reversed(replies))
    page = _page(views, [], fetched)
    return Page(posts=page.posts, skipped=skipped + Counter(page.skipped))


def _page(views: list[dict[str, Any]], links: list[Link], fetched: Fetched) -> Page:
    skipped: Counter[str] = Counter()
    posts = []
    for view in views:
        reason = _left_out(view)
        if reason:
            skipped[reason] += 1
        else:
            posts.append(_post(view, fetched))
    return Page(posts=posts, next=links, skipped=skipped)


def _left_out(view: Mapping[str, Any]) -> str | None:
    author = as_dict(view.get("author"))
    if MEMBERS_ONLY in _labels(author):
        return "the author asks not to be shown to those not logged in"
    if any(label in _TAKEN_DOWN for label in [*_labels(author), *_labels(view)]):
        return "taken down"
    text = as_dict(view.get("record")).get("text")
    if as_text(view.get("cid")) is None or not isinstance(text, str) or not text.strip():
        return "without text"
    return None


def _labels(thing: Mapping[str, Any]) -> list[str]:
    labels = [as_dict(label) for label in as_list(thing.get("labels"))]
    return [str(label.get("val")) for label in labels if label.get("neg") is not True]


def _post(view: Mapping[str, Any], fetched: Fetched) -> RawPost:
    record = as_dict(view.get("record"))
    reply = as_dict(record.get("reply"))
    parent, root = (as_text(as_dict(reply.get(end)).get("cid")) for end in ("parent", "root"))
    langs = [code for lang in as_list(record.get("langs")) if (code := language_code(lang))]
    return RawPost(
        source="bluesky",
        kind="reply" if parent else "post",
        body=tidy(str(record["text"])),
        native_id=as_text(view.get("cid")),
        url=_own_page(view, fetched) or fetched.hints.get("thread_url") or None,
        thread_id=root or as_text(view.get("cid")),
        parent_id=parent,
        likes=read_count(view.get("likeCount")),
        author=as_text(as_dict(view.get("author")).get("did")),
        **dated(_posted(view, record, fetched)),
        language=langs[0] if len(set(langs)) == 1 else None,
        attributes=_attributes(view, record, langs),
    )


def _own_page(view: Mapping[str, Any], fetched: Fetched) -> str:
    """The post's page, where the study itself named its author; else "": the page would name somebody."""
    author, actor = as_dict(view.get("author")), fetched.hints.get("actor")
    key = (as_text(view.get("uri")) or "").rsplit("/", 1)[-1]
    return (
        web_page(actor, key) if actor and key and actor in (author.get("did"), author.get("handle")) else ""
    )


def _posted(view: Mapping[str, Any], record: Mapping[str, Any], fetched: Fetched) -> Stated | None:
    """The earlier of what the writer's program says and when it was first seen, as AT protocol feeds sort."""
    said, seen = (
        read_date(as_text(value), fetched.now) for value in (record.get("createdAt"), view.get("indexedAt"))
    )
    later = said and seen and said.iso and seen.iso and said.iso > seen.iso
    return seen if later or said is None or said.iso is None else said


def _attributes(view: Mapping[str, Any], record: Mapping[str, Any], langs: list[str]) -> dict[str, Any]:
    features = [
        as_dict(feature)
        for facet in as_list(record.get("facets"))
        for feature in as_list(as_dict(facet).get("features"))
    ]
    named = [*as_list(record.get("tags")), *(feature.get("tag") for feature in features)]
    tags = [tag for value in named if (tag := as_text(value))]
    counts = {name: read_count(view.get(f"{name}Count")) for name in ("repost", "quote")}
    found: dict[str, Any] = {f"{name}s": count for name, count in counts.items() if count}
    found |= {"tags": tags} if tags else {}
    return found | ({"languages": langs} if len(set(langs)) > 1 else {})
