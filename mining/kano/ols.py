"""Least squares with robust errors, a cluster bootstrap, and the checks that go with them; numpy alone.

HC3: MacKinnon & White 1985. Benjamini–Hochberg 1995. Everything works on unstandardised columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

_HELD = 4_000_000  # products of columns that are held at once, 32 MB
_RIDGE = 1e-10  # of the mean diagonal: a column that a draw leaves empty gets the coefficient 0
_FULL_LEVERAGE = 1e-9


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients with HC3 standard errors and two-sided normal p values; the first is the intercept."""

    coefficients: Vector
    errors: Vector
    p_values: Vector
    r_squared: float
    n: int


def fit_ols(design: Matrix, outcome: Vector) -> Fit:
    """Ordinary least squares of `outcome` (n,) on `design` (n, k), whose first column is ones.

    Columns that repeat others share their effect (the solution of least norm). A row with leverage 1 is
    fitted exactly and adds nothing to the errors.
    """
    inverse = np.linalg.pinv(design.T @ design, hermitian=True)
    coefficients = inverse @ (design.T @ outcome)
    residuals = outcome - design @ coefficients
    slack = 1.0 - np.einsum("ij,jk,ik->i", design, inverse, design)
    scaled = np.where(slack > _FULL_LEVERAGE, residuals / np.maximum(slack, _FULL_LEVERAGE), 0.0)
    pulled = design @ inverse * scaled[:, None]
    errors = np.sqrt(np.einsum("ij,ij->j", pulled, pulled))
    spread = float(((outcome - outcome.mean()) ** 2).sum())
    r_squared = 1.0 - float((residuals**2).sum()) / spread if spread > 0 else 0.0
    return Fit(coefficients, errors, _p_values(coefficients, errors), r_squared, len(outcome))


def _p_values(coefficients: Vector, errors: Vector) -> Vector:
    from scipy.special import ndtr

    ratio = np.divide(np.abs(coefficients), errors, out=np.zeros_like(errors), where=errors > 0)
    return np.asarray(np.where(errors > 0, 2.0 * ndtr(-ratio), 1.0))


def cluster_draws(clusters: int, draws: int, seed: int) -> NDArray[np.uint16]:
    """How often each draw with replacement takes each cluster: (draws, clusters)."""
    generator = np.random.default_rng(seed)
    taken = np.empty((draws, clusters), dtype=np.uint16)
    for row in taken:
        row[:] = np.bincount(generator.integers(0, clusters, clusters), minlength=clusters)
    return taken


def bootstrap_coefficients(
    design: Matrix, outcome: Vector, cluster_of: NDArray[np.int64], taken: NDArray[np.uint16]
) -> Matrix:
    """Coefficients of every draw: (draws, k). `cluster_of` (n,) says to which cluster a row belongs.

    Normal equations are summed over rows in one matrix product for all draws, then solved together.
    """
    draws, k = len(taken), design.shape[1]
    upper = np.triu_indices(k)
    products = np.zeros((draws, len(upper[0])))
    targets = np.zeros((draws, k))
    chunk = max(1, _HELD // len(upper[0]))
    for start in range(0, len(outcome), chunk):
        rows = slice(start, start + chunk)
        part = design[rows]
        weights = taken[:, cluster_of[rows]].astype(np.float64)
        products += weights @ (part[:, upper[0]] * part[:, upper[1]])
        targets += weights @ (part * outcome[rows, None])
    grams = np.empty((draws, k, k))
    grams[:, upper[0], upper[1]] = products
    grams[:, upper[1], upper[0]] = products
    diagonal = np.arange(k)
    grams[:, diagonal, diagonal] += _RIDGE * grams[:, diagonal, diagonal].mean(axis=1, keepdims=True)
    return np.asarray(np.linalg.solve(grams, targets[:, :, None])[:, :, 0])


def benjamini_hochberg(p_values: Sequence[float] | Vector) -> Vector:
    """Adjusted p values: those below q keep the false discovery rate at q."""
    given = np.asarray(p_values, dtype=np.float64)
    if not len(given):
        return given
    order = np.argsort(-given, kind="stable")
    ranks = np.arange(len(given), 0, -1)
    adjusted = np.minimum.accumulate(given[order] * len(given) / ranks)
    result = np.empty_like(given)
    result[order] = np.minimum(adjusted, 1.0)
    return result


def inflation(columns: Matrix) -> Vector:
    """Variance inflation factors of the columns (without intercept); infinite where others determine one."""
    correlation = correlations(columns)
    values, vectors = np.linalg.eigh(correlation)
    tiny = values < len(values) * 1e-10
    involved = (vectors[:, tiny] ** 2).sum(axis=1) > 1e-8
    inverse = np.where(tiny, 0.0, 1.0 / np.where(tiny, 1.0, values))
    factors = np.einsum("ij,j,ij->i", vectors, inverse, vectors)
    return np.asarray(np.where(involved, np.inf, factors))


def correlations(columns: Matrix) -> Matrix:
    """Correlation matrix of columns; a constant column correlates with nothing."""
    centred = columns - columns.mean(axis=0)
    norms = np.sqrt((centred**2).sum(axis=0))
    scaled: Any = np.divide(centred, norms, out=np.zeros_like(centred), where=norms > 0)
    matrix = scaled.T @ scaled
    np.fill_diagonal(matrix, 1.0)
    return np.asarray(matrix)
