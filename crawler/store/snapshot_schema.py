"""Tables of snapshots, of what is known of each page, and of what was forgotten, as migrations."""

from sqlite_utils import Database, Migrations

SNAPSHOT_MIGRATIONS = Migrations("snapshots")


@SNAPSHOT_MIGRATIONS()
def create_snapshots(db: Database) -> None:
    """snapshots and pages: crawler.store.snapshots; tombstones: crawler.store.tombstones."""
    for statement in (
        # `body` names a row of snapshots/bodies.db; `authors` maps what a parser reads there to author keys
        """
        CREATE TABLE snapshots (
            id TEXT PRIMARY KEY,
            url TEXT NOT NULL,
            source TEXT NOT NULL,
            parser_version TEXT NOT NULL,
            status INTEGER NOT NULL,
            headers TEXT NOT NULL,
            hints TEXT NOT NULL,
            authors TEXT NOT NULL,
            fetched_at TEXT NOT NULL,
            run_id TEXT REFERENCES runs (id),
            raw INTEGER NOT NULL,
            size INTEGER NOT NULL,
            body TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX snapshots_source ON snapshots (source, id)",
        "CREATE INDEX snapshots_body ON snapshots (body)",
        """
        CREATE TABLE pages (
            seed_key TEXT NOT NULL,
            url TEXT NOT NULL,
            snapshot_id TEXT,
            status INTEGER NOT NULL,
            etag TEXT,
            last_modified TEXT,
            stated TEXT,
            run_id TEXT NOT NULL,
            read_at TEXT NOT NULL,
            PRIMARY KEY (seed_key, url)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX pages_snapshot ON pages (snapshot_id)",
        "CREATE INDEX snapshots_url ON snapshots (url)",
        """
        CREATE TABLE tombstones (
            kind TEXT NOT NULL,
            mark TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (kind, mark)
        ) STRICT, WITHOUT ROWID
        """,
    ):
        db.conn.execute(statement)


@SNAPSHOT_MIGRATIONS()
def add_provenance(db: Database) -> None:
    """Of each version of a post its page, parser and run; and of each post whether it is gone."""
    for statement in (
        "ALTER TABLE post_versions ADD COLUMN snapshot_id TEXT",
        "ALTER TABLE post_versions ADD COLUMN parser_version TEXT",
        "ALTER TABLE post_versions ADD COLUMN run_id TEXT",
        "ALTER TABLE posts ADD COLUMN gone_at TEXT",
        "ALTER TABLE posts ADD COLUMN gone_reason TEXT",
        "CREATE INDEX IF NOT EXISTS posts_snapshot ON posts (snapshot_id) WHERE snapshot_id IS NOT NULL",
    ):
        db.conn.execute(statement)
