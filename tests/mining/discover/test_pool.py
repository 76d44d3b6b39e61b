"""Clusters among what no concept brought together: few rows by linkage, many by EVoC (the real library)."""

import numpy as np
import pytest

from mining.discover.pool import pool_clusters
from mining.embed.base import unit_rows
from tests.mining.discover.making import DIMENSIONS, cloud


def noise(count: int, seed: int = 9) -> np.ndarray:
    return unit_rows(np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32))


def test_few_rows_that_say_the_same_find_each_other_in_noise() -> None:
    vectors = np.vstack([noise(80), cloud(0, 5, spread=0.02)])
    clusters = [set(map(int, rows)) for rows in pool_clusters(vectors, range(85), seed=7) if len(rows) > 1]
    assert set(range(80, 85)) in clusters
    assert all(len(cluster) <= 5 for cluster in clusters)


def test_two_tight_clouds_are_not_thrown_together() -> None:
    vectors = np.vstack([noise(80), cloud(0, 4, spread=0.02), cloud(1, 4, spread=0.02)])
    clusters = [set(map(int, rows)) for rows in pool_clusters(vectors, range(88), seed=7)]
    assert not any(cluster & set(range(80, 84)) and cluster & set(range(84, 88)) for cluster in clusters)


def test_only_the_rows_given_are_clustered_and_each_once() -> None:
    vectors = np.vstack([noise(40), cloud(0, 10, spread=0.02)])
    rows = [row for row in range(50) if row % 2]
    clusters = pool_clusters(vectors, rows, seed=7)
    found = [int(row) for cluster in clusters for row in cluster]
    assert len(found) == len(set(found))
    assert set(found) <= set(rows)


def test_rows_without_any_direction_are_in_no_cluster() -> None:
    vectors = np.vstack([np.zeros((10, DIMENSIONS), dtype=np.float32), cloud(0, 10, spread=0.02)])
    assert all(row >= 10 for cluster in pool_clusters(vectors, range(20), seed=7) for row in cluster)
    assert pool_clusters(vectors, range(10), seed=7) == []


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_rows_make_no_cluster(count: int) -> None:
    assert pool_clusters(cloud(0, 5), range(count), seed=7) == []


def test_equal_rows_are_one_cluster() -> None:
    vectors = np.repeat(cloud(0, 1), 6, axis=0)
    assert [set(map(int, rows)) for rows in pool_clusters(vectors, range(6), seed=7)] == [set(range(6))]


def test_many_rows_go_to_evoc_which_finds_the_clouds_again_and_is_repeatable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mining.discover.pool.FEW", 300)
    clouds = [cloud(axis, 60, spread=0.05) for axis in range(6)]
    vectors = np.vstack([*clouds, noise(40)])
    assert len(vectors) > 300

    clusters = pool_clusters(vectors, range(len(vectors)), seed=7)
    again = pool_clusters(vectors, range(len(vectors)), seed=7)

    assert [rows.tolist() for rows in clusters] == [rows.tolist() for rows in again]
    for rows in clusters:
        clouds_hit = {int(row) // 60 for row in rows if row < 360}
        assert len(clouds_hit) <= 1
    assert {int(row) // 60 for rows in clusters for row in rows if row < 360} == set(range(6))
