"""What the pages count over a whole study, as JSON; see outputs.web.derived for when it is counted."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler.store import Store
from crawler.store.runs import current_run
from crawler.study import load_study
from mining.mappers.journey_grid import load_grid
from mining.reading import DISCOVER_STAGE, MAP_STAGE, ensure_tables
from mining.taxonomy import load_taxonomy
from outputs.facts import study_facts
from outputs.web.derived import Derived

TAG_WORDS = 6  # quotes kept for each side of a tag


def warm(derived: Derived, store: Store) -> None:
    """Begin to count what a large study's pages will ask for; a small one counts when it is asked."""
    ensure_tables(store)
    if derived.small(store):
        return
    derived.get(store, "collected", collected_state(store), count_collected)
    later = {"traits": count_traits, "journey": count_journey, "tag-words": count_tag_words}
    for name, compute in later.items():
        derived.get(store, name, found_state(store), compute)


def collected_state(store: Store) -> tuple[Any, ...]:
    """Changes when posts were added or something was run."""
    return tuple(
        store.value(sql)
        for sql in (
            "SELECT max(rowid) FROM posts",
            "SELECT max(rowid) FROM runs",
            "SELECT group_concat(stage || run_id) FROM (SELECT * FROM current_runs ORDER BY stage)",
        )
    )


def found_state(store: Store) -> tuple[Any, ...]:
    """Changes when the study was mined or mapped again."""
    return current_run(store, DISCOVER_STAGE), current_run(store, MAP_STAGE)


def count_traits(folder: Path) -> dict[str, Any]:
    """finding id -> {"sources": {source: posts}, "months": {YYYY-MM: posts}} of the findings in force."""
    with load_study(folder).open() as store:
        rows = store.rows(
            "SELECT finding_id, source, substr(posted_at, 1, 7) AS month, count(DISTINCT post_id) AS n"
            " FROM evidence JOIN posts ON posts.id = evidence.post_id WHERE evidence.run_id = ?"
            " GROUP BY 1, 2, 3",
            (current_run(store, DISCOVER_STAGE),),
        )
    return gathered_traits((row["finding_id"], row["source"], row["month"], row["n"]) for row in rows)


def gathered_traits(rows: Iterable[tuple[str, str, str | None, int]]) -> dict[str, Any]:
    """Rows of (finding, source, month or None, posts) as traits by finding."""
    traits: dict[str, dict[str, Counter[str]]] = {}
    for finding_id, source, month, n in rows:
        one = traits.setdefault(finding_id, {"sources": Counter(), "months": Counter()})
        one["sources"][source] += n
        if month:
            one["months"][month] += n
    return {key: {name: dict(counts) for name, counts in one.items()} for key, one in traits.items()}


def count_tag_words(folder: Path) -> dict[str, Any]:
    """tag -> {"praise": [clause ids], "pain": [clause ids]}: the clearest words, each post once."""
    with load_study(folder).open() as store:
        rows = store.rows(
            "SELECT post_id, places.clause_id, places.cues, labels.types FROM places"
            " JOIN labels USING (clause_id) JOIN clauses ON clauses.id = places.clause_id"
            " WHERE places.run_id = ? AND places.cues NOT LIKE '%\"tags\":{}%'"
            " AND (labels.types LIKE '%praise%' OR labels.types LIKE '%pain%')"
            " ORDER BY abs(labels.polarity) DESC, places.clause_id",
            (current_run(store, MAP_STAGE),),
        )
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        types = set(json.loads(row["types"])) & {"praise", "pain"}
        for tag in json.loads(row["cues"])["tags"] if len(types) == 1 else ():
            for name in types:
                side = found.setdefault(tag, {"praise": {}, "pain": {}})[name]
                if len(side) < TAG_WORDS:
                    side.setdefault(row["post_id"], row["clause_id"])
    return {tag: {side: list(ids.values()) for side, ids in sides.items()} for tag, sides in found.items()}


def count_journey(folder: Path) -> dict[str, Any]:
    """The clause side of the journey: phase -> people, emotion, touchpoints, words."""
    study = load_study(folder)
    taxonomy = load_taxonomy(study.config.study.domains, study.folder)
    with study.open() as store:
        grid = load_grid(store, taxonomy, [])
    return {
        row.phase: {
            "people": row.people,
            "basis": row.people_basis,
            "clauses": row.clauses,
            "emotion": asdict(row.emotion) if row.emotion else None,
            "touchpoints": [{"key": spot.touchpoint, "people": spot.people} for spot in row.touchpoints],
            "liked": [quote.clause_id for quote in row.praise],
            "disliked": [quote.clause_id for quote in row.pain],
        }
        for row in grid.rows
    }


def count_collected(folder: Path) -> dict[str, Any]:
    """Page one's facts (outputs.facts.StudyFacts as a dictionary; each scale's values as pairs)."""
    with load_study(folder).open() as store:
        facts = asdict(study_facts(store))
    for scale in facts["scales"]:
        scale["posts_by_value"] = sorted(scale["posts_by_value"].items())
    return facts
