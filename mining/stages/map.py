"""Stage "map": places of clauses, mappings of findings, tag ranking. The only writer of these tables."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.ids import canonical_json, digest
from crawler.stages import StageContext, table_hash
from crawler.store import Store
from mining.decision_log import last_decision
from mining.mappers.distribution import MappingRow, distribute
from mining.mappers.learning import Learner, load_examples
from mining.mappers.place import Place, Placer
from mining.mappers.signs import spoken
from mining.mappers.tags import Mention, TagCount, rank_tags, sign_of
from mining.people import Census, load_census
from mining.reading import current_discovery
from mining.schema import MINING_MIGRATIONS
from mining.taxonomy import load_taxonomy
from mining.taxonomy_model import Taxonomy

KEPT_RUNS = 2
_REPORT_EVERY = 2_000
_TAG_COLUMNS = (
    "tag", "polarity", "people", "of_people", "share", "low", "high", "posts", "label_zh", "label_en",
)  # fmt: skip

_CLAUSES = (
    "SELECT clauses.id, clauses.post_id, clauses.text, labels.phase, labels.phase_scores, labels.polarity"
    " FROM clauses LEFT JOIN labels ON labels.clause_id = clauses.id ORDER BY clauses.id"
)
_INPUTS = (
    (
        "SELECT clauses.id, clauses.post_id, clauses.text, labels.phase, labels.phase_scores,"
        " labels.polarity, labels.types FROM clauses"
        " LEFT JOIN labels ON labels.clause_id = clauses.id ORDER BY clauses.id"
    ),
    (
        "SELECT posts.id, source, author_key, group_id FROM posts LEFT JOIN duplicates"
        " ON duplicates.post_id = posts.id ORDER BY posts.id"
    ),
    (
        "SELECT finding_id, clause_id, post_id FROM evidence WHERE run_id ="
        " (SELECT run_id FROM current_runs WHERE stage = 'discover') ORDER BY finding_id, clause_id"
    ),
)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the stage found out before it writes."""

    places: Mapping[str, Place]
    mappings: list[MappingRow]
    tags: list[TagCount]
    learned: Mapping[str, int]


class MapStage:
    """Maps every clause and every current finding under a new run id, in one transaction.

    Moves that people decided on teach it where clauses belong that no cue decides; decisions stay an overlay.
    """

    name = "map"
    version = 4
    reads: tuple[str, ...] = ("clauses", "labels", "duplicates", "posts", "findings", "evidence", "decisions")
    writes: tuple[str, ...] = ("places", "mappings", "tags")

    def config(self, study: Any) -> Mapping[str, Any]:
        """The merged taxonomy of the study, its own overrides included."""
        taxonomy = load_taxonomy(study.config.study.domains, study.folder)
        return {"taxonomy": taxonomy.model_dump(mode="json"), "taxonomy_version": taxonomy.version}

    def model(self, study: Any) -> str | None:
        """None: the model is that of the labels, which are an input."""
        return None

    def input_hash(self, store: Store) -> str:
        """Hash of clauses, labels, posts, duplicates and the evidence in force, whatever their order."""
        store.migrate(MINING_MIGRATIONS)
        return digest(*(table_hash(store, query) for query in _INPUTS), *_moves(store))

    def run(self, context: StageContext) -> Mapping[str, Any]:
        """Map, write, prune the places of older runs, and return the counts."""
        store = context.store
        store.migrate(MINING_MIGRATIONS)
        taxonomy = Taxonomy.model_validate(context.config["taxonomy"])
        mapped = self._map(context, taxonomy)
        with store.writing() as conn:
            _write(conn, context.run_id, mapped)
            _prune(conn)
        return _counts(mapped, str(context.config["taxonomy_version"]))

    def _map(self, context: StageContext, taxonomy: Taxonomy) -> Mapped:
        store = context.store
        census = load_census(store)
        placer = Placer(taxonomy)
        learner = Learner(load_examples(store))
        rows = store.rows(_CLAUSES)
        places: dict[str, Place] = {}
        mentions: list[Mention] = []
        band = taxonomy.matching.weights.neutral_band
        for done, row in enumerate(rows, start=1):
            place = placer.place(row["text"], row["phase"], json.loads(row["phase_scores"] or "{}"))
            place = learner.improve(row["id"], row["text"], place)
            places[row["id"]] = place
            mentions.extend(mentions_of(place, row["post_id"], row["polarity"], census, band))
            if done % _REPORT_EVERY == 0 or done == len(rows):
                context.progress("map", done, len(rows))
        found = list(_map_findings(store, census, places))
        return Mapped(places, found, rank_tags(mentions, taxonomy), dict(learner.learned))


