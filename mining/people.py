"""Counting people: distinct authors, or distinct duplicate groups where a source names no authors.

A text without an author that repeats one with an author belongs to that author: copies add nobody.
The authors of copies that were not cut into clauses still count, with the copy that was kept.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.store import Store
from mining.reading import rows_in

AUTHORS = "authors"
POSTS = "posts, authors unknown"
MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class People:
    """How many people, and what was counted for that: "authors", "posts, authors unknown" or "mixed"."""

    count: int
    basis: str


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What the census needs of a post. `group_id` is its duplicate group, itself where there is none.

    `heard`: its clauses are in the study; a copy that was set aside is not heard itself.
    """

    post_id: str
    source: str
    author_key: str | None
    group_id: str
    heard: bool = True


class Census:
    """Which people speak in which post. Order of the posts changes nothing."""

    def __init__(self, posts: Iterable[PostFacts]) -> None:
        facts = sorted(posts, key=lambda post: post.post_id)
        self._group = {post.post_id: post.group_id for post in facts}
        self._source = {post.post_id: post.source for post in facts}
        named: dict[str, set[str]] = defaultdict(set)
        unheard: dict[str, set[str]] = defaultdict(set)
        for post in facts:
            if post.author_key is not None:
                named[post.group_id].add(_author(post.author_key))
                if not post.heard:
                    unheard[post.group_id].add(_author(post.author_key))
        self._people = {post.post_id: _speakers(post, named, unheard) for post in facts}

    def people_of(self, post_id: str) -> frozenset[str]:
        """Keys of the people who speak in a post; the post's own key where nothing is known of it."""
        return self._people.get(post_id) or frozenset({_group(post_id)})

    def people(self, post_ids: Iterable[str]) -> frozenset[str]:
        """Keys of all who speak in the posts."""
        return frozenset().union(*(self.people_of(post_id) for post_id in set(post_ids)))

    def group_of(self, post_id: str) -> str:
        """The duplicate group of a post."""
        return self._group.get(post_id, post_id)

    def source_of(self, post_id: str) -> str:
        """The source of a post, "" where the post is not known."""
        return self._source.get(post_id, "")

    def count(self, post_ids: Iterable[str]) -> People:
        """How many people speak in the posts."""
        return counted(self.people(post_ids))


def counted(people: Iterable[str]) -> People:
    """Keys as a count with its basis."""
    keys = set(people)
    authors = sum(key.startswith("a:") for key in keys)
    if authors == len(keys):
        return People(len(keys), AUTHORS)
    return People(len(keys), MIXED if authors else POSTS)


_POSTS_SQL = (
    "SELECT posts.id, source, author_key, coalesce(group_id, posts.id) AS group_id,"
    " EXISTS (SELECT 1 FROM clauses WHERE clauses.post_id = posts.id) AS heard"
    " FROM posts LEFT JOIN duplicates ON duplicates.post_id = posts.id"
)


def load_census(store: Store) -> Census:
    """The census of a study's posts (needs the mining tables)."""
    return _census(store.rows(_POSTS_SQL))


def census_of(store: Store, post_ids: Iterable[str]) -> Census:
    """The census of some posts and their copies: says the same of these posts as that of all."""
    ids = set(post_ids)
    groups = {row[0] for row in rows_in(store, "SELECT group_id FROM duplicates WHERE post_id IN", ids)}
    ids |= {row[0] for row in rows_in(store, "SELECT post_id FROM duplicates WHERE group_id IN", groups)}
    return _census(rows_in(store, f"{_POSTS_SQL} WHERE posts.id IN", ids))


def _census(rows: Iterable[sqlite3.Row]) -> Census:
    return Census(
        PostFacts(row["id"], row["source"], row["author_key"], row["group_id"], bool(row["heard"]))
        for row in rows
    )


def _speakers(
    post: PostFacts, named: Mapping[str, set[str]], unheard: Mapping[str, set[str]]
) -> frozenset[str]:
    if post.author_key is not None:
        return frozenset({_author(post.author_key), *unheard.get(post.group_id, ())})
    return frozenset(named.get(post.group_id) or {_group(post.group_id)})


def _author(key: str) -> str:
    return f"a:{key}"


def _group(key: str) -> str:
    return f"g:{key}"
