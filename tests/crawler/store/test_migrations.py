"""study.db and sqlite-utils: migrations are applied once, recorded, all or nothing, and survive reopening."""

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from crawler.errors import StoreProblem
from crawler.store import Store, open_store
from crawler.store.posts import count_posts, save_posts
from mining.schema import MINING_MIGRATIONS
from tests.builders import make_post


def applied(store: Store) -> list[tuple[str, str]]:
    return [(row["migration_set"], row["name"]) for row in store.db["_sqlite_migrations"].rows]


def test_both_sets_are_recorded_in_the_file(store: Store) -> None:
    store.migrate(MINING_MIGRATIONS)

    names = applied(store)

    assert {("crawl", "create_posts"), ("crawl", "create_ledgers"), ("mining", "create_findings")} <= set(
        names
    )
    assert len(names) == len(set(names))


def test_opening_again_applies_nothing_twice_and_keeps_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    with open_store(path, create=True) as first:
        first.migrate(MINING_MIGRATIONS)
        save_posts(first, [make_post(1, "一张折扣券，三家店都不认")])
        before = applied(first)

    with open_store(path) as second:
        second.migrate(MINING_MIGRATIONS)
        assert applied(second) == before
        assert count_posts(second) == 1


def test_a_later_migration_reaches_a_study_that_has_data(store: Store) -> None:
    later = Migrations("later")

    @later()
    def add_mood(db: Database) -> None:
        db.table("posts").add_column("mood", str)

    store.migrate(later)
    store.migrate(later)

    assert "mood" in store.db.table("posts").columns_dict
    assert applied(store)[-1] == ("later", "add_mood")


def test_a_failing_migration_leaves_nothing_behind(store: Store) -> None:
    broken = Migrations("broken")

    @broken()
    def half(db: Database) -> None:
        db.conn.execute("CREATE TABLE half_done (x TEXT) STRICT")
        db.conn.execute("INSERT INTO no_such_table VALUES (1)")

    with pytest.raises(sqlite3.OperationalError):
        store.migrate(broken)

    assert "half_done" not in store.db.table_names()
    assert ("broken", "half") not in applied(store)


def test_tables_are_strict_and_foreign_keys_hold(store: Store) -> None:
    store.migrate(MINING_MIGRATIONS)
    ours = [t for t in store.db.tables if not t.name.startswith(("_", "sqlite_", "search"))]

    assert [table.name for table in ours if not table.strict] == []
    with pytest.raises(sqlite3.IntegrityError), store.writing() as conn:
        conn.execute("INSERT INTO duplicates VALUES ('nobody', 1, 'g', 1)")


def test_a_failed_write_leaves_no_row(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as conn:
        conn.execute("INSERT INTO facts VALUES ('a', 'b')")
        raise ZeroDivisionError

    assert store.value("SELECT count(*) FROM facts") == 0


def test_a_file_of_a_newer_caifeng_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    open_store(path, create=True).close()
    with sqlite3.connect(path) as conn:
        conn.execute("PRAGMA user_version = 999")
    conn.close()

    with pytest.raises(StoreProblem, match="newer caifeng"):
        open_store(path)


def test_a_file_that_is_no_database_is_refused_with_a_word(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    path.write_bytes(b"these are not the pages you are looking for" * 100)

    with pytest.raises(StoreProblem, match="no usable database"):
        open_store(path)


def test_sqlite_utils_reads_a_study_as_it_is(tmp_path: Path) -> None:
    """The file is the interface: other tools read it without us."""
    path = tmp_path / "study.db"
    with open_store(path, create=True) as store:
        save_posts(store, [make_post(1, "The locker opened at midnight"), make_post(2, "柜子半夜自己开了")])

    database = Database(path)

    assert sorted(row["body"] for row in database["posts"].rows_where("kind = ?", ["review"])) == [
        "The locker opened at midnight",
        "柜子半夜自己开了",
    ]
    database.close()
