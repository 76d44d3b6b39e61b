"""The only writer of frontier and crawl_memory: the requests of a crawl, and what its spider must not forget.

A request is ready, leased (a process took it and owes an answer), postponed (its host wants a rest), done
or failed. Adding one whose
fingerprint the job knows does nothing: that one statement is the duplicate filter, on disk.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crawler.store.database import Store

REDIRECT = "where a redirect led"


@dataclass(frozen=True, slots=True)
class Queued:
    """A request to keep. `body` is its JSON (crawler.frontier.codec); a higher priority goes first."""

    fingerprint: bytes
    host: str
    priority: int
    body: str


@dataclass(frozen=True, slots=True)
class Leased:
    """A request handed out, which must be settled by `finish` or `fail`."""

    id: int
    host: str
    priority: int
    body: str


class Frontier:
    """The requests of one job. One process at a time writes them, so it may count in memory.

    Every method that writes opens a transaction, or joins the one that its caller has open.
    """

    def __init__(self, store: Store, job_id: int) -> None:
        self._store = store
        self._job = job_id
        self._ready: dict[str, int] = {}
        self.recount()

    def recount(self) -> None:
        """Read the numbers of waiting requests from the database, after a rollback for instance."""
        rows = self._store.rows(
            "SELECT host, count(*) AS n FROM frontier WHERE job_id = ? AND state = 'ready' GROUP BY host",
            (self._job,),
        )
        self._ready = {row["host"]: row["n"] for row in rows}

    @property
    def ready(self) -> int:
        """How many requests wait."""
        return sum(self._ready.values())

    def recover(self) -> int:
        """Give back what an earlier process had leased or put off; returns how many requests that were."""
        with self._store.writing() as conn:
            sql = "UPDATE frontier SET state = 'ready' WHERE job_id = ? AND state IN ('leased', 'postponed')"
            back = conn.execute(sql, (self._job,)).rowcount
        self.recount()
        return back

    def add(self, requests: Iterable[Queued]) -> int:
        """Keep requests that the job does not know yet; returns how many those were."""
        added = 0
        with self._store.writing() as conn:
            for request in requests:
                if conn.execute(
                    "INSERT OR IGNORE INTO frontier (job_id, fingerprint, host, priority, state, request)"
                    " VALUES (?, ?, ?, ?, 'ready', ?)",
                    (self._job, request.fingerprint, request.host, request.priority, request.body),
                ).rowcount:
                    self._ready[request.host] = self._ready.get(request.host, 0) + 1
                    added += 1
        return added

    def knows(self, fingerprint: bytes) -> bool:
        """Whether a request was ever added (or a redirect led there)."""
        sql = "SELECT 1 FROM frontier WHERE job_id = ? AND fingerprint = ?"
        return self._store.value(sql, (self._job, fingerprint)) is not None

    def lease(self, limit: int) -> list[Leased]:
        """Take up to `limit` requests, best priority first and oldest first among equals.

        Each host gets its share, so that one with a long queue does not keep the others waiting;
        what one host leaves of its share goes to those that have more.
        """
        taken: list[Leased] = []
        with self._store.writing():
            hosts = sorted((host for host, n in self._ready.items() if n), key=self._ready.__getitem__)
            for position, host in enumerate(hosts):
                share = -(-(limit - len(taken)) // (len(hosts) - position))
                if share > 0:
                    taken += self._lease_from(host, share)
        return taken

    def _lease_from(self, host: str, limit: int) -> list[Leased]:
        rows = self._store.conn.execute(
            "UPDATE frontier SET state = 'leased' WHERE id IN (SELECT id FROM frontier WHERE job_id = ?"
            " AND host = ? AND state = 'ready' ORDER BY priority DESC, id LIMIT ?)"
            " RETURNING id, host, priority, request",
            (self._job, host, limit),
        ).fetchall()
        self._ready[host] -= len(rows)
        return sorted((Leased(*row) for row in rows), key=lambda request: (-request.priority, request.id))

    def finish(self, ids: Sequence[int]) -> None:
        """These pages were read: their posts and links are in the same transaction."""
        self._settle("done", [(None, number) for number in ids])

    def fail(self, failures: Iterable[tuple[int, str]]) -> None:
        """These requests came to nothing, each for its reason."""
        self._settle("failed", [(reason, number) for number, reason in failures])

    def _settle(self, state: str, rows: list[tuple[str | None, int]]) -> None:
        with self._store.writing() as conn:
            sql = f"UPDATE frontier SET state = '{state}', reason = ? WHERE id = ?"  # noqa: S608 - two words of ours
            conn.executemany(sql, rows)

    def postpone(self, row: int, host: str) -> None:
        """Put off a leased request, and all that waits for its host, until the job goes on another time."""
        with self._store.writing() as conn:
            conn.execute(
                "UPDATE frontier SET state = 'postponed'"
                " WHERE id = ? OR (job_id = ? AND host = ? AND state = 'ready')",
                (row, self._job, host),
            )
        self._ready[host] = 0

    def postponed(self) -> int:
        """How many requests were put off."""
        sql = "SELECT count(*) FROM frontier WHERE job_id = ? AND state = 'postponed'"
        return int(self._store.value(sql, (self._job,)))

    def note_redirects(self, fingerprints: Iterable[bytes]) -> None:
        """Addresses that were read because a redirect led there need no visit of their own."""
        with self._store.writing() as conn:
            for fingerprint in fingerprints:
                conn.execute(
                    "INSERT OR IGNORE INTO frontier"
                    " (job_id, fingerprint, host, priority, state, request, reason)"
                    " VALUES (?, ?, '', 0, 'done', '', ?)",
                    (self._job, fingerprint, REDIRECT),
                )

    def settled(self) -> int:
        """How many requests were answered for good, well or not."""
        over = "state IN ('done', 'failed') AND reason IS NOT ?"
        sql = f"SELECT count(*) FROM frontier WHERE job_id = ? AND {over}"  # noqa: S608 - fixed fragment
        return int(self._store.value(sql, (self._job, REDIRECT)))

    def counts(self) -> dict[str, int]:
        """Requests by state."""
        sql = "SELECT state, count(*) AS n FROM frontier WHERE job_id = ? GROUP BY state"
        return {row["state"]: row["n"] for row in self._store.rows(sql, (self._job,))}

    def remember(self, notes: Iterable[tuple[str, str, str]]) -> None:
        """Keep (kind, key, value) for the next process; a later value takes the place of an earlier one."""
        with self._store.writing() as conn:
            conn.executemany(
                "INSERT OR REPLACE INTO crawl_memory (job_id, kind, key, value) VALUES (?, ?, ?, ?)",
                [(self._job, *note) for note in notes],
            )

    def memory(self) -> Iterator[tuple[str, str, str]]:
        """All that was remembered, as (kind, key, value)."""
        sql = "SELECT kind, key, value FROM crawl_memory WHERE job_id = ?"
        yield from self._store.conn.execute(sql, (self._job,))


def forget_requests(store: Store, job_id: int, *, failed: bool = False) -> None:
    """Drop what an ended job needs no more; failed requests stay to be looked at, unless `failed`."""
    with store.writing() as conn:
        kept = "" if failed else " AND state <> 'failed'"
        conn.execute(f"DELETE FROM frontier WHERE job_id = ?{kept}", (job_id,))  # noqa: S608 - fixed fragment
        conn.execute("DELETE FROM crawl_memory WHERE job_id = ?", (job_id,))


def forget_given_up(store: Store) -> None:
    """Drop the requests of jobs that are no longer open, but for the newest of each seed."""
    with store.writing() as conn:
        old = (
            "job_id IN (SELECT id FROM crawl_jobs WHERE state = 'ended' AND id NOT IN"
            " (SELECT max(id) FROM crawl_jobs GROUP BY seed_key))"
        )
        conn.execute(f"DELETE FROM frontier WHERE {old}")  # noqa: S608 - fixed fragment
        conn.execute(f"DELETE FROM crawl_memory WHERE {old}")  # noqa: S608 - fixed fragment
