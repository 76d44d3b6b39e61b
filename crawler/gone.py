"""What a crawl of known ground found missing, and what it left standing: told at the end of a complete crawl.

A post is gone when its page answers 404 or 410, or when its thread was opened and read to the end and it
was not there. It is marked, never deleted. Of a stream that lists the newest first only posts younger than
the oldest that was read can be missed: older ones have merely rolled off its pages.
"""

import json
import sqlite3
from dataclasses import dataclass

from crawler.store import Store
from crawler.store.posts import mark_gone
from crawler.store.snapshots import SKIPPED, KnownPage, known_page, save_page

_ANSWERS = {"error 404": 404, "error 410": 410}
# posts of a seed with the page where each was last read; `place`: the thread, else the source
_POSTS = (
    "SELECT posts.id, posts.source || char(31) || coalesce(posts.thread_id, '') AS place, posts.posted_at,"
    " posts.last_run_id AS seen_in, posts.gone_at, pages.run_id AS read_in, pages.status"
    " FROM posts JOIN snapshots ON snapshots.id = posts.snapshot_id"
    " JOIN pages ON pages.url = snapshots.url AND pages.seed_key = ?"
)


@dataclass(frozen=True, slots=True)
class Seed:
    """A seed in the run that has just read it."""

    key: str
    run_id: str
    job_id: int


def note_missing_pages(store: Store, seed: Seed) -> None:
    """Addresses of this crawl that answered 404 or 410 are known to be gone."""
    sql = "SELECT request, reason FROM frontier WHERE job_id = ? AND state = 'failed'"
    for request, reason in store.conn.execute(sql, (seed.job_id,)).fetchall():
        url = json.loads(request).get("url", "")
        if reason in _ANSWERS and known_page(store, seed.key, url) is not None:
            save_page(store, seed.key, KnownPage(url, None, _ANSWERS[reason], None, None, None, seed.run_id))


def mark_missing(store: Store, seed: Seed, *, newest_first: bool) -> int:
    """Mark what is gone from a seed that was read to its end; returns how many posts that were."""
    rows = store.rows(_POSTS, (seed.key,))
    opened = {r["place"] for r in rows if r["read_in"] == seed.run_id and r["status"] in (200, 304)}
    missing = {r["place"] for r in rows if r["read_in"] == seed.run_id and r["status"] in _ANSWERS.values()}
    shut = missing - opened  # all of a thread goes with the page that leads to it
    oldest = _oldest_read(rows, seed.run_id) if newest_first else {}
    gone: list[tuple[str, str]] = []
    for row in rows:
        if row["seen_in"] == seed.run_id or row["gone_at"] is not None:
            continue
        if row["place"] in shut or (row["read_in"] == seed.run_id and row["status"] in _ANSWERS.values()):
            gone.append((row["id"], "its page is no more"))
        elif row["place"] in opened and _missed(row["posted_at"], oldest.get(row["place"], ""), newest_first):
            gone.append((row["id"], "no longer on its page"))
    return mark_gone(store, gone)


def count_known(store: Store, seed: Seed) -> int:
    """Posts that stand from earlier crawls on pages which this one did not read."""
    rows = store.rows(_POSTS, (seed.key,))
    return sum(
        r["gone_at"] is None
        and r["seen_in"] != seed.run_id
        and (r["read_in"] != seed.run_id or r["status"] == SKIPPED)
        for r in rows
    )


def _missed(posted_at: str | None, oldest: str, newest_first: bool) -> bool:
    return not newest_first or (posted_at is not None and oldest != "" and posted_at > oldest)


def _oldest_read(rows: list[sqlite3.Row], run_id: str) -> dict[str, str]:
    oldest: dict[str, str] = {}
    for row in rows:
        place, posted = row["place"], row["posted_at"]
        if row["seen_in"] == run_id and posted:
            oldest[place] = min(posted, oldest.get(place, posted))
    return oldest
