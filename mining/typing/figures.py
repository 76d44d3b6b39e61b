"""Calibration on out-of-fold scores, the figures reached, and their bootstrap intervals over posts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from mining.records import TYPES
from mining.typing.heads import ALL_PHASES, Calibration, Raw, Scores, log_softmax

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Targets = tuple[npt.NDArray[np.float32], Ints]
Decisions = tuple[Bools, Ints]

_WEIGHT_GRID = (0.2, 0.4, 0.6, 0.8, 1.0, 1.3)
_STRENGTHS = tuple(float(value) for value in np.linspace(0.0, 1.0, 21))
# the offsets serve both figures of the phase: macro-F1 for the rare ones, accuracy for the reader
_ACCURACY_SHARE = 0.5


def f1(gold: npt.NDArray[np.generic], found: npt.NDArray[np.generic]) -> float:
    """Harmonic mean of precision and recall of two 0/1 arrays; 1 where neither has a positive."""
    hits = float((gold.astype(bool) & found.astype(bool)).sum())
    total = float(gold.astype(bool).sum() + found.astype(bool).sum())
    return 2 * hits / total if total else 1.0


def macro_f1(gold: Ints, found: Ints) -> float:
    """Mean F1 over the classes that occur in gold."""
    return float(np.mean([f1(gold == kind, found == kind) for kind in np.unique(gold)]))


def calibrate(net: Raw, linear: Raw, targets: Targets) -> Calibration:
    """Mixing weights, bias, thresholds and phase offsets that fit out-of-fold scores best."""
    from sklearn.linear_model import LogisticRegression

    types, phases = targets
    rows = []
    for kind in range(len(TYPES)):
        inputs = np.stack([net.types[:, kind], linear.types[:, kind]], axis=1)
        fitted = LogisticRegression(C=10.0).fit(inputs, types[:, kind])
        rows.append((float(fitted.coef_[0][0]), float(fitted.coef_[0][1]), float(fitted.intercept_[0])))
    weights = min(product(_WEIGHT_GRID, _WEIGHT_GRID), key=lambda pair: _surprise(pair, net, linear, phases))
    found = Calibration(tuple(rows), weights, (0.5,) * len(TYPES), (0.0,) * len(ALL_PHASES))
    typed, phased = found.probabilities(net, linear)
    thresholds = tuple(best_threshold(types[:, kind], typed[:, kind]) for kind in range(len(TYPES)))
    return Calibration(tuple(rows), weights, thresholds, phase_offsets(np.log(phased), phases))


def _surprise(pair: tuple[float, float], net: Raw, linear: Raw, phases: Ints) -> float:
    mixed = log_softmax(pair[0] * net.phases + pair[1] * linear.phases)
    return float(-mixed[np.arange(len(phases)), phases].mean())


def best_threshold(gold: npt.NDArray[np.float32], probabilities: Scores) -> float:
    """Half of the best F1 that any threshold reaches: what maximises F1 for calibrated probabilities.

    Lipton, Elkan, Naryanaswamy 2014, theorem 1. Taking the very threshold that was best on the sample was
    worse in cross-validation, because for the rare types a few sentences decide it.
    """
    order = np.argsort(-probabilities, kind="stable")
    hits = np.cumsum(gold[order])
    curve = 2 * hits / (np.arange(1, len(hits) + 1) + gold.sum())
    return float(curve.max()) / 2


def phase_offsets(logs: Scores, gold: Ints) -> tuple[float, ...]:
    """Offsets -t * log(frequency), "service" at 0, with t the best of a grid for macro-F1 and accuracy.

    Logit adjustment (Menon et al. 2021). One parameter, because an offset for each phase fitted the rare
    phases of the sample and was worse in cross-validation than no offset.
    """
    frequency = np.maximum(np.bincount(gold, minlength=len(ALL_PHASES)), 1) / len(gold)

    def gain(strength: float) -> float:
        found = (logs - strength * np.log(frequency)).argmax(axis=1)
        return macro_f1(gold, found) + _ACCURACY_SHARE * float((found == gold).mean())

    best = max(_STRENGTHS, key=gain)
    offsets = -best * np.log(frequency)
    return tuple(float(value) for value in offsets - offsets[ALL_PHASES.index("service")])


def figures(targets: Targets, found: Decisions) -> dict[str, float]:
    """F1 per type, and macro-F1 and accuracy of the phase, as gold's score.py computes them."""
    (types, phases), (typed, phased) = targets, found
    table = {f"{kind}_f1": f1(types[:, index], typed[:, index]) for index, kind in enumerate(TYPES)}
    return table | {
        "phase_macro_f1": macro_f1(phases, phased),
        "phase_accuracy": float((phases == phased).mean()),
    }


def intervals(
    posts: Sequence[str], targets: Targets, found: Decisions, seed: int, rounds: int = 1000
) -> dict[str, tuple[float, float]]:
    """95 % percentile bootstrap of each figure, resampling whole posts."""
    groups: dict[str, list[int]] = {}
    for index, post in enumerate(posts):
        groups.setdefault(post, []).append(index)
    rows = [np.array(group) for group in groups.values()]
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(rounds):
        chosen = np.concatenate([rows[index] for index in rng.integers(0, len(rows), len(rows))])
        drawn.append(figures(*_select(targets, found, chosen)))
    return {
        name: (
            float(np.quantile([one[name] for one in drawn], 0.025)),
            float(np.quantile([one[name] for one in drawn], 0.975)),
        )
        for name in drawn[0]
    }


def _select(targets: Targets, found: Decisions, rows: Ints) -> tuple[Targets, Decisions]:
    return (targets[0][rows], targets[1][rows]), (found[0][rows], found[1][rows])


def by_group(names: Mapping[str, Bools], targets: Targets, found: Decisions) -> dict[str, dict[str, float]]:
    """The figures of some groups of sentences, such as the languages."""
    return {name: figures(*_select(targets, found, np.flatnonzero(mask))) for name, mask in names.items()}


@dataclass(frozen=True, slots=True)
class Crossed:
    """Probabilities of types and phases, and decisions, by calibrations that did not see the sentences."""

    probabilities: Scores
    phases: Scores
    decisions: Decisions


def crossed(fold: Ints, net: Raw, linear: Raw, targets: Targets, report: Callable[[str], None]) -> Crossed:
    """What is found for each sentence with a fold, by a calibration fitted on the other folds only."""
    said, phases = np.zeros(targets[0].shape), np.zeros((len(fold), len(ALL_PHASES)))
    typed = np.zeros(targets[0].shape, dtype=bool)
    phased = np.zeros(len(fold), dtype=np.int64)
    for number in np.unique(fold):
        inside, outside = fold == number, fold != number
        calibration = calibrate(
            pick(net, outside), pick(linear, outside), (targets[0][outside], targets[1][outside])
        )
        said[inside], phases[inside] = calibration.probabilities(pick(net, inside), pick(linear, inside))
        typed[inside], phased[inside] = calibration.decide(said[inside], phases[inside])
        report(f"calibrated for fold {number}")
    return Crossed(said, phases, (typed, phased))


def pick(raw: Raw, rows: Bools | Ints) -> Raw:
    """The scores of some sentences."""
    return Raw(raw.types[rows], raw.phases[rows])
