"""The only writer of imports: which file a run brought, and taking a run back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.errors import UsageProblem
from crawler.store.database import Store
from crawler.store.posts import delete_posts
from crawler.store.runs import finish_run, list_runs

REMOVED = "removed"  # status of a run whose posts were taken back; the run itself stays as history
_GATHERING = ("import", "crawl", "reparse")


@dataclass(frozen=True, slots=True)
class Imported:
    """One import: its run, the file's name, the source of its posts, and what became of its rows."""

    run_id: str
    file: str
    source: str
    started_at: str
    status: str
    counts: Mapping[str, Any]
    message: str | None


@dataclass(frozen=True, slots=True)
class Removal:
    """What taking an import back removed, and what it left because other runs saw it too."""

    posts: int
    kept: int


def note_file(store: Store, run_id: str, file: str, source: str) -> None:
    """Remember which file a run reads; only its name, for its folder is nobody's business."""
    with store.writing() as conn:
        conn.execute("INSERT OR IGNORE INTO imports VALUES (?, ?, ?)", (run_id, file, source))


def list_imports(store: Store) -> list[Imported]:
    """Every import, oldest first; those of older versions have no file name."""
    named = {row[0]: (row[1], row[2]) for row in store.conn.execute("SELECT * FROM imports")}
    return [
        Imported(
            run["id"], *named.get(run["id"], ("", "")), run["started_at"], run["status"], run["counts"],
            run["message"],
        )
        for run in list_runs(store)
        if run["stage"] == "import"
    ]  # fmt: skip


def find_import(store: Store, wish: str) -> Imported:
    """An import by its number (1 is the oldest), its id or the beginning of that. Raises UsageProblem."""
    found = list_imports(store)
    if wish.isdigit() and 1 <= int(wish) <= len(found):
        return found[int(wish) - 1]
    fitting = [one for one in found if one.run_id.startswith(wish)]
    if len(fitting) != 1:
        what = "several imports begin with" if fitting else "there is no import"
        raise UsageProblem(f"{what} {wish!r}", hint="caifeng imports list")
    return fitting[0]


def refused_of(store: Store, run_id: str) -> list[tuple[str, str, str]]:
    """Place, reason and masked beginning of everything that a run did not take."""
    sql = "SELECT place, reason, sample FROM rejects WHERE run_id = ? ORDER BY id"
    return [tuple(row) for row in store.conn.execute(sql, (run_id,))]


def posts_only_of(store: Store, run_id: str) -> tuple[list[str], int]:
    """Ids of the posts that no other run saw, and the number of those that others saw too.

    A post knows its first and its last run. Where a run that still stands lies between the two, it may have
    seen the post as well, and the post is left alone.
    """
    dead = {run["id"] for run in list_runs(store) if run["status"] == REMOVED} | {run_id}
    order = {run["id"]: n for n, run in enumerate(list_runs(store))}
    alive = [n for run, n in order.items() if run not in dead and _gathers(store, run)]
    rows = store.conn.execute(
        "SELECT id, first_run_id, last_run_id FROM posts WHERE ? IN (first_run_id, last_run_id)", (run_id,)
    ).fetchall()
    alone, shared = [], 0
    for post_id, first, last in rows:
        between = any(order.get(first, -1) < n < order.get(last, -1) for n in alive)
        if first in dead and last in dead and not between:
            alone.append(post_id)
        else:
            shared += 1
    return alone, shared


def _gathers(store: Store, run_id: str) -> bool:
    return store.value("SELECT stage FROM runs WHERE id = ?", (run_id,)) in _GATHERING


def remove_import(store: Store, imported: Imported) -> Removal:
    """Take an import back, in one transaction. Raises UsageProblem when that was done already."""
    if imported.status == REMOVED:
        raise UsageProblem(f"import {imported.run_id} was removed before", hint="caifeng imports list")
    with store.writing():
        alone, shared = posts_only_of(store, imported.run_id)
        delete_posts(store, alone)
        counts = Counter({**imported.counts, "removed": len(alone), "kept": shared})
        finish_run(store, imported.run_id, counts, status=REMOVED, message=imported.message)
    return Removal(len(alone), shared)
