"""What people say a clause is, where the labeller is least sure; the only writer of label_reviews.

Rows are appended, never changed. `caifeng train` can learn from what is in force: the span of the clause,
its post's version, and the types that a person gave it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from crawler.clock import now_iso
from crawler.errors import DecisionProblem
from crawler.store import Store
from mining.reading import ensure_tables
from mining.records import TYPES

SHORTEST = 4  # letters and digits; in fewer nobody can tell anything


@dataclass(frozen=True, slots=True)
class LabelReview:
    """One judgement. `types` is empty for "none of them", None where the clause was skipped.

    `text[start:end]` of that version of the post is the clause.
    """

    id: int
    at: str
    who: str
    clause_id: str
    post_id: str
    post_version: int
    start: int
    end: int
    model: str
    types: tuple[str, ...] | None


def record_review(store: Store, who: str, clause_id: str, types: Sequence[str] | None) -> int:
    """Keep what `who` says a clause is (None: skipped); returns the row's number.

    Raises DecisionProblem for a clause that is not there, or a type that there is not.
    """
    ensure_tables(store)
    unknown = [name for name in types or () if name not in TYPES]
    if unknown:
        raise DecisionProblem(f"there is no type {unknown[0]!r}", hint=", ".join(TYPES))
    rows = store.rows(
        'SELECT clauses.id, post_id, post_version, start, "end", coalesce(model, \'\') AS model FROM clauses'
        " LEFT JOIN labels ON labels.clause_id = clauses.id WHERE clauses.id = ?",
        (clause_id,),
    )
    if not rows:
        raise DecisionProblem("that clause is not there any more", hint="load the queue again")
    kept = None if types is None else json.dumps([name for name in TYPES if name in types])
    with store.writing() as conn:
        found = conn.execute(_INSERT, (now_iso(), who, *rows[0], kept, None))
    return int(found.lastrowid or 0)


def undo_review(store: Store, who: str) -> str | None:
    """Take back the last judgement of `who` that is in force; its clause, or None where there is none."""
    mine = [review for review in reviews_in_force(store) if review.who == who]
    if not mine:
        return None
    last = mine[-1]
    span = (last.clause_id, last.post_id, last.post_version, last.start, last.end, last.model)
    with store.writing() as conn:
        conn.execute(_INSERT, (now_iso(), who, *span, None, last.id))
    return last.clause_id


_INSERT = (
    "INSERT INTO label_reviews"
    ' (at, who, clause_id, post_id, post_version, start, "end", model, types, undoes)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def reviews_in_force(store: Store) -> list[LabelReview]:
    """The last judgement of each person about each clause, oldest first; what was undone is left out."""
    ensure_tables(store)
    rows = store.rows("SELECT * FROM label_reviews ORDER BY id")
    undone = {row["undoes"] for row in rows if row["undoes"] is not None}
    last: dict[tuple[str, str], Any] = {}
    for row in rows:
        if row["undoes"] is None and row["id"] not in undone:
            last.pop((row["who"], row["clause_id"]), None)
            last[row["who"], row["clause_id"]] = row
    fields = [name for name in LabelReview.__dataclass_fields__ if name != "types"]
    return [
        LabelReview(
            **{name: row[name] for name in fields},
            types=None if row["types"] is None else tuple(json.loads(row["types"])),
        )
        for row in last.values()
    ]


def counted_by(reviews: Iterable[LabelReview]) -> dict[str, tuple[int, int]]:
    """who -> (clauses labelled, clauses skipped)."""
    labelled: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for review in reviews:
        (skipped if review.types is None else labelled)[review.who] += 1
    return {who: (labelled[who], skipped[who]) for who in sorted({*labelled, *skipped})}


def uncertainty(scores: Iterable[float]) -> float:
    """How unsure the labeller is, in bits: the entropies of its probabilities for each type, added up."""
    return sum(_entropy(min(1.0, max(0.0, score))) for score in scores)


def _entropy(p: float) -> float:
    return 0.0 if p in (0.0, 1.0) else -p * log2(p) - (1 - p) * log2(1 - p)


def least_sure(store: Store, limit: int) -> list[tuple[str, float]]:
    """(clause, bits) of the clauses that the labeller is least sure of, least sure first, no text twice."""
    ensure_tables(store)
    rated = [
        (uncertainty(json.loads(row[1]).values()), row[0])
        for row in store.conn.execute("SELECT clause_id, scores FROM labels WHERE scores <> '{}'")
    ]
    rated.sort(key=lambda pair: (-pair[0], pair[1]))
    found: list[tuple[str, float]] = []
    seen: set[str] = set()
    for bits, clause in rated:
        if len(found) == limit:
            break
        text = str(store.value("SELECT text FROM clauses WHERE id = ?", (clause,)) or "")
        plain = "".join(sign for sign in text.casefold() if sign.isalnum())
        if len(plain) >= SHORTEST and plain not in seen:
            seen.add(plain)
            found.append((clause, round(bits, 4)))
    return found
