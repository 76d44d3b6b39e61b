"""Scoring a KANO survey from the counts of its six letters, feature by feature.

M must-be, O one-dimensional (performance), A attractive, I indifferent, R reverse, Q questionable.
Better and Worse: Berger et al. 1993. Significance of the category: Fong 1996. Categories are unreliable
below 200 answers: Chapman 2022.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isfinite, sqrt
from typing import Any

import numpy as np

from mining.kano.table import LETTERS, Letter

_ROUNDING = 1e-9  # 5 points are within 5 points, whatever a float makes of them
FONG_Z = 1.65  # the factor that Fong gives, about the 90 % level
_ORDER: tuple[Letter, ...] = ("M", "O", "A", "I", "R")  # the rule M > O > A > I; reverse never overrules
_VALID: tuple[Letter, ...] = ("A", "O", "M", "I")


@dataclass(frozen=True, slots=True)
class SurveySettings:
    """Thresholds are shares of the answers; `closeness` 0.05 is the "within 5 points" of the rule."""

    closeness: float = 0.05
    peak: float = 0.25
    questionable: float = 0.10
    reliable_from: int = 200
    discussion_below: int = 30
    draws: int = 2_000
    level: float = 0.95
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Fong:
    """Fong's test: the two largest of A, O, M, I, R differ by `difference`; it must reach `criterion`."""

    difference: float
    criterion: float

    @property
    def significant(self) -> bool:
        """Whether the leading category stands out."""
        return self.difference >= self.criterion


@dataclass(frozen=True, slots=True)
class FeatureScore:
    """What the answers say of one feature; None where they cannot say it.

    better in [0, 1], worse in [-1, 0]; strengths are shares of all answers, Q and R included; chi2 is
    that of A, O, M, I against equal numbers (3 degrees of freedom). `segments` names the two peaks of
    a divided answer. `warnings` are "code: what it means".
    """

    feature: str
    counts: Mapping[Letter, float]
    better: float | None
    worse: float | None
    category: Letter | None
    rule_category: Letter | None
    total_strength: float | None
    category_strength: float | None
    fong: Fong | None
    chi2: float | None
    better_ci: tuple[float, float] | None
    worse_ci: tuple[float, float] | None
    segments: tuple[Letter, Letter] | None
    warnings: tuple[str, ...]

    @property
    def answers(self) -> float:
        """All answers, questionable ones included."""
        return fsum(self.counts.values())

    def as_json(self) -> dict[str, Any]:
        """The documented form of `caifeng kano score --json`."""
        return {
            "feature": self.feature,
            "better": self.better,
            "worse": self.worse,
            "category": self.category,
            "rule_category": self.rule_category,
            "total_strength": self.total_strength,
            "category_strength": self.category_strength,
            "fong_significant": None if self.fong is None else self.fong.significant,
            "chi2": self.chi2,
            "better_ci": None if self.better_ci is None else list(self.better_ci),
            "worse_ci": None if self.worse_ci is None else list(self.worse_ci),
            "warnings": list(self.warnings),
        }


def better(counts: Mapping[Letter, float]) -> float | None:
    """(A + O) / (A + O + M + I): how much having the feature can please. None without such answers."""
    valid = fsum(counts[letter] for letter in _VALID)
    return (counts["A"] + counts["O"]) / valid if valid > 0 else None


def worse(counts: Mapping[Letter, float]) -> float | None:
    """-(O + M) / (A + O + M + I): how much lacking the feature can displease. None without such answers."""
    valid = fsum(counts[letter] for letter in _VALID)
    return 0.0 - (counts["O"] + counts["M"]) / valid if valid > 0 else None


def ranked(counts: Mapping[Letter, float]) -> list[Letter]:
    """M, O, A, I, R by falling count; equal counts in that order."""
    return sorted(_ORDER, key=lambda letter: (-counts[letter], _ORDER.index(letter)))


def rule_category(counts: Mapping[Letter, float], closeness: float) -> Letter | None:
    """The leading category, or the earlier of the two in M > O > A > I where the top two are that close."""
    total = fsum(counts.values())
    first, second = ranked(counts)[:2]
    if counts[first] <= 0:
        return None
    if (counts[first] - counts[second]) / total <= closeness + _ROUNDING and counts[second] > 0:
        return min(first, second, key=_ORDER.index)
    return first


def fong(counts: Mapping[Letter, float]) -> Fong | None:
    """Fong's test on whole counts; None where no category has an answer."""
    total = fsum(counts.values())
    first, second = (counts[letter] for letter in ranked(counts)[:2])
    if first <= 0:
        return None
    both = first + second
    return Fong(first - second, FONG_Z * sqrt(both * (2 * total - both) / (2 * total)))


