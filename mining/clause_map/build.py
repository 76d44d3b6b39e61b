"""Making and reading the map of a study; the only writer of clause_map and clause_points."""

import sqlite3
from dataclasses import dataclass

from crawler.clock import now_iso
from crawler.errors import MiningProblem
from crawler.store import Store
from mining.clause_map.project import Method, project
from mining.clause_map.tiles import place_in_tiles
from mining.embed.centre import centre
from mining.embed.shards import read_vectors
from mining.reading import ensure_tables

# how many clauses a method takes in about a minute; of more a sample is drawn, the same one each time
MOST = {"umap": 20_000, "pca": 60_000}


@dataclass(frozen=True, slots=True)
class MapFacts:
    """What the map in the store shows: `placed` of `clauses` clauses that have a type."""

    method: str
    model: str
    seed: int
    made_at: str
    clauses: int
    placed: int


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A clause on the map."""

    clause_id: str
    x: float
    y: float


def build_map(store: Store, *, method: Method = "umap", seed: int = 7) -> MapFacts:
    """Place the typed clauses and keep the map in place of the former one.

    Raises MiningProblem where the study has no vectors.
    """
    ensure_tables(store)
    model = store.value("SELECT model FROM vectors GROUP BY model ORDER BY count(*) DESC, model LIMIT 1")
    if model is None:
        raise MiningProblem("the study has no vectors", hint=f"caifeng mine --study {store.path.parent}")
    rows = store.rows(
        "SELECT clauses.id, language FROM clauses JOIN labels ON labels.clause_id = clauses.id"
        " JOIN vectors ON vectors.clause_id = clauses.id AND vectors.model = ?"
        " WHERE types <> '[]' ORDER BY clauses.id",
        (model,),
    )
    chosen = rows[: MOST[method]]  # ids are hashes: the first ones by id are a sample
    ids = [row["id"] for row in chosen]
    vectors = centre(read_vectors(store, model, ids), [row["language"] for row in chosen])
    points = project(vectors, method, seed)
    levels, tiles = place_in_tiles(points)
    facts = MapFacts(method, model, seed, now_iso(), len(rows), len(ids))
    lines = zip(ids, points[:, 0], points[:, 1], levels, tiles, strict=True)
    _save(store, facts, [(key, float(x), float(y), int(z), int(t)) for key, x, y, z, t in lines])
    return facts


def _save(store: Store, facts: MapFacts, lines: list[tuple[str, float, float, int, int]]) -> None:
    with store.writing() as conn:
        conn.execute("DELETE FROM clause_points")
        conn.execute("DELETE FROM clause_map")
        conn.execute(
            "INSERT INTO clause_map (method, model, seed, made_at, clauses, placed)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (facts.method, facts.model, facts.seed, facts.made_at, facts.clauses, facts.placed),
        )
        insert = "INSERT INTO clause_points (clause_id, x, y, level, tile) VALUES (?, ?, ?, ?, ?)"
        conn.executemany(insert, lines)


def map_facts(store: Store) -> MapFacts | None:
    """The map there is, or None."""
    ensure_tables(store)
    rows = store.rows("SELECT method, model, seed, made_at, clauses, placed FROM clause_map")
    return MapFacts(**dict(rows[0])) if rows else None


def tile_rows(store: Store, level: int, tile: int) -> list[sqlite3.Row]:
    """clause_id, x, y and types of the points that lie in one tile."""
    return store.rows(
        "SELECT clause_points.clause_id, x, y, types FROM clause_points JOIN labels USING (clause_id)"
        " WHERE level = ? AND tile = ? ORDER BY clause_points.clause_id",
        (level, tile),
    )
