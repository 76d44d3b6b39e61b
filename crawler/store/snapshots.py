"""The only writer of snapshots and pages: what was read where and when (bodies: crawler.snapshots.bodies)."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from crawler.clock import now_iso
from crawler.store.database import Store


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One page as it was read. `authors` maps authors as a parser reads them there to author keys."""

    id: str
    url: str
    source: str
    parser_version: str
    status: int
    headers: Mapping[str, str]
    hints: Mapping[str, str]
    authors: Mapping[str, str]
    fetched_at: str
    run_id: str | None
    raw: bool
    size: int
    body: str


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What is known of an address of a seed since it was last read."""

    url: str
    snapshot_id: str | None
    status: int
    etag: str | None
    last_modified: str | None
    stated: str | None
    run_id: str
    read_at: str = field(default_factory=now_iso)


_COLUMNS = tuple(f.name for f in fields(Snapshot))
_JSON = ("headers", "hints", "authors")
_INSERT = (
    f"INSERT OR REPLACE INTO snapshots ({', '.join(_COLUMNS)}) "  # noqa: S608 - column names are ours
    f"VALUES ({', '.join('?' for _ in _COLUMNS)})"
)
_KNOWN = (
    f"SELECT {', '.join(f.name for f in fields(KnownPage))} FROM pages"  # noqa: S608 - column names are ours
    " WHERE seed_key = ? AND url = ?"
)
READ_BATCH = 200
SKIPPED = 0  # status of a page that was not opened, because a list says that it is as it was


def save_snapshot(store: Store, snapshot: Snapshot) -> None:
    """Keep what is said about a page; its body must be in bodies.db by the time this is committed."""
    values = [getattr(snapshot, name) for name in _COLUMNS]
    for name in _JSON:
        place = _COLUMNS.index(name)
        values[place] = json.dumps(dict(values[place]), ensure_ascii=False)
    values[_COLUMNS.index("raw")] = int(snapshot.raw)
    with store.writing() as conn:
        conn.execute(_INSERT, values)


def save_page(store: Store, seed_key: str, page: KnownPage) -> None:
    """What is now known of an address; a `stated` of None leaves what a list said before."""
    with store.writing() as conn:
        conn.execute(
            "INSERT INTO pages"
            " (seed_key, url, snapshot_id, status, etag, last_modified, stated, run_id, read_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (seed_key, url) DO UPDATE SET"
            " snapshot_id = coalesce(excluded.snapshot_id, snapshot_id), status = excluded.status,"
            " etag = excluded.etag, last_modified = excluded.last_modified,"
            " stated = coalesce(excluded.stated, stated), run_id = excluded.run_id,"
            " read_at = excluded.read_at",
            (
                seed_key, page.url, page.snapshot_id, page.status, page.etag, page.last_modified, page.stated,
                page.run_id, page.read_at,
            ),
        )  # fmt: skip


def known_page(store: Store, seed_key: str, url: str) -> KnownPage | None:
    """What is known of an address of a seed, or None."""
    row = store.conn.execute(_KNOWN, (seed_key, url)).fetchone()
    return KnownPage(*row) if row else None


def get_snapshot(store: Store, snapshot_id: str | None) -> Snapshot | None:
    """A snapshot by its id, or None."""
    if snapshot_id is None:
        return None
    rows = store.rows("SELECT * FROM snapshots WHERE id = ?", (snapshot_id,))
    return _from_row(rows[0]) if rows else None


def iter_snapshots(store: Store, source: str | None = None, *, newest: bool = False) -> Iterator[Snapshot]:
    """Snapshots in the order in which they were taken; `newest`: only the last one of each address."""
    conditions = ["snapshots.rowid > ?"]
    parameters: list[object] = []
    if source is not None:
        conditions.append("source = ?")
        parameters.append(source)
    if newest:
        last_of_url = "SELECT max(s.rowid) FROM snapshots s WHERE s.url = snapshots.url"
        conditions.append(f"snapshots.rowid = ({last_of_url})")
    where = " AND ".join(conditions)
    last = 0
    while True:
        rows = store.rows(
            f"SELECT rowid AS place, * FROM snapshots WHERE {where} ORDER BY rowid LIMIT {READ_BATCH}",  # noqa: S608 - fixed fragments
            (last, *parameters),
        )
        if not rows:
            return
        for row in rows:
            yield _from_row(row)
        last = rows[-1]["place"]


def delete_snapshots(store: Store, ids: list[str]) -> None:
    """Drop what is said about pages; `crawler.snapshots.expiry.drop_unnamed` drops their bodies."""
    with store.writing() as conn:
        conn.executemany("DELETE FROM snapshots WHERE id = ?", [(name,) for name in ids])
        nothing = "snapshot_id = NULL, etag = NULL, last_modified = NULL, stated = NULL"
        sql = f"UPDATE pages SET {nothing} WHERE snapshot_id = ?"  # noqa: S608 - fixed fragment
        conn.executemany(sql, [(name,) for name in ids])


def _from_row(row: sqlite3.Row) -> Snapshot:
    values = {name: row[name] for name in _COLUMNS}
    for name in _JSON:
        values[name] = json.loads(values[name])
    return Snapshot(**{**values, "raw": bool(values["raw"])})
