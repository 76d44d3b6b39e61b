"""isso's JSON -> comments. Shape: the project's own API description, and its server 0.14."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from crawler.urls import checked_url
from spiders.common.api import dated
from spiders.common.dates import read_date
from spiders.common.html import decoded, html_to_text, soup_of, tidy
from spiders.common.json import NotJson, as_dict, as_list, as_number, as_text, read_json
from spiders.common.numbers import read_count
from spiders.common.places import host_of
from spiders.isso.places import comments_call, name_of, server_of, thread_of

PUBLIC = 1  # mode; 2 waits for approval, 4 is deleted but was answered
NOT_THE_AUTHORS = "blockquote"


def parse(fetched: Fetched) -> Page:
    """The page, which names its server, or the server's answer."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if not text.lstrip().startswith("{"):
        return _html_page(text, fetched)
    try:
        data = as_dict(read_json(text))
    except NotJson as error:
        return Page(problems=[f"no JSON where isso should give some: {error}"])
    if not isinstance(data.get("replies"), list):
        return Page(problems=["JSON of another shape than isso's"])
    return _comments_page(data, fetched)


def _html_page(text: str, fetched: Fetched) -> Page:
    soup = soup_of(text)
    server = server_of(soup, fetched.url)
    if server is None:
        return Page(problems=["the page names no isso server (data-isso, embed.min.js)"])
    section = soup.find(id="isso-thread")
    stated = as_text(section.get("data-title")) if section else None
    title = stated or tidy(soup.title.get_text() if soup.title else "")
    hints = {"page": fetched.url} | ({"title": title} if title else {})
    return Page(next=[Link(comments_call(server, name_of(soup, fetched.url)), hints, elsewhere=True)])


def _comments_page(data: Mapping[str, Any], fetched: Fetched) -> Page:
    """Comments and, one level below them, their answers; `total_replies` counts both."""
    skipped: Counter[str] = Counter()
    posts = []
    for comment in map(as_dict, as_list(data["replies"])):
        for item in (comment, *map(as_dict, as_list(comment.get("replies")))):
            reason = _left_out(item)
            if reason:
                skipped[reason] += 1
            else:
                posts.append(_post(item, fetched))
    hidden = read_count(data.get("hidden_replies"))
    if hidden:
        skipped["held back by the server"] += hidden
    total = read_count(data.get("total_replies"))
    return Page(
        posts=posts, skipped=skipped, expected={} if total is None else {thread_of(fetched.url): total}
    )


def _left_out(item: Mapping[str, Any]) -> str | None:
    if item.get("mode", PUBLIC) != PUBLIC:
        return "deleted, or waiting for approval"
    text = item.get("text")
    return None if as_number(item.get("id")) and isinstance(text, str) and text.strip() else "without text"


def _post(item: Mapping[str, Any], fetched: Fetched) -> RawPost:
    number, above, page = as_number(item.get("id")), as_number(item.get("parent")), fetched.hints.get("page")
    posted, edited = (read_date(item.get(name), fetched.now) for name in ("created", "modified"))
    # without an e-mail address the hash is that of a network: the name tells its people apart
    who = [part for part in (as_text(item.get("hash")), as_text(item.get("author"))) if part]
    dislikes = read_count(item.get("dislikes"))
    return RawPost(
        source=f"isso:{host_of(fetched.url)}",
        kind="reply" if above else "comment",
        body=html_to_text(str(item["text"]), drop=NOT_THE_AUTHORS),
        native_id=str(number),
        url=checked_url(f"{page.partition('#')[0]}#isso-{number}") if page else None,
        thread_id=thread_of(fetched.url),
        parent_id=str(above) if above else None,
        subject=fetched.hints.get("title"),
        likes=read_count(item.get("likes")),
        author=" ".join(who) or None,
        **dated(posted),
        edited_at=edited.iso if edited else None,
        attributes={"dislikes": dislikes} if dislikes else {},
    )
