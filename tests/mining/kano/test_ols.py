"""The algebra against what it must equal: leave-one-out refits, drawn refits, published procedures."""

import numpy as np
import pytest

from mining.kano import ols
from mining.kano.ols import (
    benjamini_hochberg,
    bootstrap_coefficients,
    cluster_draws,
    correlations,
    fit_ols,
    inflation,
)


def sample(n: int = 60, k: int = 3, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    design = np.column_stack([np.ones(n), generator.random((n, k)) < 0.4]).astype(float)
    return design, design @ np.arange(1.0, k + 2) + generator.normal(size=n) * (1 + design[:, 1])


def test_coefficients_are_those_of_least_squares() -> None:
    design, outcome = sample()

    assert fit_ols(design, outcome).coefficients == pytest.approx(np.linalg.lstsq(design, outcome)[0])


def test_hc3_is_the_spread_of_the_leave_one_out_refits() -> None:
    """b(-i) - b = -(X'X)^-1 x_i e_i / (1 - h_i), so HC3 is the sum of their outer products."""
    design, outcome = sample()
    fit = fit_ols(design, outcome)
    rows = range(len(outcome))
    without = [np.linalg.lstsq(np.delete(design, i, 0), np.delete(outcome, i))[0] for i in rows]

    assert fit.errors**2 == pytest.approx(sum((b - fit.coefficients) ** 2 for b in without))


def test_two_groups_by_hand() -> None:
    """Means 2 and 5; HC3 variance of a group's mean: sum of e² / (1 - 1/n)² / n²."""
    design = np.array([[1, 0], [1, 0], [1, 0], [1, 1], [1, 1]], dtype=float)
    fit = fit_ols(design, np.array([1.0, 2.0, 3.0, 4.0, 6.0]))

    assert fit.coefficients == pytest.approx([2, 3])
    first, second = 2 / (2 / 3) ** 2 / 9, 2 / (1 / 2) ** 2 / 4
    assert fit.errors == pytest.approx([first**0.5, (first + second) ** 0.5])
    assert fit.r_squared == pytest.approx(1 - 4 / 14.8)
    # z = 3 / sqrt(2.5) = 1.8974; two-sided
    assert fit.p_values[1] == pytest.approx(0.0578, abs=0.0001)


def test_a_row_that_is_fitted_exactly_and_a_column_that_repeats_break_nothing() -> None:
    design, outcome = sample()
    alone = np.zeros((len(outcome), 1))
    alone[0] = 1
    fit = fit_ols(np.column_stack([design, alone, design[:, 1]]), outcome)

    assert np.isfinite([*fit.coefficients, *fit.errors, *fit.p_values]).all()
    plain = fit_ols(np.column_stack([design, alone]), outcome)
    assert fit.coefficients[1] + fit.coefficients[-1] == pytest.approx(plain.coefficients[1])


def test_each_draw_is_the_refit_of_the_clusters_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ols, "_HELD", 6 * 900)  # six products a row: chunks of 900 rows
    design, outcome = sample(n=2_000, k=2)
    cluster_of = np.arange(len(outcome)) % 700
    taken = cluster_draws(700, 5, seed=3)
    found = bootstrap_coefficients(design, outcome, cluster_of, taken)

    assert (taken.sum(axis=1) == 700).all()
    for draw, coefficients in zip(taken, found, strict=True):
        repeated = np.repeat(np.arange(len(outcome)), draw[cluster_of])
        assert coefficients == pytest.approx(
            np.linalg.lstsq(design[repeated], outcome[repeated])[0], abs=1e-6
        )


def test_a_column_that_a_draw_leaves_empty_is_zero_there() -> None:
    design = np.array([[1, 0], [1, 0], [1, 1]], dtype=float)
    found = bootstrap_coefficients(
        design, np.array([1.0, 2.0, 9.0]), np.arange(3), np.array([[2, 1, 0]], np.uint16)
    )

    assert found[0] == pytest.approx([4 / 3, 0], abs=1e-6)


def test_draws_come_again_with_the_seed() -> None:
    assert (cluster_draws(50, 4, 7) == cluster_draws(50, 4, 7)).all()
    assert (cluster_draws(50, 4, 7) != cluster_draws(50, 4, 8)).any()


def test_benjamini_hochberg_on_the_example_of_the_paper() -> None:
    """Their 15 p values, of which the first four stand at 0.05 (1995, section 4.1)."""
    p = [
        .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1.0,
    ]  # fmt: skip
    adjusted = benjamini_hochberg(p)

    assert list(adjusted <= 0.05) == [True] * 4 + [False] * 11
    assert adjusted[0] == pytest.approx(0.0015)
    assert adjusted[4] == pytest.approx(0.0201 * 15 / 5)
    assert benjamini_hochberg(p[::-1]) == pytest.approx(adjusted[::-1])
    assert len(benjamini_hochberg([])) == 0


def test_inflation_is_one_over_what_the_others_leave() -> None:
    generator = np.random.default_rng(2)
    free = generator.normal(size=(400, 3))
    columns = np.column_stack([free, free[:, 0] + 0.3 * free[:, 1] + 0.2 * generator.normal(size=400)])
    others = np.column_stack([np.ones(400), columns[:, :3]])

    assert inflation(columns)[3] == pytest.approx(1 / (1 - fit_ols(others, columns[:, 3]).r_squared))
    assert np.isinf(inflation(np.column_stack([columns, columns[:, 2]]))[[2, 4]]).all()
    assert inflation(np.column_stack([free, np.ones(400)]))[3] == pytest.approx(1)


def test_a_constant_column_correlates_with_nothing() -> None:
    matrix = correlations(np.column_stack([np.ones(5), np.arange(5.0), -np.arange(5.0)]))

    assert matrix == pytest.approx(np.array([[1, 0, 0], [0, 1, -1], [0, -1, 1]]))
