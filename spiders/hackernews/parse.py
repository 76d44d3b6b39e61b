"""Algolia's answers -> stories, comments and the next window. Shape: hn.algolia.com/api."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.common.api import dated, query_of, root_of
from spiders.common.dates import read_date
from spiders.common.html import html_to_text, plain_text
from spiders.common.json import NotJson, as_dict, as_list, as_number, as_text, read_json
from spiders.common.markdown import without_quoted_lines
from spiders.common.numbers import read_count
from spiders.hackernews.places import MOST_HITS, item_call, item_page, search_call

_BEGIN, _END = re.compile(r"created_at_i>=(\d{1,12})"), re.compile(r"created_at_i<(\d{1,12})")
_STORIES = ("story", "job", "poll")


def parse(fetched: Fetched) -> Page:
    """The hits of a search, or an item with its tree."""
    try:
        data = as_dict(read_json(fetched.body))
    except NotJson as error:
        return Page(problems=[f"no JSON where Hacker News should give some: {error}"])
    if isinstance(data.get("hits"), list):
        return _search_page(data, fetched)
    if "children" in data:
        return _tree_page(data, fetched)
    return Page(problems=[f"the API says: {as_text(data.get('message')) or 'something unknown'}"])


def _search_page(data: Mapping[str, Any], fetched: Fetched) -> Page:
    hits = [as_dict(hit) for hit in data["hits"]]
    trees = "trees" in fetched.hints
    links, expected = [], {}
    for hit in hits if trees else []:
        number, comments = as_text(hit.get("objectID")), read_count(hit.get("num_comments"))
        if number and number.isdecimal():
            expected[f"item/{number}"] = 1 + (comments or 0)
            if comments:
                links.append(Link(item_call(root_of(fetched.url), number)))
    total = read_count(data.get("nbHits"))
    if not trees and total is not None and data.get("exhaustiveNbHits") is not False:
        expected["hits"] = total
    window, capped = _next_window(hits, total, fetched)
    posts, skipped = _posts([_from_hit(hit) for hit in hits], fetched)
    return Page(posts=posts, next=[*window, *links], expected=expected, skipped=skipped, capped=capped)


def _next_window(
    hits: list[dict[str, Any]], total: int | None, fetched: Fetched
) -> tuple[list[Link], str | None]:
    """The same search up to the oldest hit, for one search gives 1,000 hits and no more.

    The window takes the oldest hit's second once more, since others of that second may be missing.
    """
    if not hits or (total is not None and total <= len(hits)):
        return [], None
    asked = query_of(fetched.url)
    begin, bound = (found.search(asked.get("numericFilters", "")) for found in (_BEGIN, _END))
    oldest = min((as_number(hit.get("created_at_i")) or 0 for hit in hits), default=0)
    if not oldest:
        return [], None
    end, capped = oldest + 1, None
    if bound and end >= int(bound.group(1)):
        end = oldest
        capped = f"cap {MOST_HITS} in one second" if len(hits) >= MOST_HITS else None
    url = search_call(
        root_of(fetched.url),
        asked.get("query", ""),
        asked.get("tags", ""),
        int(begin.group(1)) if begin else None,
        end,
    )
    return [Link(url, fetched.hints)], capped


def _tree_page(root: dict[str, Any], fetched: Fetched) -> Page:
    """The tree flattened, parents before their answers."""
    items, waiting = [], [root]
    while waiting:
        item = waiting.pop()
        items.append(item)
        waiting.extend(as_dict(child) for child in reversed(as_list(item.get("children"))))
    title = as_text(root.get("title"))
    posts, skipped = _posts([{"story_title": title, **item} for item in items], fetched)
    return Page(posts=posts, skipped=skipped)


def _from_hit(hit: Mapping[str, Any]) -> dict[str, Any]:
    """A hit in the form of an item."""
    tags = as_list(hit.get("_tags"))
    number = as_text(hit.get("objectID")) or ""
    return {
        **hit,
        "id": int(number) if number.isdecimal() and len(number) < 18 else None,
        "type": "comment" if "comment" in tags else "story",
        "text": hit.get("comment_text") or hit.get("story_text"),
    }


def _posts(items: list[dict[str, Any]], fetched: Fetched) -> tuple[list[RawPost], Counter[str]]:
    skipped: Counter[str] = Counter()
    posts = []
    for item in items:
        has_words = isinstance(item.get("text"), str) or as_text(item.get("title"))
        if as_number(item.get("id")) is None or item.get("type") == "pollopt":
            skipped["no post"] += 1
        elif not has_words or not as_text(item.get("author")):
            skipped["deleted"] += 1
        else:
            posts.append(_post(item, fetched))
    return posts, skipped


def _post(item: Mapping[str, Any], fetched: Fetched) -> RawPost:
    number, story = str(item["id"]), as_number(item.get("story_id"))
    is_story = item.get("type") in _STORIES
    title, subject = (
        as_text(item.get("title")),
        as_text(item.get("story_title")) or as_text(item.get("title")),
    )
    parent = as_number(item.get("parent_id"))
    linked = as_text(item.get("url"))
    return RawPost(
        source="hackernews",
        kind="post" if is_story else "reply",
        body=without_quoted_lines(html_to_text(as_text(item.get("text")) or "")),
        native_id=number,
        url=item_page(number),
        thread_id=number if is_story else str(story) if story else None,
        parent_id=str(parent) if parent and not is_story else None,
        subject=plain_text(subject) if subject else None,
        title=plain_text(title) if title and is_story else None,
        likes=read_count(item.get("points")),
        author=as_text(item.get("author")),
        **dated(read_date(item.get("created_at_i"), fetched.now)),
        attributes={"link": linked} if linked else {},
    )
