"""The only writer of coverage and alarms: how full the fields were in each crawl, and what changed."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Literal

from crawler.store.database import Store

AlarmKind = Literal["empty", "field", "length"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the posts of one seed had, in one crawl, before anything was left out as known already.

    `fields` counts posts in which a field was not empty, `lengths` counts them by floor(log2) of the
    number of characters of their text, -1 for no text.
    """

    source: str
    url: str
    posts: int
    fields: Mapping[str, int]
    lengths: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A crawl that differs from earlier ones of its seed more than chance explains.

    empty: no post came where `before` came on average. field: the share `now` of posts with the field was
    `before`. length: the median number of characters of a text. `posts` and `posts_before` say of how many.
    """

    source: str
    url: str
    kind: AlarmKind
    field: str | None
    now: float
    before: float | None
    posts: int
    posts_before: int | None


def save_coverage(store: Store, run_id: str, coverage: Coverage) -> None:
    """Keep the coverage of a seed in a run; a run that goes on replaces its own."""
    with store.writing() as conn:
        conn.execute(
            "INSERT OR REPLACE INTO coverage (run_id, source, url, posts, fields, lengths)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                run_id, coverage.source, coverage.url, coverage.posts,
                json.dumps(dict(coverage.fields)), json.dumps(dict(coverage.lengths)),
            ),
        )  # fmt: skip


def earlier_coverage(
    store: Store, run_id: str, source: str | None, url: str, most: int
) -> list[tuple[str, Coverage]]:
    """The coverages of a seed in the last `most` runs before this one that read any posts, newest first.

    With `source` None, whatever source read it.
    """
    rows = store.rows(
        "SELECT coverage.* FROM coverage JOIN runs ON runs.id = run_id WHERE coalesce(?, source) = source"
        " AND url = ? AND posts > 0 AND runs.rowid < (SELECT rowid FROM runs WHERE id = ?)"
        " ORDER BY runs.rowid DESC LIMIT ?",
        (source, url, run_id, most),
    )
    return [(row["run_id"], _coverage(row)) for row in rows]


def save_alarms(store: Store, run_id: str, source: str, url: str, alarms: Iterable[Alarm]) -> None:
    """Keep the alarms of a seed in a run, in place of those it had."""
    with store.writing() as conn:
        conn.execute(
            "DELETE FROM alarms WHERE run_id = ? AND source = ? AND url = ?", (run_id, source, url)
        )
        conn.executemany(
            "INSERT INTO alarms (run_id, source, url, kind, field, now, before, posts, posts_before)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(run_id, *astuple(alarm)) for alarm in alarms],
        )


def alarms_of_run(store: Store, run_id: str) -> list[Alarm]:
    """The alarms of one run, in the order in which they were raised."""
    return _alarms(store, "run_id = ?", (run_id,))


def list_alarms(store: Store) -> list[Alarm]:
    """The alarms in force: those of the last crawl of each seed."""
    newest = (
        "run_id = (SELECT c.run_id FROM coverage c JOIN runs r ON r.id = c.run_id"
        " WHERE c.source = alarms.source AND c.url = alarms.url ORDER BY r.rowid DESC LIMIT 1)"
    )
    return _alarms(store, newest, ())


def alarmed_fields(store: Store, run_id: str, source: str, url: str) -> set[str]:
    """The fields (and "length") of a seed that a run raised an alarm for."""
    sql = "SELECT kind, field FROM alarms WHERE run_id = ? AND source = ? AND url = ?"
    return {row["field"] or row["kind"] for row in store.rows(sql, (run_id, source, url))}


def _alarms(store: Store, where: str, parameters: tuple[str, ...]) -> list[Alarm]:
    columns = "source, url, kind, field, now, before, posts, posts_before"
    sql = f"SELECT {columns} FROM alarms WHERE {where} ORDER BY id"  # noqa: S608 - `where` is ours
    return [Alarm(**dict(row)) for row in store.rows(sql, parameters)]


def _coverage(row: sqlite3.Row) -> Coverage:
    fields: dict[str, int] = json.loads(row["fields"])
    lengths = {int(size): int(count) for size, count in json.loads(row["lengths"]).items()}
    return Coverage(row["source"], row["url"], row["posts"], fields, lengths)
