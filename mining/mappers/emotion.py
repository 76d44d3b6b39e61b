"""Emotion of a journey phase on -2…+2, from one vote per person.

A vote is the median of what a person says in the phase. A source with more than half of the votes
weighs half. Shrunk mean e_s = (Σ w e + κ ē) / (Σ w + κ) with κ = 10, where ē is the mean of all
votes; 90 % interval from a bootstrap over people. Fewer than 5 people: no figure at all.
A peak (valley) is a local maximum (minimum) of the curve whose interval excludes ē.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

import numpy as np
from numpy.typing import NDArray

KAPPA = 10.0
DRAWS = 400
SEED = 7
LEVEL = 0.90
GAP_BELOW = 5
HOLLOW_BELOW = 10
STRONG = 1.0  # votes at least this far from 0 count as clearly good or bad

Mark = Literal["solid", "hollow", "gap"]
Turn = Literal["", "peak", "valley"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A clause with a feeling: who says it, from which source, valence in [-2, 2]."""

    person: str
    source: str
    valence: float


@dataclass(frozen=True, slots=True)
class Emotion:
    """`mean`, `low`, `high` are None in a gap. `good` and `bad` are the people at >= 1 and <= -1."""

    people: int
    mean: float | None
    low: float | None
    high: float | None
    good: int
    bad: int
    mark: Mark
    turn: Turn = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """The emotion of each phase, and the mean of all votes that it is shrunk to (None without votes)."""

    mean: float | None
    phases: Mapping[str, Emotion]


@dataclass(frozen=True, slots=True)
class _Votes:
    values: NDArray[np.float64]
    weights: NDArray[np.float64]


def curve(utterances: Mapping[str, Iterable[Utterance]], order: Sequence[str]) -> Curve:
    """The emotion curve over the phases in `order`; other keys of `utterances` are left out."""
    votes = {phase: _votes(utterances.get(phase, ())) for phase in order}
    total = sum(float(v.weights.sum()) for v in votes.values())
    if not total:
        return Curve(None, {phase: _emotion(v, 0.0) for phase, v in votes.items()})
    mean = sum(float((v.values * v.weights).sum()) for v in votes.values()) / total
    found = {phase: _emotion(v, mean) for phase, v in votes.items()}
    return Curve(round(mean, 4), _with_turns(found, order, mean))


def shrunk_mean(weighted_sum: float, weight: float, centre: float) -> float:
    """The formula of this module: Σ w e and Σ w, drawn towards `centre`."""
    return (weighted_sum + KAPPA * centre) / (weight + KAPPA)


def _votes(utterances: Iterable[Utterance]) -> _Votes:
    said: dict[str, list[Utterance]] = {}
    for item in utterances:
        said.setdefault(item.person, []).append(item)
    people = sorted(said)
    values = np.array([median(u.valence for u in said[person]) for person in people], dtype=np.float64)
    sources = [min(u.source for u in said[person]) for person in people]
    return _Votes(values, _balanced(sources))


def _balanced(sources: Sequence[str]) -> NDArray[np.float64]:
    """Weight 1 each; where one source has more than half of the votes, it is scaled down to half."""
    weights = np.ones(len(sources), dtype=np.float64)
    if not sources:
        return weights
    source, count = Counter(sources).most_common(1)[0]
    others = len(sources) - count
    if others and count > others:
        weights[[name == source for name in sources]] = others / count
    return weights


def _emotion(votes: _Votes, centre: float) -> Emotion:
    people = len(votes.values)
    good, bad = int((votes.values >= STRONG).sum()), int((votes.values <= -STRONG).sum())
    if people < GAP_BELOW:
        return Emotion(people, None, None, None, good, bad, "gap")
    low, high = _interval(votes, centre)
    mean = shrunk_mean(float((votes.values * votes.weights).sum()), float(votes.weights.sum()), centre)
    mark: Mark = "hollow" if people < HOLLOW_BELOW else "solid"
    return Emotion(people, round(mean, 4), round(low, 4), round(high, 4), good, bad, mark)


def _interval(votes: _Votes, centre: float) -> tuple[float, float]:
    generator = np.random.default_rng(SEED)
    people = len(votes.values)
    weighted = votes.values * votes.weights
    means = np.empty(DRAWS)
    for draw in range(DRAWS):
        chosen = generator.integers(0, people, people)
        means[draw] = shrunk_mean(float(weighted[chosen].sum()), float(votes.weights[chosen].sum()), centre)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)


def _with_turns(found: Mapping[str, Emotion], order: Sequence[str], centre: float) -> dict[str, Emotion]:
    seen = [phase for phase in order if found[phase].mean is not None]
    turned = dict(found)
    for position, phase in enumerate(seen):
        around = [found[p].mean for p in seen[max(0, position - 1) : position + 2] if p != phase]
        turned[phase] = replace(
            found[phase], turn=_turn(found[phase], [m for m in around if m is not None], centre)
        )
    return turned


def _turn(emotion: Emotion, neighbours: Sequence[float], centre: float) -> Turn:
    if emotion.mean is None or emotion.low is None or emotion.high is None or not neighbours:
        return ""
    if emotion.low > centre and emotion.mean > max(neighbours):
        return "peak"
    if emotion.high < centre and emotion.mean < min(neighbours):
        return "valley"
    return ""
