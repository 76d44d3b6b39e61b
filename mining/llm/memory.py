"""Names by models in the store: the only writer of model_answers and finding_names."""

import json
from dataclasses import dataclass

from crawler.clock import now_iso
from crawler.store import Store

NAMED = "named"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a model once said of a group. `verdict` is "named" or why its answer was refused."""

    title_zh: str | None
    title_en: str | None
    verdict: str


def recall(store: Store, content_hash: str, model: str) -> Kept | None:
    """What this model said of a group of this content, if it was asked."""
    rows = store.rows(
        "SELECT title_zh, title_en, verdict FROM model_answers WHERE content_hash = ? AND model = ?",
        (content_hash, model),
    )
    return Kept(**dict(rows[0])) if rows else None


def keep(store: Store, content_hash: str, model: str, kept: Kept, tokens: int) -> None:
    """Remember an answer, so that it is paid for once."""
    with store.writing() as conn:
        conn.execute(
            "INSERT OR REPLACE INTO model_answers"
            " (content_hash, model, title_zh, title_en, verdict, tokens, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (content_hash, model, kept.title_zh, kept.title_en, kept.verdict, tokens, now_iso()),
        )


def attach(store: Store, run_id: str, finding_id: str, content_hash: str, model: str, kept: Kept) -> None:
    """Give a finding of a run the name that a model made."""
    with store.writing() as conn:
        conn.execute(
            "INSERT OR REPLACE INTO finding_names"
            " (run_id, finding_id, content_hash, model, title_zh, title_en)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (run_id, finding_id, content_hash, model, kept.title_zh, kept.title_en),
        )


def detach(store: Store, run_id: str) -> None:
    """Take all names by models off the findings of a run; what was answered stays remembered."""
    with store.writing() as conn:
        conn.execute("DELETE FROM finding_names WHERE run_id = ?", (run_id,))


def load_cores(store: Store, run_id: str) -> dict[str, frozenset[str]]:
    """Finding id -> the clauses that carry it."""
    rows = store.rows("SELECT finding_id, members FROM cores WHERE run_id = ?", (run_id,))
    return {row["finding_id"]: frozenset(json.loads(row["members"])) for row in rows}
