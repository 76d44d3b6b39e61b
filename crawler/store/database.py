"""Opening study.db: WAL, foreign keys, busy timeout, migrations, short write transactions."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database, Migrations

from crawler.errors import StoreProblem
from crawler.store.import_schema import IMPORT_MIGRATIONS
from crawler.store.job_schema import JOB_MIGRATIONS
from crawler.store.schema import CRAWL_MIGRATIONS, FRONTIER_MIGRATIONS
from crawler.store.snapshot_schema import SNAPSHOT_MIGRATIONS

BUSY_TIMEOUT_MS = 10_000
CURRENT_FORMAT = 1


class Store:
    """One open study.db. Close it, or use it as a context manager."""

    def __init__(self, db: Database, path: Path) -> None:
        self.db = db
        self.path = path

    @property
    def conn(self) -> sqlite3.Connection:
        """The connection, for SQL that sqlite-utils has no verb for."""
        return self.db.conn

    def migrate(self, migrations: Migrations) -> None:
        """Bring one package's tables to the newest form; does nothing when they are."""
        if migrations.pending(self.db):
            migrations.apply(self.db)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One short write transaction (BEGIN IMMEDIATE): all of it lands, or none.

        Inside another one it joins that one, so that posts, rejects and an acknowledgement land together.
        Raises StoreProblem when the disk is full or somebody else keeps the file locked.
        """
        if self.conn.in_transaction:
            yield self.conn
            return
        try:
            self.conn.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise _explained(error, self.path) from error
        try:
            yield self.conn
            self.conn.execute("COMMIT")
        except BaseException as error:
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise _explained(error, self.path) from error
            raise

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query, each addressable by column name."""
        cursor = self.conn.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(sql, parameters).fetchall()

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """First column of the first row, or None when there is no row."""
        row = self.conn.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        """Close the connection; WAL is folded back by SQLite."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(path: Path, *, create: bool = False) -> Store:
    """Open `path`, bring the crawl tables up to date, and check that we can read its format.

    Raises StoreProblem when the file is missing (and `create` is off), is not a database,
    or was written by a newer caifeng.
    """
    if not create and not path.exists():
        raise StoreProblem("there is no database here", where=str(path), hint="caifeng init DIR")
    try:
        conn = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.DatabaseError as error:
        raise _explained(error, path) from error
    store = Store(Database(conn, execute_plugins=False), path)
    _check_format(store)
    store.migrate(CRAWL_MIGRATIONS)
    store.migrate(FRONTIER_MIGRATIONS)
    store.migrate(SNAPSHOT_MIGRATIONS)
    store.migrate(JOB_MIGRATIONS)
    store.migrate(IMPORT_MIGRATIONS)
    return store


def _check_format(store: Store) -> None:
    found = store.value("PRAGMA user_version")
    if found > CURRENT_FORMAT:
        store.close()
        raise StoreProblem(
            f"written by a newer caifeng (format {found}, this one reads {CURRENT_FORMAT})",
            where=str(store.path),
            hint="install the newer version",
        )
    if found < CURRENT_FORMAT:
        store.conn.execute(f"PRAGMA user_version = {CURRENT_FORMAT}")


def _explained(error: sqlite3.DatabaseError, path: Path) -> StoreProblem:
    text = str(error)
    if "locked" in text or "busy" in text:
        return StoreProblem("somebody else is writing to it", where=str(path), hint="wait, then repeat")
    if "full" in text or "disk I/O" in text:
        return StoreProblem(
            f"the disk took no more ({text}); what was committed before is safe",
            where=str(path),
            hint="free some space, then repeat: work already done is kept",
        )
    if "not a database" in text or "malformed" in text:
        return StoreProblem(f"is no usable database ({text})", where=str(path), hint="restore a copy")
    return StoreProblem(text, where=str(path))
