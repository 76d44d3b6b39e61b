"""Stage "relate": which findings are told of together more often than elsewhere; only writer of relations."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from crawler.ids import digest
from crawler.stages import StageContext, table_hash
from crawler.store import Store
from mining.facets.lexicon import lexicon_version
from mining.facets.trades import trades_in_use
from mining.reading import current_discovery
from mining.relations.pairs import RATE, RELATED, TOO_LITTLE, Related, relate
from mining.relations.reading import (
    CLAUSES_SQL,
    COLUMNS,
    RELATE_STAGE,
    TOLD_SQL,
    TYPED_SQL,
    load_told,
    load_windows,
)
from mining.relations.windows import REACH
from mining.schema import MINING_MIGRATIONS

_VOICES = (
    "SELECT posts.id, author_key, group_id FROM posts"
    " LEFT JOIN duplicates ON duplicates.post_id = posts.id ORDER BY posts.id"
)
_INSERT = (
    f"INSERT INTO relations (run_id, found_in, {', '.join(COLUMNS)})"  # noqa: S608 - our own names
    f" VALUES (?, ?{', ?' * len(COLUMNS)})"
)


class RelateStage:
    """All pairs anew under a new run id, in one transaction."""

    name = RELATE_STAGE
    version = 1
    reads: tuple[str, ...] = ("posts", "duplicates", "clauses", "labels", "findings", "evidence")
    writes: tuple[str, ...] = ("relations",)

    def config(self, study: Any) -> Mapping[str, Any]:
        """How near, how sure, and how many people at least."""
        return {
            "reach": REACH,
            "rate": RATE,
            "min_people": study.config.mining.min_people,
            "facets": lexicon_version(),
            "trades": sorted(trades_in_use()),
        }

    def model(self, study: Any) -> str | None:
        """None: counting only."""
        return None

    def input_hash(self, store: Store) -> str:
        """Hash of clauses, voices and the evidence in force, whatever their order; and of the run itself."""
        store.migrate(MINING_MIGRATIONS)
        return digest(
            *(table_hash(store, query) for query in (CLAUSES_SQL, _VOICES, TOLD_SQL, TYPED_SQL)),
            current_discovery(store) or "",
        )

    def run(self, context: StageContext) -> Mapping[str, Any]:
        """Counts: pairs, pairs that could be tested, relations, and pairs told together that stay open."""
        store = context.store
        store.migrate(MINING_MIGRATIONS)
        context.progress(self.name, 0, 1)
        told, of_kind = load_told(store)
        found = relate(load_windows(store), told, of_kind, min_people=context.config["min_people"])
        _save(store, context.run_id, found)
        context.progress(self.name, 1, 1)
        verdicts = Counter(one.verdict for one in found.relations)
        return {
            "pairs": found.pairs,
            "tested": found.tested,
            "related": verdicts[RELATED],
            "not_enough_evidence": verdicts[TOO_LITTLE],
        }


def _save(store: Store, run_id: str, found: Related) -> None:
    found_in = current_discovery(store)
    with store.writing() as conn:
        conn.executemany(_INSERT, [(run_id, found_in, *astuple(one)) for one in found.relations])
