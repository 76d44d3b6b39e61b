"""Tables about crawls as work: who does it, which hosts must rest, and how full the fields were."""

from sqlite_utils import Database, Migrations

JOB_MIGRATIONS = Migrations("jobs")


@JOB_MIGRATIONS()
def create_leases(db: Database) -> None:
    """job_leases: crawler.store.leases; resting_hosts: crawler.store.rests."""
    for statement in (
        """
        CREATE TABLE job_leases (
            job_id INTEGER PRIMARY KEY REFERENCES crawl_jobs (id) ON DELETE CASCADE,
            activity TEXT NOT NULL,
            machine TEXT NOT NULL,
            pid INTEGER NOT NULL,
            pid_mark TEXT NOT NULL,
            since TEXT NOT NULL,
            beat_at TEXT NOT NULL,
            lease_until TEXT NOT NULL,
            wish TEXT,
            reason TEXT
        ) STRICT
        """,
        """
        CREATE TABLE resting_hosts (
            host TEXT PRIMARY KEY,
            until TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT
        """,
    ):
        db.conn.execute(statement)


@JOB_MIGRATIONS()
def create_coverage(db: Database) -> None:
    """coverage and alarms: crawler.store.coverage."""
    for statement in (
        """
        CREATE TABLE coverage (
            run_id TEXT NOT NULL REFERENCES runs (id),
            source TEXT NOT NULL,
            url TEXT NOT NULL,
            posts INTEGER NOT NULL,
            fields TEXT NOT NULL,
            lengths TEXT NOT NULL,
            PRIMARY KEY (run_id, source, url)
        ) STRICT
        """,
        """
        CREATE TABLE alarms (
            id INTEGER PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES runs (id),
            source TEXT NOT NULL,
            url TEXT NOT NULL,
            kind TEXT NOT NULL,
            field TEXT,
            now REAL NOT NULL,
            before REAL,
            posts INTEGER NOT NULL,
            posts_before INTEGER,
            UNIQUE (run_id, source, url, kind, field)
        ) STRICT
        """,
    ):
        db.conn.execute(statement)
