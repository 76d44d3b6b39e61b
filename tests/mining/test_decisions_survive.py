"""Decisions hold when the ids come from the real lineage, with 20 % more posts in another order."""

import random
from typing import Any

from crawler.ids import clause_id, digest
from crawler.records import Post
from crawler.store import Store
from crawler.store.runs import Fingerprint, finish_run, start_run
from mining.decisions import record
from mining.discover.saving import save_findings
from mining.overlay import current_findings
from mining.records import Evidence, Finding
from tests.builders import make_post, save

COUNT = 35


def finding(number: int, posts: list[Post]) -> Finding:
    """A finding that quotes each post whole, under the id that a first mining would give it."""
    evidence = tuple(
        Evidence(clause_id(p.id, 1, 0, len(p.text)), p.id, 1, 0, len(p.text), p.text, p.url, 1.0, rank)
        for rank, p in enumerate(posts)
    )
    return Finding(
        id="f" + digest("pain", *sorted(e.clause_id for e in evidence)),
        kind="pain",
        title={"zh": f"标题 {number}", "en": f"Title {number}"},
        statement={"zh": "", "en": ""},
        slots={},
        terms=(),
        people=len(posts),
        people_basis="authors",
        posts=len(posts),
        components={},
        stability=None,
        shelf="main",
        rank=number,
        evidence=evidence,
    )


def mine(store: Store, findings: list[Finding]) -> None:
    run_id = start_run(store, Fingerprint("discover", 1, "config", str(findings[0].posts), None, 7))
    save_findings(store, run_id, findings)
    finish_run(store, run_id, {})


def shown(store: Store) -> dict[str, tuple[Any, ...]]:
    return {
        item.id: (item.status, dict(item.title), item.merged_from, [d.id for d in item.decisions])
        for item in current_findings(store)
    }


def decide(store: Store, ids: list[str]) -> None:
    """Five decisions of each kind."""
    for n in range(5):
        record(store, "accept", ids[n])
        record(store, "reject", ids[5 + n])
        record(store, "park", ids[10 + n])
        record(store, "rename", ids[15 + n], {"en": f"Renamed {n}"})
        record(store, "merge", ids[20 + n], {"into": ids[25 + n]})
        record(store, "note", ids[30 + n], {"text": f"Note {n}"})
        record(store, "undo", str(record(store, "reject", ids[30 + n])))


def test_five_decisions_of_each_kind_survive_twenty_per_cent_more_posts(store: Store) -> None:
    posts = [make_post(n, f"It stopped again, case {n}.") for n in range(COUNT * 12)]
    save(store, *posts)
    mine(store, [finding(n, posts[n * 12 : n * 12 + 10]) for n in range(COUNT)])
    decide(store, [item.id for item in sorted(current_findings(store), key=lambda item: item.finding.rank)])
    before = shown(store)

    again = [finding(n, posts[n * 12 : n * 12 + 12]) for n in range(COUNT)]
    random.Random(3).shuffle(again)
    mine(store, again)

    assert shown(store) == before
    assert len(before) == COUNT - 5
    assert [status for status, *_ in before.values()].count("rejected") == 5
    assert {len(item.evidence) for item in current_findings(store)} == {12, 24}
