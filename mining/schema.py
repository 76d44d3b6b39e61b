"""Tables of the mining side, as migrations. Each table has one writer, named beside it."""

from sqlite_utils import Database, Migrations

from mining.kano_tables import KANO_TABLES
from mining.name_tables import NAME_TABLES
from mining.review_tables import MAP_TABLES, REVIEW_TABLES

MINING_MIGRATIONS = Migrations("mining")


@MINING_MIGRATIONS()
def create_clauses(db: Database) -> None:
    """duplicates: stage dedupe; clauses: stage segment; labels: stage label; vectors: stage embed."""
    for statement in (
        """
        CREATE TABLE duplicates (
            post_id TEXT PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
            post_version INTEGER NOT NULL,
            group_id TEXT NOT NULL,
            kept INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX duplicates_group ON duplicates (group_id)",
        # end is exclusive; posts.text[start:end] == text for the post version named
        """
        CREATE TABLE clauses (
            id TEXT PRIMARY KEY,
            post_id TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
            post_version INTEGER NOT NULL,
            sentence INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            text TEXT NOT NULL,
            language TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX clauses_post ON clauses (post_id, start)",
        """
        CREATE TABLE labels (
            clause_id TEXT PRIMARY KEY REFERENCES clauses (id) ON DELETE CASCADE,
            types TEXT NOT NULL,
            scores TEXT NOT NULL,
            polarity REAL NOT NULL,
            phase TEXT NOT NULL,
            phase_scores TEXT NOT NULL,
            slots TEXT NOT NULL,
            aspects TEXT NOT NULL DEFAULT '[]',
            model TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE vectors (
            clause_id TEXT NOT NULL REFERENCES clauses (id) ON DELETE CASCADE,
            model TEXT NOT NULL,
            shard TEXT NOT NULL,
            row INTEGER NOT NULL,
            PRIMARY KEY (clause_id, model)
        ) STRICT
        """,
    ):
        db.conn.execute(statement)


@MINING_MIGRATIONS()
def create_findings(db: Database) -> None:
    """findings, evidence, lineage: stage discover; its rows of older runs stay for comparison."""
    for statement in (
        """
        CREATE TABLE findings (
            run_id TEXT NOT NULL REFERENCES runs (id),
            id TEXT NOT NULL,
            kind TEXT NOT NULL,
            title_zh TEXT NOT NULL,
            title_en TEXT NOT NULL,
            statement_zh TEXT NOT NULL,
            statement_en TEXT NOT NULL,
            slots TEXT NOT NULL,
            terms TEXT NOT NULL,
            people INTEGER NOT NULL,
            people_basis TEXT NOT NULL,
            posts INTEGER NOT NULL,
            components TEXT NOT NULL,
            stability REAL,
            shelf TEXT NOT NULL,
            rank INTEGER NOT NULL,
            PRIMARY KEY (run_id, id)
        ) STRICT
        """,
        """
        CREATE TABLE evidence (
            run_id TEXT NOT NULL,
            finding_id TEXT NOT NULL,
            clause_id TEXT NOT NULL,
            post_id TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
            post_version INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            quote TEXT NOT NULL,
            url TEXT,
            strength REAL NOT NULL,
            rank INTEGER NOT NULL,
            PRIMARY KEY (run_id, finding_id, clause_id),
            FOREIGN KEY (run_id, finding_id) REFERENCES findings (run_id, id) ON DELETE CASCADE
        ) STRICT
        """,
        "CREATE INDEX evidence_post ON evidence (post_id)",
        """
        CREATE TABLE lineage (
            run_id TEXT NOT NULL REFERENCES runs (id),
            finding_id TEXT NOT NULL,
            previous_id TEXT,
            relation TEXT NOT NULL,
            overlap REAL NOT NULL
        ) STRICT
        """,
    ):
        db.conn.execute(statement)


_DECISIONS = (
    """
    CREATE TABLE decisions (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        action TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        payload TEXT NOT NULL DEFAULT '{}'
    ) STRICT
    """,
    """
    CREATE TRIGGER decisions_keep BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END
    """,
    """
    CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END
    """,
)


@MINING_MIGRATIONS()
def create_mappings(db: Database) -> None:
    """places, mappings, tags: stage map; decisions: mining.decisions, append-only by trigger."""
    for statement in (
        """
        CREATE TABLE places (
            run_id TEXT NOT NULL REFERENCES runs (id),
            clause_id TEXT NOT NULL REFERENCES clauses (id) ON DELETE CASCADE,
            phase TEXT NOT NULL,
            touchpoint TEXT NOT NULL,
            cues TEXT NOT NULL,
            PRIMARY KEY (run_id, clause_id)
        ) STRICT
        """,
        """
        CREATE TABLE mappings (
            run_id TEXT NOT NULL REFERENCES runs (id),
            finding_id TEXT NOT NULL,
            axis TEXT NOT NULL,
            key TEXT NOT NULL,
            share REAL NOT NULL,
            people INTEGER NOT NULL,
            cues TEXT NOT NULL,
            PRIMARY KEY (run_id, finding_id, axis, key)
        ) STRICT
        """,
        """
        CREATE TABLE tags (
            run_id TEXT NOT NULL REFERENCES runs (id),
            tag TEXT NOT NULL,
            polarity TEXT NOT NULL,
            people INTEGER NOT NULL,
            of_people INTEGER NOT NULL,
            share REAL NOT NULL,
            low REAL NOT NULL,
            high REAL NOT NULL,
            posts INTEGER NOT NULL,
            label_zh TEXT NOT NULL,
            label_en TEXT NOT NULL,
            PRIMARY KEY (run_id, tag, polarity)
        ) STRICT
        """,
        *_DECISIONS,
    ):
        db.conn.execute(statement)


@MINING_MIGRATIONS()
def create_kano(db: Database) -> None:
    """kano_candidates, kano_findings: stage kano; kano_answers: mining.kano.answers."""
    for statement in KANO_TABLES:
        db.conn.execute(statement)


@MINING_MIGRATIONS()
def create_cores(db: Database) -> None:
    """cores: stage discover; which clauses carry a finding, so that the next run starts from them."""
    db.conn.execute(
        """
        CREATE TABLE cores (
            run_id TEXT NOT NULL,
            finding_id TEXT NOT NULL,
            signatures TEXT NOT NULL,
            members TEXT NOT NULL,
            PRIMARY KEY (run_id, finding_id),
            FOREIGN KEY (run_id, finding_id) REFERENCES findings (run_id, id) ON DELETE CASCADE
        ) STRICT
        """
    )


@MINING_MIGRATIONS()
def index_evidence(db: Database) -> None:
    """Which findings a clause carries, asked when quotes are split off; and the first quotes of each."""
    db.conn.execute("CREATE INDEX evidence_clause ON evidence (clause_id)")


@MINING_MIGRATIONS()
def index_ranks(db: Database) -> None:
    """The first quotes of a finding without reading all of them: asked by every card."""
    db.conn.execute("CREATE INDEX evidence_rank ON evidence (run_id, finding_id, rank)")


@MINING_MIGRATIONS()
def create_ideas(db: Database) -> None:
    """ideas, idea_evidence: mining.ideas; clause_id is '' for a finding without a quote."""
    for statement in (
        """
        CREATE TABLE ideas (
            id TEXT PRIMARY KEY,
            at TEXT NOT NULL,
            text TEXT NOT NULL,
            kind TEXT NOT NULL,
            team TEXT,
            for_whom TEXT,
            votes INTEGER,
            note TEXT
        ) STRICT
        """,
        """
        CREATE TABLE idea_evidence (
            idea_id TEXT NOT NULL REFERENCES ideas (id) ON DELETE CASCADE,
            finding_id TEXT NOT NULL,
            clause_id TEXT NOT NULL,
            PRIMARY KEY (idea_id, finding_id, clause_id)
        ) STRICT
        """,
    ):
        db.conn.execute(statement)


@MINING_MIGRATIONS()
def create_opportunities(db: Database) -> None:
    """opportunities: stage kano; estimates are JSON {value, low, high}, NULL where too few speak."""
    db.conn.execute(
        """
        CREATE TABLE opportunities (
            run_id TEXT NOT NULL REFERENCES runs (id),
            rank INTEGER NOT NULL,
            tag TEXT NOT NULL,
            label_zh TEXT NOT NULL,
            label_en TEXT NOT NULL,
            people INTEGER NOT NULL,
            of_people INTEGER NOT NULL,
            attention TEXT NOT NULL,
            content INTEGER NOT NULL,
            judging INTEGER NOT NULL,
            satisfaction TEXT,
            gap TEXT,
            importance TEXT,
            blaming_posts INTEGER NOT NULL,
            rated_posts INTEGER NOT NULL,
            lift TEXT,
            PRIMARY KEY (run_id, tag)
        ) STRICT
        """
    )


@MINING_MIGRATIONS()
def create_relations(db: Database) -> None:
    """relations: stage relate; `found_in` is the discover run whose findings were compared."""
    for statement in (
        """
        CREATE TABLE relations (
            run_id TEXT NOT NULL REFERENCES runs (id),
            found_in TEXT NOT NULL,
            from_id TEXT NOT NULL,
            to_id TEXT NOT NULL,
            verdict TEXT NOT NULL,
            both INTEGER NOT NULL,
            same_clause INTEGER NOT NULL,
            tellers INTEGER NOT NULL,
            expected REAL NOT NULL,
            lift REAL NOT NULL,
            low REAL NOT NULL,
            high REAL NOT NULL,
            p REAL NOT NULL,
            q REAL NOT NULL,
            PRIMARY KEY (run_id, from_id, to_id),
            FOREIGN KEY (found_in, from_id) REFERENCES findings (run_id, id) ON DELETE CASCADE,
            FOREIGN KEY (found_in, to_id) REFERENCES findings (run_id, id) ON DELETE CASCADE
        ) STRICT
        """,
        "CREATE INDEX relations_from ON relations (found_in, from_id)",
        "CREATE INDEX relations_to ON relations (found_in, to_id)",
    ):
        db.conn.execute(statement)


@MINING_MIGRATIONS()
def create_kano_shifts(db: Database) -> None:
    """kano_shifts: stage kano; verdicts before and from a day on, of features with a verdict in either."""
    db.conn.execute(
        """
        CREATE TABLE kano_shifts (
            run_id TEXT NOT NULL REFERENCES runs (id),
            feature TEXT NOT NULL,
            at TEXT NOT NULL,
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            drifted INTEGER NOT NULL,
            reviews_before INTEGER NOT NULL,
            reviews_after INTEGER NOT NULL,
            PRIMARY KEY (run_id, feature)
        ) STRICT
        """
    )


@MINING_MIGRATIONS()
def create_model_names(db: Database) -> None:
    """model_answers, finding_names: mining.llm.memory; a title is NULL where the rule-made one stays."""
    for statement in NAME_TABLES:
        db.conn.execute(statement)


@MINING_MIGRATIONS()
def create_label_reviews(db: Database) -> None:
    """label_reviews: mining.label_reviews, append-only by trigger."""
    for statement in REVIEW_TABLES:
        db.conn.execute(statement)


@MINING_MIGRATIONS()
def create_clause_map(db: Database) -> None:
    """clause_map, clause_points: mining.clause_map.build; a cache that can be made anew at any time."""
    for statement in MAP_TABLES:
        db.conn.execute(statement)


@MINING_MIGRATIONS()
def create_odata(db: Database) -> None:
    """odata: mining.odata.table; work_orders: mining.watching.orders."""
    for statement in (
        """
        CREATE TABLE odata (
            name TEXT NOT NULL,
            axis TEXT NOT NULL,
            key TEXT NOT NULL,
            metric TEXT NOT NULL,
            value REAL NOT NULL,
            imported_at TEXT NOT NULL,
            PRIMARY KEY (name, axis, key, metric)
        ) STRICT
        """,
        """
        CREATE TABLE work_orders (
            id TEXT PRIMARY KEY,
            at TEXT NOT NULL,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            severity INTEGER NOT NULL,
            people INTEGER NOT NULL,
            of_people INTEGER NOT NULL,
            people_before INTEGER NOT NULL,
            of_people_before INTEGER NOT NULL,
            evidence TEXT NOT NULL,
            owner TEXT NOT NULL,
            status TEXT NOT NULL,
            note TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            delivered_at TEXT
        ) STRICT
        """,
    ):
        db.conn.execute(statement)
