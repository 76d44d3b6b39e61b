"""Reading findings, their evidence and their lineage back from the store. Writes nothing."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from crawler.store import Store
from crawler.store.runs import current_run
from mining.records import Evidence, Finding, FindingKind, Shelf
from mining.schema import MINING_MIGRATIONS

DISCOVER_STAGE = "discover"
MAP_STAGE = "map"
_CHUNK = 400  # ids per IN (…), far below SQLite's limit of variables


@dataclass(frozen=True, slots=True)
class LineageRow:
    """What became of a finding in a run: kept, derived, merged, split, or new (no previous id)."""

    run_id: str
    finding_id: str
    previous_id: str | None
    relation: str
    overlap: float


def ensure_tables(store: Store) -> None:
    """Make the mining tables where a study was never mined, so that reading finds them empty."""
    store.migrate(MINING_MIGRATIONS)


def current_discovery(store: Store) -> str | None:
    """Id of the run whose findings are in force, or None before the first one."""
    return current_run(store, DISCOVER_STAGE)


def load_findings(store: Store, run_id: str, *, evidence: bool = True) -> list[Finding]:
    """The findings of a run in rank order, with all their evidence or with none."""
    found: dict[str, tuple[Evidence, ...]] = {}
    if evidence:
        found = _evidence_by_finding(
            store.rows(
                "SELECT * FROM evidence WHERE run_id = ? ORDER BY finding_id, rank, clause_id", (run_id,)
            )
        )
    rows = store.rows("SELECT * FROM findings WHERE run_id = ? ORDER BY kind, rank, id", (run_id,))
    names = {
        row["finding_id"]: row
        for row in store.rows("SELECT * FROM finding_names WHERE run_id = ?", (run_id,))
    }
    findings = (finding_from_row(row, found.get(row["id"], ())) for row in rows)
    return [with_model_name(one, names[one.id]) if one.id in names else one for one in findings]


def load_evidence(store: Store, run_id: str, finding_ids: Iterable[str]) -> dict[str, tuple[Evidence, ...]]:
    """finding id -> its evidence in one run, in rank order; findings without any are left out."""
    select = "SELECT * FROM evidence WHERE run_id = ? AND finding_id IN"
    rows = rows_in(store, select, finding_ids, (run_id,))
    rows.sort(key=lambda row: (row["finding_id"], row["rank"], row["clause_id"]))
    return _evidence_by_finding(rows)


def rows_in(
    store: Store, select: str, ids: Iterable[str], parameters: Sequence[Any] = ()
) -> list[sqlite3.Row]:
    """The rows of `select` (which ends in IN) for all ids, a few hundred ids at a time."""
    ordered = sorted(set(ids))
    found: list[sqlite3.Row] = []
    for start in range(0, len(ordered), _CHUNK):
        chunk = ordered[start : start + _CHUNK]
        found += store.rows(f"{select} ({', '.join('?' for _ in chunk)})", (*parameters, *chunk))
    return found


def load_former(store: Store, ids: Iterable[str]) -> dict[str, tuple[str, Finding]]:
    """For each id the newest (run id, finding) that has it, whichever run that was."""
    wanted = sorted(set(ids))
    found: dict[str, tuple[str, Finding]] = {}
    for start in range(0, len(wanted), _CHUNK):
        for row in _newest_rows(store, wanted[start : start + _CHUNK]):
            evidence = store.rows(
                "SELECT * FROM evidence WHERE run_id = ? AND finding_id = ? ORDER BY rank, clause_id",
                (row["run_id"], row["id"]),
            )
            found[row["id"]] = (row["run_id"], finding_from_row(row, map(evidence_from_row, evidence)))
    return found


def _newest_rows(store: Store, ids: list[str]) -> list[sqlite3.Row]:
    marks = ", ".join("?" for _ in ids)
    return store.rows(
        "SELECT findings.*, max(runs.rowid) AS newest FROM findings JOIN runs ON runs.id = findings.run_id"  # noqa: S608 - marks only
        f" WHERE findings.id IN ({marks}) AND runs.status = 'done' GROUP BY findings.id",
        ids,
    )


def load_lineage(store: Store) -> list[LineageRow]:
    """Every lineage row of finished runs, oldest run first."""
    rows = store.rows(
        "SELECT lineage.* FROM lineage JOIN runs ON runs.id = lineage.run_id WHERE runs.status = 'done'"
        " ORDER BY runs.rowid, previous_id, overlap DESC, finding_id"
    )
    return [LineageRow(**dict(row)) for row in rows]


def finding_from_row(row: sqlite3.Row, evidence: Iterable[Evidence]) -> Finding:
    """One row of `findings` and its evidence as a record."""
    return Finding(
        id=row["id"],
        kind=cast(FindingKind, row["kind"]),
        title={"zh": row["title_zh"], "en": row["title_en"]},
        statement={"zh": row["statement_zh"], "en": row["statement_en"]},
        slots=cast(Mapping[str, Any], json.loads(row["slots"])),
        terms=tuple(json.loads(row["terms"])),
        people=row["people"],
        people_basis=row["people_basis"],
        posts=row["posts"],
        components=cast(Mapping[str, float], json.loads(row["components"])),
        stability=row["stability"],
        shelf=cast(Shelf, row["shelf"]),
        rank=row["rank"],
        evidence=tuple(evidence),
    )


def with_model_name(finding: Finding, row: sqlite3.Row) -> Finding:
    """The finding with the titles that a language model made, a row of `finding_names`."""
    made = {language: row[f"title_{language}"] for language in ("zh", "en") if row[f"title_{language}"]}
    return replace(finding, title={**finding.title, **made}, named_by=row["model"] if made else "")


def evidence_from_row(row: sqlite3.Row) -> Evidence:
    """One row of `evidence` as a record."""
    return Evidence(
        clause_id=row["clause_id"],
        post_id=row["post_id"],
        post_version=row["post_version"],
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        url=row["url"],
        strength=row["strength"],
        rank=row["rank"],
    )


def _evidence_by_finding(rows: Iterable[sqlite3.Row]) -> dict[str, tuple[Evidence, ...]]:
    grouped: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows:
        grouped[row["finding_id"]].append(evidence_from_row(row))
    return {finding_id: tuple(items) for finding_id, items in grouped.items()}
