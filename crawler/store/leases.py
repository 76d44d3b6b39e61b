"""The only writer of job_leases: which process works on a crawl job, since when, and what it is asked to do.

A lease is kept up by a heartbeat. On the machine of the process its pid says more than the clock: a
process that was killed is known to be gone at once, one that is busy is not taken for dead.
"""

import os
import platform
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from crawler.clock import now, now_iso
from crawler.store.database import Store

LEASE = timedelta(seconds=30)
Activity = Literal["waiting", "running", "paused", "over"]
Wish = Literal["run", "pause", "stop"]


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds a job. `wish` is what somebody asked for and the process has not done yet, or has."""

    job_id: int
    activity: Activity
    machine: str
    pid: int
    pid_mark: str
    since: str
    beat_at: str
    lease_until: str
    wish: Wish | None
    reason: str | None

    @property
    def alive(self) -> bool:
        """Whether the process that took the lease still works."""
        if self.activity == "over":
            return False
        if self.machine == platform.node() and sys.platform != "win32":
            return process_runs(self.pid, self.pid_mark)
        return datetime.fromisoformat(self.lease_until) > now()


def take_lease(store: Store, job_id: int, activity: Activity, *, fresh: bool = False) -> None:
    """This process works on the job from here on; `fresh` forgets what was asked of the one before it."""
    pid, moment = os.getpid(), now_iso()
    values = (job_id, activity, platform.node(), pid, process_mark(pid), moment, moment, _until())
    with store.writing() as conn:
        conn.execute(
            "INSERT INTO job_leases (job_id, activity, machine, pid, pid_mark, since, beat_at, lease_until)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (job_id) DO UPDATE SET"
            " activity = excluded.activity, machine = excluded.machine, pid = excluded.pid,"
            " pid_mark = excluded.pid_mark, since = excluded.since, beat_at = excluded.beat_at,"
            " lease_until = excluded.lease_until, reason = NULL",
            values,
        )
        if fresh:
            conn.execute("UPDATE job_leases SET wish = NULL WHERE job_id = ?", (job_id,))


def beat(store: Store, job_id: int, activity: Activity) -> None:
    """The process is still there, and does this. Changes nothing when the lease is another's by now."""
    with store.writing() as conn:
        conn.execute(
            "UPDATE job_leases SET beat_at = ?, lease_until = ?,"
            " since = CASE WHEN activity = ? THEN since ELSE ? END, activity = ?"
            " WHERE job_id = ? AND pid = ? AND machine = ?",
            (now_iso(), _until(), activity, now_iso(), activity, job_id, os.getpid(), platform.node()),
        )


def release(store: Store, job_id: int, reason: str) -> None:
    """Nobody works on the job any more, for this reason."""
    with store.writing() as conn:
        conn.execute(
            "UPDATE job_leases SET activity = 'over', reason = ?, since = ?, wish = NULL WHERE job_id = ?",
            (reason, now_iso(), job_id),
        )


def wish(store: Store, job_id: int, wanted: Wish) -> None:
    """Ask the process of a job for something; it looks about once a second."""
    with store.writing() as conn:
        conn.execute("UPDATE job_leases SET wish = ? WHERE job_id = ?", (wanted, job_id))


def wish_of(store: Store, job_id: int) -> Wish | None:
    """What the process of a job is asked for."""
    found: Wish | None = store.value("SELECT wish FROM job_leases WHERE job_id = ?", (job_id,))
    return found


def leases(store: Store) -> dict[int, Lease]:
    """Every lease by its job."""
    return {row["job_id"]: Lease(**dict(row)) for row in store.rows("SELECT * FROM job_leases")}


def lease_of(store: Store, job_id: int) -> Lease | None:
    """The lease of one job, None when no process ever took one."""
    rows = store.rows("SELECT * FROM job_leases WHERE job_id = ?", (job_id,))
    return Lease(**dict(rows[0])) if rows else None


def process_runs(pid: int, mark: str) -> bool:
    """Whether a process of this machine still runs: a dead one not yet collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    found = process_mark(pid)
    return found != "dead" and (not mark or not found or mark == found)


def process_mark(pid: int) -> str:
    """What tells a process from a later one of the same number (its start); "" where that is not told."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    fields = text.rpartition(")")[2].split()  # the name before it may hold anything
    return "dead" if fields[0] in ("Z", "X") else fields[19]


def _until() -> str:
    return (now() + LEASE).isoformat(timespec="seconds")
