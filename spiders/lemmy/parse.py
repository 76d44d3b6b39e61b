"""Lemmy's JSON -> posts, comments and links. Shapes: lemmy-js-client, its types of 0.19 (v3) and 1.0 (v4).

In v4 the counts have moved into the post and the comment, times end in `_at`, and every list is
`items` with `next_page`.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.common.api import dated, older_than, query_of, root_of, with_query
from spiders.common.dates import read_date
from spiders.common.html import plain_text
from spiders.common.json import NotJson, as_dict, as_list, as_number, as_text, read_json
from spiders.common.markdown import markdown_to_text
from spiders.common.numbers import read_count
from spiders.common.places import host_of
from spiders.lemmy.places import comments_call, first_calls

_VERSION = re.compile(r"/api/(v[34])/")
_NODEINFO = re.compile(r"/nodeinfo/[\w./-]{1,40}")


def parse(fetched: Fetched) -> Page:
    """NodeInfo (where it is, then what it says), a list, a search, or one post, told apart by their keys."""
    try:
        data = as_dict(read_json(fetched.body))
    except NotJson as error:
        return Page(problems=[f"no JSON where Lemmy should give some: {error}"])
    if "links" in data:
        return _nodeinfo_place(data, fetched)
    if "software" in data:
        return _nodeinfo(as_dict(data["software"]), fetched)
    if "post_view" in data:
        return _page([as_dict(data["post_view"])], fetched)
    keys = [
        key for key in ("posts", "comments", "items", "results", "search") if isinstance(data.get(key), list)
    ]
    if keys:
        return _list_page(data, [as_dict(view) for key in keys for view in data[key]], fetched)
    return Page(problems=[f"the server says: {as_text(data.get('error')) or 'something unknown'}"])


def _nodeinfo_place(data: Mapping[str, Any], fetched: Fetched) -> Page:
    """The newest NodeInfo that is offered, asked at this host whatever host the answer names."""
    places = [urlsplit(as_text(as_dict(link).get("href")) or "").path for link in as_list(data["links"])]
    known = sorted(path for path in places if _NODEINFO.fullmatch(path))
    if not known:
        return Page(problems=["the server offers no NodeInfo, so that we cannot tell what it runs"])
    return Page(next=[Link(root_of(fetched.url) + known[-1], fetched.hints)])


def _nodeinfo(software: Mapping[str, Any], fetched: Fetched) -> Page:
    name, release = as_text(software.get("name")), as_text(software.get("version")) or ""
    if name != "lemmy":
        return Page(problems=[f"this server runs {name or 'something unknown'}, not Lemmy"])
    version = "v3" if release.startswith("0.") else "v4"
    return Page(next=first_calls(root_of(fetched.url), version, fetched.hints))


def _list_page(data: Mapping[str, Any], views: list[dict[str, Any]], fetched: Fetched) -> Page:
    page = _page(views, fetched)
    found = _VERSION.search(fetched.url)
    version = found.group(1) if found else "v3"
    searched = "/search" in urlsplit(fetched.url).path
    root, since = root_of(fetched.url), fetched.hints.get("since")
    links, expected = [], {}
    for view in views:
        post = as_dict(view.get("post"))
        number, comments = as_number(post.get("id")), _count(view, "comments")
        if "comment" in view or number is None or searched or _gone(post):
            continue
        if older_than(_time(post, "published"), since):
            continue
        expected[f"post/{number}"] = 1 + (comments or 0)
        if comments:
            links.append(Link(comments_call(root, version, str(number)), fetched.hints))
    return Page(
        posts=page.posts,
        skipped=page.skipped,
        expected=expected,
        next=[*_following(data, views, fetched), *links],
    )


def _following(data: Mapping[str, Any], views: list[dict[str, Any]], fetched: Fetched) -> list[Link]:
    """The next page: by number in v3's comments and searches, else by cursor."""
    asked = query_of(fetched.url)
    things = [as_dict(view.get("comment") or view.get("post")) for view in views]
    newest_first = asked.get("sort", "").lower() == "new"
    if not views or (newest_first and older_than(_time(things[-1], "published"), fetched.hints.get("since"))):
        return []
    if "page" in asked:
        number = int(asked["page"]) if asked["page"].isdecimal() else 1
        return [Link(with_query(fetched.url, {"page": str(number + 1)}), fetched.hints)]
    cursor = as_text(data.get("next_page"))
    if cursor is None or cursor == asked.get("page_cursor"):
        return []
    return [Link(with_query(fetched.url, {"page_cursor": cursor}), fetched.hints)]


