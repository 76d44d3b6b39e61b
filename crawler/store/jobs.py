"""The only writer of crawl_jobs: which seeds of a run are still to be crawled, by whom, and how far they got.

A job is one seed of one run. It is "open" until its crawl came to an end by itself; an open job whose
process is gone is an interrupted crawl, and the next crawl of the same seed goes on where it stood.
"""

import json
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crawler.clock import now, now_iso
from crawler.errors import CrawlProblem
from crawler.store.database import Store

RESUME_WITHIN = timedelta(days=7)  # later, what the first half saw is too old to be one crawl with the rest
FRUITLESS_LEGS = 5  # as many processes in a row that settled no page: going on leads nowhere


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """One seed of one run. `progress` is what its last commit left: the spider, the book, the counts."""

    id: int
    run_id: str
    state: str
    progress: Mapping[str, Any]


def register_job(store: Store, run_id: str, seed_key: str, source: str, url: str) -> CrawlJob:
    """The job of a seed in a run, made when it is not there. Older open jobs of the seed are given up."""
    with store.writing() as conn:
        conn.execute(
            "UPDATE crawl_jobs SET state = 'ended' WHERE seed_key = ? AND run_id <> ?", (seed_key, run_id)
        )
        conn.execute(
            "INSERT OR IGNORE INTO crawl_jobs (run_id, seed_key, source, url, state, updated_at)"
            " VALUES (?, ?, ?, ?, 'open', ?)",
            (run_id, seed_key, source, url, now_iso()),
        )
    return _jobs(store, "run_id = ? AND seed_key = ?", (run_id, seed_key))[0]


def interrupted_job(store: Store, seed_key: str) -> CrawlJob | None:
    """The newest open job of a seed that is worth going on with, or None.

    Not worth it: interrupted more than `RESUME_WITHIN` ago, or `FRUITLESS_LEGS` attempts without a page.
    """
    since = (now() - RESUME_WITHIN).isoformat(timespec="seconds")
    condition = "seed_key = ? AND state = 'open' AND fruitless < ? AND updated_at >= ?"
    found = _jobs(store, condition, (seed_key, FRUITLESS_LEGS, since))
    return found[-1] if found else None


def get_job(store: Store, job_id: int) -> CrawlJob:
    """A job by its number. Raises CrawlProblem when there is none."""
    found = _jobs(store, "id = ?", (job_id,))
    if not found:
        raise CrawlProblem(f"there is no crawl job {job_id}", where=str(store.path))
    return found[0]


def seed_of(store: Store, job_id: int) -> str:
    """The seed key of a job: what is asked of which source. Raises CrawlProblem when there is no such job."""
    found = store.value("SELECT seed_key FROM crawl_jobs WHERE id = ?", (job_id,))
    if found is None:
        raise CrawlProblem(f"there is no crawl job {job_id}", where=str(store.path))
    return str(found)


def jobs_of_run(store: Store, run_id: str) -> list[CrawlJob]:
    """The jobs of a run, in the order in which they were registered."""
    return _jobs(store, "run_id = ?", (run_id,))


def job_of(store: Store, run_id: str, seed_key: str) -> CrawlJob | None:
    """The job of a seed in a run, or None."""
    found = _jobs(store, "run_id = ? AND seed_key = ?", (run_id, seed_key))
    return found[0] if found else None


def take_over(store: Store, job_id: int) -> str:
    """Become the one process that writes for this job; returns the token that proves it.

    Whoever held the job before finds out at its next write, and ends: so a process that was
    believed dead cannot write beside us.
    """
    holder = secrets.token_hex(8)
    with store.writing() as conn:
        conn.execute(
            "UPDATE crawl_jobs SET holder = ?, state = 'open', fruitless = fruitless + 1, updated_at = ?"
            " WHERE id = ?",
            (holder, now_iso(), job_id),
        )
    return holder


def check_holder(conn: sqlite3.Connection, job_id: int, holder: str) -> None:
    """To be called inside a write transaction. Raises CrawlProblem when another process took the job over."""
    found = conn.execute("SELECT holder FROM crawl_jobs WHERE id = ?", (job_id,)).fetchone()
    if found is None or found[0] != holder:
        raise CrawlProblem("another process took this crawl over", hint="one crawl of a study at a time")


def save_progress(store: Store, job_id: int, progress: Mapping[str, Any]) -> None:
    """Keep how far a job got; part of the transaction that settles its pages."""
    text = json.dumps(progress, ensure_ascii=False)
    with store.writing() as conn:
        conn.execute(
            "UPDATE crawl_jobs SET progress = ?, fruitless = 0, updated_at = ? WHERE id = ?",
            (text, now_iso(), job_id),
        )


def end_job(store: Store, job_id: int) -> None:
    """The crawl came to an end: the next one of this seed starts anew."""
    with store.writing() as conn:
        sql = "UPDATE crawl_jobs SET state = 'ended', updated_at = ? WHERE id = ?"
        conn.execute(sql, (now_iso(), job_id))


def _jobs(store: Store, where: str, parameters: tuple[Any, ...]) -> list[CrawlJob]:
    rows = store.rows(f"SELECT * FROM crawl_jobs WHERE {where} ORDER BY id", parameters)  # noqa: S608 - `where` is ours
    return [CrawlJob(row["id"], row["run_id"], row["state"], json.loads(row["progress"])) for row in rows]
