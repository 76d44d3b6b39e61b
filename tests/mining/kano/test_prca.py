"""PRCA on real labels, in simulated worlds, and what must hold whatever the reviews say."""

import csv
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.kano.gates import INSUFFICIENT, Gates
from mining.kano.prca import PrcaResult, PrcaSettings, analyse, aspect_columns
from mining.kano.reviews import Polarity, RatedReview
from tests.sample_kano import ASPECTS, simulate, true_class

LABELS = Path(__file__).parents[2] / "fixtures" / "kano" / "asap300_labels.csv"
SIGNS: dict[str, Polarity] = {"1": "positive", "0": "neutral", "-1": "negative"}

# n-, n+, penalty, reward, RIOCS, IA
GOLDEN = {
    "service_waiters_attitude": (36, 101, -1.572, 0.159, 1.731, -0.816),
    "dish_taste": (12, 163, -0.481, 0.624, 1.105, 0.129),
    "environment_cleaness": (18, 79, -0.566, 0.144, 0.711, -0.595),
    "service_serving_speed": (24, 30, -0.523, 0.019, 0.542, -0.930),
    "price_level": (32, 42, -0.214, 0.161, 0.375, -0.141),
}
INTERVALS = {
    "service_waiters_attitude": (-0.98, -0.67),
    "dish_taste": (-0.23, 0.60),
    "environment_cleaness": (-1, 0.09),
    "service_serving_speed": (-1, 0),
    "price_level": (-1, 1),
}
FAST = PrcaSettings(draws=120)


def labelled() -> list[RatedReview]:
    """The 300 reviews in the order of the file; nobody is named in it."""
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    aspects = [name for name in rows[0] if name not in ("index", "star", "split")]
    return [
        RatedReview(
            f"{number:03d}",
            float(row["star"]),
            {name: SIGNS[row[name]] for name in aspects if row[name] in SIGNS},
            frozenset({f"g:{number:03d}"}),
            f"{number:03d}",
        )
        for number, row in enumerate(rows)
    ]


@pytest.fixture(scope="module")
def asap() -> PrcaResult:
    return analyse(labelled(), PrcaSettings(draws=400))


def test_the_labels_give_the_known_coefficients(asap: PrcaResult) -> None:
    found = asap.by_name()

    assert (asap.reviews, len(found)) == (300, 18)
    assert asap.intercept == pytest.approx(3.830, abs=0.001)
    assert asap.r_squared == pytest.approx(0.588, abs=0.001)
    for name, (negative, positive, penalty, reward, riocs, ia) in GOLDEN.items():
        item = found[name]
        assert (item.sides.negative, item.sides.positive) == (negative, positive)
        assert (item.penalty, item.reward) == (
            pytest.approx(penalty, abs=0.001), pytest.approx(reward, abs=0.001),
        )  # fmt: skip
        assert (item.riocs, item.ia) == (pytest.approx(riocs, abs=0.001), pytest.approx(ia, abs=0.001))
    for name, (low, high) in INTERVALS.items():
        assert found[name].ia_interval == pytest.approx((low, high), abs=0.05)


def test_exactly_two_of_18_aspects_earn_a_label(asap: PrcaResult) -> None:
    earned = {item.feature: item.verdict for item in asap.features if item.verdict != INSUFFICIENT}

    assert earned == {
        "service_waiters_attitude": "must_be",
        "dish_taste": "attractive_or_performance",
    }
    taste = asap.by_name()["dish_taste"].ruling
    assert taste.missing == {"negative_mentions": 18, "negative_people": 8}
    assert not any(item.people_known for item in asap.features)


def test_what_is_missing_is_counted(asap: PrcaResult) -> None:
    rulings = {item.feature: item.ruling for item in asap.features}

    assert rulings["service_serving_speed"].missing == {"negative_mentions": 6}
    assert (rulings["price_level"].reason, set(rulings["price_level"].missing)) == ("unstable", {"stability"})
    assert rulings["service_parking_convenience"].reason == "few_mentions"
    assert rulings["service_parking_convenience"].missing["positive_mentions"] == 13


def test_300_reviews_and_18_aspects_take_less_than_five_seconds() -> None:
    reviews = labelled()
    began = time.process_time()
    analyse(reviews)

    assert time.process_time() - began < 5


