"""The table of imports, as a migration."""

from sqlite_utils import Database, Migrations

IMPORT_MIGRATIONS = Migrations("imports")


@IMPORT_MIGRATIONS()
def create_imports(db: Database) -> None:
    """imports: crawler.store.imports."""
    db.conn.execute(
        "CREATE TABLE imports (run_id TEXT PRIMARY KEY REFERENCES runs (id), file TEXT NOT NULL,"
        " source TEXT NOT NULL) STRICT"
    )
