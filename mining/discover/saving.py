"""The only writer of findings, evidence, lineage and cores."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from crawler.store import Store
from mining.discover.former import Core
from mining.discover.lineage import Lineage, Span, match_findings
from mining.reading import current_discovery
from mining.records import Finding


def save_findings(
    store: Store, run_id: str, findings: Sequence[Finding], cores: Mapping[str, Core] = MappingProxyType({})
) -> list[Lineage]:
    """Give the findings their ids by lineage and write them under a new run, in one transaction.

    `cores` (by the ids that the findings come with) are what the next run starts from.
    """
    old = _old_spans(store)
    new = [(f.id, f.kind, _carrying(f, cores.get(f.id))) for f in findings]
    ids, lineage = match_findings(old, new)
    with store.writing() as conn:
        for finding_id, finding in zip(ids, findings, strict=True):
            _write(conn, run_id, finding_id, finding)
            if finding.id in cores:
                _write_core(conn, run_id, finding_id, cores[finding.id])
        conn.executemany(
            "INSERT INTO lineage (run_id, finding_id, previous_id, relation, overlap) VALUES (?, ?, ?, ?, ?)",
            [(run_id, line.finding_id, line.previous_id, line.relation, line.overlap) for line in lineage],
        )
    return lineage


def _carrying(finding: Finding, core: Core | None) -> list[Span]:
    """The spans that carry a finding; near-members, which come and go, do not say what it is."""
    members = frozenset(core.members) if core else frozenset(e.clause_id for e in finding.evidence)
    return [(e.post_id, e.start, e.end) for e in finding.evidence if e.clause_id in members]


def _old_spans(store: Store) -> dict[str, tuple[str, list[Span]]]:
    previous = current_discovery(store)
    if previous is None:
        return {}
    spans: dict[str, tuple[str, list[Span]]] = {
        row["id"]: (row["kind"], [])
        for row in store.rows("SELECT id, kind FROM findings WHERE run_id = ?", (previous,))
    }
    cores = {
        row["finding_id"]: frozenset(json.loads(row["members"]))
        for row in store.rows("SELECT finding_id, members FROM cores WHERE run_id = ?", (previous,))
    }
    for row in store.rows(
        'SELECT finding_id, clause_id, post_id, start, "end" FROM evidence WHERE run_id = ?', (previous,)
    ):
        if row["clause_id"] not in cores.get(row["finding_id"], (row["clause_id"],)):
            continue
        spans[row["finding_id"]][1].append((row["post_id"], row["start"], row["end"]))
    return spans


def _write(conn: sqlite3.Connection, run_id: str, finding_id: str, finding: Finding) -> None:
    conn.execute(
        "INSERT INTO findings (run_id, id, kind, title_zh, title_en, statement_zh, statement_en, slots,"
        " terms, people, people_basis, posts, components, stability, shelf, rank)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run_id, finding_id, finding.kind, finding.title["zh"], finding.title["en"],
            finding.statement["zh"], finding.statement["en"], _json(finding.slots), _json(finding.terms),
            finding.people, finding.people_basis, finding.posts, _json(finding.components),
            finding.stability, finding.shelf, finding.rank,
        ),
    )  # fmt: skip
    conn.executemany(
        'INSERT INTO evidence (run_id, finding_id, clause_id, post_id, post_version, start, "end", quote,'
        " url, strength, rank) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                run_id, finding_id, e.clause_id, e.post_id, e.post_version, e.start, e.end, e.quote, e.url,
                e.strength, e.rank,
            )
            for e in finding.evidence
        ],
    )  # fmt: skip


def _write_core(conn: sqlite3.Connection, run_id: str, finding_id: str, core: Core) -> None:
    conn.execute(
        "INSERT INTO cores (run_id, finding_id, signatures, members) VALUES (?, ?, ?, ?)",
        (run_id, finding_id, _json(core.signatures), _json(core.members)),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)  # order means something in terms
