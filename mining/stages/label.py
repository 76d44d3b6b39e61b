"""Stage "label": clauses in, labels out; the only writer of labels.

Works by row: only clauses without a label, or with one of another model, are labelled; all of them after
the stage's version or the study's own words for slots changed. The clause before and the clause after in
the same post are a clause's context.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from crawler.ids import canonical_json
from crawler.stages import StageContext, table_hash
from crawler.store import Store
from crawler.store.runs import current_run
from mining.label import Labeller, Sentence
from mining.records import TYPES, Label
from mining.schema import MINING_MIGRATIONS
from mining.slots.own import own_version, study_lexicon
from mining.typing.own_heads import heads_name

POSTS_PER_BATCH = 200
_MISSING = (
    "FROM clauses LEFT JOIN labels ON labels.clause_id = clauses.id"
    " WHERE (labels.model IS NULL OR labels.model <> ?)"
)
_INSERT = (
    "INSERT OR REPLACE INTO labels"
    " (clause_id, types, scores, polarity, phase, phase_scores, slots, aspects, model)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class LabelStage:
    """Type every new clause."""

    name = "label"
    version = 3
    reads: tuple[str, ...] = ("clauses",)
    writes: tuple[str, ...] = ("labels",)

    def config(self, study: Any) -> Mapping[str, Any]:
        """Nothing in study.toml changes how a clause is typed; the study's own words for slots do."""
        own = own_version(study.folder)
        return {"lexicon": own} if own else {}

    def model(self, study: Any) -> str | None:
        """Name of the heads, the study's own where it has some; changes with weights and calibration."""
        return heads_name(study.folder)

    def input_hash(self, store: Store) -> str:
        """Hash of all clauses, whatever their order."""
        store.migrate(MINING_MIGRATIONS)
        return table_hash(store, "SELECT id, text, language FROM clauses ORDER BY id")

    def run(self, context: StageContext) -> Mapping[str, Any]:
        """Counts: clauses labelled, and how many of them have each type, or none."""
        store = context.store
        store.migrate(MINING_MIGRATIONS)
        folder = store.path.parent
        name = _made_by(folder)
        _forget_older(store, self.name, self.version)
        counts: Counter[str] = Counter(dict.fromkeys(("clauses", *TYPES, "untyped"), 0))
        total = int(store.value(f"SELECT count(*) {_MISSING}", (name,)))
        labeller = Labeller.for_study(folder) if total else None
        for batch in _batches(store, name):
            assert labeller is not None
            with study_lexicon(folder):
                labels = labeller.label([sentence for _, sentence in batch])
            _save(store, name, [clause for clause, _ in batch], labels)
            _count(counts, labels)
            context.progress(self.name, counts["clauses"], total)
        return dict(counts)


def _made_by(folder: Path) -> str:
    """What made a label: the heads, and the study's own words for slots where it has some."""
    return " ".join(filter(None, (heads_name(folder), own_version(folder))))


def _forget_older(store: Store, stage: str, version: int) -> None:
    """Labels of the stage's other versions count as missing."""
    last = store.value("SELECT stage_version FROM runs WHERE id = ?", (current_run(store, stage),))
    if last in (None, version):
        return
    with store.writing() as conn:
        conn.execute("UPDATE labels SET model = ''")


def _batches(store: Store, name: str) -> Iterator[list[tuple[str, Sentence]]]:
    """Clause ids with their sentences, some posts at a time, always in the order of the posts' ids."""
    last = ""
    while True:
        posts = store.rows(
            f"SELECT DISTINCT post_id {_MISSING} AND post_id > ? ORDER BY post_id LIMIT {POSTS_PER_BATCH}",
            (name, last),
        )
        if not posts:
            return
        first, last = posts[0]["post_id"], posts[-1]["post_id"]
        rows = store.rows(
            "SELECT clauses.*, labels.model FROM clauses LEFT JOIN labels ON labels.clause_id = clauses.id"
            " WHERE post_id BETWEEN ? AND ? ORDER BY post_id, start",
            (first, last),
        )
        yield [
            item
            for _, post in groupby(rows, key=lambda row: row["post_id"])
            for item in _missing(list(post), name)
        ]


def _missing(post: list[sqlite3.Row], name: str) -> Iterator[tuple[str, Sentence]]:
    texts = ["", *(row["text"] for row in post), ""]
    for index, row in enumerate(post):
        if row["model"] != name:
            yield row["id"], Sentence(row["text"], texts[index], texts[index + 2], row["language"])


def _save(store: Store, name: str, clauses: list[str], labels: list[Label]) -> None:
    rows = [_row(clause, label, name) for clause, label in zip(clauses, labels, strict=True)]
    with store.writing() as conn:
        conn.executemany(_INSERT, rows)


def _row(clause: str, label: Label, name: str) -> tuple[Any, ...]:
    slots = {key: asdict(slot) for key, slot in label.slots.items()}
    return (
        clause,
        json.dumps(list(label.types)),
        canonical_json(dict(label.scores)),
        label.polarity,
        label.phase,
        canonical_json(dict(label.phase_scores)),
        canonical_json(slots),
        canonical_json(list(label.aspects)),
        name,
    )


def _count(counts: Counter[str], labels: list[Label]) -> None:
    counts["clauses"] += len(labels)
    for label in labels:
        counts.update(label.types or ("untyped",))
