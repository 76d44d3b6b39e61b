"""Work orders: an alert with an owner and a status. The only writer of the table `work_orders`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.clock import now_iso
from crawler.errors import DecisionProblem
from crawler.ids import canonical_json, digest
from crawler.store import Store
from mining.schema import MINING_MIGRATIONS
from mining.watching.rules import Alert

STATUSES = ("open", "taken", "done", "dismissed")


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """One row of `work_orders`; `evidence` holds clause_id, post_id, quote and url of a few clauses."""

    id: str
    at: str
    kind: str
    subject: str
    severity: int
    people: int
    of_people: int
    people_before: int
    of_people_before: int
    evidence: tuple[Mapping[str, Any], ...]
    owner: str
    status: str
    note: str
    updated_at: str
    delivered_at: str | None


def add_orders(store: Store, alerts: Iterable[Alert], mark: str, owner: str) -> list[WorkOrder]:
    """Keep an order for each alert of one look (named by `mark`) and return the new ones."""
    store.migrate(MINING_MIGRATIONS)
    ids = []
    with store.writing() as conn:
        for alert in alerts:
            key = "w" + digest(mark, alert.kind, alert.subject, size=6)
            evidence = [
                {"clause_id": s.clause_id, "post_id": s.post_id, "quote": s.quote, "url": s.url}
                for s in alert.evidence
            ]
            done = conn.execute(
                "INSERT OR IGNORE INTO work_orders"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', '', ?, NULL)",
                (
                    key, now_iso(), alert.kind, alert.subject, alert.severity, alert.people, alert.of_people,
                    alert.people_before, alert.of_people_before, canonical_json(evidence),
                    alert.owner or owner, now_iso(),
                ),
            )  # fmt: skip
            ids += [key] if done.rowcount else []
    return [order for order in load_orders(store) if order.id in ids]


def load_orders(store: Store, statuses: Sequence[str] = STATUSES) -> list[WorkOrder]:
    """The orders of those statuses, newest and gravest first."""
    store.migrate(MINING_MIGRATIONS)
    rows = store.rows("SELECT * FROM work_orders ORDER BY at DESC, severity DESC, people DESC, id")
    return [
        WorkOrder(**{**dict(row), "evidence": tuple(json.loads(row["evidence"]))})
        for row in rows
        if row["status"] in statuses
    ]


def change_order(
    store: Store, given: str, *, status: str | None = None, owner: str | None = None, note: str | None = None
) -> WorkOrder:
    """Change an order named by its id or a unique beginning. Raises DecisionProblem."""
    found = [order for order in load_orders(store) if order.id.startswith(given.strip())]
    if len(found) != 1 or not given.strip():
        raise DecisionProblem(
            f"there is {'no' if not found else 'more than one'} work order {given!r}",
            hint="caifeng orders lists them",
        )
    if status is not None and status not in STATUSES:
        raise DecisionProblem(f"there is no status {status!r}", hint=", ".join(STATUSES))
    old = found[0]
    with store.writing() as conn:
        conn.execute(
            "UPDATE work_orders SET status = ?, owner = ?, note = ?, updated_at = ? WHERE id = ?",
            (
                status or old.status, old.owner if owner is None else owner,
                old.note if note is None else note, now_iso(), old.id,
            ),
        )  # fmt: skip
    return next(order for order in load_orders(store) if order.id == old.id)


def mark_delivered(store: Store, ids: Iterable[str]) -> None:
    """Note that a webhook took these orders."""
    with store.writing() as conn:
        when = now_iso()
        conn.executemany("UPDATE work_orders SET delivered_at = ? WHERE id = ?", [(when, i) for i in ids])
