"""The only writer of posts, post_versions and the search table."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from crawler.clock import now_iso
from crawler.records import Post
from crawler.store.database import Store
from crawler.store.search import index_words

_COLUMNS = tuple(f.name for f in fields(Post))
_fields_of = attrgetter(*_COLUMNS)
_ATTRIBUTES = _COLUMNS.index("attributes")
_INSERT = (
    f"INSERT INTO posts ({', '.join(_COLUMNS)}, first_run_id, last_run_id) "  # noqa: S608 - column names are ours
    f"VALUES ({', '.join('?' for _ in _COLUMNS)}, ?, ?)"
)
# refreshed where the words stayed the same; the scale too, for a first import may have guessed it wrong
_VOLATILE = ("likes", "fetched_at", "parser_version", "snapshot_id", "rating_min", "rating_max")
_REFRESH = f"UPDATE posts SET {', '.join(f'{n} = ?' for n in _VOLATILE)}, last_run_id = ? WHERE id = ?"  # noqa: S608 - names are ours
_REPLACED = tuple(name for name in _COLUMNS if name != "id")
_REPLACE = f"UPDATE posts SET {', '.join(f'{n} = ?' for n in _REPLACED)}, last_run_id = ? WHERE id = ?"  # noqa: S608 - names are ours
_INSERT_VERSION = (
    "INSERT INTO post_versions (post_id, version, title, body, text, rating, edited_at, fetched_at,"
    " content_hash, snapshot_id, parser_version, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_BACK = "UPDATE posts SET gone_at = NULL, gone_reason = NULL WHERE id = ? AND gone_at IS NOT NULL"
READ_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class SaveCounts:
    """What saving did: posts never seen, posts whose words changed, posts as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0


def save_posts(
    store: Store, posts: Iterable[Post], run_id: str | None = None, *, live: bool = True
) -> SaveCounts:
    """Insert new posts, add a version where words changed, refresh likes where they did not.

    `live`: the posts were seen at their place just now, so they are not gone (any more).

    All posts of one call land in one transaction, so call it once a batch or a page.
    """
    with store.writing() as conn:
        return _Saving(conn, run_id, live=live).save(list(posts))


class _Saving:
    """One call of `save_posts`. New posts are written together, but before any post that is known."""

    def __init__(self, conn: sqlite3.Connection, run_id: str | None, *, live: bool) -> None:
        self._conn, self._run_id, self._live = conn, run_id, live
        self._new: list[Post] = []

    def save(self, posts: list[Post]) -> SaveCounts:
        known = self._known(posts)
        new = changed = same = 0
        for post in posts:
            before = known.get(post.id)
            if before is None:
                self._new.append(post)
                known[post.id] = (post.version, post.content_hash)
                new += 1
                continue
            self._insert_new()  # this one may be among them
            version, old_hash = before
            if old_hash == post.content_hash:
                self._refresh(post)
                same += 1
            else:
                self._replace(post, version + 1)
                known[post.id] = (version + 1, post.content_hash)
                changed += 1
            if self._live:
                self._conn.execute(_BACK, (post.id,))
        self._insert_new()
        return SaveCounts(new, changed, same)

    def _known(self, posts: list[Post]) -> dict[str, tuple[int, str]]:
        """Version and content hash of those that are stored already."""
        sql = "SELECT id, version, content_hash FROM posts WHERE id IN (SELECT value FROM json_each(?))"
        rows = self._conn.execute(sql, (json.dumps([post.id for post in posts]),))
        return {name: (version, content) for name, version, content in rows}

    def _insert_new(self) -> None:
        if self._new:
            self._conn.executemany(_INSERT, [(*_values(p), self._run_id, self._run_id) for p in self._new])
            self._remember([(post, post.version) for post in self._new])
            self._new = []

    def _refresh(self, post: Post) -> None:
        self._conn.execute(_REFRESH, (*(getattr(post, name) for name in _VOLATILE), self._run_id, post.id))

    def _replace(self, post: Post, version: int) -> None:
        row = dict(zip(_COLUMNS, _values(post), strict=True)) | {"version": version}
        self._conn.execute(_REPLACE, (*(row[name] for name in _REPLACED), self._run_id, post.id))
        self._conn.execute("DELETE FROM search WHERE post_id = ?", (post.id,))
        self._remember([(post, version)])

    def _remember(self, posts: list[tuple[Post, int]]) -> None:
        """What posts say as of these versions, and the words to find them by."""
        versions = [
            (
                post.id, version, post.title, post.body, post.text, post.rating, post.edited_at,
                post.fetched_at, post.content_hash, post.snapshot_id, post.parser_version, self._run_id,
            )
            for post, version in posts
        ]  # fmt: skip
        self._conn.executemany(_INSERT_VERSION, versions)
        words = [(index_words(post.text), post.id) for post, _ in posts]
        self._conn.executemany("INSERT INTO search (words, post_id) VALUES (?, ?)", words)


def delete_posts(store: Store, post_ids: Iterable[str]) -> int:
    """Delete posts with their versions, search words and (by cascade) what was mined from them; how many."""
    doomed = json.dumps(list(post_ids))
    with store.writing() as conn:
        # one pass over the search table: it has no index by post
        for table, column in (("search", "post_id"), ("posts", "id")):
            conn.execute(
                f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))",  # noqa: S608 - ours
                (doomed,),
            )
        return int(conn.execute("SELECT changes()").fetchone()[0])


def _values(post: Post) -> list[Any]:
    values = list(_fields_of(post))  # asdict would copy every value first
    values[_ATTRIBUTES] = json.dumps(dict(post.attributes), ensure_ascii=False, sort_keys=True)
    return values


def unlink_snapshots(store: Store) -> None:
    """Take back the names of snapshots that are no more."""
    with store.writing() as conn:
        for table in ("posts", "post_versions"):
            conn.execute(
                f"UPDATE {table} SET snapshot_id = NULL WHERE snapshot_id IS NOT NULL"  # noqa: S608 - names are ours
                " AND snapshot_id NOT IN (SELECT id FROM snapshots)"
            )


def mark_gone(store: Store, gone: Iterable[tuple[str, str]]) -> int:
    """Mark posts (id, reason) that are no longer where they were; they stay, and return when seen again."""
    number = 0
    with store.writing() as conn:
        for post_id, reason in gone:
            number += conn.execute(
                "UPDATE posts SET gone_at = ?, gone_reason = ? WHERE id = ? AND gone_at IS NULL",
                (now_iso(), reason, post_id),
            ).rowcount
    return number


def post_from_row(row: Mapping[str, Any] | sqlite3.Row) -> Post:
    """A stored row as a record."""
    values = {name: row[name] for name in _COLUMNS}
    values["attributes"] = json.loads(values["attributes"])
    return Post(**values)


def iter_posts(store: Store, where: str = "1", parameters: tuple[Any, ...] = ()) -> Iterator[Post]:
    """Posts in the order of their ids; reads in batches, so memory stays flat."""
    last = ""
    while True:
        batch = store.rows(
            f"SELECT * FROM posts WHERE id > ? AND ({where}) ORDER BY id LIMIT {READ_BATCH}",  # noqa: S608 - `where` is ours
            (last, *parameters),
        )
        if not batch:
            return
        for row in batch:
            yield post_from_row(row)
        last = batch[-1]["id"]


def count_posts(store: Store) -> int:
    """How many posts the study holds."""
    return int(store.value("SELECT count(*) FROM posts"))
