"""The completeness ledger as it stands now: finished crawls from their lines, others from their jobs.

A process that was killed wrote no line; without its job the ledger would show the crawl before, or nothing.
"""

from typing import Any

from crawler.jobs.listing import JobView, listed
from crawler.store import Store
from crawler.store.ledger import list_seeds


def completeness(store: Store) -> list[dict[str, Any]]:
    """For each seed `source`, `url`, `expected`, `collected`, `reason`, `run_id`, `started_at`, oldest first.

    Of a seed whose newest job has not ended: what that job has so far, with what it is doing as the reason.
    """
    lines: list[dict[str, Any]] = [dict(line) for line in list_seeds(store)]
    for view in _unfinished(listed(store)):
        line = _line(store, view)
        same = [n for n, old in enumerate(lines) if old["url"] == view.url and _same(old, view)]
        if same:
            lines[same[-1]] |= line
        else:
            lines.append(line)
    return lines


def _unfinished(views: list[JobView]) -> list[JobView]:
    """The newest job of each source and url, where it has not ended; oldest first."""
    newest: dict[tuple[str, str], JobView] = {}
    for view in views:  # the newest comes first
        newest.setdefault((view.source, view.url), view)
    return sorted((v for v in newest.values() if v.state != "ended"), key=lambda view: view.id)


def _same(line: dict[str, Any], view: JobView) -> bool:
    """Whether a line speaks of the job's seed; `auto` finds out later which source it is."""
    return line["source"] == view.source or "auto" in (line["source"], view.source)


def _line(store: Store, view: JobView) -> dict[str, Any]:
    started = store.value("SELECT started_at FROM runs WHERE id = ?", (view.run_id,))
    return {
        "run_id": view.run_id,
        "source": view.source,
        "url": view.url,
        "expected": view.expected,
        "collected": view.posts,
        "reason": view.reason or f"{view.state}, job {view.id}",
        "started_at": started,
    }
