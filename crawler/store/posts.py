"""The only writer of posts, post_versions and the search table."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from crawler.clock import now_iso
from crawler.records import Post
from crawler.store.database import Store
from crawler.store.search import index_words

_COLUMNS = tuple(f.name for f in fields(Post))
_ATTRIBUTES = _COLUMNS.index("attributes")
_INSERT = (
    f"INSERT INTO posts ({', '.join(_COLUMNS)}, first_run_id, last_run_id) "  # noqa: S608 - column names are ours
    f"VALUES ({', '.join('?' for _ in _COLUMNS)}, ?, ?)"
)
# refreshed where the words stayed the same; the scale too, for a first import may have guessed it wrong
_VOLATILE = ("likes", "fetched_at", "parser_version", "snapshot_id", "rating_min", "rating_max")
_BACK = "UPDATE posts SET gone_at = NULL, gone_reason = NULL WHERE id = ? AND gone_at IS NOT NULL"
READ_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class SaveCounts:
    """What saving did: posts never seen, posts whose words changed, posts as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: "SaveCounts") -> "SaveCounts":
        return SaveCounts(self.new + other.new, self.changed + other.changed, self.same + other.same)


def save_posts(
    store: Store, posts: Iterable[Post], run_id: str | None = None, *, live: bool = True
) -> SaveCounts:
    """Insert new posts, add a version where words changed, refresh likes where they did not.

    `live`: the posts were seen at their place just now, so they are not gone (any more).

    All posts of one call land in one transaction, so call it once a batch or a page.
    """
    counts = SaveCounts()
    with store.writing() as conn:
        for post in posts:
            counts += _save_one(conn, post, run_id)
            if live:
                conn.execute(_BACK, (post.id,))
    return counts


def _save_one(conn: sqlite3.Connection, post: Post, run_id: str | None) -> SaveCounts:
    known = conn.execute("SELECT version, content_hash FROM posts WHERE id = ?", (post.id,)).fetchone()
    if known is None:
        conn.execute(_INSERT, (*_values(post), run_id, run_id))
        _remember(conn, post, post.version, run_id)
        return SaveCounts(new=1)
    version, old_hash = known
    if old_hash == post.content_hash:
        assignments = ", ".join(f"{name} = ?" for name in _VOLATILE)
        conn.execute(
            f"UPDATE posts SET {assignments}, last_run_id = ? WHERE id = ?",  # noqa: S608 - names are ours
            (*(getattr(post, name) for name in _VOLATILE), run_id, post.id),
        )
        return SaveCounts(same=1)
    _replace(conn, post, version + 1, run_id)
    return SaveCounts(changed=1)


def _replace(conn: sqlite3.Connection, post: Post, version: int, run_id: str | None) -> None:
    row = dict(zip(_COLUMNS, _values(post), strict=True)) | {"version": version}
    assignments = ", ".join(f"{name} = ?" for name in _COLUMNS if name != "id")
    values = [row[name] for name in _COLUMNS if name != "id"]
    conn.execute(
        f"UPDATE posts SET {assignments}, last_run_id = ? WHERE id = ?",  # noqa: S608 - names are ours
        (*values, run_id, post.id),
    )
    conn.execute("DELETE FROM search WHERE post_id = ?", (post.id,))
    _remember(conn, post, version, run_id)


def _remember(conn: sqlite3.Connection, post: Post, version: int, run_id: str | None) -> None:
    conn.execute(
        "INSERT INTO post_versions (post_id, version, title, body, text, rating, edited_at, fetched_at,"
        " content_hash, snapshot_id, parser_version, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            post.id, version, post.title, post.body, post.text, post.rating, post.edited_at, post.fetched_at,
            post.content_hash, post.snapshot_id, post.parser_version, run_id,
        ),
    )  # fmt: skip
    conn.execute("INSERT INTO search (words, post_id) VALUES (?, ?)", (index_words(post.text), post.id))


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
    values = [getattr(post, name) for name in _COLUMNS]  # asdict would copy every value first
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
