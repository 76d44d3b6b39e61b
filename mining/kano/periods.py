"""Two periods side by side: a class that changed counts only where both periods pass the gates by themselves.

An attractive feature tends to become expected with time (Kano 1984); with too few reviews in one period
the comparison says nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crawler.study import Study
from mining.kano.gates import FULL_CLASSES, INSUFFICIENT, Verdict
from mining.kano.loading import load_material
from mining.kano.prca import PrcaSettings, analyse
from mining.kano.reviews import RatedReview
from mining.schema import MINING_MIGRATIONS
from mining.taxonomy import load_taxonomy

LEAST_A_PERIOD = 100


@dataclass(frozen=True, slots=True)
class Shift:
    """A feature in both periods. `drifted`: both have a full class of their own, and another one."""

    feature: str
    before: Verdict
    after: Verdict

    @property
    def drifted(self) -> bool:
        """Whether the class changed, and both periods pass the gates."""
        return self.before != self.after and self.before in FULL_CLASSES and self.after in FULL_CLASSES


@dataclass(frozen=True, slots=True)
class Periods:
    """Features with a verdict in at least one period, and the rated reviews behind them."""

    shifts: tuple[Shift, ...]
    reviews_before: int
    reviews_after: int
    undated: int


def compare_periods(
    reviews: Iterable[RatedReview], at: date, settings: PrcaSettings | None = None
) -> Periods:
    """Refit before `at` and from `at` on. Reviews without a date are left out and counted."""
    chosen = settings or PrcaSettings()
    rated = [review for review in reviews if review.rating is not None]
    dated = [(review.at[:10], review) for review in rated if review.at is not None]
    day = at.isoformat()
    early = analyse([review for when, review in dated if when < day], chosen)
    late = analyse([review for when, review in dated if when >= day], chosen)
    old, new = early.by_name(), late.by_name()
    shifts = [
        Shift(
            name,
            old[name].verdict if name in old else INSUFFICIENT,
            new[name].verdict if name in new else INSUFFICIENT,
        )
        for name in sorted({*old, *new})
    ]
    return Periods(
        tuple(shift for shift in shifts if {shift.before, shift.after} != {INSUFFICIENT}),
        early.reviews,
        late.reviews,
        len(rated) - len(dated),
    )


def middle_day(reviews: Iterable[RatedReview]) -> date | None:
    """The day that divides the dated and rated reviews into halves; None where a half would be too small.

    Too small: fewer than LEAST_A_PERIOD, with which no feature can pass the gates.
    """
    days = sorted(review.at[:10] for review in reviews if review.rating is not None and review.at)
    if not days:
        return None
    middle = days[len(days) // 2]
    early = sum(day < middle for day in days)
    if min(early, len(days) - early) < LEAST_A_PERIOD:
        return None
    try:
        return date.fromisoformat(middle)
    except ValueError:  # a date that is known to the month or the year only
        return None


def periods_of(study: Study, at: date) -> Periods:
    """The two periods of a mined study, with the settings of its stage."""
    taxonomy = load_taxonomy(study.config.study.domains, study.folder)
    matching = taxonomy.matching
    with study.open() as store:
        store.migrate(MINING_MIGRATIONS)
        material = load_material(store, matching.negation, matching.weights.neutral_band)
    return compare_periods(material.reviews, at, PrcaSettings(seed=study.config.mining.seed))
