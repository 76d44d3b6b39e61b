"""Merging: halves of one thing come together, different things stay apart, and nothing runs in chains."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.discover.merging import ABSORBED, MIN_RELIABILITY, centroid, merge_same, reliability
from mining.embed.base import unit_rows
from tests.mining.discover.making import DIMENSIONS, cloud, rows_of

KIN = 0.55
NONE: dict[str, float] = {}


def between(first: int, second: int, share: float, count: int, *, spread: float = 0.02) -> np.ndarray:
    """A cloud on the way from one axis to another."""
    rng = np.random.default_rng([first, second, int(100 * share)])
    rows = rng.normal(scale=spread, size=(count, DIMENSIONS)).astype(np.float32)
    rows[:, first] += np.cos(share * np.pi / 2)
    rows[:, second] += np.sin(share * np.pi / 2)
    return unit_rows(rows)


def test_two_halves_of_one_cloud_merge_though_each_is_loose() -> None:
    vectors = cloud(0, 40, spread=0.35)
    first, second = rows_of(20, 20)

    # the plain cosine is far from 1: what merges them is the correction for loose groups
    assert float(centroid(vectors, first) @ centroid(vectors, second)) < 0.9
    assert merge_same([first, second], vectors, [{"obstacle:a": KIN}, {"obstacle:b": KIN}]) == [
        [0, 1]
    ]


def test_distinct_clouds_stay_apart_whatever_their_names() -> None:
    vectors = np.vstack([cloud(0, 20), cloud(1, 20), cloud(2, 20)])
    for family in (NONE, {"obstacle:slow": KIN}):
        assert merge_same(rows_of(20, 20, 20), vectors, [family] * 3) == [[0], [1], [2]]


@pytest.mark.parametrize(
    ("families", "together"),
    [
        (({"obstacle:slow": KIN}, {"obstacle:slow": KIN}), True),
        (({"obstacle:slow": KIN}, {"obstacle:dear": KIN}), False),
        ((NONE, {"obstacle:dear": KIN}), False),
    ],
)
def test_kin_merge_at_less_likeness_than_strangers(
    families: tuple[dict[str, float], dict[str, float]], together: bool
) -> None:
    # just over half of the way apart: cosine about .65
    vectors = np.vstack([between(0, 1, 0.0, 20), between(0, 1, 0.55, 20)])
    assert (merge_same(rows_of(20, 20), vectors, families) == [[0, 1]]) is together


def test_an_unnamed_group_is_no_bridge_between_two_names() -> None:
    # named – unnamed – named, each step alike enough, the ends not
    vectors = np.vstack([between(0, 1, share, 20) for share in (0.0, 0.15, 0.6)])
    names = [{"obstacle:slow": KIN}, NONE, {"obstacle:dear": KIN}]
    step = float(centroid(vectors, np.arange(20)) @ centroid(vectors, np.arange(20, 40)))
    assert step > ABSORBED

    merged = merge_same(rows_of(20, 20, 20), vectors, names)

    assert sorted(map(len, merged)) == [1, 2]
    assert [0, 2] not in merged


def test_a_merged_group_keeps_the_name_of_its_largest_part() -> None:
    # the large group and its twin become one; the third shares only the twin's name and not the vectors
    vectors = np.vstack([between(0, 1, 0.0, 30), between(0, 1, 0.02, 10), between(0, 1, 0.55, 20)])
    slow, dear = {"obstacle:slow": KIN}, {"obstacle:dear": KIN}
    assert merge_same(rows_of(30, 10, 20), vectors, [slow, dear, dear]) == [[0, 1], [2]]
    assert merge_same(rows_of(30, 10, 20), vectors, [dear, slow, dear]) == [[0, 1, 2]]


def test_no_groups_and_one_group() -> None:
    assert merge_same([], np.zeros((0, 4), dtype=np.float32), []) == []
    assert merge_same([np.arange(3)], cloud(0, 3), [NONE]) == [[0]]


def test_a_tight_group_is_reliable_and_noise_is_not() -> None:
    noise = np.random.default_rng(5).normal(size=(40, DIMENSIONS)).astype(np.float32)
    clouds = (cloud(0, 40, spread=0.02), cloud(0, 40, spread=0.5), noise)
    tight, loose, none = (reliability(vectors, np.arange(40)) for vectors in clouds)
    assert tight > 0.99
    assert 0.5 < loose < tight
    assert none < 0.5


def test_reliability_follows_spearman_and_brown() -> None:
    # two rows, halves of one row each: cosine .6, stepped up 2·.6 / 1.6 = .75
    vectors = np.array([[1.0, 0.0], [0.6, 0.8]], dtype=np.float32)
    assert reliability(vectors, np.arange(2)) == pytest.approx(0.75)


def test_reliability_has_a_floor_for_single_rows_and_opposites() -> None:
    vectors = np.array([[1.0, 0.0], [-1.0, 0.0]], dtype=np.float32)
    assert reliability(vectors, np.arange(1)) == MIN_RELIABILITY
    assert reliability(vectors, np.arange(2)) == MIN_RELIABILITY


def test_a_larger_sample_of_the_same_cloud_is_more_reliable() -> None:
    vectors = cloud(3, 200, spread=0.5)
    assert reliability(vectors, np.arange(200)) > reliability(vectors, np.arange(10))


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_groups_changes_no_grouping(order: list[int]) -> None:
    vectors = np.vstack([cloud(axis, 12, seed=half, spread=0.2) for axis in range(3) for half in range(2)])
    groups, names = rows_of(*[12] * 6), [{f"obstacle:{at}": KIN} for at in range(6)]

    merged = merge_same([groups[at] for at in order], vectors, [names[at] for at in order])

    assert sorted(sorted(order[at] for at in cluster) for cluster in merged) == [[0, 1], [2, 3], [4, 5]]
