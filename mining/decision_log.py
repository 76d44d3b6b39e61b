"""The log of decisions, read: which were made, which were undone, which are in force."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.store import Store
from mining.reading import ensure_tables

STATUS_ACTIONS: Mapping[str, str] = {
    "accept": "accepted",
    "reject": "rejected",
    "park": "parked",
    "ban": "banned",
}
ACTIONS: tuple[str, ...] = (
    *STATUS_ACTIONS,
    *("rename", "merge", "split", "create", "move", "retype", "pin", "unpin", "star", "unstar", "note"),
    *("mark", "redact", "undo"),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the log.

    `payload` by action: rename {zh?, en?}; merge {into}; split and create {new, kind, quotes, title?},
    quotes being [clause id, post id, start, end]; move {axis, key, map}; retype {kind}; note {text,
    idea?}; mark {as}; redact {version, start, end}; undo {decision}; any of them {reason?} besides.
    The subject of mark and redact is a post, that of create its own new finding.
    """

    id: int
    at: str
    who: str
    action: str
    subject_id: str
    payload: Mapping[str, Any] = field(default_factory=dict)


def list_decisions(store: Store) -> list[Decision]:
    """Every decision ever made, oldest first, undone ones included."""
    ensure_tables(store)
    rows = store.rows("SELECT * FROM decisions ORDER BY id")
    return [Decision(**{**dict(row), "payload": json.loads(row["payload"])}) for row in rows]


def last_decision(store: Store) -> int:
    """The number of the newest decision, 0 before the first: it changes with each one."""
    return int(store.value("SELECT max(id) FROM decisions") or 0)


def cancelled_ids(log: list[Decision]) -> set[int]:
    """Ids of the decisions that were undone. An undo can itself be undone, which brings its target back."""
    cancelled: set[int] = set()
    for decision in reversed(log):  # newest first: an undo is judged before its target
        if decision.action == "undo" and decision.id not in cancelled:
            cancelled.add(int(decision.payload["decision"]))
    return cancelled


def in_force(log: list[Decision]) -> list[Decision]:
    """The decisions that count, oldest first: neither undone, nor undos themselves."""
    cancelled = cancelled_ids(log)
    return [d for d in log if d.action != "undo" and d.id not in cancelled]
