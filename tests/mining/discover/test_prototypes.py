"""Prototypes, and who else belongs: near-members by each group's own thresholds."""

import numpy as np
import pytest

from mining.discover.prototypes import NEAR_QUANTILE, TRIM, assign, prototype_of
from mining.embed.base import unit_rows
from tests.mining.discover.making import DIMENSIONS, cloud


def background(count: int) -> np.ndarray:
    return unit_rows(np.random.default_rng(2).normal(size=(count, DIMENSIONS)).astype(np.float32))


def test_outliers_do_not_move_a_prototype() -> None:
    inliers = cloud(0, 16, spread=0.05)
    with_outliers = np.vstack([inliers, cloud(1, 4, spread=0.05)])
    assert TRIM * 20 == 4

    prototype = prototype_of(with_outliers, np.arange(20))

    assert np.allclose(prototype, prototype_of(inliers, np.arange(16)), atol=0.02)
    assert np.linalg.norm(prototype) == pytest.approx(1.0, abs=1e-6)
    plain = unit_rows(with_outliers.mean(axis=0, keepdims=True))[0]
    assert prototype[0] > plain[0] + 0.01


def test_the_prototype_of_one_row_is_that_row() -> None:
    vectors = cloud(0, 3)
    assert np.allclose(prototype_of(vectors, np.array([1])), vectors[1], atol=1e-6)


def test_rows_closer_than_half_of_the_members_join_and_the_rest_stay_out() -> None:
    members, others = cloud(0, 20, spread=0.1), background(400)
    inside, outside = cloud(0, 1, spread=0.0), cloud(7, 1, spread=0.0)
    vectors = np.vstack([members, others, inside, outside])

    [membership] = assign(vectors, [np.arange(20)])

    assert membership.members.tolist() == list(range(20))
    assert membership.near.tolist() == [420]
    cosines = vectors[:20] @ membership.prototype
    for row in range(20, len(vectors)):
        share = float(np.mean(cosines < vectors[row] @ membership.prototype))
        assert row not in membership.near or share >= NEAR_QUANTILE


def test_a_row_must_also_beat_the_background() -> None:
    # a group so loose that half its members are no closer than anybody: nobody may join by that alone
    vectors = background(400)
    [membership] = assign(vectors, [np.arange(10)])
    floor = np.quantile(vectors @ membership.prototype, 0.98)
    assert all(vectors[row] @ membership.prototype >= floor - 1e-6 for row in membership.near)
    assert len(membership.near) <= 0.02 * 400


def test_a_row_goes_to_one_group_the_one_it_fits_best() -> None:
    vectors = np.vstack([cloud(0, 20), cloud(1, 20), cloud(0, 1, spread=0.0), background(200)])
    first, second = assign(vectors, [np.arange(20), np.arange(20, 40)])

    assert 40 in first.near
    assert not set(first.near.tolist()) & set(second.near.tolist())


def test_members_of_another_group_are_never_near() -> None:
    # two groups on the same spot
    vectors = cloud(0, 40)
    first, second = assign(vectors, [np.arange(20), np.arange(20, 40)])
    assert first.near.tolist() == second.near.tolist() == []


def test_strength_is_the_cosine_of_everyone_with_the_prototype() -> None:
    vectors = np.vstack([cloud(0, 20), background(300), cloud(0, 1, spread=0.0)])
    [membership] = assign(vectors, [np.arange(20)])

    assert set(membership.strength) == {*membership.members.tolist(), *membership.near.tolist()}
    assert len(membership.near) >= 1
    for row, strength in membership.strength.items():
        assert strength == pytest.approx(float(vectors[row] @ membership.prototype), abs=1e-3)


def test_no_groups() -> None:
    assert assign(cloud(0, 3), []) == []
