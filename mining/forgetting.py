"""What mining must forget together with posts: their vectors on disk, and what findings counted of them.

Clauses, labels, vectors' rows, evidence, duplicates and places go by themselves, with the posts.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress

import numpy as np

from crawler.store import Store
from mining.embed.shards import prune_shards, shard_folder
from mining.people import census_of
from mining.reading import rows_in

PER_RUN = ("mappings", "kano_findings", "cores")  # what goes with a finding
_NAME = "SELECT content_hash FROM finding_names WHERE run_id = ? AND finding_id = ?"


def prepare(store: Store, post_ids: Iterable[str]) -> Callable[[], dict[str, int]]:
    """To be called before the posts are deleted, in the same transaction; what it gives is called after that.

    That recounts the findings that spoke of them and deletes those without any evidence left; it returns
    how many clauses, evidence and findings were concerned.
    """
    if store.value("SELECT 1 FROM sqlite_master WHERE name = 'clauses'") is None:
        return dict  # nothing was mined yet
    ids = list(post_ids)
    clauses = rows_in(store, "SELECT id FROM clauses WHERE post_id IN", ids)
    names = [row["id"] for row in clauses]
    places = rows_in(store, "SELECT shard, row FROM vectors WHERE clause_id IN", names)
    evidence = rows_in(store, "SELECT run_id, finding_id FROM evidence WHERE post_id IN", ids)
    touched = sorted({(row["run_id"], row["finding_id"]) for row in evidence})
    counts = Counter(clauses=len(clauses), vectors=len(places), evidence=len(evidence), findings=len(touched))

    def after() -> dict[str, int]:
        for shard in {row["shard"] for row in places}:
            _blank(store, shard, [row["row"] for row in places if row["shard"] == shard])
        counts["findings.deleted"] = sum(not _recounted(store, run, finding) for run, finding in touched)
        prune_shards(store)
        return dict(counts)

    return after


def _blank(store: Store, shard: str, rows: list[int]) -> None:
    """Overwrite rows of a shard: a vector says nearly as much as its sentence."""
    with suppress(OSError, ValueError):  # a shard that is gone or broken holds nothing to forget
        loaded = np.load(shard_folder(store) / shard, mmap_mode="r+", allow_pickle=False)
        loaded[rows] = 0
        loaded.flush()


def _recounted(store: Store, run_id: str, finding_id: str) -> bool:
    """Count a finding's people and posts again; without evidence it goes. Returns whether it stayed."""
    sql = "SELECT DISTINCT post_id FROM evidence WHERE run_id = ? AND finding_id = ?"
    posts = [row["post_id"] for row in store.rows(sql, (run_id, finding_id))]
    with store.writing() as conn:
        # a name by a model may be made of the words that are forgotten
        conn.execute(f"DELETE FROM model_answers WHERE content_hash IN ({_NAME})", (run_id, finding_id))  # noqa: S608
        conn.execute("DELETE FROM finding_names WHERE run_id = ? AND finding_id = ?", (run_id, finding_id))
        if not posts:
            for table in PER_RUN:
                sql = f"DELETE FROM {table} WHERE run_id = ? AND finding_id = ?"  # noqa: S608 - names are ours
                conn.execute(sql, (run_id, finding_id))
            conn.execute("DELETE FROM findings WHERE run_id = ? AND id = ?", (run_id, finding_id))
            return False
        people = census_of(store, posts).count(posts)
        conn.execute(
            "UPDATE findings SET people = ?, people_basis = ?, posts = ? WHERE run_id = ? AND id = ?",
            (people.count, people.basis, len(posts), run_id, finding_id),
        )
    return True
