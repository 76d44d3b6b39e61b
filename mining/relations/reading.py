"""Reading what the relations need from the store, and the relations back from it. Writes nothing."""

import json
import sqlite3
from collections import Counter
from itertools import groupby

from crawler.store import Store
from crawler.store.runs import current_run
from mining.discover.keys import keys_of
from mining.people import load_census
from mining.ratings import unit_rating
from mining.reading import current_discovery
from mining.records import KINDS, FindingKind
from mining.relations.pairs import Relation, Told
from mining.relations.windows import PostFacts, Windows

RELATE_STAGE = "relate"
SHARED = 0.3  # of the clauses of a finding, from which a concept is what it is about
ASKED = 20  # clauses of each finding that are asked for concepts; their ids are hashes, so any will do
COLUMNS = (
    "from_id", "to_id", "verdict", "both", "same_clause", "tellers", "expected", "lift", "low", "high",
    "p", "q",
)  # fmt: skip
CLAUSES_SQL = (
    "SELECT clauses.id, clauses.post_id, clauses.language, posts.source,"
    " coalesce(posts.subject, '') AS subject, rating, rating_min, rating_max FROM clauses"
    " JOIN posts ON posts.id = clauses.post_id AND posts.version = clauses.post_version"
    " LEFT JOIN duplicates ON duplicates.post_id = posts.id WHERE coalesce(duplicates.kept, 1) = 1"
    " ORDER BY clauses.post_id, clauses.start"
)
TOLD_SQL = (
    "SELECT evidence.finding_id, evidence.clause_id, findings.kind, findings.shelf, clauses.text,"
    " clauses.language FROM evidence"
    " JOIN findings ON findings.run_id = evidence.run_id AND findings.id = evidence.finding_id"
    " JOIN clauses ON clauses.id = evidence.clause_id"
    " WHERE evidence.run_id = (SELECT run_id FROM current_runs WHERE stage = 'discover')"
    " ORDER BY evidence.finding_id, evidence.clause_id"
)
TYPED_SQL = "SELECT clause_id, types FROM labels WHERE types <> '[]' ORDER BY clause_id"


def load_windows(store: Store) -> Windows:
    """The windows of all posts that are mined."""
    census = load_census(store)
    posts = []
    for post_id, group in groupby(store.rows(CLAUSES_SQL), key=lambda row: row["post_id"]):
        rows = list(group)
        posts.append(
            PostFacts(
                min(census.people_of(post_id)),
                rows[0]["source"],
                rows[0]["subject"],
                unit_rating(rows[0]["rating"], rows[0]["rating_min"], rows[0]["rating_max"]),
                [(row["id"], row["language"]) for row in rows],
            )
        )
    return Windows(posts)


def load_told(store: Store) -> tuple[list[Told], dict[FindingKind, set[str]]]:
    """The findings in force but weak signals; and all clauses of each kind, in a finding or not."""
    found = []
    of_kind: dict[FindingKind, set[str]] = {kind: set() for kind in KINDS}
    for finding, group in groupby(store.rows(TOLD_SQL), key=lambda row: row["finding_id"]):
        rows = list(group)
        kind, clauses = rows[0]["kind"], tuple(row["clause_id"] for row in rows)
        of_kind[kind].update(clauses)
        if rows[0]["shelf"] != "weak":
            found.append(Told(finding, kind, clauses, _concepts(kind, rows[:ASKED])))
    for row in store.rows(TYPED_SQL):
        for kind in json.loads(row["types"]):
            of_kind.get(kind, set()).add(row["clause_id"])
    return found, of_kind


def _concepts(kind: FindingKind, rows: list[sqlite3.Row]) -> frozenset[str]:
    """Names of the concepts that SHARED of the clauses name, on whatever axis."""
    counts = Counter(
        name
        for row in rows
        for name in {key.partition(":")[2] for key in keys_of(kind, row["text"], row["language"])}
    )
    return frozenset(name for name, count in counts.items() if count >= SHARED * len(rows))


def load_relations(store: Store) -> list[Relation]:
    """The relations in force, the firmest first; none where the findings have changed since."""
    rows = store.rows(
        f"SELECT {', '.join(COLUMNS)} FROM relations WHERE run_id = ? AND found_in = ?"  # noqa: S608 - our own names
        " ORDER BY verdict = 'related' DESC, low DESC, from_id, to_id",
        (current_run(store, RELATE_STAGE), current_discovery(store)),
    )
    return [Relation(**dict(row)) for row in rows]
