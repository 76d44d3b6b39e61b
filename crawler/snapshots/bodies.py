"""The bodies of snapshots: a SQLite file beside study.db, each body once, in Zstandard (RFC 8878).

A file of its own, so that study.db stays small enough to send and to open anywhere, and so that all
snapshots can be thrown away by deleting a folder. Bodies are committed before the rows that name them:
after a crash there may be a body too many, never one too few.
"""

import hashlib
import sqlite3
import sys
from pathlib import Path

from crawler.errors import StoreProblem

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FOLDER = "snapshots"
NAME = "bodies.db"
LEVEL = 3
MAX_UNPACKED = 64 * 1024 * 1024


class Bodies:
    """Bodies by the hash of what they hold. Writes are gathered until `flush`."""

    def __init__(self, study_folder: Path) -> None:
        self.path = study_folder / FOLDER / NAME
        self._conn: sqlite3.Connection | None = None

    def put(self, body: bytes) -> str:
        """Keep a body, once; returns its name. Raises StoreProblem when it cannot be written."""
        name = hashlib.blake2b(body, digest_size=16).hexdigest()
        try:
            conn = self._open()
            if not conn.in_transaction:
                conn.execute("BEGIN IMMEDIATE")
            if conn.execute("SELECT 1 FROM bodies WHERE hash = ?", (name,)).fetchone() is None:
                packed = zstd.compress(body, LEVEL)
                conn.execute("INSERT INTO bodies VALUES (?, ?, ?)", (name, len(body), packed))
        except sqlite3.Error as error:
            raise StoreProblem(f"the snapshot cannot be kept ({error})", where=str(self.path)) from error
        return name

    def get(self, name: str) -> bytes | None:
        """A body, or None where it is gone. Raises StoreProblem when it is damaged."""
        if self._conn is None and not self.path.exists():
            return None
        row = self._open().execute("SELECT size, body FROM bodies WHERE hash = ?", (name,)).fetchone()
        if row is None:
            return None
        if row[0] > MAX_UNPACKED:
            raise StoreProblem("a snapshot is larger than any page can be", where=str(self.path))
        try:
            return bytes(zstd.decompress(row[1]))
        except zstd.ZstdError as error:
            raise StoreProblem(f"a snapshot is damaged ({error})", where=str(self.path)) from error

    def flush(self) -> None:
        """Commit what was put."""
        if self._conn is not None and self._conn.in_transaction:
            self._conn.execute("COMMIT")

    def keep_only(self, names: set[str]) -> int:
        """Drop all other bodies and give their space back; returns how many were dropped."""
        if self._conn is None and not self.path.exists():
            return 0
        conn = self._open()
        dropped = [(row[0],) for row in conn.execute("SELECT hash FROM bodies") if row[0] not in names]
        if dropped:
            conn.execute("BEGIN IMMEDIATE")
            conn.executemany("DELETE FROM bodies WHERE hash = ?", dropped)
            conn.execute("COMMIT")
            conn.execute("VACUUM")
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return len(dropped)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.path.parent.glob(f"{NAME}*"))

    def close(self) -> None:
        """Commit and close."""
        self.flush()
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    def _open(self) -> sqlite3.Connection:
        if self._conn is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            conn = sqlite3.connect(self.path, isolation_level=None, timeout=10)
            conn.execute("PRAGMA journal_mode = WAL")
            conn.execute("PRAGMA synchronous = NORMAL")
            conn.execute("PRAGMA secure_delete = ON")  # what was forgotten must not linger in free pages
            conn.execute("CREATE TABLE IF NOT EXISTS bodies (hash TEXT PRIMARY KEY, size INTEGER NOT NULL,"
                         " body BLOB NOT NULL) STRICT")  # fmt: skip
            self._conn = conn
        return self._conn
