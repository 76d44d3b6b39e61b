"""The posts of a NodeBB topic."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched
from crawler.records import RawPost
from spiders.common.dates import read_date
from spiders.common.forum import Topic, own_text
from spiders.common.html import soup_of
from spiders.common.json import as_dict, as_list, as_text
from spiders.common.numbers import read_count
from spiders.nodebb.places import Forum

_POST = re.compile(r"/post/(\d{1,18})(?:$|[?#])")


def read_posts(
    data: Mapping[str, Any], topic: Topic, forum: Forum, fetched: Fetched
) -> tuple[list[RawPost], Counter[str]]:
    """The posts in order, and what was there and is left out."""
    skipped: Counter[str] = Counter()
    posts = []
    main = as_text(data.get("mainPid"))
    for raw in map(as_dict, as_list(data.get("posts"))):
        found = _post(raw, main, topic, forum, fetched)
        if isinstance(found, RawPost):
            posts.append(found)
        else:
            skipped[found] += 1
    return posts, skipped


def _post(
    raw: Mapping[str, Any], main: str | None, topic: Topic, forum: Forum, fetched: Fetched
) -> RawPost | str:
    post_id, content = as_text(raw.get("pid")), raw.get("content")
    if raw.get("deleted"):
        return "deleted"
    if post_id is None or not isinstance(content, str):
        return "without own words"
    body, quoted = _own_words(content)
    if not body:
        return "without own words"
    first = post_id == main if main else raw.get("index") == 0
    posted = read_date(raw.get("timestampISO") or raw.get("timestamp"), fetched.now)
    edited = read_date(raw.get("editedISO"), fetched.now)
    return topic.post(
        post_id,
        body,
        first=first,
        posted=posted,
        edited=edited,
        url=forum.post(post_id),
        parent_id=as_text(raw.get("toPid")) or quoted,
        author=_author(raw),
        likes=read_count(raw.get("upvotes")),
        attributes=_votes(raw),
    )


def _own_words(content: str) -> tuple[str, str | None]:
    """The text without quotes and their "ann said in Hot handles:", and the post that is quoted."""
    soup = soup_of(f"<div>{content}</div>")
    quoted = None
    for quote in soup.select("blockquote"):
        said = _attribution(quote)
        if said:
            quoted = quoted or said[1]
            said[0].decompose()
    return _text(soup), quoted


def _attribution(quote: Tag) -> tuple[Tag, str] | None:
    """The paragraph before a quote that links to the post it is from."""
    before = quote.find_previous_sibling()
    if before is None or before.name != "p":
        return None
    for link in before.select("a[href]"):
        found = _POST.search(str(link["href"]))
        if found:
            return before, found.group(1)
    return None


def _text(soup: BeautifulSoup) -> str:
    return own_text(soup.body or soup, "blockquote, .link-preview, .card.col-md-9")


def _author(raw: Mapping[str, Any]) -> str | None:
    """The account; guests (number 0) have at most a name that they chose."""
    account = as_text(raw.get("uid"))
    if account and account != "0":
        return f"account {account}"
    return as_text(as_dict(raw.get("user")).get("fullname")) or as_text(raw.get("handle"))


def _votes(raw: Mapping[str, Any]) -> dict[str, int]:
    downvotes = read_count(raw.get("downvotes"))
    return {"downvotes": downvotes} if downvotes else {}
