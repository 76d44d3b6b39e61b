"""The clauses of one kind, as grouping sees them: keys, people, and the text that is compared."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.store import Store
from mining.discover.keys import keys_of, view_of
from mining.facets.content import has_wish_cue, says_something
from mining.facets.lexicon import is_vague
from mining.people import Census
from mining.ratings import unit_rating
from mining.records import KINDS, SLOT_NAMES, Clause, FindingKind

SCENARIO_FLOOR = 0.02
SURE_NEED = 0.5

_QUERY = """
SELECT clauses.rowid AS number, clauses.id, clauses.post_id, clauses.post_version, clauses.sentence,
       clauses.start, clauses."end", clauses.text, clauses.language, labels.types,
       labels.scores, posts.url, posts.posted_at, posts.source, posts.rating, posts.rating_min,
       posts.rating_max
FROM clauses
JOIN labels ON labels.clause_id = clauses.id
JOIN posts ON posts.id = clauses.post_id AND posts.version = clauses.post_version
LEFT JOIN duplicates ON duplicates.post_id = posts.id
WHERE coalesce(duplicates.kept, 1) = 1
ORDER BY clauses.id
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One clause of a kind. `rating` is scaled to [0, 1], None where there is none.

    `new`: the last run of discover did not know the clause.
    """

    clause: Clause
    score: float
    keys: frozenset[str]
    view: str
    people: frozenset[str]
    url: str | None
    source: str
    posted_at: str | None
    rating: float | None
    new: bool = True


@dataclass(frozen=True, slots=True)
class Gathered:
    """Items of a kind in the order of their clause ids, and how many clauses only vented."""

    items: tuple[Item, ...]
    hollow: int


def gather(store: Store, census: Census, known: int = 0) -> dict[FindingKind, Gathered]:
    """The items of each kind. One of each duplicate group speaks; its people all count.

    `known` is `newest_clause` at the time of the last run.
    """
    found: dict[FindingKind, list[Item]] = {"scenario": [], "pain": [], "need": []}
    hollow: dict[FindingKind, int] = {"scenario": 0, "pain": 0, "need": 0}
    for kind, item in _rows(store, census, known):
        if has_content(kind, item):
            found[kind].append(item)
        else:
            hollow[kind] += 1
    return {kind: Gathered(tuple(items), hollow[kind]) for kind, items in found.items()}


def has_content(kind: FindingKind, item: Item) -> bool:
    """Whether an item can tell a designer something: a situation, an obstacle, or words beyond a mood."""
    telling = (*SLOT_NAMES, "act") if kind == "scenario" else ("obstacle", "wish")
    return any(key.partition(":")[0] in telling for key in item.keys) or says_something(item.view)


def newest_clause(store: Store) -> int:
    """A number that every clause cut from now on exceeds."""
    return int(store.value("SELECT coalesce(max(rowid), 0) FROM clauses"))


def _rows(store: Store, census: Census, known: int) -> Iterator[tuple[FindingKind, Item]]:
    for row in store.rows(_QUERY):
        clause = Clause(
            row["id"], row["post_id"], row["post_version"], row["sentence"], row["start"], row["end"],
            row["text"], row["language"],
        )  # fmt: skip
        scores, types = json.loads(row["scores"]), json.loads(row["types"])
        for kind in KINDS:
            keys = carried(kind, clause, kind in types, float(scores[kind]))
            if keys is None:
                continue
            yield (
                kind,
                Item(
                    clause,
                    float(scores[kind]),
                    keys,
                    view_of(kind, clause.text),
                    census.people_of(clause.post_id),
                    row["url"],
                    row["source"],
                    row["posted_at"],
                    unit_rating(row["rating"], row["rating_min"], row["rating_max"]),
                    row["number"] > known,
                ),
            )


def carried(kind: FindingKind, clause: Clause, typed: bool, score: float) -> frozenset[str] | None:
    """The keys of a clause as an item of a kind, or None where it is none.

    A clause of the type is one; a need must also wish in words (or be sure, and name a wish): what is
    only missed or complained of is a pain. A clause that may be a
    scenario (score from SCENARIO_FLOOR) is one when it names somebody, a time, a place, an
    activity, a goal or an act of customers: the heads are strict, and situations are rare in complaints.
    """
    if kind != "scenario":
        keys = keys_of(kind, clause.text, clause.language)
        named = any(key.startswith("wish:") and not is_vague(key) for key in keys)
        sure = score >= SURE_NEED and named
        return keys if typed and (kind == "pain" or sure or has_wish_cue(clause.text)) else None
    if not typed and score < SCENARIO_FLOOR:
        return None
    keys = keys_of(kind, clause.text, clause.language)
    named = any(key.partition(":")[0] in (*SLOT_NAMES, "act") for key in keys)
    return keys if typed or named else None
