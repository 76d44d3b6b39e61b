"""Penalty–reward contrast analysis of rated reviews: what blame costs and praise earns, aspect by aspect.

Brandt 1987; unstandardised weights after Mikulić & Prebežac 2012. The result is a candidate for a KANO
class, never more: PRCA measures impact given performance, and whether that classifies is disputed
(Mikulić & Prebežac 2011; Albayrak & Caber 2013).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mining.kano.controls import control_columns
from mining.kano.gates import INSUFFICIENT, Effects, Gates, Ruling, Sides, Verdict, rule
from mining.kano.ols import (
    Fit,
    Matrix,
    Vector,
    benjamini_hochberg,
    bootstrap_coefficients,
    cluster_draws,
    correlations,
    fit_ols,
    inflation,
)
from mining.kano.reviews import RatedReview, sides, unique_reviews


@dataclass(frozen=True, slots=True)
class PrcaSettings:
    """How the model is made.

    `least` mentions on both sides bring an aspect into it; `same` is the correlation above which two
    aspects cannot be told apart, `most_inflated` the variance inflation above which one is not itself.
    """

    gates: Gates = field(default_factory=Gates)
    least: int = 10
    same: float = 0.8
    most_inflated: float = 10.0
    draws: int = 500
    seed: int = 7
    with_controls: bool = True


@dataclass(frozen=True, slots=True)
class FeatureResult:
    """What the ratings say of one feature. Effects are in stars; None where they were not estimated.

    `people_basis_known`: every mention has an author. p values are adjusted over all coefficients
    (Benjamini–Hochberg). `entangled` names features that it cannot be told apart from. `note` is a code
    for what a person should look at: "reverse_signs", or "".
    """

    feature: str
    sides: Sides
    ruling: Ruling
    people_known: bool
    penalty: float | None = None
    penalty_p: float | None = None
    reward: float | None = None
    reward_p: float | None = None
    riocs: float | None = None
    ia: float | None = None
    ia_interval: tuple[float, float] | None = None
    inflation: float | None = None
    entangled: tuple[str, ...] = ()
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """The verdict, a candidate."""
        return self.ruling.verdict


@dataclass(frozen=True, slots=True)
class PrcaResult:
    """All features, most mentioned first, with what the model rested on."""

    features: tuple[FeatureResult, ...]
    reviews: int
    without_rating: int
    duplicates: int
    intercept: float | None
    r_squared: float | None
    controls: tuple[str, ...] = ()

    def by_name(self) -> dict[str, FeatureResult]:
        """Features by their names."""
        return {item.feature: item for item in self.features}


def analyse(reviews: Iterable[RatedReview], settings: PrcaSettings | None = None) -> PrcaResult:
    """PRCA over all aspects that the reviews mention. Reviews without a rating are left out and counted.

    Copies (one duplicate group) count once; the order of the reviews changes nothing.
    """
    chosen = settings or PrcaSettings()
    everything = list(reviews)
    unique = unique_reviews(everything)
    rated = [review for review in unique if review.rating is not None]
    counts = {name: _count(rated, name) for name in sorted({a for r in rated for a in r.aspects})}
    outcome = np.array([review.rating for review in rated], dtype=np.float64)
    models = _models(rated, outcome, counts, chosen)
    estimates = {name: estimate for model in models for name, estimate in model.estimates.items()}
    adjusted = _adjusted(estimates)
    features = [
        _feature(rated, name, counts[name], estimates.get(name), adjusted, outcome, chosen) for name in counts
    ]
    return PrcaResult(
        features=tuple(sorted(features, key=lambda f: (-(f.sides.negative + f.sides.positive), f.feature))),
        reviews=len(rated),
        without_rating=len(unique) - len(rated),
        duplicates=len(everything) - len(unique),
        intercept=float(models[0].fit.coefficients[0]) if models else None,
        r_squared=models[0].fit.r_squared if models else None,
        controls=tuple(models[0].controls) if models else (),
    )


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one model says of one aspect; a side with too few mentions for an estimate is not `shown`."""

    effects: Effects
    p_values: tuple[float, float]
    shown: tuple[bool, bool]
    inflation: float
    entangled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Model:
    fit: Fit
    controls: list[str]
    estimates: Mapping[str, Estimate]


def _models(
    rated: Sequence[RatedReview], outcome: Vector, counts: Mapping[str, Sides], settings: PrcaSettings
) -> list[_Model]:
    """The model of the aspects with both sides, and one in which those with one strong side join them.

    The first is not touched by the second: a one-sided aspect is judged beside the others, not they
    beside it.
    """
    least = settings.least
    both = [name for name, side in counts.items() if min(side.negative, side.positive) >= least]
    one = [
        name
        for name, side in counts.items()
        if name not in both and max(side.negative, side.positive) >= settings.gates.mentions
    ]
    if len(rated) < 2 or np.ptp(outcome) == 0 or not (both or one):
        return []
    names, controls = control_columns(rated) if settings.with_controls else ([], np.empty((len(rated), 0)))
    base = np.column_stack([np.ones(len(rated)), controls])
    keys = sorted({review.cluster for review in rated})
    index = {key: number for number, key in enumerate(keys)}
    cluster_of = np.array([index[review.cluster] for review in rated], dtype=np.int64)
    taken = cluster_draws(len(keys), settings.draws, settings.seed)
    plans = [(both, both)] if both or not one else []
    plans += [([*both, *one], one)] if one else []
    found = []
    for aspects, wanted in plans:
        model = _fit(rated, outcome, base, aspects, wanted, cluster_of, taken, settings)
        if model is not None:
            found.append(_Model(model[0], names, model[1]))
    return found