def mentions_of(
    place: Place, post_id: str, polarity: float | None, census: Census, neutral_band: float
) -> Iterator[Mention]:
    """One mention for each tag of a clause; without label or opinion words it is neutral."""
    for tag in place.tags:
        sign = sign_of(spoken(place.signs.get(tag), polarity), neutral_band)
        yield Mention(tag, census.people_of(post_id), census.group_of(post_id), sign)


def _map_findings(store: Store, census: Census, places: Mapping[str, Place]) -> Iterator[MappingRow]:
    grouped: dict[str, list[tuple[str, frozenset[str]]]] = {}
    rows = store.rows(
        "SELECT finding_id, clause_id, post_id FROM evidence WHERE run_id = ? ORDER BY finding_id, clause_id",
        (current_discovery(store),),
    )
    for row in rows:
        grouped.setdefault(row["finding_id"], []).append((row["clause_id"], census.people_of(row["post_id"])))
    for finding_id, evidence in grouped.items():
        yield from distribute(finding_id, evidence, places)


def _write(conn: sqlite3.Connection, run_id: str, mapped: Mapped) -> None:
    conn.executemany(
        "INSERT INTO places (run_id, clause_id, phase, touchpoint, cues) VALUES (?, ?, ?, ?, ?)",
        ((run_id, key, p.phase, p.touchpoint, canonical_json(p.cues())) for key, p in mapped.places.items()),
    )
    conn.executemany(
        "INSERT INTO mappings (run_id, finding_id, axis, key, share, people, cues)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (run_id, row.finding_id, row.axis, row.key, row.share, row.people, canonical_json(list(row.cues)))
            for row in mapped.mappings
        ),
    )
    conn.executemany(
        f"INSERT INTO tags (run_id, {', '.join(_TAG_COLUMNS)})"  # noqa: S608 - column names are ours
        f" VALUES (?{', ?' * len(_TAG_COLUMNS)})",
        ((run_id, *(getattr(tag, name) for name in _TAG_COLUMNS)) for tag in mapped.tags),
    )


def _prune(conn: sqlite3.Connection) -> None:
    """Keep the places of the newest runs only; mappings and tags are small and stay."""
    runs = conn.execute(
        "SELECT id FROM runs WHERE id IN (SELECT DISTINCT run_id FROM places) ORDER BY rowid DESC"
    ).fetchall()
    for (run_id,) in runs[KEPT_RUNS:]:
        conn.execute("DELETE FROM places WHERE run_id = ?", (run_id,))


def _counts(mapped: Mapped, version: str) -> dict[str, Any]:
    return {
        "clauses": len(mapped.places),
        "phases": _tally(place.phase for place in mapped.places.values()),
        "touchpoints": _tally(place.touchpoint for place in mapped.places.values()),
        "findings": len({row.finding_id for row in mapped.mappings}),
        "tags": len({row.tag for row in mapped.tags}),
        "taxonomy": version,
        "learned": dict(mapped.learned),
    }


def _moves(store: Store) -> tuple[str, ...]:
    """What the lessons rest on: nothing while nobody moved a finding, else every decision so far."""
    if not store.value("SELECT count(*) FROM decisions WHERE action = 'move'"):
        return ()
    return (str(last_decision(store)),)


def _tally(keys: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(keys).items(), key=lambda item: (-item[1], item[0])))
