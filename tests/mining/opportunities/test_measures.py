"""Opportunities on worlds whose truth is known."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.kano.reviews import Polarity, RatedReview
from mining.opportunities.measures import opportunities
from mining.opportunities.model import Opportunity

LABELS = {"queue": ("排队", "Queue"), "taste": ("味道", "Taste")}


def review(number: int, rating: float | None, **aspects: Polarity) -> RatedReview:
    return RatedReview(f"{number:05d}", rating, aspects, frozenset({f"a:{number}"}), f"{number:05d}")


def world(size: int = 600, seed: int = 1) -> list[RatedReview]:
    """The queue is blamed by 70 % and goes with 0.8 stars a step; taste is praised by 80 %, for nothing."""
    chance, reviews = random.Random(seed), []
    for number in range(size):
        aspects: dict[str, Polarity] = {}
        stars = 3.2
        if chance.random() < 0.5:
            aspects["queue"] = "negative" if chance.random() < 0.7 else "positive"
            stars += -0.8 if aspects["queue"] == "negative" else 0.8
        if chance.random() < 0.6:
            aspects["taste"] = "positive" if chance.random() < 0.8 else "negative"
        reviews.append(review(number, min(5.0, max(1.0, stars + chance.gauss(0, 0.5))), **aspects))
    return reviews


def by_tag(reviews: list[RatedReview]) -> dict[str, Opportunity]:
    return {item.tag: item for item in opportunities(reviews, LABELS)}


def test_the_queue_is_to_be_looked_at_and_taste_is_not() -> None:
    found = by_tag(world())
    queue, taste = found["queue"], found["taste"]

    assert queue.importance is not None
    assert queue.importance.low < 0.8 < queue.importance.high
    assert taste.importance is not None
    assert not taste.importance.clear
    assert queue.gap is not None
    assert queue.gap.value == pytest.approx(0.5, abs=0.1)
    assert queue.to_look_at
    assert not taste.to_look_at
    assert list(found) == ["queue", "taste"]  # most discontented people first
    assert queue.label_zh == "排队"


def test_the_mean_without_a_theme_is_that_of_the_other_posts() -> None:
    reviews = [review(n, 2.0, queue="negative") for n in range(20)]
    reviews += [review(100 + n, 4.0) for n in range(60)]

    found = by_tag(reviews)["queue"]

    assert found.lift is not None
    assert found.lift.value == pytest.approx(0.5)  # 3.5 of all, 4.0 without them
    assert 0.25 < found.lift.low < 0.5 < found.lift.high < 0.8
    assert (found.blaming_posts, found.rated_posts) == (20, 80)


def test_too_few_voices_give_no_figure() -> None:
    found = by_tag([review(n, float(n % 5 + 1), queue="negative") for n in range(9)])["queue"]

    assert (found.satisfaction, found.gap, found.importance, found.lift) == (None, None, None, None)
    assert (found.people, found.of_people) == (9, 9)


def test_equal_ratings_and_missing_ratings_go_with_nothing() -> None:
    for rating in (4.0, None):
        found = by_tag([review(n, rating, queue="negative" if n % 2 else "positive") for n in range(100)])

        assert found["queue"].importance is None
        assert found["queue"].lift is None


def test_who_praises_and_blames_is_not_content() -> None:
    reviews = [
        RatedReview("1", 3.0, {"queue": "positive"}, frozenset({"a:1"}), "1"),
        RatedReview("2", 3.0, {"queue": "negative"}, frozenset({"a:1"}), "2"),
    ]

    assert (by_tag(reviews)["queue"].content, by_tag(reviews)["queue"].judging) == (0, 1)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000))
def test_copies_and_order_change_nothing(seed: int) -> None:
    reviews = world(80, seed)
    shuffled = reviews * 3
    random.Random(seed).shuffle(shuffled)

    assert opportunities(shuffled, LABELS) == opportunities(reviews, LABELS)