def _fit(
    rated: Sequence[RatedReview],
    outcome: Vector,
    base: Matrix,
    aspects: Sequence[str],
    wanted: Sequence[str],
    cluster_of: NDArray[np.int64],
    taken: NDArray[np.uint16],
    settings: PrcaSettings,
) -> tuple[Fit, dict[str, Estimate]] | None:
    """Fit one model and read the wanted aspects from it; None where there are too few reviews for it."""
    dummies = aspect_columns(rated, aspects)
    design = np.column_stack([base, dummies])
    if len(outcome) <= design.shape[1] + 1:
        return None
    fit = fit_ols(design, outcome)
    drawn = bootstrap_coefficients(design, outcome, cluster_of, taken)
    factors = inflation(design[:, 1:])
    close = np.abs(correlations(dummies)) > settings.same
    estimates = {}
    for number, name in enumerate(aspects):
        if name not in wanted:
            continue
        low, high = 2 * number, 2 * number + 1
        p, r = base.shape[1] + low, base.shape[1] + high
        shown = tuple(dummies[:, column].sum() >= settings.least for column in (low, high))
        near = {int(other) // 2 for column in (low, high) for other in np.flatnonzero(close[column])}
        estimates[name] = Estimate(
            Effects(float(fit.coefficients[p]), float(fit.coefficients[r]), drawn[:, p], drawn[:, r]),
            (float(fit.p_values[p]), float(fit.p_values[r])),
            (bool(shown[0]), bool(shown[1])),
            float(max(factors[column - 1] for column, seen in zip((p, r), shown, strict=True) if seen)),
            tuple(sorted(aspects[other] for other in near - {number})),
        )
    return fit, estimates


def aspect_columns(rated: Sequence[RatedReview], aspects: Sequence[str]) -> Matrix:
    """Two dummies for each aspect, blame and praise (n, 2K); mixed sets both, neutral and silence none."""
    columns = np.zeros((len(rated), 2 * len(aspects)))
    place = {name: 2 * number for number, name in enumerate(aspects)}
    for row, review in enumerate(rated):
        for name, polarity in review.aspects.items():
            if name in place:
                columns[row, place[name]] = polarity in ("negative", "mixed")
                columns[row, place[name] + 1] = polarity in ("positive", "mixed")
    return columns


def _count(rated: Sequence[RatedReview], aspect: str) -> Sides:
    blame, praise = sides(rated, aspect)
    people = [frozenset[str]().union(*(review.people for review in side)) for side in (blame, praise)]
    return Sides(len(blame), len(praise), len(people[0]), len(people[1]))


def _adjusted(estimates: Mapping[str, Estimate]) -> dict[tuple[str, int], float]:
    keys = [(name, side) for name, item in estimates.items() for side in (0, 1) if item.shown[side]]
    values = benjamini_hochberg([estimates[name].p_values[side] for name, side in keys])
    return dict(zip(keys, map(float, values), strict=True))


def _feature(
    rated: Sequence[RatedReview],
    name: str,
    count: Sides,
    estimate: Estimate | None,
    adjusted: Mapping[tuple[str, int], float],
    outcome: Vector,
    settings: PrcaSettings,
) -> FeatureResult:
    known = all(key.startswith("a:") for side in sides(rated, name) for r in side for key in r.people)
    if estimate is None:
        constant = len(outcome) > 0 and np.ptp(outcome) == 0
        missing = count.missing(settings.gates)
        reason = "ratings_do_not_vary" if constant else "few_mentions" if missing else "few_reviews"
        return FeatureResult(name, count, Ruling(INSUFFICIENT, None, missing, reason), known)
    effects = estimate.effects
    whole = all(estimate.shown)
    ruling = rule(count, effects, settings.gates)
    if estimate.entangled or estimate.inflation > settings.most_inflated:
        ruling = Ruling(INSUFFICIENT, ruling.stability, ruling.missing, "entangled")
    p_values = [adjusted.get((name, side)) for side in (0, 1)]
    return FeatureResult(
        feature=name,
        sides=count,
        ruling=ruling,
        people_known=known,
        penalty=effects.penalty if estimate.shown[0] else None,
        penalty_p=p_values[0],
        reward=effects.reward if estimate.shown[1] else None,
        reward_p=p_values[1],
        riocs=effects.riocs if whole else None,
        ia=effects.ia if whole else None,
        ia_interval=effects.ia_interval(settings.gates.level) if whole else None,
        inflation=estimate.inflation,
        entangled=estimate.entangled,
        note=_note(effects, p_values),
    )


def _note(effects: Effects, p_values: Sequence[float | None]) -> str:
    """Praise that goes with fewer stars, or blame with more, is for a person to look at; never a class."""
    penalty_p, reward_p = p_values
    turned = (reward_p is not None and reward_p < _FALSE_DISCOVERIES and effects.reward < 0) or (
        penalty_p is not None and penalty_p < _FALSE_DISCOVERIES and effects.penalty > 0
    )
    return "reverse_signs" if turned else ""


_FALSE_DISCOVERIES = 0.05