def verdicts(reviews: list[RatedReview], chosen: PrcaSettings = FAST) -> dict[str, str]:
    return {item.feature: item.verdict for item in analyse(reviews, chosen).features}


def test_where_the_truth_is_known_few_verdicts_are_wrong() -> None:
    tallied(worlds=4)


@pytest.mark.heavy
def test_where_the_truth_is_known_in_sixty_worlds() -> None:
    tallied(worlds=60)


def tallied(worlds: int) -> None:
    """At n = 1,600: at least 85 % of the aspects decided, at most 3 % of these wrongly."""
    decided = wrong = 0
    for seed in range(worlds):
        for name, verdict in verdicts(simulate(1_600, seed), PrcaSettings()).items():
            decided += verdict != INSUFFICIENT
            wrong += verdict not in (INSUFFICIENT, true_class(name))
    assert decided >= 0.85 * worlds * len(ASPECTS)
    assert wrong <= 0.03 * decided


CLASS_SETS = {
    "must_be_or_performance": {"must_be", "performance"},
    "attractive_or_performance": {"attractive", "performance"},
}


def test_a_hundred_reviews_decide_at_most_one_side() -> None:
    seen = 0
    for seed in range(12):
        for name, verdict in verdicts(simulate(100, seed)).items():
            assert verdict == INSUFFICIENT or true_class(name) in CLASS_SETS[verdict]
            seen += verdict != INSUFFICIENT
    assert 0 < seen < 12 * len(ASPECTS) / 4


def test_constant_ratings_say_nothing() -> None:
    reviews = [replace(review, rating=4.0) for review in simulate(800, 1)]
    found = analyse(reviews, FAST)

    assert {item.verdict for item in found.features} == {INSUFFICIENT}
    assert {item.ruling.reason for item in found.features} == {"ratings_do_not_vary"}


TURNED: dict[Polarity, Polarity] = {
    "negative": "positive", "positive": "negative", "mixed": "mixed", "neutral": "neutral",
}  # fmt: skip
MIRROR = {"must_be": "attractive", "attractive": "must_be"}


def test_the_mirror_flips_the_asymmetry_and_the_classes() -> None:
    reviews = simulate(800, 5)
    mirrored = [
        replace(r, rating=6.0 - (r.rating or 0), aspects={a: TURNED[p] for a, p in r.aspects.items()})
        for r in reviews
    ]
    plain, turned = analyse(reviews, FAST).by_name(), analyse(mirrored, FAST).by_name()

    for name, item in plain.items():
        assert turned[name].ia == (None if item.ia is None else pytest.approx(-item.ia))
        assert turned[name].riocs == pytest.approx(item.riocs)
        assert turned[name].verdict == MIRROR.get(item.verdict, item.verdict)
    assert {"must_be", "attractive"} <= {item.verdict for item in plain.values()}


def test_copies_and_the_order_of_the_reviews_change_nothing() -> None:
    reviews = simulate(400, 2)
    copies = [replace(review, id=f"{review.id}-{n}") for review in reviews for n in range(2)]
    found, again = analyse(reviews, FAST), analyse([*copies, *reviews][::-1], FAST)

    assert again.features == found.features
    assert (again.duplicates, found.duplicates) == (800, 0)


def test_reviews_without_a_rating_are_left_out_and_counted() -> None:
    reviews = simulate(400, 2)
    silent = [replace(r, id=f"x{r.id}", group=f"x{r.id}", rating=None) for r in reviews[:150]]
    found = analyse([*reviews, *silent], FAST)

    assert (found.reviews, found.without_rating) == (400, 150)
    assert found.features == analyse(reviews, FAST).features


def test_many_reviews_of_few_people_are_not_enough() -> None:
    reviews = [replace(r, people=frozenset({f"a:{int(r.id) % 15}"})) for r in simulate(800, 5)]
    found = analyse(reviews, FAST)

    assert {item.verdict for item in found.features} == {INSUFFICIENT}
    assert all(item.ruling.missing["negative_people"] == 5 for item in found.features)


