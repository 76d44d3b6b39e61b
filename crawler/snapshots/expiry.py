"""The end of snapshots: raw ones after their days, and bodies that no snapshot names."""

from dataclasses import dataclass
from datetime import timedelta

from crawler.clock import now
from crawler.snapshots.bodies import Bodies
from crawler.store import Store
from crawler.store.snapshots import delete_snapshots
from crawler.study import Study


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many snapshots went, and how many bodies with them."""

    snapshots: int = 0
    bodies: int = 0


def drop_expired(store: Store, study: Study) -> Dropped:
    """Drop raw snapshots older than `raw_ttl_days`; called before every crawl and reparse."""
    limit = (now() - timedelta(days=study.config.snapshots.raw_ttl_days)).isoformat(timespec="seconds")
    rows = store.rows("SELECT id FROM snapshots WHERE raw = 1 AND fetched_at < ?", (limit,))
    if not rows:
        return Dropped()
    delete_snapshots(store, [row["id"] for row in rows])
    return Dropped(len(rows), drop_unnamed(store, study))


def drop_unnamed(store: Store, study: Study) -> int:
    """Drop bodies that no snapshot names; returns how many those were."""
    bodies = Bodies(study.folder)
    try:
        return bodies.keep_only({row["body"] for row in store.rows("SELECT DISTINCT body FROM snapshots")})
    finally:
        bodies.close()


def count_raw(store: Store) -> int:
    """How many raw snapshots the study holds."""
    return int(store.value("SELECT count(*) FROM snapshots WHERE raw = 1"))
