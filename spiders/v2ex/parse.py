"""V2EX's JSON -> posts and links. Shapes: the site's API, version 1, as open readers use it."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.common.dates import Stated, read_date
from spiders.common.forum import Topic, digits, ended_before, query_of
from spiders.common.html import html_to_text, tidy
from spiders.common.json import NotJson, as_dict, as_list, as_number, as_text, read_json
from spiders.common.numbers import read_count
from spiders.v2ex.places import replies, root_of

SOURCE_NAME = "v2ex"
NEWEST_ONLY = "only the newest topics: the API has no further page"
_POINTER = re.compile(r"^@([\w-]{1,30})(?:\s+#(\d{1,5}))?[\s,，:：]*")


def parse(fetched: Fetched) -> Page:
    """A list of topics, or the replies to one, told apart by address."""
    try:
        data = read_json(fetched.body)
    except NotJson as error:
        return Page(problems=[f"no JSON where V2EX should give some: {error}"])
    if isinstance(data, dict):
        return _no_page(data)
    items = [item for item in map(as_dict, as_list(data)) if item]
    if urlsplit(fetched.url).path.startswith("/api/replies/"):
        return _replies_page(items, fetched)
    if not items:
        return Page(
            problems=["page gone: no such topic or node, or it is closed to guests"], skipped={"page gone": 1}
        )
    return _topics_page(items, fetched)


def _no_page(data: Mapping[str, Any]) -> Page:
    message = as_text(data.get("message")) or "JSON of another shape than V2EX's"
    gone = "not found" in message.lower()
    return Page(problems=[message], skipped={"page gone": 1} if gone else {})


def _topics_page(items: list[dict[str, Any]], fetched: Fetched) -> Page:
    posts: list[RawPost] = []
    links: list[Link] = []
    expected: dict[str, int] = {}
    skipped: Counter[str] = Counter()
    for item in items:
        topic_id, title = as_number(item.get("id")), as_text(item.get("title"))
        last = _time(item.get("last_touched"), fetched) or _time(item.get("created"), fetched)
        if topic_id is None or title is None or ended_before(last, fetched.hints.get("since")):
            continue
        if item.get("deleted"):
            skipped["deleted"] += 1
            continue
        posts.append(_opening(item, topic_id, title, fetched))
        count = read_count(item.get("replies")) or 0
        expected[f"t/{topic_id}"] = count + 1
        if count:
            links.append(Link(replies(root_of(fetched.url), topic_id), {"title": title}))
    alone = "id" in query_of(fetched.url)
    return Page(
        posts=posts, next=links, expected=expected, skipped=skipped, capped=None if alone else NEWEST_ONLY
    )


def _opening(item: Mapping[str, Any], topic_id: int, title: str, fetched: Fetched) -> RawPost:
    node = as_text(as_dict(item.get("node")).get("name"))
    return Topic(SOURCE_NAME, f"t/{topic_id}", title).post(
        f"t{topic_id}",  # topics and replies are numbered apart
        _text(item),
        first=True,
        posted=_time(item.get("created"), fetched),
        edited=_edited(item, fetched),
        url=f"{root_of(fetched.url)}/t/{topic_id}",
        author=_author(item),
        attributes={"node": node} if node else {},
    )


def _replies_page(items: list[dict[str, Any]], fetched: Fetched) -> Page:
    topic_id = digits(query_of(fetched.url).get("topic_id"))
    topic = Topic(SOURCE_NAME, f"t/{topic_id}", as_text(fetched.hints.get("title")))
    posts: list[RawPost] = []
    skipped: Counter[str] = Counter()
    writers: list[str | None] = []  # who wrote the reply on each floor
    ids: list[str] = []
    for item in items:
        number = as_number(item.get("id"))
        if number is None:
            continue
        text = _text(item)
        said = _POINTER.match(text)
        parent = _answered(said, writers, ids) if said else None
        body = text[said.end() :].strip() if said else text
        writers.append(as_text(as_dict(item.get("member")).get("username")))
        ids.append(f"r{number}")
        if not body:
            skipped["without own words"] += 1
            continue
        posts.append(
            topic.post(
                f"r{number}", body, first=False, posted=_time(item.get("created"), fetched),
                url=f"{root_of(fetched.url)}/t/{topic_id}#r_{number}", parent_id=parent, author=_author(item),
                likes=read_count(item.get("thanks")),
            )
        )  # fmt: skip
    return Page(posts=posts, skipped=skipped)


def _answered(said: re.Match[str], writers: list[str | None], ids: list[str]) -> str | None:
    """The reply that "@bob #3" or "@bob" answers: where floor and name agree, or bob wrote only one."""
    name, floor = said.group(1), int(said.group(2) or 0)
    if 0 < floor <= len(writers) and writers[floor - 1] == name:
        return ids[floor - 1]
    written = [post_id for post_id, writer in zip(ids, writers, strict=True) if writer == name]
    return written[0] if len(written) == 1 else None


def _text(item: Mapping[str, Any]) -> str:
    rendered, plain = as_text(item.get("content_rendered")), as_text(item.get("content"))
    return html_to_text(rendered) if rendered else tidy(plain or "")


def _author(item: Mapping[str, Any]) -> str | None:
    member = as_dict(item.get("member"))
    account = as_number(member.get("id"))
    return f"account {account}" if account else as_text(member.get("username"))


def _time(value: object, fetched: Fetched) -> Stated | None:
    """Seconds since 1970; 0 is the API's "never"."""
    return read_date(value, fetched.now) if as_number(value) else None


def _edited(item: Mapping[str, Any], fetched: Fetched) -> Stated | None:
    changed = item.get("last_modified")
    return None if changed == item.get("created") else _time(changed, fetched)
