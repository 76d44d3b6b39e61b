"""A topic over the months: its share among those who posted, whether it drifts, and where it jumped.

The drift is the Cochran–Armitage test; a jump is the split of the months with the largest likelihood ratio,
judged by how large that gets when the share never changes (parametric bootstrap, seeded). Both p values are
adjusted over all topics (Benjamini–Hochberg). Public posts are no panel: another share may be other speakers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mining.kano.ols import benjamini_hochberg
from mining.segments.compare import FALSE_DISCOVERIES, GroupShare, Topic, share_of, speakers
from mining.segments.proportions import trend_p
from mining.segments.voices import Voice, in_group, people_in

LEAST_A_MONTH = 10  # people who post in a month, else the month is a gap
LEAST_MONTHS = 4
LEAST_SPEAKERS = 20  # of the topic, over all months
DRAWS = 400
SEED = 7
_Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Month:
    """YYYY-MM; `share` is None in a gap (too few people posted)."""

    month: str
    share: GroupShare | None
    posted: int


@dataclass(frozen=True, slots=True)
class Trend:
    """One topic over time. `slope` is percentage points a month (least squares, weighted by people).

    `changed_at` is the first month of the later level where a jump was found, with the shares before and
    after. `drifts` and `jumps` hold at a false discovery rate of 5 %; both False means "not shown".
    """

    topic: Topic
    months: tuple[Month, ...]
    slope: float
    slope_q: float
    changed_at: str | None
    before: float | None
    after: float | None
    change_q: float

    @property
    def drifts(self) -> bool:
        """Whether the share rises or falls over the whole time."""
        return self.slope_q < FALSE_DISCOVERIES

    @property
    def jumps(self) -> bool:
        """Whether the share changed its level at one month."""
        return self.change_q < FALSE_DISCOVERIES


def trends(voices: Sequence[Voice], *, draws: int = DRAWS, seed: int = SEED) -> list[Trend]:
    """Praise and blame of every tag that LEAST_SPEAKERS people speak of, surest change first.

    Empty where fewer than LEAST_MONTHS months have enough people.
    """
    names = months_of(voices)
    by_month = {name: in_group(voices, "month", name) for name in names}
    sizes = {name: len(people_in(found)) for name, found in by_month.items()}
    usable = [name for name in names if sizes[name] >= LEAST_A_MONTH]
    if len(usable) < LEAST_MONTHS:
        return []
    spoken = {name: speakers(found) for name, found in by_month.items()}
    topics = {topic for said in spoken.values() for topic in said if topic.sign != "any"}
    found = []
    for topic in sorted(topics, key=lambda t: (t.key, t.sign)):
        months = []
        for name in names:
            people, posted = len(spoken[name].get(topic, ())), sizes[name]
            months.append(Month(name, share_of(people, posted) if name in usable else None, posted))
        if sum(m.share.people for m in months if m.share) >= LEAST_SPEAKERS:
            found.append(_trend(topic, tuple(months), draws, seed))
    return _adjusted(found)


def months_of(voices: Sequence[Voice]) -> list[str]:
    """Every month from the first to the last that a post carries, those without any post included."""
    seen = sorted({month for voice in voices for month in voice.values.get("month", ())})
    if not seen:
        return []
    first, last = (int(m[:4]) * 12 + int(m[5:7]) - 1 for m in (seen[0], seen[-1]))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1)]


def _trend(topic: Topic, months: tuple[Month, ...], draws: int, seed: int) -> Trend:
    kept = [(place, m, m.share) for place, m in enumerate(months) if m.share is not None]
    times = [float(place) for place, _, _ in kept]
    counts = [share.people for _, _, share in kept]
    sizes = [share.of_people for _, _, share in kept]
    split, p_change = change_point(counts, sizes, draws=draws, seed=seed)
    before = sum(counts[:split]) / sum(sizes[:split])
    after = sum(counts[split:]) / sum(sizes[split:])
    return Trend(
        topic, months, _slope(times, counts, sizes), trend_p(counts, sizes, times), kept[split][1].month,
        before, after, p_change,
    )  # fmt: skip


def _slope(times: Sequence[float], counts: Sequence[int], sizes: Sequence[int]) -> float:
    weights = np.array(sizes, dtype=np.float64)
    shares, at = np.array(counts) / weights, np.array(times)
    centred = at - np.average(at, weights=weights)
    return float(100 * (weights * centred * shares).sum() / (weights * centred**2).sum())


def change_point(
    counts: Sequence[int], sizes: Sequence[int], *, draws: int = DRAWS, seed: int = SEED
) -> tuple[int, float]:
    """The best first index of the later level, and p for "the share never changed".

    The p value is the share of draws from one constant share whose best split is at least as good.
    """
    k, n = np.array(counts, dtype=np.float64), np.array(sizes, dtype=np.float64)
    ratios = _ratios(k[None, :], n)[0]
    split = int(np.argmax(ratios)) + 1
    generator = np.random.default_rng(seed)
    drawn = generator.binomial(n.astype(np.int64), k.sum() / n.sum(), size=(draws, len(n))).astype(np.float64)
    best = _ratios(drawn, n).max(axis=1)
    return split, float((1 + (best >= ratios[split - 1] - 1e-9).sum()) / (draws + 1))


def _ratios(k: _Counts, n: _Counts) -> _Counts:
    """Log likelihood ratio of every split of every row: (rows, months - 1)."""
    left_k, left_n = np.cumsum(k, axis=1)[:, :-1], np.cumsum(n)[:-1]
    all_k, all_n = k.sum(axis=1, keepdims=True), n.sum()
    parts = _likelihood(left_k, left_n) + _likelihood(all_k - left_k, all_n - left_n)
    return np.asarray(parts - _likelihood(all_k, all_n))


def _likelihood(k: _Counts, n: Any) -> _Counts:
    """Binomial log likelihood at its own maximum, without the constant."""
    yes, no = k / n, (n - k) / n
    return np.asarray(
        k * np.log(np.where(yes > 0, yes, 1.0)) + (n - k) * np.log(np.where(no > 0, no, 1.0))
    )


def _adjusted(found: Sequence[Trend]) -> list[Trend]:
    """p values replaced by adjusted ones; where no jump is shown there is no month of it either."""
    slopes = benjamini_hochberg([item.slope_q for item in found])
    changes = benjamini_hochberg([item.change_q for item in found])
    result = []
    for item, slope, change in zip(found, map(float, slopes), map(float, changes), strict=True):
        one = replace(item, slope_q=slope, change_q=change)
        result.append(one if one.jumps else replace(one, changed_at=None, before=None, after=None))
    return sorted(result, key=lambda t: (min(t.slope_q, t.change_q), t.topic.key, t.topic.sign))
