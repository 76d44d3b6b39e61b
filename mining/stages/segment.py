"""Stage "segment": posts in, clauses out; the only writer of clauses.

Works by row: only posts whose present version has no clauses yet are cut, clauses of older versions go.
A post with nothing to say (boilerplate, marks only) is asked again at the next run; that is cheap.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.ids import clause_id
from crawler.stages import StageContext, table_hash
from crawler.store import Store
from mining.language import detect, detect_clause
from mining.normalise import shadow
from mining.records import Clause
from mining.schema import MINING_MIGRATIONS
from mining.segment import segment_text
from mining.words import word_list

BATCH = 500
_INSERT = (
    'INSERT INTO clauses (id, post_id, post_version, sentence, start, "end", text, language)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_MISSING = (
    "FROM posts WHERE NOT EXISTS"
    " (SELECT 1 FROM clauses WHERE post_id = posts.id AND post_version = posts.version)"
)


def is_boilerplate(text: str) -> bool:
    """Whether a platform wrote the whole text (系统默认好评, "This user left no comment"), not a person."""
    if len(text) > 60:
        return False
    bare = "".join(c for c in shadow(text).text if c.isalnum())
    return bare in word_list("boilerplate", "exact")


def clauses_of(post_id: str, version: int, text: str) -> list[Clause]:
    """The clauses of one version of a post, in order."""
    language = detect(text)
    clauses = []
    for span in segment_text(text):
        part = text[span.start : span.end]
        name = clause_id(post_id, version, span.start, span.end)
        spoken = detect_clause(part, language)
        clauses.append(Clause(name, post_id, version, span.sentence, span.start, span.end, part, spoken))
    return clauses


class SegmentStage:
    """Cut every new or changed post into clauses."""

    name = "segment"
    version = 1
    reads: tuple[str, ...] = ("posts",)
    writes: tuple[str, ...] = ("clauses",)

    def config(self, study: Any) -> Mapping[str, Any]:
        """Nothing in study.toml changes how text is cut."""
        return {}

    def model(self, study: Any) -> str | None:
        """Rules only."""
        return None

    def input_hash(self, store: Store) -> str:
        """Which versions of which posts there are."""
        return table_hash(store, "SELECT id, version, content_hash FROM posts ORDER BY id")

    def run(self, context: StageContext) -> Mapping[str, Any]:
        """Counts: posts cut, clauses written, clauses of older versions dropped, posts left out and why."""
        store = context.store
        store.migrate(MINING_MIGRATIONS)
        counts: Counter[str] = Counter(posts=0, clauses=0, outdated=0, boilerplate=0, empty=0)
        counts["outdated"] = _drop_outdated(store)
        total = int(store.value(f"SELECT count(*) {_MISSING}"))
        done = 0
        for batch in _batches(store):
            _save(store, [clause for row in batch for clause in _cut(row, counts)])
            done += len(batch)
            context.progress(self.name, done, total)
        return dict(counts)


def _cut(row: sqlite3.Row, counts: Counter[str]) -> list[Clause]:
    if is_boilerplate(row["text"]):
        counts["boilerplate"] += 1
        return []
    clauses = clauses_of(row["id"], row["version"], row["text"])
    counts["posts" if clauses else "empty"] += 1
    counts["clauses"] += len(clauses)
    return clauses


def _batches(store: Store) -> Iterator[list[sqlite3.Row]]:
    last = ""
    while True:
        batch = store.rows(
            f"SELECT id, version, text {_MISSING} AND id > ? ORDER BY id LIMIT {BATCH}", (last,)
        )
        if not batch:
            return
        yield batch
        last = batch[-1]["id"]


def _save(store: Store, clauses: list[Clause]) -> None:
    rows = [
        (c.id, c.post_id, c.post_version, c.sentence, c.start, c.end, c.text, c.language) for c in clauses
    ]
    with store.writing() as conn:
        conn.executemany(_INSERT, rows)


def _drop_outdated(store: Store) -> int:
    with store.writing() as conn:
        return conn.execute(
            "DELETE FROM clauses WHERE post_version <> (SELECT version FROM posts WHERE posts.id = post_id)"
        ).rowcount
