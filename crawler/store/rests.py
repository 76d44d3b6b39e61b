"""The only writer of resting_hosts: hosts that asked for a rest longer than a crawl waits, and until when."""

from collections.abc import Mapping
from datetime import datetime

from crawler.clock import now, now_iso
from crawler.store.database import Store


def save_rests(store: Store, rests: Mapping[str, tuple[datetime, str]]) -> None:
    """Note until when each host wants to be left alone, and its words for it."""
    with store.writing() as conn:
        conn.executemany(
            "INSERT OR REPLACE INTO resting_hosts (host, until, reason) VALUES (?, ?, ?)",
            [(host, until.isoformat(timespec="seconds"), why) for host, (until, why) in rests.items()],
        )
        conn.execute("DELETE FROM resting_hosts WHERE until <= ?", (now_iso(),))


def resting_hosts(store: Store) -> dict[str, tuple[datetime, str]]:
    """The hosts that no crawl may ask yet."""
    rows = store.rows("SELECT host, until, reason FROM resting_hosts")
    found = {row["host"]: (datetime.fromisoformat(row["until"]), str(row["reason"])) for row in rows}
    return {host: rest for host, rest in found.items() if rest[0] > now()}
