"""The brand's forum, in the shape of Discourse: HTML for people, JSON behind each page."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import parse_qs

from outputs.demo.answers import Answer, as_json, linked_list, not_found, page, paragraphs, robots
from outputs.demo.posts import DemoPost, by_id, demo_pages, posts_on

GENERATOR = '<meta name="generator" content="Discourse 3.5 (shape only, made for the demo)">'
CHUNK = 8  # posts in a topic's first answer; Discourse gives 20, our topics are shorter than that
TOPICS_A_PAGE = 5
_TOPIC = re.compile(r"/t/(?:[^/]+/)?(\d+)(/posts)?(?:/\d+)?(\.json)?/?")


def answer(path: str, query: str, _base: str) -> Answer:
    """The forum's answer to a path; its links are relative."""
    if path == "/robots.txt":
        return robots("/search", "/u/")
    if path == "/":
        topics = [(f"/t/{slug}/{number}", name) for number, slug, name in _topics()]
        return page(f"{demo_pages()['brand']} · 论坛 / Forum", linked_list(topics), head=GENERATOR)
    if path == "/latest.json":
        return _latest(_number(parse_qs(query).get("page", ["0"])[0]))
    found = _TOPIC.fullmatch(path)
    topic = next((t for t in _topics() if found and t[0] == int(found.group(1))), None)
    if found is None or topic is None:
        return not_found()
    if found.group(2):
        wanted = {_number(value) for value in parse_qs(query).get("post_ids[]", [])}
        return as_json(
            {"post_stream": {"posts": [p for p in _posts(topic) if p["id"] in wanted]}, "id": topic[0]}
        )
    return as_json(_topic(topic)) if found.group(3) else _html(topic)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _topics() -> list[tuple[int, str, str]]:
    """(id, slug, title) of each topic."""
    return [
        (number, slug, topic["name"]) for number, (slug, topic) in enumerate(demo_pages()["forum"].items(), 1)
    ]


def _latest(number: int) -> Answer:
    topics = _topics()
    shown = topics[number * TOPICS_A_PAGE : (number + 1) * TOPICS_A_PAGE]
    topic_list: dict[str, Any] = {"topics": [_summary(topic) for topic in shown], "per_page": TOPICS_A_PAGE}
    if (number + 1) * TOPICS_A_PAGE < len(topics):
        topic_list["more_topics_url"] = f"/latest?no_definitions=true&page={number + 1}"
    return as_json({"topic_list": topic_list})


def _summary(topic: tuple[int, str, str]) -> dict[str, Any]:
    posts = posts_on("forum", topic[1])
    return {
        "id": topic[0], "slug": topic[1], "title": topic[2], "posts_count": len(posts),
        "reply_count": sum(post.reply_to is not None for post in posts), "highest_post_number": len(posts),
        "created_at": posts[0].date, "last_posted_at": posts[-1].date, "pinned": False, "closed": False,
    }  # fmt: skip


def _topic(topic: tuple[int, str, str]) -> dict[str, Any]:
    posts = _posts(topic)
    return {
        **_summary(topic),
        "post_stream": {"posts": posts[:CHUNK], "stream": [post["id"] for post in posts]},
    }


def _posts(topic: tuple[int, str, str]) -> list[dict[str, Any]]:
    posts = posts_on("forum", topic[1])
    floors = {post.id: number for number, post in enumerate(posts, 1)}
    return [_post(post, topic, floors) for post in posts]


def _post(post: DemoPost, topic: tuple[int, str, str], floors: Mapping[str, int]) -> dict[str, Any]:
    actions = [{"id": 2, "count": post.likes}] if post.likes else []
    return {
        "id": post.number, "post_number": floors[post.id], "post_type": 1, "topic_id": topic[0],
        "topic_slug": topic[1], "username": post.author, "cooked": _quote(post) + paragraphs(post.text),
        "created_at": post.date, "updated_at": post.date, "version": 1, "hidden": False, "deleted_at": None,
        "reply_to_post_number": floors[post.reply_to] if post.reply_to else None, "actions_summary": actions,
    }  # fmt: skip


def _quote(post: DemoPost) -> str:
    """Every second reply quotes what it answers, as people do."""
    if post.reply_to is None or post.number % 2:
        return ""
    other = by_id()[post.reply_to]
    return (
        f'<aside class="quote" data-username="{escape(other.author)}">'
        f'<div class="title">{escape(other.author)}:</div>'
        f"<blockquote>{paragraphs(other.text)}</blockquote></aside>"
    )


def _html(topic: tuple[int, str, str]) -> Answer:
    return page(
        topic[2], "".join(_article(number, post) for number, post in _numbered(topic)), head=GENERATOR
    )


def _numbered(topic: tuple[int, str, str]) -> Sequence[tuple[int, DemoPost]]:
    return list(enumerate(posts_on("forum", topic[1]), 1))


def _article(number: int, post: DemoPost) -> str:
    meta = f"#{number} {escape(post.author)} {escape(post.date[:16])}"
    return f'<article id="post_{number}"><p class="meta">{meta}</p>{paragraphs(post.text)}</article>'
