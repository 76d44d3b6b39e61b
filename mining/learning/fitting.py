"""Fitting a change of the last layer to judgements: logistic regression that starts from the shipped scores.

The score before the change is an offset, the change has a Gaussian prior around nothing (MAP; Bishop 2006,
4.5): without judgements nothing changes, with few it changes little.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from mining.typing.heads import Scores, log_softmax

Matrix = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
PULLS = (10.0, 30.0, 100.0, 300.0, 1000.0)  # strength of the prior; which one, cross-validation says
BIAS_PULL = 1.0


@dataclass(frozen=True, slots=True)
class Labels:
    """What was judged: types (n, 4) with NaN where not, phases (n,) with -1 where not, weights (n,)."""

    types: Matrix
    phases: Ints
    weights: Matrix

    def rows(self, chosen: npt.NDArray[np.bool_]) -> "Labels":
        """Some of them."""
        return Labels(self.types[chosen], self.phases[chosen], self.weights[chosen])


@dataclass(frozen=True, slots=True)
class Change:
    """What is added in the basis: to type logits (33, 4), to log phases (33, 7)."""

    types: Matrix
    phases: Matrix

    def scores(self, placed: Matrix, logits: Scores, phases: Scores) -> tuple[Scores, Scores]:
        """Type logits and log phases after the change."""
        return logits + placed @ self.types, log_softmax(phases + placed @ self.phases)


def fit(
    placed: Matrix, logits: Scores, phases: Scores, labels: Labels, pull: float, phases_too: bool
) -> Change:
    """The most probable change, given the judgements."""
    columns = [_fit_type(placed, logits[:, k], labels.types[:, k], labels.weights, pull) for k in range(4)]
    size = (placed.shape[1], phases.shape[1])
    told = labels.phases >= 0
    moved = (
        _fit_phases(placed[told], phases[told], labels.phases[told], labels.weights[told], pull)
        if phases_too and told.any()
        else np.zeros(size)
    )
    return Change(np.stack(columns, axis=1), moved)


def _fit_type(placed: Matrix, offset: Scores, target: Matrix, weight: Matrix, pull: float) -> Matrix:
    told = ~np.isnan(target)
    rows, start, gold, mass = placed[told], offset[told], target[told], weight[told]
    if not len(rows):
        return np.zeros(placed.shape[1])
    prior = _prior(placed.shape[1], pull)

    def loss(change: Matrix) -> tuple[float, Matrix]:
        logit = start + rows @ change
        value = float(mass @ (np.logaddexp(0.0, logit) - gold * logit) + 0.5 * prior @ change**2)
        slope: Matrix = rows.T @ (mass * (1 / (1 + np.exp(-np.clip(logit, -30, 30))) - gold)) + prior * change
        return value, slope

    found: Matrix = minimize(loss, np.zeros(placed.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def _fit_phases(rows: Matrix, offset: Scores, gold: Ints, mass: Matrix, pull: float) -> Matrix:
    size = (rows.shape[1], offset.shape[1])
    prior = _prior(rows.shape[1], pull)[:, None]
    wanted = np.eye(size[1])[gold]

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        change = flat.reshape(size)
        logs = log_softmax(offset + rows @ change)
        value = float(-(mass @ (logs * wanted).sum(axis=1)) + 0.5 * (prior * change**2).sum())
        slope = rows.T @ (mass[:, None] * (np.exp(logs) - wanted)) + prior * change
        return value, slope.ravel()

    found: Matrix = minimize(loss, np.zeros(size).ravel(), jac=True, method="L-BFGS-B").x.reshape(size)
    return found


def _prior(size: int, pull: float) -> Matrix:
    prior = np.full(size, pull)
    prior[-1] = BIAS_PULL
    return prior


def surprises(logits: Scores, phases: Scores, labels: Labels) -> Matrix:
    """Negative log likelihood of the judgements of each type and of the phase, shape (5,): weighted sums."""
    told = ~np.isnan(labels.types)
    gold = np.where(told, labels.types, 0.0)
    mass = labels.weights[:, None] * told
    of_types = (mass * (np.logaddexp(0.0, logits) - gold * logits)).sum(axis=0)
    known = labels.phases >= 0
    of_phases = -float(labels.weights[known] @ phases[known, labels.phases[known]])
    return np.append(of_types, of_phases)
