"""Flarum's JSON:API -> posts and links. Shapes: the resources of the project's own core."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.common.dates import read_date
from spiders.common.forum import Topic, attribute, digits, ended_before, own_text, query_of, thread_link
from spiders.common.html import plain_text, soup_of
from spiders.common.json import NotJson, as_dict, as_list, as_number, as_text, read_json
from spiders.common.numbers import read_count
from spiders.flarum.places import Forum, api_page, forum_of

NOT_THE_AUTHORS = "blockquote, .PostMention, .Button, .UrlPreview"


def parse(fetched: Fetched) -> Page:
    """A list of discussions, one discussion, or posts, told apart by their types."""
    forum = forum_of(fetched.url)
    try:
        answer = as_dict(read_json(fetched.body))
    except NotJson as error:
        return Page(problems=[f"no JSON where Flarum should give some: {error}"])
    if "data" not in answer:
        return _no_page(answer)
    things = [thing for thing in map(as_dict, as_list(answer["data"])) if thing]
    if urlsplit(fetched.url).path.endswith("/posts"):
        return _posts_page(things, answer, forum, fetched)
    return _discussions_page(things, answer, forum, fetched)


def _no_page(answer: Mapping[str, Any]) -> Page:
    codes = [as_text(as_dict(error).get("code")) or "" for error in as_list(answer.get("errors"))]
    if any(code in ("permission_denied", "not_authenticated") for code in codes):
        kind = "login wall" if "not_authenticated" in codes else "restricted page"
        return Page(problems=[f"{kind}: {codes[0]}"], skipped={kind: 1})
    return Page(problems=["JSON of another shape than Flarum's"])


def _discussions_page(
    things: list[dict[str, Any]], answer: Mapping[str, Any], forum: Forum, fetched: Fetched
) -> Page:
    links: list[Link] = []
    expected: dict[str, int] = {}
    skipped: Counter[str] = Counter()
    for thing in things:
        discussion_id, about = digits(as_text(thing.get("id"))), as_dict(thing.get("attributes"))
        if thing.get("type") != "discussions" or discussion_id is None:
            continue
        if about.get("isHidden"):
            skipped["deleted discussion"] += 1
            continue
        last = read_date(about.get("lastPostedAt"), fetched.now)
        if ended_before(last, fetched.hints.get("since")):
            continue
        title = as_text(about.get("title"))
        count = read_count(about.get("commentCount"))
        hints = {"title": title} if title else {}
        links.append(thread_link(forum.posts(discussion_id), count, last, hints))
        if count is not None:
            expected[f"d/{discussion_id}"] = count
    following = _next(answer, fetched)
    if following:
        links.append(Link(following, fetched.hints))
    problems = [] if links or skipped or not things else ["no discussions that Flarum could have given"]
    return Page(next=links, expected=expected, skipped=skipped, problems=problems)


def _next(answer: Mapping[str, Any], fetched: Fetched) -> str | None:
    found = api_page(fetched.url, as_dict(answer.get("links")).get("next"))
    return found if found != fetched.url else None


def _posts_page(
    things: list[dict[str, Any]], answer: Mapping[str, Any], forum: Forum, fetched: Fetched
) -> Page:
    skipped: Counter[str] = Counter()
    posts: list[RawPost] = []
    title = as_text(fetched.hints.get("title"))
    for thing in things:
        found = _post(thing, plain_text(title) if title else None, forum, fetched)
        if isinstance(found, RawPost):
            posts.append(found)
        elif found:
            skipped[found] += 1
    following = _next(answer, fetched)
    hints = {"title": title} if title else {}
    return Page(posts=posts, next=[Link(following, hints)] if following else [], skipped=skipped)


def _post(
    thing: Mapping[str, Any], title: str | None, forum: Forum, fetched: Fetched
) -> RawPost | str | None:
    """A post, or why it is none; None for events (renamed, locked), which nobody counts as posts."""
    about, post_id = as_dict(thing.get("attributes")), digits(as_text(thing.get("id")))
    if about.get("contentType") != "comment" or post_id is None:
        return None
    if about.get("isHidden"):
        return "deleted"
    if about.get("isApproved") is False:
        return "awaiting approval"
    html = about.get("contentHtml")
    soup = soup_of(f"<div>{html}</div>") if isinstance(html, str) else None
    body = own_text(soup, NOT_THE_AUTHORS) if soup else ""
    if not body:
        return "without own words"
    discussion_id = _related(thing, "discussion") or digits(query_of(fetched.url).get("filter[discussion]"))
    number = as_number(about.get("number"))
    topic = Topic(forum.source, f"d/{discussion_id}", title)
    author = _related(thing, "user")
    return topic.post(
        post_id,
        body,
        first=number == 1,
        posted=read_date(about.get("createdAt"), fetched.now),
        edited=read_date(about.get("editedAt"), fetched.now),
        url=forum.post(discussion_id, number) if discussion_id else None,
        parent_id=digits(attribute(soup.select_one("a.PostMention[data-id]"), "data-id")) if soup else None,
        author=f"account {author}" if author else None,
        likes=_likes(thing, about),
    )


def _related(thing: Mapping[str, Any], name: str) -> str | None:
    """The id of a thing that a post belongs to."""
    related = as_dict(as_dict(as_dict(thing.get("relationships")).get(name)).get("data"))
    return digits(as_text(related.get("id")))


def _likes(thing: Mapping[str, Any], about: Mapping[str, Any]) -> int | None:
    """The number that the likes extension states, else the likes that it lists; None without it."""
    stated = read_count(about.get("likesCount"))
    if stated is not None:
        return stated
    listed = as_dict(as_dict(thing.get("relationships")).get("likes")).get("data")
    return len(listed) if isinstance(listed, list) else None