def test_a_penalty_without_praise_is_must_be_or_performance() -> None:
    """Nobody praises what must be there: the reward stays unknown, and so does the class."""
    reviews = [
        replace(r, aspects={a: p for a, p in r.aspects.items() if not (a == "must_be 1" and p == "positive")})
        for r in simulate(1_600, 3)
    ]
    item = analyse(reviews, FAST).by_name()["must_be 1"]

    assert item.verdict == "must_be_or_performance"
    assert item.ruling.missing == {"positive_mentions": 30, "positive_people": 20}
    assert (item.reward, item.riocs, item.ia) == (None, None, None)
    assert item.penalty is not None
    assert item.penalty < -0.25


def test_two_names_for_one_thing_are_not_told_apart() -> None:
    reviews = [
        replace(r, aspects={**r.aspects, "twin": r.aspects["must_be 1"]}) if "must_be 1" in r.aspects else r
        for r in simulate(800, 5)
    ]
    found = analyse(reviews, FAST).by_name()

    assert (found["twin"].verdict, found["must_be 1"].verdict) == (INSUFFICIENT, INSUFFICIENT)
    assert found["twin"].entangled == ("must_be 1",)
    assert found["twin"].ruling.reason == "entangled"


def test_an_aspect_that_a_control_determines_is_not_told_apart() -> None:
    reviews = [
        replace(r, controls={"length": float("must_be 1" in r.aspects) + int(r.id) % 7 / 100})
        for r in simulate(800, 5)
    ]
    item = analyse(reviews, FAST).by_name()["must_be 1"]

    assert (item.verdict, item.ruling.reason) == (INSUFFICIENT, "entangled")
    assert item.inflation is not None
    assert item.inflation > 10


def test_praise_that_goes_with_fewer_stars_is_noted_and_never_a_class() -> None:
    reviews = [
        replace(r, rating=max(1.0, (r.rating or 0) - 2))
        if r.aspects.get("indifferent 1") == "positive"
        else r
        for r in simulate(800, 5)
    ]
    item = analyse(reviews, FAST).by_name()["indifferent 1"]

    assert item.note == "reverse_signs"
    assert item.reward is not None
    assert item.reward < -1
    assert item.verdict not in ("performance", "attractive")


def test_a_source_that_rates_lower_is_taken_into_account() -> None:
    """One site is harsh, and only there the queue is mentioned: the queue is not to blame."""
    reviews = [
        replace(
            r,
            rating=max(1.0, (r.rating or 0) - 1.5) if int(r.id) % 2 else r.rating,
            aspects={**r.aspects, "queue": "negative"} if int(r.id) % 2 and int(r.id) % 3 else r.aspects,
            controls={"source": f"s{int(r.id) % 2}"},
        )
        for r in simulate(1_600, 4)
    ]
    blamed = analyse(reviews, replace(FAST, with_controls=False)).by_name()["queue"]
    fair = analyse(reviews, FAST)

    assert blamed.verdict == "must_be_or_performance"
    assert fair.by_name()["queue"].verdict == INSUFFICIENT
    assert fair.controls == ("source=s1",)


def test_mixed_sets_both_dummies_and_neutral_none() -> None:
    polarity: list[Polarity] = ["negative", "positive", "mixed", "neutral"]
    reviews = [RatedReview(p, 3.0, {"x": p}, frozenset({"a:1"}), p) for p in polarity]

    assert aspect_columns(reviews, ["x"]).tolist() == [[1, 0], [0, 1], [1, 1], [0, 0]]


def test_nothing_to_analyse() -> None:
    assert analyse([]).features == ()
    one = analyse([RatedReview("1", 5.0, {"x": "positive"}, frozenset({"a:1"}), "1")])
    assert (one.reviews, [item.verdict for item in one.features]) == (1, [INSUFFICIENT])


@settings(max_examples=25, deadline=None)
@given(st.integers(5, 60), st.integers(0, 1000))
def test_little_is_never_enough(n: int, seed: int) -> None:
    """Whatever a few reviews say: fewer than 30 mentions on both sides give no verdict."""
    lenient = PrcaSettings(draws=20, least=3, gates=Gates(people=1))
    for item in analyse(simulate(n, seed), lenient).features:
        if max(item.sides.negative, item.sides.positive) < 30:
            assert item.verdict == INSUFFICIENT
            assert item.ruling.missing
