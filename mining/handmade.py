"""Findings that people made: split off another one, or gathered from clauses by hand.

What was chosen are clauses; they are kept with their spans. Where a newer segmenter has cut the post
otherwise, the clause that covers most of the old span stands in for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.store import Store
from mining.decision_log import Decision
from mining.reading import rows_in
from mining.records import Evidence

MADE_BY_HAND: tuple[str, ...] = ("split", "create")
HALF = 0.5


@dataclass(frozen=True, slots=True)
class HandMade:
    """A finding made by a decision; `evidence` is what there is of it now, without marks and redactions."""

    decision: Decision
    evidence: tuple[Evidence, ...]

    @property
    def id(self) -> str:
        """The finding's id, given when it was made."""
        return str(self.decision.payload["new"])

    @property
    def parent(self) -> str:
        """The finding that it was split off, "" where it was made from clauses."""
        return self.decision.subject_id if self.decision.action == "split" else ""

    @property
    def clauses(self) -> frozenset[str]:
        """The clauses that are its own."""
        return frozenset(item.clause_id for item in self.evidence)

    def title(self) -> dict[str, str]:
        """The titles given, else the beginning of its first quote."""
        given = self.decision.payload.get("title", {})
        first = next((item.quote for item in self.evidence), self.id)
        return {language: str(given.get(language) or "") or first[:80] for language in ("zh", "en")}


def load_handmade(store: Store, force: Sequence[Decision], run_id: str | None) -> list[HandMade]:
    """The findings made by the decisions in force, with their evidence as it stands now."""
    made = [decision for decision in force if decision.action in MADE_BY_HAND]
    wanted = [quote for decision in made for quote in decision.payload["quotes"]]
    if not wanted:
        return []
    clauses = _clauses(store, wanted)
    strengths = _strengths(store, run_id, {row["id"] for row in clauses.values()})
    return [HandMade(decision, _evidence(decision, clauses, strengths)) for decision in made]


def _clauses(store: Store, quotes: Iterable[Sequence[Any]]) -> dict[str, Mapping[str, Any]]:
    """clause id as chosen -> the clause that is there now, where there is one."""
    chosen = {str(quote[0]): quote for quote in quotes}
    select = "SELECT clauses.*, posts.url FROM clauses JOIN posts ON posts.id = clauses.post_id WHERE"
    found: dict[str, Mapping[str, Any]] = {}
    found.update({row["id"]: dict(row) for row in rows_in(store, f"{select} clauses.id IN", chosen)})
    lost = {key: quote for key, quote in chosen.items() if key not in found}
    posts: dict[str, list[dict[str, Any]]] = {}
    for row in rows_in(store, f"{select} clauses.post_id IN", {str(quote[1]) for quote in lost.values()}):
        posts.setdefault(row["post_id"], []).append(dict(row))
    for key, (_, post_id, start, end) in lost.items():
        fitting = [row for row in posts.get(str(post_id), ()) if _covered(row, start, end) >= HALF]
        if fitting:
            found[key] = max(fitting, key=lambda row: (_covered(row, start, end), row["id"]))
    return found


def _covered(row: Mapping[str, Any], start: int, end: int) -> float:
    shared = min(row["end"], end) - max(row["start"], start)
    return float(max(0, shared)) / max(1, end - start)


def _strengths(store: Store, run_id: str | None, clause_ids: set[str]) -> dict[str, float]:
    select = "SELECT clause_id, strength FROM evidence WHERE run_id = ? AND clause_id IN"
    return {row["clause_id"]: row["strength"] for row in rows_in(store, select, clause_ids, (run_id,))}


def _evidence(
    decision: Decision, clauses: Mapping[str, Mapping[str, Any]], strengths: Mapping[str, float]
) -> tuple[Evidence, ...]:
    found: dict[str, Evidence] = {}
    for quote in decision.payload["quotes"]:
        row = clauses.get(str(quote[0]))
        if row is not None and row["id"] not in found:
            found[row["id"]] = Evidence(
                clause_id=row["id"], post_id=row["post_id"], post_version=row["post_version"],
                start=row["start"], end=row["end"], quote=row["text"], url=row["url"],
                strength=strengths.get(row["id"], 1.0), rank=len(found),
            )  # fmt: skip
    return tuple(found.values())
