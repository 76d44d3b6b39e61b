"""Mastodon's JSON -> posts and links. Shapes: docs.joinmastodon.org (Status, Context, Account)."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.common.api import (
    dated,
    language_code,
    next_in_header,
    older_than,
    query_of,
    root_of,
    with_query,
)
from spiders.common.dates import read_date
from spiders.common.html import html_to_text, plain_text
from spiders.common.json import NotJson, as_dict, as_list, as_text, read_json
from spiders.common.numbers import read_count
from spiders.common.places import host_of
from spiders.mastodon.places import thread, timeline

MOST_REPLIES = 60  # that a server shows of a thread to those who are not logged in
NOT_THE_AUTHORS = ".quote-inline, .invisible"
_NUMBER = re.compile(r"[0-9A-Za-z]{1,40}")
_NO_BOT = re.compile(r"#(?:<span>)?(?:nobot|noindex)\b", re.IGNORECASE)


def parse(fetched: Fetched) -> Page:
    """A timeline, a post, its thread, or an account, told apart by shape and address."""
    try:
        data = read_json(fetched.body)
    except NotJson as error:
        return Page(problems=[f"no JSON where Mastodon should give some: {error}"])
    if isinstance(data, list):
        return _timeline_page(data, fetched)
    found = as_dict(data)
    if "descendants" in found:
        return _thread_page(found, fetched)
    if "content" in found:
        return _page([found], fetched)
    if urlsplit(fetched.url).path.endswith("/accounts/lookup") and _id(found):
        return _account_page(found, fetched)
    return Page(problems=[f"the server says: {as_text(found.get('error')) or 'something unknown'}"])


def _timeline_page(items: list[Any], fetched: Fetched) -> Page:
    """Posts, the threads under those that were answered, and the next page from the Link header."""
    page = _page(items, fetched)
    statuses = [as_dict(item) for item in items]
    root = root_of(fetched.url)
    links = [
        Link(thread(root, number), {**fetched.hints, "thread": number})
        for status in statuses
        if (number := _id(status)) and read_count(status.get("replies_count"))
        if not status.get("in_reply_to_id") and not _left_out(status)
    ]
    oldest = as_text(statuses[-1].get("created_at")) if statuses else None
    following = next_in_header(fetched.headers)
    if following and items and not older_than(oldest, fetched.hints.get("since")):
        # the address in the header may name another scheme or host; what counts is the id in it
        mark = query_of(following).get("max_id")
        if mark and mark != query_of(fetched.url).get("max_id"):
            links.insert(0, Link(with_query(fetched.url, {"max_id": mark}), fetched.hints))
    return Page(posts=page.posts, skipped=page.skipped, next=links)


def _thread_page(data: Mapping[str, Any], fetched: Fetched) -> Page:
    answers = as_list(data.get("descendants"))
    page = _page([*as_list(data.get("ancestors")), *answers], fetched)
    cap = f"cap {MOST_REPLIES} replies a thread for those not logged in"
    capped = cap if len(answers) == MOST_REPLIES else None  # servers without this limit give more
    return Page(posts=page.posts, skipped=page.skipped, capped=capped)


def _account_page(account: Mapping[str, Any], fetched: Fetched) -> Page:
    if _asks_to_be_left_out(account):
        return Page(problems=["the account asks robots and indexes to stay away"])
    route = f"accounts/{_id(account)}/statuses"
    return Page(next=[Link(timeline(root_of(fetched.url), route, exclude_reblogs="true"), fetched.hints)])


def _page(items: list[Any], fetched: Fetched) -> Page:
    skipped: Counter[str] = Counter()
    posts = []
    for status in map(as_dict, items):
        reason = _left_out(status)
        if reason:
            skipped[reason] += 1
        else:
            posts.append(_post(status, fetched))
    return Page(posts=posts, skipped=skipped)


def _left_out(status: Mapping[str, Any]) -> str | None:
    if not _id(status) or not isinstance(status.get("content"), str):
        return "no post"
    if status.get("reblog"):
        return "boost of somebody else's words"
    if status.get("visibility") != "public":
        return "not wholly public"
    if _asks_to_be_left_out(as_dict(status.get("account"))):
        return "the author asks robots and indexes to stay away"
    return None if html_to_text(status["content"]) else "without text"


def _asks_to_be_left_out(account: Mapping[str, Any]) -> bool:
    """`noindex` of the account, or #nobot or #noindex in what it says of itself."""
    return account.get("noindex") is True or bool(_NO_BOT.search(as_text(account.get("note")) or ""))


def _id(thing: Mapping[str, Any]) -> str | None:
    """An id as it may stand in an address; ids are strings, on other software than Mastodon not of digits."""
    text = as_text(thing.get("id"))
    return text if text and _NUMBER.fullmatch(text) else None


def _post(status: Mapping[str, Any], fetched: Fetched) -> RawPost:
    number, root = _id(status), root_of(fetched.url)
    parent = as_text(status.get("in_reply_to_id"))
    edited = read_date(status.get("edited_at"), fetched.now)
    warning = as_text(status.get("spoiler_text"))
    return RawPost(
        source=f"mastodon:{host_of(root)}",
        kind="reply" if parent else "post",
        body=html_to_text(status["content"], drop=NOT_THE_AUTHORS),
        native_id=number,
        url=f"{root}/statuses/{number}",
        thread_id=fetched.hints.get("thread") or (None if parent else number),
        parent_id=parent,
        title=plain_text(warning) if warning else None,
        likes=read_count(status.get("favourites_count")),
        author=as_text(as_dict(status.get("account")).get("acct")),
        **dated(read_date(status.get("created_at"), fetched.now)),
        edited_at=edited.iso if edited else None,
        language=language_code(status.get("language")),
        attributes=_attributes(status),
    )


def _attributes(status: Mapping[str, Any]) -> dict[str, Any]:
    tags = [name for tag in as_list(status.get("tags")) if (name := as_text(as_dict(tag).get("name")))]
    boosts = read_count(status.get("reblogs_count"))
    found: dict[str, Any] = {"tags": tags} if tags else {}
    found |= {"boosts": boosts} if boosts else {}
    found |= {"sensitive": True} if status.get("sensitive") is True else {}
    return found | ({"bot": True} if as_dict(status.get("account")).get("bot") is True else {})
