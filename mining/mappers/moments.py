"""Moments of a journey: where it turns, how it ends, and which touchpoints go with the stars most.

The end is the touchpoint that the domain declares as its end, not the last column. A moment of truth is a
touchpoint with at least LEAST people on either side:
score = reach × |mean stars of those who are delighted there − mean stars of those who are let down there|,
reach = people with a feeling there / people with a feeling anywhere; 90 % interval by people. It says what
goes together, and only where posts are rated.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from mining.mappers.emotion import DRAWS, LEVEL, SEED, STRONG, Emotion, Utterance, curve

LEAST = 30  # people delighted, and people let down


@dataclass(frozen=True, slots=True)
class Moment:
    """A touchpoint of truth. `gap` is stars between the delighted and the let down, with its interval."""

    touchpoint: str
    reach: float
    delighted: int
    let_down: int
    gap: float
    low: float
    high: float

    @property
    def score(self) -> float:
        """Reach × |gap|, in stars."""
        return self.reach * abs(self.gap)


@dataclass(frozen=True, slots=True)
class Turn:
    """A phase where the curve turns; `prominence` is how far it stands out from its nearer neighbour."""

    phase: str
    kind: str
    mean: float
    low: float
    high: float
    people: int
    prominence: float


def spots(utterances: Mapping[str, Sequence[Utterance]]) -> dict[str, Emotion]:
    """The feeling at each touchpoint, shrunk to the mean of all; they have no order, hence no turns."""
    found: dict[str, Emotion] = {}
    keys = sorted(utterances)
    for key, emotion in curve(utterances, keys).phases.items():
        found[key] = Emotion(
            emotion.people, emotion.mean, emotion.low, emotion.high, emotion.good, emotion.bad, emotion.mark
        )
    return found


def moments_of_truth(
    utterances: Mapping[str, Sequence[Utterance]], stars: Mapping[str, float]
) -> tuple[list[Moment], dict[str, tuple[int, int]]]:
    """Moments by falling score, and touchpoint -> (delighted, let down) of those with too few.

    `stars` is person -> their mean rating on 1 to 5; people without one do not count here.
    """
    votes: dict[str, dict[str, float]] = {}
    for key, said in utterances.items():
        own: dict[str, list[float]] = defaultdict(list)
        for item in said:
            if item.person in stars:
                own[item.person].append(item.valence)
        votes[key] = {person: median(values) for person, values in own.items()}
    everybody = {person for found in votes.values() for person in found}
    moments, few = [], {}
    for key, found in sorted(votes.items()):
        glad = sorted(person for person, vote in found.items() if vote >= STRONG)
        sad = sorted(person for person, vote in found.items() if vote <= -STRONG)
        if min(len(glad), len(sad)) < LEAST:
            few[key] = (len(glad), len(sad))
            continue
        gap, low, high = _gap([stars[p] for p in glad], [stars[p] for p in sad])
        moments.append(Moment(key, len(found) / len(everybody), len(glad), len(sad), gap, low, high))
    return sorted(moments, key=lambda m: (-m.score, m.touchpoint)), few


def turns(order: Sequence[str], emotions: Mapping[str, Emotion], most: int = 2) -> list[Turn]:
    """The peaks and valleys of a curve, at most `most` of each, the most prominent first."""
    seen = [(phase, e.mean) for phase in order if (e := emotions[phase]).mean is not None]
    found = []
    for place, (phase, mean) in enumerate(seen):
        emotion = emotions[phase]
        around = [other for _, other in seen[max(0, place - 1) : place + 2] if _ != phase]
        if emotion.turn and mean is not None and emotion.low is not None and emotion.high is not None:
            stands_out = min(abs(mean - other) for other in around if other is not None)
            found.append(
                Turn(phase, emotion.turn, mean, emotion.low, emotion.high, emotion.people, stands_out)
            )
    found.sort(key=lambda t: (-t.prominence, t.phase))
    return [
        turn for kind in ("peak", "valley") for turn in [t for t in found if t.kind == kind][:most]
    ]


def _gap(glad: Sequence[float], sad: Sequence[float]) -> tuple[float, float, float]:
    generator = np.random.default_rng(SEED)
    up, down = np.array(glad), np.array(sad)
    drawn = generator.choice(up, (DRAWS, len(up))).mean(axis=1)
    drawn -= generator.choice(down, (DRAWS, len(down))).mean(axis=1)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(up.mean() - down.mean()), float(low), float(high)
