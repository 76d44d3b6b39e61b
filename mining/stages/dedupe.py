"""Stage "dedupe": which posts say the same, and which of them stands for all; only writer of duplicates."""

from collections.abc import Mapping
from typing import Any

from crawler.stages import StageContext, table_hash
from crawler.store import Store
from mining.dedupe import Candidate, Grouping, group_duplicates
from mining.schema import MINING_MIGRATIONS


class DedupeStage:
    """Group all posts anew; the whole table is replaced in one transaction."""

    name = "dedupe"
    version = 1
    reads: tuple[str, ...] = ("posts",)
    writes: tuple[str, ...] = ("duplicates",)

    def config(self, study: Any) -> Mapping[str, Any]:
        """Nothing in study.toml changes what a duplicate is."""
        return {}

    def model(self, study: Any) -> str | None:
        """Rules only."""
        return None

    def input_hash(self, store: Store) -> str:
        """Which versions of which posts there are."""
        return table_hash(store, "SELECT id, version, content_hash FROM posts ORDER BY id")

    def run(self, context: StageContext) -> Mapping[str, Any]:
        """Counts: posts, groups, groups of several posts, posts that another one stands for."""
        store = context.store
        store.migrate(MINING_MIGRATIONS)
        rows = store.rows("SELECT id, version, text, posted_at FROM posts ORDER BY id")
        context.progress(self.name, 0, len(rows))
        groups = group_duplicates(Candidate(row["id"], row["text"], row["posted_at"]) for row in rows)
        _replace(store, {row["id"]: row["version"] for row in rows}, groups)
        context.progress(self.name, len(rows), len(rows))
        sizes: dict[str, int] = {}
        for group in groups.values():
            sizes[group.group_id] = sizes.get(group.group_id, 0) + 1
        return {
            "posts": len(rows),
            "groups": len(sizes),
            "repeated": sum(size > 1 for size in sizes.values()),
            "set_aside": len(rows) - len(sizes),
        }


def _replace(store: Store, versions: Mapping[str, int], groups: Mapping[str, Grouping]) -> None:
    with store.writing() as conn:
        conn.execute("DELETE FROM duplicates")
        conn.executemany(
            "INSERT INTO duplicates (post_id, post_version, group_id, kept) VALUES (?, ?, ?, ?)",
            [
                (post, versions[post], group.group_id, int(group.kept))
                for post, group in sorted(groups.items())
            ],
        )
