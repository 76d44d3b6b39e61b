"""Tables of KANO candidates and answers, for the migrations in mining.schema."""

KANO_TABLES = (
    # n_* count posts after duplicates are one; verdict "insufficient_evidence" is a result
    """
    CREATE TABLE kano_candidates (
        run_id TEXT NOT NULL REFERENCES runs (id),
        feature TEXT NOT NULL,
        label_zh TEXT NOT NULL,
        label_en TEXT NOT NULL,
        verdict TEXT NOT NULL,
        grade TEXT,
        n_neg INTEGER NOT NULL,
        n_pos INTEGER NOT NULL,
        people_neg INTEGER NOT NULL,
        people_pos INTEGER NOT NULL,
        penalty REAL,
        penalty_p REAL,
        reward REAL,
        reward_p REAL,
        riocs REAL,
        ia REAL,
        ia_low REAL,
        ia_high REAL,
        stability REAL,
        missing TEXT NOT NULL,
        cues TEXT NOT NULL,
        note TEXT NOT NULL,
        PRIMARY KEY (run_id, feature)
    ) STRICT
    """,
    """
    CREATE TABLE kano_findings (
        run_id TEXT NOT NULL REFERENCES runs (id),
        feature TEXT NOT NULL,
        finding_id TEXT NOT NULL,
        share REAL NOT NULL,
        clauses INTEGER NOT NULL,
        PRIMARY KEY (run_id, feature, finding_id)
    ) STRICT
    """,
    """
    CREATE TABLE kano_answers (
        survey TEXT NOT NULL,
        respondent TEXT NOT NULL,
        feature TEXT NOT NULL,
        functional TEXT NOT NULL,
        dysfunctional TEXT NOT NULL,
        importance INTEGER,
        segment TEXT,
        imported_at TEXT NOT NULL,
        PRIMARY KEY (survey, respondent, feature)
    ) STRICT
    """,
)
