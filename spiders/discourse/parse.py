"""Discourse's JSON -> posts and links. Shapes: the project's own OpenAPI description."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from crawler.clock import now
from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.common.dates import read_date
from spiders.common.forum import thread_link
from spiders.common.html import html_to_text
from spiders.common.json import NotJson, as_dict, as_list, as_number, as_text, read_json
from spiders.common.numbers import read_count
from spiders.discourse.places import BATCH, Forum, forum_of

REGULAR_POST = 1  # post_type; 2 moderator action, 3 small action, 4 whisper
LIKE = 2  # actions_summary id
NOT_THE_AUTHORS = "aside.quote, .quote-controls, aside.onebox, .lightbox-wrapper .meta"


def parse(fetched: Fetched) -> Page:
    """A list of topics, a topic, a batch of posts, or a search, told apart by their keys."""
    forum = forum_of(fetched.url)
    try:
        data = as_dict(read_json(fetched.body))
    except NotJson as error:
        return Page(problems=[f"no JSON where Discourse should give some: {error}"])
    if "topic_list" in data:
        return _list_page(as_dict(data["topic_list"]), forum, fetched)
    if "post_stream" in data:
        return _topic_page(data, forum, fetched)
    if "topics" in data or "grouped_search_result" in data:
        return _search_page(data, forum, fetched)
    return Page(problems=["JSON of another shape than Discourse's"])


def _list_page(topics: Mapping[str, Any], forum: Forum, fetched: Fetched) -> Page:
    links = _topic_links(as_list(topics.get("topics")), forum, fetched.hints)
    expected = {
        f"t/{topic['id']}": read_count(topic.get("posts_count")) or 0
        for topic in map(as_dict, as_list(topics.get("topics")))
        if _wanted(topic, fetched.hints)
    }
    more = forum.list_page(as_text(topics.get("more_topics_url")))
    if more:
        links.append(Link(more, fetched.hints))
    return Page(next=links, expected=expected)


def _topic_links(topics: list[Any], forum: Forum, hints: Mapping[str, str]) -> list[Link]:
    return [
        thread_link(
            forum.topic(topic["id"]),
            read_count(topic.get("posts_count")),
            read_date(topic.get("bumped_at") or topic.get("last_posted_at"), now()),
        )
        for topic in map(as_dict, topics)
        if _wanted(topic, hints)
    ]


def _wanted(topic: Mapping[str, Any], hints: Mapping[str, str]) -> bool:
    """A topic whose last post is older than the study's `since` holds nothing for it."""
    last = as_text(topic.get("last_posted_at"))
    since = hints.get("since")
    return as_number(topic.get("id")) is not None and not (since and last and last[:10] < since[:10])


def _search_page(data: Mapping[str, Any], forum: Forum, fetched: Fetched) -> Page:
    links = _topic_links(as_list(data.get("topics")), forum, fetched.hints)
    query = parse_qs(urlsplit(fetched.url).query)
    if as_dict(data.get("grouped_search_result")).get("more_full_page_results") and "q" in query:
        number = int((query.get("page") or ["1"])[0]) + 1
        links.append(
            Link(
                f"{forum.root}/search.json?" + urlencode({"q": query["q"][0], "page": number}), fetched.hints
            )
        )
    return Page(next=links)


def _topic_page(data: Mapping[str, Any], forum: Forum, fetched: Fetched) -> Page:
    """A topic with its first posts, or (without a title) one of its later batches."""
    stream = as_dict(data.get("post_stream"))
    raws = [as_dict(raw) for raw in as_list(stream.get("posts"))]
    title = as_text(data.get("title")) or fetched.hints.get("title")
    skipped: Counter[str] = Counter()
    posts = [post for raw in raws if (post := _post(raw, title, forum, fetched, skipped))]
    topic_id = as_number(data.get("id"))
    aliases = {_floor(raw): str(raw["id"]) for raw in raws if as_number(raw.get("id"))}
    if topic_id is None or "posts_count" not in data:
        return Page(posts=posts, aliases=aliases, skipped=skipped)
    ids = [number for item in as_list(stream.get("stream")) if (number := as_number(item))]
    have = {as_number(raw.get("id")) for raw in raws}
    missing = [i for i in ids if i not in have]
    hints = {"title": title} if title else {}
    batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
    return Page(
        posts=posts,
        next=[Link(forum.posts(topic_id, batch), hints) for batch in batches],
        expected={f"t/{topic_id}": max(len(ids), read_count(data.get("posts_count")) or 0)},
        aliases=aliases,
        skipped=skipped,
    )


def _post(
    raw: Mapping[str, Any], title: str | None, forum: Forum, fetched: Fetched, skipped: Counter[str]
) -> RawPost | None:
    reason = _left_out(raw)
    if reason:
        skipped[reason] += 1
        return None
    number, topic_id = as_number(raw.get("post_number")), as_number(raw.get("topic_id"))
    first = number == 1
    posted, edited = (
        read_date(raw.get("created_at"), fetched.now),
        read_date(raw.get("updated_at"), fetched.now),
    )
    was_edited = edited and read_count(raw.get("version")) not in (None, 1)
    reply_to = as_number(raw.get("reply_to_post_number"))
    return RawPost(
        source=forum.source,
        kind="post" if first else "reply",
        body=html_to_text(str(raw["cooked"]), drop=NOT_THE_AUTHORS),
        native_id=str(raw["id"]),
        url=_address(raw, forum),
        thread_id=f"t/{topic_id}",
        parent_id=f"t/{topic_id}#{reply_to}" if reply_to else None,
        subject=title,
        title=title if first else None,
        likes=_likes(raw),
        author=as_text(raw.get("username")),
        posted_at=posted.iso if posted else None,
        posted_at_raw=posted.raw if posted else None,
        posted_precision=posted.precision if posted else None,
        edited_at=edited.iso if edited and was_edited else None,
    )


def _address(raw: Mapping[str, Any], forum: Forum) -> str:
    slug = quote(as_text(raw.get("topic_slug")) or "-", errors="replace")
    return f"{forum.root}/t/{slug}/{as_number(raw.get('topic_id'))}/{as_number(raw.get('post_number'))}"


def _left_out(raw: Mapping[str, Any]) -> str | None:
    if raw.get("deleted_at") or raw.get("user_deleted"):
        return "deleted"
    if raw.get("hidden") or raw.get("cooked_hidden"):
        return "hidden"
    if raw.get("post_type", REGULAR_POST) != REGULAR_POST:
        return "notice of the forum"
    if as_number(raw.get("id")) is None or not isinstance(raw.get("cooked"), str):
        return "without text"
    return None


def _floor(raw: Mapping[str, Any]) -> str:
    """The name that replies use for the post they answer."""
    return f"t/{as_number(raw.get('topic_id'))}#{as_number(raw.get('post_number'))}"


def _likes(raw: Mapping[str, Any]) -> int | None:
    """Likes; Discourse leaves the entry out when there is none, but gives the list."""
    actions = raw.get("actions_summary")
    if not isinstance(actions, list):
        return None
    counts = [read_count(action.get("count")) for action in map(as_dict, actions) if action.get("id") == LIKE]
    return (counts[0] or 0) if counts else 0
