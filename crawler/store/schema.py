"""Tables of the crawl side, as migrations. Each table has one writer, named beside it."""

from sqlite_utils import Database, Migrations

CRAWL_MIGRATIONS = Migrations("crawl")


@CRAWL_MIGRATIONS()
def create_posts(db: Database) -> None:
    """posts, post_versions, search: written by crawler.store.posts only."""
    for statement in (
        """
        CREATE TABLE posts (
            id TEXT PRIMARY KEY,
            source TEXT NOT NULL,
            native_id TEXT,
            url TEXT,
            thread_id TEXT,
            parent_id TEXT,
            kind TEXT NOT NULL,
            subject TEXT,
            brand_role TEXT,
            title TEXT,
            body TEXT NOT NULL,
            text TEXT NOT NULL,
            rating REAL,
            rating_min REAL,
            rating_max REAL,
            likes INTEGER,
            author_key TEXT,
            posted_at TEXT,
            posted_at_raw TEXT,
            posted_precision TEXT,
            edited_at TEXT,
            fetched_at TEXT NOT NULL,
            language TEXT,
            attributes TEXT NOT NULL DEFAULT '{}',
            snapshot_id TEXT,
            parser_version TEXT NOT NULL,
            version INTEGER NOT NULL,
            content_hash TEXT NOT NULL,
            first_run_id TEXT,
            last_run_id TEXT
        ) STRICT
        """,
        "CREATE INDEX posts_source ON posts (source, native_id)",
        "CREATE INDEX posts_author ON posts (author_key)",
        """
        CREATE TABLE post_versions (
            post_id TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            title TEXT,
            body TEXT NOT NULL,
            text TEXT NOT NULL,
            rating REAL,
            edited_at TEXT,
            fetched_at TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            PRIMARY KEY (post_id, version)
        ) STRICT
        """,
        # Chinese is stored as overlapping bigrams, see crawler.store.search
        "CREATE VIRTUAL TABLE search USING fts5 (words, post_id UNINDEXED, tokenize = 'unicode61')",
    ):
        db.conn.execute(statement)


@CRAWL_MIGRATIONS()
def create_ledgers(db: Database) -> None:
    """runs: crawler.store.runs; rejects, seeds, robots: crawler.store.ledger; study: crawler.store.facts."""
    for statement in (
        """
        CREATE TABLE runs (
            id TEXT PRIMARY KEY,
            stage TEXT NOT NULL,
            stage_version INTEGER NOT NULL,
            config_hash TEXT NOT NULL,
            input_hash TEXT NOT NULL,
            model TEXT,
            seed INTEGER,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            status TEXT NOT NULL,
            counts TEXT NOT NULL DEFAULT '{}',
            message TEXT
        ) STRICT
        """,
        """
        CREATE TABLE current_runs (
            stage TEXT PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES runs (id)
        ) STRICT
        """,
        """
        CREATE TABLE rejects (
            id INTEGER PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES runs (id),
            place TEXT NOT NULL,
            reason TEXT NOT NULL,
            sample TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE seeds (
            run_id TEXT NOT NULL REFERENCES runs (id),
            source TEXT NOT NULL,
            url TEXT NOT NULL,
            expected INTEGER,
            collected INTEGER NOT NULL DEFAULT 0,
            reason TEXT NOT NULL,
            PRIMARY KEY (run_id, url)
        ) STRICT
        """,
        """
        CREATE TABLE robots (
            url TEXT PRIMARY KEY,
            allowed INTEGER NOT NULL,
            reason TEXT NOT NULL,
            checked_at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    ):
        db.conn.execute(statement)


@CRAWL_MIGRATIONS()
def index_replies(db: Database) -> None:
    """What answers a post, asked by the page of a post; most posts answer none and are not in it."""
    db.conn.execute(
        "CREATE INDEX IF NOT EXISTS posts_parent ON posts (source, parent_id) WHERE parent_id IS NOT NULL"
    )


FRONTIER_MIGRATIONS = Migrations("frontier")


@FRONTIER_MIGRATIONS()
def create_frontier(db: Database) -> None:
    """crawl_jobs: crawler.store.jobs; frontier and crawl_memory: crawler.store.frontier."""
    for statement in (
        """
        CREATE TABLE crawl_jobs (
            id INTEGER PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES runs (id),
            seed_key TEXT NOT NULL,
            source TEXT NOT NULL,
            url TEXT NOT NULL,
            state TEXT NOT NULL,
            holder TEXT,
            fruitless INTEGER NOT NULL DEFAULT 0,
            progress TEXT NOT NULL DEFAULT '{}',
            updated_at TEXT NOT NULL,
            UNIQUE (run_id, seed_key)
        ) STRICT
        """,
        """
        CREATE TABLE frontier (
            id INTEGER PRIMARY KEY,
            job_id INTEGER NOT NULL REFERENCES crawl_jobs (id) ON DELETE CASCADE,
            fingerprint BLOB NOT NULL,
            host TEXT NOT NULL,
            priority INTEGER NOT NULL,
            state TEXT NOT NULL,
            request TEXT NOT NULL,
            reason TEXT,
            UNIQUE (job_id, fingerprint)
        ) STRICT
        """,
        # only what waits is in it, so that the next batch costs the same on page 10 and on page 100,000
        "CREATE INDEX frontier_ready ON frontier (job_id, host, priority DESC, id) WHERE state = 'ready'",
        """
        CREATE TABLE crawl_memory (
            job_id INTEGER NOT NULL REFERENCES crawl_jobs (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (job_id, kind, key)
        ) STRICT, WITHOUT ROWID
        """,
    ):
        db.conn.execute(statement)


@FRONTIER_MIGRATIONS()
def seeds_by_key(db: Database) -> None:
    """One address may be asked of two sources, or with two queries: each has a line of its own."""
    for statement in (
        """
        CREATE TABLE seeds_by_key (
            run_id TEXT NOT NULL REFERENCES runs (id),
            seed_key TEXT NOT NULL,
            source TEXT NOT NULL,
            url TEXT NOT NULL,
            expected INTEGER,
            collected INTEGER NOT NULL DEFAULT 0,
            reason TEXT NOT NULL,
            PRIMARY KEY (run_id, seed_key)
        ) STRICT
        """,
        """
        INSERT INTO seeds_by_key
        SELECT run_id,
            coalesce(
                (SELECT max(seed_key) FROM crawl_jobs j WHERE j.run_id = s.run_id AND j.url = s.url), url
            ), source, url, expected, collected, reason
        FROM seeds s ORDER BY s.rowid
        """,
        "DROP TABLE seeds",
        "ALTER TABLE seeds_by_key RENAME TO seeds",
    ):
        db.conn.execute(statement)