def chi_square(counts: Mapping[Letter, float]) -> float | None:
    """Pearson's statistic of A, O, M, I against equal numbers; None without such answers."""
    expected = fsum(counts[letter] for letter in _VALID) / len(_VALID)
    if expected <= 0:
        return None
    return fsum((counts[letter] - expected) ** 2 for letter in _VALID) / expected


def two_peaks(counts: Mapping[Letter, float], settings: SurveySettings) -> tuple[Letter, Letter] | None:
    """Two of M, O, A, I that lead together, each with a fair share and the third well behind."""
    total = fsum(counts.values())
    first, second, third = [letter for letter in ranked(counts) if letter != "R"][:3]
    if total <= 0 or counts[second] / total < settings.peak:
        return None
    near = (counts[first] - counts[second]) / total <= settings.closeness + _ROUNDING
    apart = (counts[second] - counts[third]) / total > settings.closeness + _ROUNDING
    return (first, second) if near and apart else None


Interval = tuple[float, float]


def bootstrap(
    counts: Mapping[Letter, float], settings: SurveySettings
) -> tuple[Interval | None, Interval | None]:
    """Percentile intervals of Better and Worse from multinomial draws of all six letters.

    The generator is seeded by the counts too, so the order of the features changes nothing.
    """
    drawn_from = [int(counts[letter]) for letter in LETTERS]
    total = sum(drawn_from)
    if total == 0:
        return None, None
    generator = np.random.default_rng([settings.seed, *drawn_from])
    draws = generator.multinomial(total, np.array(drawn_from) / total, size=settings.draws)
    column = {letter: draws[:, position] for position, letter in enumerate(LETTERS)}
    valid = column["A"] + column["O"] + column["M"] + column["I"]
    usable = valid > 0
    if not usable.any():
        return None, None
    pleased = (column["A"] + column["O"])[usable] / valid[usable]
    displeased = -(column["O"] + column["M"])[usable] / valid[usable]
    return _percentiles(pleased, settings.level), _percentiles(displeased, settings.level)


def _percentiles(values: Any, level: float) -> Interval:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low) + 0.0, float(high) + 0.0  # + 0.0 turns -0.0 into 0.0


def score_feature(
    feature: str, counts: Mapping[Letter, float], settings: SurveySettings | None = None
) -> FeatureScore:
    """Score one feature. Raises ValueError for a count that is negative or no number.

    Counts that are not whole are taken for shares: what needs numbers of people stays None, and a
    warning says so.
    """
    chosen = settings or SurveySettings()
    for letter in LETTERS:
        if not isfinite(counts[letter]) or counts[letter] < 0:
            raise ValueError(f"{letter} of {feature!r} must be a number from 0 up, got {counts[letter]}")
    total = fsum(counts.values())
    whole = all(float(counts[letter]).is_integer() for letter in LETTERS)
    leading, following = ranked(counts)[:2]
    intervals = bootstrap(counts, chosen) if whole else (None, None)
    segments = two_peaks(counts, chosen)
    return FeatureScore(
        feature=feature,
        counts=dict(counts),
        better=better(counts),
        worse=worse(counts),
        category=leading if counts[leading] > 0 else None,
        rule_category=rule_category(counts, chosen.closeness),
        total_strength=fsum(counts[c] for c in ("A", "O", "M")) / total if total else None,
        category_strength=(counts[leading] - counts[following]) / total if total else None,
        fong=fong(counts) if whole else None,
        chi2=chi_square(counts) if whole else None,
        better_ci=intervals[0],
        worse_ci=intervals[1],
        segments=segments,
        warnings=tuple(_warnings(counts, whole=whole, segments=segments, settings=chosen)),
    )


def score_features(
    features: Sequence[tuple[str, Mapping[Letter, float]]], settings: SurveySettings | None = None
) -> list[FeatureScore]:
    """Score every feature, in the order given."""
    return [score_feature(feature, counts, settings) for feature, counts in features]


def _warnings(
    counts: Mapping[Letter, float],
    *,
    whole: bool,
    segments: tuple[Letter, Letter] | None,
    settings: SurveySettings,
) -> list[str]:
    total = fsum(counts.values())
    if total == 0:
        return ["no_answers: nobody answered about this feature"]
    found = []
    if not whole:
        found.append("shares: the counts are not whole; Fong's test, chi-square and intervals need people")
    elif total < settings.discussion_below:
        found.append(f"discussion_aid: {total:.0f} answers are something to talk about, not a result")
    if whole and total < settings.reliable_from:
        found.append(
            f"small_sample: {total:.0f} answers; categories are unreliable below {settings.reliable_from}"
        )
    if segments:
        found.append(
            f"segments: {segments[0]} and {segments[1]} lead together; look for two groups of people"
        )
    if counts["Q"] / total > settings.questionable:
        found.append(f"questionable: {counts['Q'] / total:.0%} contradict themselves; check the wording")
    if counts["R"] > 0 and ranked(counts)[0] == "R":
        found.append("reverse: most would rather not have it; turn the question round")
    return found
