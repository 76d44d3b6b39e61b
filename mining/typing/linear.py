"""Training of the linear heads: one logistic regression per type and per phase (scikit-learn's liblinear)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float32]

_CERTAIN = 0.03  # a probability this near to 0 or 1 is taken as 0 or 1: half of the rows, the same weights


@dataclass(frozen=True, slots=True)
class LinearSettings:
    """Inverse regularisation; phases are balanced by frequency, because the rare ones count as much."""

    inverse_penalty: float = 2.0


def train_linear(
    matrix: sparse.csr_matrix, targets: tuple[Floats, Floats], weights: Floats, settings: LinearSettings
) -> dict[str, Floats]:
    """Weights "linear.weight" (columns, 11) and "linear.bias" (11,): four types, then seven phases.

    `targets` are probabilities per type (n, 4) and per phase (n, 7); `weights` is how much a sentence counts.
    """
    from sklearn.linear_model import LogisticRegression

    found, bias = [], []
    for index, target in enumerate(np.hstack(targets).T):
        rows, sides, counts = _sides(target)
        counts *= weights[rows]
        if index >= targets[0].shape[1]:
            counts *= _balance(sides, counts)
        model = LogisticRegression(C=settings.inverse_penalty, solver="liblinear", random_state=0)
        model.fit(matrix[rows], sides, sample_weight=counts)
        found.append(model.coef_[0])
        bias.append(model.intercept_[0])
    return {
        "linear.weight": np.stack(found, axis=1).astype(np.float32),
        "linear.bias": np.array(bias, dtype=np.float32),
    }


def _balance(sides: npt.NDArray[np.bool_], counts: Floats) -> Floats:
    """Half of all for each side."""
    whole, yes = float(counts.sum()), float(counts[sides].sum())
    return np.where(sides, whole / (2 * yes), whole / (2 * (whole - yes))).astype(np.float32)


def _sides(target: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], Floats]:
    """A probability as a yes and a no with a share each: rows, yes or no, and shares."""
    share = np.where(target < _CERTAIN, 0.0, np.where(target > 1 - _CERTAIN, 1.0, target)).astype(np.float32)
    yes, no = np.flatnonzero(share > 0), np.flatnonzero(share < 1)
    sides = np.concatenate([np.ones(len(yes), dtype=bool), np.zeros(len(no), dtype=bool)])
    return np.concatenate([yes, no]), sides, np.concatenate([share[yes], 1 - share[no]])
