"""NodeBB's JSON -> posts and links. Shapes: the project's own OpenAPI description (read API)."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.pages import Fetched, Link, Page
from spiders.common.dates import Stated, read_date
from spiders.common.forum import Topic, ended_before, thread_link
from spiders.common.html import plain_text
from spiders.common.json import NotJson, as_dict, as_list, as_number, as_text, read_json
from spiders.common.numbers import read_count
from spiders.nodebb.places import Forum, forum_of
from spiders.nodebb.posts import read_posts


def parse(fetched: Fetched) -> Page:
    """A list of topics or a page of a topic, told apart by their keys; or the path of the page asked for."""
    forum = forum_of(fetched.url)
    try:
        data = read_json(fetched.body)
    except NotJson as error:
        return Page(problems=[f"no JSON where NodeBB should give some: {error}"])
    if isinstance(data, str) and data.startswith("/"):
        return Page(next=[Link(forum.at(data), fetched.hints)])  # "the page is there", said with status 200
    data = as_dict(data)
    if isinstance(data.get("posts"), list) and as_number(data.get("tid")):
        return _topic_page(data, forum, fetched)
    if isinstance(data.get("topics"), list) or isinstance(data.get("children"), list):
        return _list_page(data, forum, fetched)
    return _no_page(data)


def _no_page(data: Mapping[str, Any]) -> Page:
    code = as_text(as_dict(data.get("status")).get("code")) or as_text(data.get("error")) or ""
    if "not-logged-in" in code or "not-authorised" in code or "no-privileges" in code:
        kind = "login wall" if "logged" in code else "restricted page"
        return Page(problems=[f"{kind}: {code}"], skipped={kind: 1})
    return Page(problems=["JSON of another shape than NodeBB's"])


def _list_page(data: Mapping[str, Any], forum: Forum, fetched: Fetched) -> Page:
    links: list[Link] = []
    expected: dict[str, int] = {}
    skipped: Counter[str] = Counter()
    for topic in map(as_dict, as_list(data.get("topics"))):
        topic_id = as_number(topic.get("tid"))
        if topic_id is None or ended_before(_last(topic, fetched), fetched.hints.get("since")):
            continue
        if topic.get("deleted"):
            skipped["deleted topic"] += 1
            continue
        count = read_count(topic.get("postcount"))
        url = forum.topic(topic_id, as_text(topic.get("slug")))
        links.append(thread_link(url, count, _last(topic, fetched)))
        if count is not None:
            expected[f"t/{topic_id}"] = count
    links += [
        Link(forum.category(slug), dict(fetched.hints))
        for child in map(as_dict, as_list(data.get("children")))
        if (slug := as_text(child.get("slug"))) and not child.get("link")
    ]
    following = _next(data, fetched.url)
    links += [Link(following, fetched.hints)] if following else []
    return Page(next=links, expected=expected, skipped=skipped)


def _last(topic: Mapping[str, Any], fetched: Fetched) -> Stated | None:
    return read_date(topic.get("lastposttimeISO"), fetched.now)


def _next(data: Mapping[str, Any], url: str) -> str | None:
    """The same address with the number of the next page, where there is one."""
    pagination = as_dict(data.get("pagination"))
    following = as_dict(pagination.get("next"))
    number, last = as_number(following.get("page")), as_number(pagination.get("pageCount"))
    if not following.get("active") or number is None or (last is not None and number > last):
        return None
    parts = urlsplit(url)
    query = {name: value for name, value in parse_qsl(parts.query) if name != "page"}
    asked = urlencode({**query, "page": number})
    return f"{parts.scheme}://{parts.netloc}{parts.path}?{asked}"


def _topic_page(data: Mapping[str, Any], forum: Forum, fetched: Fetched) -> Page:
    title = as_text(data.get("titleRaw")) or as_text(data.get("title"))
    topic = Topic(forum.source, f"t/{data['tid']}", plain_text(title) if title else None)
    posts, skipped = read_posts(data, topic, forum, fetched)
    following = _next(data, fetched.url)
    count = read_count(data.get("postcount"))
    return Page(
        posts=posts,
        next=[Link(following)] if following else [],
        expected={} if count is None else {topic.thread_id: count},
        skipped=skipped,
    )
