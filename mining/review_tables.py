"""Tables of the review app's queue and map, for the migrations in mining.schema."""

REVIEW_TABLES = (
    # types is NULL where the clause was skipped; undoes names an earlier row that counts no more. No text is
    # kept: the span leads to the post's version, and what is forgotten there is forgotten here
    """
    CREATE TABLE label_reviews (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        clause_id TEXT NOT NULL,
        post_id TEXT NOT NULL,
        post_version INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        model TEXT NOT NULL,
        types TEXT,
        undoes INTEGER
    ) STRICT
    """,
    """
    CREATE TRIGGER label_reviews_keep BEFORE UPDATE ON label_reviews
    BEGIN SELECT RAISE(ABORT, 'reviews of labels are append-only'); END
    """,
    """
    CREATE TRIGGER label_reviews_stay BEFORE DELETE ON label_reviews
    BEGIN SELECT RAISE(ABORT, 'reviews of labels are append-only'); END
    """,
)

MAP_TABLES = (
    """
    CREATE TABLE clause_map (
        method TEXT NOT NULL,
        model TEXT NOT NULL,
        seed INTEGER NOT NULL,
        made_at TEXT NOT NULL,
        clauses INTEGER NOT NULL,
        placed INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE clause_points (
        clause_id TEXT PRIMARY KEY REFERENCES clauses (id) ON DELETE CASCADE,
        x REAL NOT NULL,
        y REAL NOT NULL,
        level INTEGER NOT NULL,
        tile INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX clause_points_tile ON clause_points (level, tile)",
)
