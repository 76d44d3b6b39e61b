"""What the fictional customers wrote, and the pages it stands on."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FILES = ("en.jsonl", "zh_hans.jsonl", "zh_hant.jsonl")


@dataclass(frozen=True, slots=True)
class DemoPost:
    """One post of outputs/demo/content; `number` is its id on the demo's sites."""

    number: int
    id: str
    where: str
    page: str
    lang: str
    title: str | None
    text: str
    rating: int | None
    author: str
    date: str
    reply_to: str | None
    likes: int


@cache
def demo_posts() -> tuple[DemoPost, ...]:
    """All posts, oldest first."""
    folder = files(__package__).joinpath("content")
    lines = [
        line for name in FILES for line in folder.joinpath(name).read_text(encoding="utf-8").splitlines()
    ]
    rows = sorted(
        (json.loads(line) for line in lines if line.strip()), key=lambda row: (row["date"], row["id"])
    )
    return tuple(DemoPost(number, **row) for number, row in enumerate(rows, 101))


@cache
def demo_pages() -> Mapping[str, Any]:
    """brand, notice, and name and type of each page by place ("shop", "forum", "blog") and slug."""
    return tomllib.loads(files(__package__).joinpath("pages.toml").read_text(encoding="utf-8"))


def posts_on(where: str, page: str) -> list[DemoPost]:
    """The posts of one page, oldest first."""
    return [post for post in demo_posts() if (post.where, post.page) == (where, page)]


def by_id() -> Mapping[str, DemoPost]:
    """The posts by the id that writers gave them."""
    return {post.id: post for post in demo_posts()}
