"""Forgetting: everywhere, for good, with a dry run, and without keeping what it was."""

import json
from pathlib import Path

import pytest

from crawler.errors import UsageProblem
from crawler.forget import Wanted, forget
from crawler.store import Store
from crawler.store.tombstones import Buried
from crawler.study import Study
from mining.forgetting import prepare
from mining.schema import MINING_MIGRATIONS
from tests.crawler.forum_server import OLD, Forum
from tests.crawler.snapshots.kept import keep_pages, study_with

SOURCE = "discourse:forum.example.org"


@pytest.fixture
def forum() -> Forum:
    """Two topics of ten posts by seven people; each post says its number."""
    found = Forum()
    for number in (1, 2):
        found.topic(number, 10, OLD.format(number))
    return found


@pytest.fixture
def study(tmp_path: Path, forum: Forum) -> Study:
    made = study_with(tmp_path / "s")
    keep_pages(made, forum)
    mined(made)
    return made


def mined(study: Study) -> None:
    """A clause and its vector of each post, and two findings: one of all posts, one of a single author's."""
    import numpy as np

    from mining.embed.shards import write_shard

    with study.open() as store:
        store.migrate(MINING_MIGRATIONS)
        run = store.value("SELECT id FROM runs")
        posts = store.rows("SELECT id, text, author_key FROM posts ORDER BY id")
        for row in posts:
            store.conn.execute(
                "INSERT INTO clauses VALUES (?, ?, 1, 0, 0, ?, ?, 'en')",
                (f"c{row['id']}", row["id"], len(row["text"]), row["text"]),
            )
        vectors = np.arange(1, len(posts) * 4 + 1, dtype=np.float32).reshape(-1, 4)
        write_shard(store, "m", [f"c{row['id']}" for row in posts], vectors)
        one = posts[0]["author_key"]
        hers = [row for row in posts if row["author_key"] == one]
        for finding, own in (("f1", posts), ("f2", hers)):
            store.conn.execute(
                "INSERT INTO findings VALUES (?, ?, 'pain', '', '', '', '', '{}', '[]', 7, 'authors', ?,"
                " '{}', NULL, 'main', 1)",
                (run, finding, len(own)),
            )
            for place, row in enumerate(own):
                store.conn.execute(
                    "INSERT INTO evidence VALUES (?, ?, ?, ?, 1, 0, 9, ?, NULL, 1.0, ?)",
                    (run, finding, f"c{row['id']}", row["id"], row["text"][:9], place),
                )


def author_of(study: Study) -> str:
    with study.open() as store:
        return str(store.value("SELECT author_key FROM posts ORDER BY id"))


def traces(study: Study, *words: str) -> list[str]:
    """Which words any file of the study still holds, snapshots unpacked."""
    from crawler.snapshots.bodies import Bodies

    bodies = Bodies(study.folder)
    with study.open() as store:
        store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = [bodies.get(row["body"]) or b"" for row in store.rows("SELECT body FROM snapshots")]
    bodies.close()
    held = b"".join([*kept, *(p.read_bytes() for p in study.folder.rglob("*") if p.is_file())])
    return [word for word in words if word.encode() in held]


def count(store: Store, table: str) -> int:
    return int(store.value(f"SELECT count(*) FROM {table}"))


def test_an_author_goes_from_everywhere_and_leaves_no_trace(study: Study) -> None:
    author = author_of(study)
    with study.open() as store:
        own = [r["text"] for r in store.rows("SELECT text FROM posts WHERE author_key = ?", (author,))]
        marks = [text.split("says ")[1].rstrip(".") for text in own]
        total = count(store, "posts")
    assert traces(study, *marks) == marks
    found = forget(study, Wanted(author=author), prepare)
    assert found.counts["posts"] == found.counts["versions"] == found.counts["clauses"] == len(own)
    assert found.counts["findings.deleted"] == 1
    assert traces(study, author, *marks) == []
    with study.open() as store:
        assert count(store, "posts") == count(store, "search") == total - len(own)
        assert store.rows("PRAGMA foreign_key_check") == []
        left = store.rows("SELECT id, people, posts FROM findings")
        assert [tuple(row) for row in left] == [("f1", 6, total - len(own))]
        (run,) = store.rows("SELECT * FROM runs WHERE stage = 'forget'")
        assert (run["message"], json.loads(run["counts"])["posts"]) == ("an author", len(own))


def test_vectors_of_what_is_forgotten_are_overwritten(study: Study) -> None:
    import numpy as np

    before = len(forget(study, Wanted(author=author_of(study)), prepare, dry_run=True).counts)
    gone = forget(study, Wanted(author=author_of(study)), prepare).counts["vectors"]
    assert before
    (shard,) = (study.folder / "vectors").glob("*.npy")
    assert int((np.load(shard) == 0).all(axis=1).sum()) == gone


def test_a_dry_run_says_the_same_and_changes_nothing(study: Study) -> None:
    wanted = Wanted(author=author_of(study))
    with study.open() as store:
        before = [count(store, table) for table in ("posts", "snapshots", "evidence", "tombstones", "runs")]
    dry = forget(study, wanted, prepare, dry_run=True)
    with study.open() as store:
        after = [count(store, table) for table in ("posts", "snapshots", "evidence", "tombstones", "runs")]
    assert before == after
    real = forget(study, wanted, prepare)
    assert {**real.counts, "bodies": 0} == {**dry.counts, "bodies": 0}


def test_the_forgotten_do_not_come_back(study: Study, forum: Forum) -> None:
    author = author_of(study)
    gone = forget(study, Wanted(author=author), prepare).counts["posts"]
    with study.open() as store:
        post = str(store.value("SELECT id FROM posts ORDER BY id DESC"))
    forget(study, Wanted(post=post), prepare)
    keep_pages(study, forum)
    with study.open() as store:
        assert store.value("SELECT count(*) FROM posts WHERE author_key = ?", (author,)) == 0
        assert store.value("SELECT count(*) FROM posts WHERE id = ?", (post,)) == 0
        assert count(store, "posts") == 20 - gone - 1
        assert not Buried(store).holds("p1", "a" + "0" * 20)
        marks = [row["mark"] for row in store.rows("SELECT mark FROM tombstones")]
    assert not any(author in mark or post in mark for mark in marks)


def test_a_source_goes_with_all_its_pages(study: Study) -> None:
    found = forget(study, Wanted(source="discourse"), prepare)
    assert (found.counts["posts"], found.counts["snapshots"]) == (20, 3)
    assert traces(study, "kettle") == []


def test_one_source_of_a_kind_can_be_named(study: Study) -> None:
    with pytest.raises(UsageProblem, match="nothing of it"):
        forget(study, Wanted(source="discourse:forum.example"), prepare)
    assert forget(study, Wanted(source=SOURCE), prepare).counts["posts"] == 20


@pytest.mark.parametrize("wrong", [{}, {"author": "Rosa"}, {"post": "p1", "source": "discourse"}])
def test_what_is_asked_for_must_be_one_thing_in_its_form(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageProblem):
        Wanted(**wrong)