def _page(views: list[dict[str, Any]], fetched: Fetched) -> Page:
    skipped: Counter[str] = Counter()
    posts = []
    for view in views:
        thing = as_dict(view.get("comment") or view.get("post"))
        reason = _gone(thing)
        if reason:
            skipped[reason] += 1
        else:
            posts.append(_comment(view, fetched) if "comment" in view else _post(view, fetched))
    return Page(posts=posts, skipped=skipped)


def _gone(thing: Mapping[str, Any]) -> str | None:
    if thing.get("deleted") is True:
        return "deleted"
    if thing.get("removed") is True:
        return "removed by moderators"
    return None if as_number(thing.get("id")) else "no post"


def _post(view: Mapping[str, Any], fetched: Fetched) -> RawPost:
    post = as_dict(view.get("post"))
    number, name = as_number(post.get("id")), as_text(post.get("name"))
    return RawPost(
        kind="post",
        body=markdown_to_text(as_text(post.get("body")) or ""),
        native_id=f"post/{number}",
        url=f"{root_of(fetched.url)}/post/{number}",
        thread_id=f"post/{number}",
        title=plain_text(name) if name else None,
        **_shared(view, post, fetched),
    )


def _comment(view: Mapping[str, Any], fetched: Fetched) -> RawPost:
    """A comment; its path ("0.7.9") names all that it stands under, from the post (0) down to itself."""
    comment, post = as_dict(view.get("comment")), as_dict(view.get("post"))
    number = as_number(comment.get("id"))
    thread = as_number(comment.get("post_id")) or as_number(post.get("id"))
    above = (as_text(comment.get("path")) or "").split(".")[1:-1]
    return RawPost(
        kind="reply",
        body=markdown_to_text(as_text(comment.get("content")) or ""),
        native_id=f"comment/{number}",
        url=f"{root_of(fetched.url)}/comment/{number}",
        thread_id=f"post/{thread}" if thread else None,
        parent_id=f"comment/{above[-1]}" if above else f"post/{thread}" if thread else None,
        **_shared(view, comment, fetched),
    )


def _shared(view: Mapping[str, Any], thing: Mapping[str, Any], fetched: Fetched) -> dict[str, Any]:
    creator, community = as_dict(view.get("creator")), as_dict(view.get("community"))
    posted = read_date(as_text(thing.get("published_at") or thing.get("published")), fetched.now)
    place = as_text(community.get("name"))
    attributes: dict[str, Any] = {"community": place} if place else {}
    attributes |= {"downvotes": down} if (down := _count(view, "downvotes")) else {}
    attributes |= {"bot": True} if creator.get("bot_account") is True else {}
    return {
        "source": f"lemmy:{host_of(fetched.url)}",
        "likes": _count(view, "upvotes"),
        "author": as_text(creator.get("actor_id") or creator.get("ap_id") or creator.get("name")),
        **dated(posted),
        "edited_at": _time(thing, "updated", fetched),
        "attributes": attributes,
    }


def _count(view: Mapping[str, Any], name: str) -> int | None:
    """A count of a post or comment: in v3 beside it, in v4 within it."""
    thing = as_dict(view.get("comment") or view.get("post"))
    return read_count(as_dict(view.get("counts")).get(name, thing.get(name)))


def _time(thing: Mapping[str, Any], name: str, fetched: Fetched | None = None) -> str | None:
    """A time as ISO 8601 where it is understood; without `fetched` as it stands, which is the same form."""
    text = as_text(thing.get(f"{name}_at") or thing.get(name))
    if fetched is None or text is None:
        return text
    found = read_date(text, fetched.now)
    return found.iso if found else None
