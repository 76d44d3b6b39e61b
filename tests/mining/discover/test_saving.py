"""What is written of a finding: its words as they stand, its origin, and nothing where writing fails."""

import sqlite3
from dataclasses import replace

import pytest

from crawler.records import Post
from crawler.store import Store
from crawler.store.runs import finish_run
from mining.discover.saving import save_findings
from mining.reading import load_findings, load_lineage
from mining.records import Evidence, Finding
from tests.builders import add_clauses, make_post, run, save

TEXTS = ["烘干机又坏了。等了很久。", "the dryer broke, twice", "no hot water today", "没有热水"]


@pytest.fixture
def posts(store: Store) -> list[Post]:
    found = [make_post(number, text) for number, text in enumerate(TEXTS)]
    save(store, *found)
    return found


def evidence(store: Store, post: Post, quote: str, rank: int) -> Evidence:
    start = post.text.index(quote)
    [clause] = add_clauses(store, post, quote)
    return Evidence(clause, post.id, 1, start, start + len(quote), quote, post.url, 0.5, rank)


def finding(name: str, *found: Evidence) -> Finding:
    return Finding(
        id=name,
        kind="pain",
        title={"zh": "坏了", "en": "Broken"},
        statement={"zh": "一", "en": "one"},
        slots={"obstacle": {"concept": "broken"}},
        terms=("烘干机", "dryer"),
        people=len(found),
        people_basis="authors",
        posts=len(found),
        components={"reach": 0.25},
        stability=None,
        shelf="main",
        rank=0,
        evidence=found,
    )


def saved(store: Store, *findings: Finding) -> list[Finding]:
    run_id = run(store, "discover", finish=False)
    save_findings(store, run_id, findings)
    finish_run(store, run_id, {})
    return load_findings(store, run_id)


def test_a_finding_is_read_back_as_it_was_written(store: Store, posts: list[Post]) -> None:
    zh, en = evidence(store, posts[0], "烘干机又坏了", 0), evidence(store, posts[1], "the dryer broke", 1)
    one = finding("f1", zh, en)
    assert saved(store, one) == [one]


def test_a_quote_is_the_clause_and_stands_in_its_post(store: Store, posts: list[Post]) -> None:
    zh, en = evidence(store, posts[0], "等了很久", 0), evidence(store, posts[1], "twice", 1)
    saved(store, finding("f1", zh, en))

    rows = store.rows(
        "SELECT evidence.*, clauses.text AS said, posts.text AS whole FROM evidence"
        " JOIN clauses ON clauses.id = clause_id JOIN posts ON posts.id = evidence.post_id"
    )
    assert len(rows) == 2
    for row in rows:
        assert row["quote"] == row["said"] == row["whole"][row["start"] : row["end"]]


def test_the_id_of_the_last_run_is_kept_and_older_runs_stay(store: Store, posts: list[Post]) -> None:
    zh, en = evidence(store, posts[0], "烘干机又坏了", 0), evidence(store, posts[1], "the dryer broke", 1)
    water = evidence(store, posts[2], "no hot water today", 0)
    saved(store, finding("f1", zh))
    [kept, new] = saved(store, finding("g1", zh, en), replace(finding("g2", water), rank=1))

    assert (kept.id, new.id) == ("f1", "g2")
    assert len(kept.evidence) == 2
    assert {(row.finding_id, row.previous_id, row.relation) for row in load_lineage(store)} == {
        ("f1", None, "new"),
        ("f1", "f1", "kept"),
        ("g2", None, "new"),
    }
    assert store.value("SELECT count(DISTINCT run_id) FROM findings") == 2


def test_two_findings_with_the_same_evidence_are_both_written(store: Store, posts: list[Post]) -> None:
    one = evidence(store, posts[0], "烘干机又坏了", 0)
    found = saved(store, finding("f1", one), replace(finding("f1", one), shelf="innovated", rank=1))
    assert len({each.id for each in found}) == 2


def test_nothing_is_written_when_one_finding_cannot_be(store: Store, posts: list[Post]) -> None:
    good = finding("f1", evidence(store, posts[0], "烘干机又坏了", 0))
    bad = finding("f2", replace(good.evidence[0], post_id="a post that is gone"))
    with pytest.raises(sqlite3.IntegrityError):
        save_findings(store, run(store, "discover", finish=False), [good, bad])
    assert store.value("SELECT count(*) FROM findings") == 0
    assert store.value("SELECT count(*) FROM lineage") == 0
