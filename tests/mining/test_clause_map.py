"""The map of clauses: the same vectors give the same map, tiles hold every point once and few of them."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import MiningProblem
from crawler.store import Store
from mining.clause_map import tiles as tiling
from mining.clause_map.build import build_map, map_facts, tile_rows
from mining.clause_map.project import project
from mining.clause_map.tiles import place_in_tiles, tile_of
from mining.embed.shards import write_shard
from tests.builders import add_clauses, make_post, save

RNG = np.random.default_rng(7)


def clouds(count: int = 60) -> np.ndarray:
    """Two clouds of unit vectors, far apart."""
    centres = np.repeat(np.eye(8)[:2], count // 2, axis=0)
    vectors = centres + 0.1 * RNG.standard_normal((count, 8))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_what_means_the_same_lies_together() -> None:
    points = project(clouds(), "pca", 7)
    first, second = points[:30].mean(axis=0), points[30:].mean(axis=0)

    assert points.min() >= 0
    assert points.max() <= 1
    assert np.linalg.norm(first - second) > 3 * points[:30].std(axis=0).mean()
    assert project(clouds(2), "umap", 7).shape == (2, 2)


@pytest.mark.heavy
def test_umap_is_the_same_for_the_same_seed() -> None:
    vectors = clouds(80)

    assert np.array_equal(project(vectors, "umap", 7), project(vectors, "umap", 7))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 400), st.integers(1, 20), st.booleans())
def test_every_point_is_in_one_tile(count: int, per_tile: int, lumped: bool) -> None:
    points = np.random.default_rng(count).random((count, 2)) * (0.01 if lumped else 1.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiling, "PER_TILE", per_tile)
        levels, tiles = place_in_tiles(points)
    held = Counter(zip(levels.tolist(), tiles.tolist(), strict=True))

    assert sum(held.values()) == count
    assert all(n <= per_tile for (level, _), n in held.items() if level < tiling.DEEPEST)
    for level in set(levels.tolist()):
        own = levels == level
        assert np.array_equal(tiles[own], tile_of(points[own], level))
    if count:
        assert held[0, 0] == min(count, per_tile)


def fill(store: Store) -> list[str]:
    post = make_post(1, " ".join(f"Thing {n}." for n in range(40)))
    save(store, post)
    ids = add_clauses(store, post, *(f"Thing {n}." for n in range(40)))
    write_shard(store, "test/1", ids, clouds(40))
    return ids


def test_a_map_is_kept_and_replaced(store: Store) -> None:
    ids = fill(store)
    with store.writing() as conn:
        conn.execute("UPDATE labels SET types = '[]' WHERE clause_id = ?", (ids[0],))
    build_map(store, method="pca")
    facts = build_map(store, method="pca")

    assert map_facts(store) == facts
    assert (facts.placed, facts.clauses, facts.model) == (39, 39, "test/1")
    assert {row["clause_id"] for row in tile_rows(store, 0, 0)} == set(ids[1:])


def test_what_is_forgotten_leaves_the_map(store: Store) -> None:
    ids = fill(store)
    build_map(store, method="pca")
    with store.writing() as conn:
        conn.execute("DELETE FROM posts")

    assert store.value("SELECT count(*) FROM clause_points") == 0
    assert ids


def test_without_vectors_it_says_what_to_do(store: Store) -> None:
    with pytest.raises(MiningProblem, match="no vectors"):
        build_map(store)
    assert map_facts(store) is None
