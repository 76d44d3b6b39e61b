"""Whether what was learnt helps on judgements that it was not learnt from: folds of whole posts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.learning.fitting import PULLS, Change, Labels, fit, surprises
from mining.learning.space import Seen
from mining.records import TYPES
from mining.typing.figures import f1
from mining.typing.heads import Calibration, Scores

FOLDS, INNER = 5, 3
ROUNDS = 1000
Bools = npt.NDArray[np.bool_]
Found = tuple[Bools, npt.NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure on held-out judgements, before and after; 95 % interval of the difference over posts."""

    name: str
    judged: int
    before: float
    after: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Material:
    """Judged clauses as the last layer sees them, in the basis."""

    placed: npt.NDArray[np.float64]
    seen: Seen
    labels: Labels
    posts: Sequence[str]

    def rows(self, chosen: Bools) -> "Material":
        """Some of the clauses."""
        seen = Seen(self.seen.hidden[chosen], self.seen.logits[chosen], self.seen.phases[chosen])
        posts = [post for post, yes in zip(self.posts, chosen, strict=True) if yes]
        return Material(self.placed[chosen], seen, self.labels.rows(chosen), posts)


def learn(material: Material, phases_too: bool) -> tuple[Change, list[float]]:
    """The change fitted to all, and its pulls: for each type and for the phase the one that surprises least.

    Each is a regression of its own, and reviewers judge many pains and few needs; what surprises least is
    seen in folds inside.
    """
    strongest_first = PULLS[::-1]
    losses = np.stack([_losses(material, pull, phases_too) for pull in strongest_first])
    best = np.round(losses, 9).argmin(axis=0)
    changes = [_fitted(material, pull, phases_too) for pull in strongest_first]
    types = [changes[at].types[:, kind] for kind, at in enumerate(best[:-1])]
    change = Change(np.stack(types, axis=1), changes[best[-1]].phases)
    return change, [strongest_first[at] for at in best]


def try_out(material: Material, calibration: Calibration, phases_too: bool, seed: int) -> list[Figure]:
    """Each figure before and after, every clause judged by a change that no clause of its post was in."""
    number = folds(material.posts, FOLDS)
    logits, phases = material.seen.logits.copy(), material.seen.phases.copy()
    for fold in np.unique(number):
        inside = number == fold
        change, _ = learn(material.rows(~inside), phases_too)
        tested = material.rows(inside)
        logits[inside], phases[inside] = change.scores(tested.placed, tested.seen.logits, tested.seen.phases)
    before = decide(calibration, material.seen.logits, material.seen.phases)
    return _figures(material, before, decide(calibration, logits, phases), seed)


def decide(calibration: Calibration, logits: Scores, phases: Scores) -> Found:
    """Which types hold, and the phase, by the shipped thresholds."""
    return calibration.decide(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.exp(phases))


def folds(posts: Sequence[str], count: int) -> npt.NDArray[np.int64]:
    """The fold of each clause, by its post; each fold gets posts where there are enough."""
    order = sorted(set(posts), key=lambda post: hashlib.sha256(post.encode()).hexdigest())
    place = {post: at % count for at, post in enumerate(order)}
    return np.array([place[post] for post in posts], dtype=np.int64)


def _losses(material: Material, pull: float, phases_too: bool) -> npt.NDArray[np.float64]:
    number = folds(material.posts, INNER)
    total = np.zeros(len(TYPES) + 1)
    for fold in np.unique(number):
        inside = number == fold
        tested = material.rows(inside)
        change = _fitted(material.rows(~inside), pull, phases_too)
        scores = change.scores(tested.placed, tested.seen.logits, tested.seen.phases)
        total += surprises(*scores, tested.labels)
    return total


def _fitted(material: Material, pull: float, phases_too: bool) -> Change:
    seen = material.seen
    return fit(material.placed, seen.logits, seen.phases, material.labels, pull, phases_too)


def _figures(material: Material, before: Found, after: Found, seed: int) -> list[Figure]:
    labels, posts = material.labels, np.array(material.posts)
    names = [*TYPES, "types", "phase"]
    judged = [int((~np.isnan(labels.types[:, k])).sum()) for k in range(len(TYPES))]
    judged += [sum(judged), int((labels.phases >= 0).sum())]
    whole = np.arange(len(posts))
    first, second = _values(labels, before, whole), _values(labels, after, whole)
    groups = [np.flatnonzero(posts == post) for post in sorted(set(material.posts))]
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(ROUNDS):
        rows = np.concatenate([groups[at] for at in rng.integers(0, len(groups), len(groups))])
        drawn.append(_values(labels, after, rows) - _values(labels, before, rows))
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    return [
        Figure(name, judged[at], *(round(float(v[at]), 4) for v in (first, second, low, high)))
        for at, name in enumerate(names)
        if judged[at]
    ]


def _values(labels: Labels, found: Found, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """F1 of each type, their mean over the types judged, accuracy of the phase."""
    scores = []
    for kind in range(len(TYPES)):
        told = rows[~np.isnan(labels.types[rows, kind])]
        scores.append(f1(labels.types[told, kind], found[0][told, kind]))
    asked = [score for kind, score in enumerate(scores) if not np.isnan(labels.types[:, kind]).all()]
    known = rows[labels.phases[rows] >= 0]
    right = float((labels.phases[known] == found[1][known]).mean()) if len(known) else 1.0
    return np.array([*scores, float(np.mean(asked)) if asked else 1.0, right])
