"""Two periods: drift only where both pass the gates."""

from dataclasses import replace
from datetime import date

from mining.kano.gates import INSUFFICIENT
from mining.kano.periods import Shift, compare_periods
from mining.kano.prca import PrcaSettings
from mining.kano.reviews import RatedReview
from tests.sample_kano import simulate

FAST = PrcaSettings(draws=120)
NEW_YEAR = date(2026, 1, 1)
SWAP = {"must_be 1": "attractive 1", "attractive 1": "must_be 1"}


def dated(reviews: list[RatedReview], when: str | None, *, swap: bool = False) -> list[RatedReview]:
    """The reviews of one period, with two aspects in each other's place if asked."""
    names = SWAP if swap else {}
    return [
        replace(
            r,
            id=f"{when}-{r.id}",
            group=f"{when}-{r.id}",
            at=when,
            aspects={names.get(a, a): p for a, p in r.aspects.items()},
        )
        for r in reviews
    ]


def test_a_class_that_changed_is_drift_and_one_that_stayed_is_not() -> None:
    world = simulate(1_600, 5)
    found = compare_periods(
        [*dated(world, "2025-12-31T23:59:59+00:00"), *dated(world, "2026-01-01", swap=True)], NEW_YEAR, FAST
    )

    assert [shift for shift in found.shifts if shift.drifted] == [
        Shift("attractive 1", "attractive", "must_be"),
        Shift("must_be 1", "must_be", "attractive"),
    ]
    assert Shift("must_be 2", "must_be", "must_be") in found.shifts
    assert (found.reviews_before, found.reviews_after, found.undated) == (1_600, 1_600, 0)


def test_a_period_with_few_reviews_shows_no_drift() -> None:
    world = simulate(1_600, 5)
    few = dated(world[:120], "2026-02-01", swap=True)
    found = compare_periods([*dated(world, "2025-05-01"), *few, *dated(world[:7], None)], NEW_YEAR, FAST)

    assert not [shift for shift in found.shifts if shift.drifted]
    assert {shift.after for shift in found.shifts} <= {INSUFFICIENT, "attractive_or_performance"}
    assert (found.reviews_after, found.undated) == (120, 7)


def test_no_reviews_no_shifts() -> None:
    assert compare_periods([], NEW_YEAR).shifts == ()
