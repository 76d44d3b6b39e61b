"""The linear heads: certain targets are labels, uncertain ones are shares, and weights are counts."""

import numpy as np
from scipy import sparse

from mining.typing.linear import LinearSettings, train_linear


def problem(seed: int) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    matrix = sparse.csr_matrix(rng.normal(size=(300, 6)).astype(np.float32))
    types = (matrix.toarray()[:, :4] + rng.normal(size=(300, 4)) > 0).astype(np.float32)
    return matrix, types, np.eye(7, dtype=np.float32)[rng.integers(0, 7, 300)]


def test_a_doubled_sentence_is_one_that_counts_double() -> None:
    matrix, types, phases = problem(1)
    twice = sparse.csr_matrix(sparse.vstack([matrix, matrix[:100]]))
    doubled = train_linear(
        twice, (np.vstack([types, types[:100]]), np.vstack([phases, phases[:100]])),
        np.ones(400, np.float32), LinearSettings(),
    )  # fmt: skip
    weights = np.where(np.arange(300) < 100, 2.0, 1.0).astype(np.float32)
    heavier = train_linear(matrix, (types, phases), weights, LinearSettings())

    assert np.allclose(doubled["linear.weight"], heavier["linear.weight"], atol=2e-2)


def test_a_teacher_who_is_never_sure_teaches_its_share() -> None:
    matrix, types, phases = problem(2)
    unsure = np.full_like(types, 0.25)

    found = train_linear(matrix, (unsure, phases), np.ones(300, np.float32), LinearSettings())

    said = 1 / (1 + np.exp(-(matrix @ found["linear.weight"] + found["linear.bias"])[:, :4]))
    assert np.allclose(said, 0.25, atol=0.03)


def test_phases_are_balanced_and_types_are_not() -> None:
    matrix, rare, _ = problem(3)
    blank = sparse.csr_matrix(matrix.shape, dtype=np.float32)
    rare[:, 0] = np.arange(300) < 30
    phases = np.eye(7, dtype=np.float32)[np.where(np.arange(300) < 30, 0, np.arange(300) % 6 + 1)]

    bias = train_linear(blank, (rare, phases), np.ones(300, np.float32), LinearSettings())["linear.bias"]

    assert bias[0] < -1.5
    assert abs(bias[4]) < 0.2
