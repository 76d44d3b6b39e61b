"""What was refused, expected and allowed: the only writer of rejects, seeds and robots."""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.clock import now_iso
from crawler.store.database import Store

SAMPLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Reject:
    """A row or page that did not become a post: where it stood, why, and how it began."""

    place: str
    reason: str
    sample: str


@dataclass(frozen=True, slots=True)
class SeedResult:
    """Expected against collected for one seed, with the reason for the difference."""

    source: str
    url: str
    expected: int | None
    collected: int
    reason: str


def save_rejects(store: Store, run_id: str, rejects: Iterable[Reject]) -> None:
    """Keep every refusal of a run. Samples must be masked by the caller; they are cut here."""
    with store.writing() as conn:
        conn.executemany(
            "INSERT INTO rejects (run_id, place, reason, sample) VALUES (?, ?, ?, ?)",
            [(run_id, r.place, r.reason, r.sample[:SAMPLE_LENGTH]) for r in rejects],
        )


def forget_rejects(store: Store, places: str, parameters: tuple[str, ...]) -> int:
    """Delete the refusals at the addresses that a query gives; returns how many."""
    with store.writing() as conn:
        sql = f"DELETE FROM rejects WHERE place IN ({places})"  # noqa: S608 - `places` is ours
        return conn.execute(sql, parameters).rowcount


def save_seed(store: Store, run_id: str, seed: SeedResult, *, key: str) -> None:
    """Write or refresh the completeness line of one seed.

    `key` (crawler.resume.seed_key) tells seeds of one address apart: another source, another query.
    """
    with store.writing() as conn:
        conn.execute(
            "INSERT INTO seeds (run_id, seed_key, source, url, expected, collected, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (run_id, seed_key) DO UPDATE SET source = excluded.source, url = excluded.url,"
            " expected = excluded.expected, collected = excluded.collected, reason = excluded.reason",
            (run_id, key, seed.source, seed.url, seed.expected, seed.collected, seed.reason),
        )


def save_robots(store: Store, url: str, *, allowed: bool, reason: str) -> None:
    """Keep the robots.txt verdict for a url."""
    with store.writing() as conn:
        conn.execute(
            "INSERT OR REPLACE INTO robots (url, allowed, reason, checked_at) VALUES (?, ?, ?, ?)",
            (url, int(allowed), reason, now_iso()),
        )


def seeds_of_run(store: Store, run_id: str) -> list[SeedResult]:
    """The completeness lines of a run."""
    sql = "SELECT source, url, expected, collected, reason FROM seeds WHERE run_id = ? ORDER BY rowid"
    return [SeedResult(*row) for row in store.conn.execute(sql, (run_id,))]


def line_of(store: Store, run_id: str, key: str) -> SeedResult | None:
    """The completeness line of one seed of a run, or None."""
    sql = "SELECT source, url, expected, collected, reason FROM seeds WHERE run_id = ? AND seed_key = ?"
    row = store.conn.execute(sql, (run_id, key)).fetchone()
    return SeedResult(*row) if row else None


def list_seeds(store: Store) -> list[dict[str, object]]:
    """The completeness lines of each address, from the newest run that crawled it."""
    rows = store.rows(
        "SELECT run_id, source, url, expected, collected, reason, runs.started_at"
        " FROM seeds JOIN runs ON runs.id = run_id"
        " WHERE runs.rowid ="
        " (SELECT max(r.rowid) FROM seeds s JOIN runs r ON r.id = s.run_id WHERE s.url = seeds.url)"
        " ORDER BY runs.started_at, seeds.url, seeds.rowid"
    )
    return [dict(row) for row in rows]
