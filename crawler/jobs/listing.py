"""What the crawl jobs of a study are doing, worked out from their rows and from who is alive."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

from crawler.errors import CrawlProblem
from crawler.store import Store
from crawler.store.leases import Lease, leases

JobState = Literal[
    "waiting", "running", "pausing", "paused", "stopping", "stopped", "interrupted", "dead", "ended"
]
AT_WORK: tuple[JobState, ...] = ("waiting", "running", "pausing", "paused", "stopping")
RESUMABLE: tuple[JobState, ...] = ("stopped", "interrupted", "dead")
_ASKED: dict[tuple[str, str | None], JobState] = {
    ("waiting", "pause"): "paused",
    ("waiting", "stop"): "stopping",
    ("running", "pause"): "pausing",
    ("running", "stop"): "stopping",
    ("paused", "stop"): "stopping",
}


@dataclass(frozen=True, slots=True)
class JobView:
    """One crawl job as a person sees it. `expected` is None where the place does not say how much it holds.

    `state`: waiting (for its turn), running, pausing, paused, stopping: a process has it. stopped,
    interrupted, dead (its process is gone without a word): it can go on. ended: the next crawl begins anew.
    `since` is when that state began (ISO 8601, UTC), `pages` counts requests answered for good.
    """

    id: int
    run_id: str
    source: str
    url: str
    state: JobState
    pages: int
    posts: int
    expected: int | None
    since: str
    reason: str
    pid: int | None = None

    @property
    def at_work(self) -> bool:
        """Whether a process has it."""
        return self.state in AT_WORK

    @property
    def resumable(self) -> bool:
        """Whether it can go on where it stands, though nobody works on it."""
        return self.state in RESUMABLE


_SQL = (
    "SELECT crawl_jobs.*, seeds.reason AS ledger, seeds.expected AS stated, seeds.collected AS collected,"
    " seeds.source AS found_source FROM crawl_jobs LEFT JOIN seeds ON seeds.rowid ="
    " (SELECT max(s.rowid) FROM seeds s"
    " WHERE s.run_id = crawl_jobs.run_id AND s.seed_key = crawl_jobs.seed_key)"
)


def listed(store: Store) -> list[JobView]:
    """Every crawl job of the study, the newest first."""
    held = leases(store)
    return [_view(row, held.get(row["id"])) for row in store.rows(_SQL + " ORDER BY crawl_jobs.id DESC")]


def progress(store: Store, job_id: int) -> JobView:
    """One job: its state, pages, posts found and expected. Raises CrawlProblem when there is none."""
    rows = store.rows(_SQL + " WHERE crawl_jobs.id = ?", (job_id,))
    if not rows:
        raise CrawlProblem(f"there is no crawl job {job_id}", where=str(store.path), hint="caifeng jobs")
    return _view(rows[0], leases(store).get(job_id))


def _view(row: sqlite3.Row, lease: Lease | None) -> JobView:
    state = _state(row["state"], lease)
    kept: dict[str, Any] = json.loads(row["progress"])
    book, done = kept.get("book", {}), kept.get("done", {})
    over = state == "ended" and row["collected"] is not None
    since = lease.since if lease and state != "dead" else row["updated_at"]
    return JobView(
        id=row["id"],
        run_id=row["run_id"],
        source=book.get("source") or row["found_source"] or row["source"],
        url=row["url"],
        state=state,
        pages=done.get("pages", 0),
        posts=row["collected"] if over else book.get("collected", 0),
        expected=row["stated"] if over else done.get("expected"),
        since=since,
        reason=_reason(state, lease, row["ledger"]),
        pid=lease.pid if lease and state in AT_WORK else None,
    )


def _state(state: str, lease: Lease | None) -> JobState:
    if lease is not None and lease.alive:
        return _ASKED.get((lease.activity, lease.wish), lease.activity)  # type: ignore[arg-type] # not "over"
    if state == "ended":
        return "ended"
    if lease is None:
        return "interrupted"
    if lease.activity != "over":
        return "dead"
    return "stopped" if (lease.reason or "").startswith("stopped") else "interrupted"


def _reason(state: JobState, lease: Lease | None, ledger: str | None) -> str:
    if state == "dead" and lease is not None:
        return f"its process {lease.pid} is gone, last heard of {lease.beat_at}"
    if state in AT_WORK:
        return ""
    if state == "ended":
        return ledger or "given up for a later crawl"
    return (lease.reason if lease else None) or ledger or "interrupted"
