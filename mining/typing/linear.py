"""Training of the linear heads: one logistic regression per type and per phase (scikit-learn's liblinear)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from mining.typing.heads import ALL_PHASES


@dataclass(frozen=True, slots=True)
class LinearSettings:
    """Inverse regularisation; phases are balanced by frequency, because the rare ones count as much."""

    inverse_penalty: float = 2.0


def train_linear(
    matrix: sparse.csr_matrix,
    targets: tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]],
    settings: LinearSettings,
) -> dict[str, npt.NDArray[np.float32]]:
    """Weights "linear.weight" (columns, 11) and "linear.bias" (11,): four types, then seven phases."""
    from sklearn.linear_model import LogisticRegression

    types, phases = targets
    columns: list[tuple[npt.NDArray[np.bool_], str | None]] = [
        (types[:, kind] > 0, None) for kind in range(types.shape[1])
    ]
    columns += [(phases == kind, "balanced") for kind in range(len(ALL_PHASES))]
    weights, bias = [], []
    for target, balance in columns:
        model = LogisticRegression(
            C=settings.inverse_penalty, solver="liblinear", class_weight=balance, random_state=0
        ).fit(matrix, target)
        weights.append(model.coef_[0])
        bias.append(model.intercept_[0])
    return {
        "linear.weight": np.stack(weights, axis=1).astype(np.float32),
        "linear.bias": np.array(bias, dtype=np.float32),
    }
