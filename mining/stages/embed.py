"""Stage "embed": labelled clauses in, vectors out (float16 shards and the table vectors).

Works by row: only clauses that carry a scenario, a pain or a need and have no vector yet.
"""

from collections.abc import Mapping
from typing import Any

from crawler.stages import StageContext, table_hash
from crawler.store import Store
from mining.discover.items import SCENARIO_FLOOR
from mining.embed.registry import load_embedder
from mining.embed.shards import forget_broken, prune_shards, write_shard
from mining.schema import MINING_MIGRATIONS

BATCH = 4_000
_WANTED = (
    "SELECT clauses.id, clauses.text FROM clauses JOIN labels ON labels.clause_id = clauses.id"  # noqa: S608 - our number
    " WHERE (types LIKE '%\"scenario\"%' OR types LIKE '%\"pain\"%' OR types LIKE '%\"need\"%'"
    f" OR json_extract(scores, '$.scenario') >= {SCENARIO_FLOOR})"
)
_ALL = f"{_WANTED} ORDER BY clauses.id"
_WITHOUT = " AND NOT EXISTS (SELECT 1 FROM vectors WHERE clause_id = clauses.id AND model = ?)"
_MISSING = f"{_WANTED}{_WITHOUT} ORDER BY clauses.id"


class EmbedStage:
    """Vectors of every clause that may become evidence."""

    name = "embed"
    version = 1
    reads: tuple[str, ...] = ("clauses", "labels")
    writes: tuple[str, ...] = ("vectors",)

    def config(self, study: Any) -> Mapping[str, Any]:
        """Which embedder the study asks for."""
        return {"embedder": study.config.mining.embedder}

    def model(self, study: Any) -> str | None:
        """Name and revision of the embedder."""
        return load_embedder(study.config.mining.embedder).model

    def input_hash(self, store: Store) -> str:
        """Hash of the clauses that want vectors."""
        store.migrate(MINING_MIGRATIONS)
        return table_hash(store, _ALL)

    def run(self, context: StageContext) -> Mapping[str, Any]:
        """Counts: clauses with a vector, how many were made now, and how many had been lost with a shard."""
        store = context.store
        embedder = load_embedder(context.config["embedder"])
        lost = forget_broken(store)
        missing = store.rows(_MISSING, (embedder.model,))
        for at in range(0, len(missing), BATCH):
            batch = missing[at : at + BATCH]
            write_shard(
                store,
                embedder.model,
                [row["id"] for row in batch],
                embedder.encode([row["text"] for row in batch]),
            )
            context.progress(self.name, at + len(batch), len(missing))
        pruned = prune_shards(store)
        total = store.value("SELECT count(*) FROM vectors WHERE model = ?", (embedder.model,))
        return {"vectors": total, "made": len(missing), "lost": lost, "shards_pruned": pruned}
