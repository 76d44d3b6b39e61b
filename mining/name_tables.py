"""Tables of names that language models made; mining.llm.memory writes them."""

NAME_TABLES = (
    """
    CREATE TABLE model_answers (
        content_hash TEXT NOT NULL,
        model TEXT NOT NULL,
        title_zh TEXT,
        title_en TEXT,
        verdict TEXT NOT NULL,
        tokens INTEGER NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (content_hash, model)
    ) STRICT
    """,
    """
    CREATE TABLE finding_names (
        run_id TEXT NOT NULL,
        finding_id TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        model TEXT NOT NULL,
        title_zh TEXT,
        title_en TEXT,
        PRIMARY KEY (run_id, finding_id),
        FOREIGN KEY (run_id, finding_id) REFERENCES findings (run_id, id) ON DELETE CASCADE
    ) STRICT
    """,
)
