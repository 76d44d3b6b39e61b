"""Scores against published examples, and what must hold for any counts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mining.kano.survey import FeatureScore, SurveySettings, score_feature, score_features
from mining.kano.table import LETTERS

# The worked example of the R package stp25kano (its README; simulated answers, N = 296):
# M O A I R Q, Better, Worse, largest, M>O>A>I, total and category strength, chi2, then Fong's difference,
# criterion and verdict
EXAMPLE = [
    ("Service app", (95, 123, 45, 33, 0, 0), 0.568, -0.736, "O", "O", 0.89, 0.09, 72.49, 28, 19.4, True),
    ("Good service", (101, 54, 54, 81, 3, 3), 0.372, -0.534, "M", "M", 0.71, 0.07, 21.64, 20, 18.5, True),
    ("Hotline", (15, 24, 121, 124, 6, 6), 0.511, -0.137, "I", "A", 0.54, 0.01, 150.06, 3, 19.8, False),
    ("Loan machine", (65, 87, 93, 51, 0, 0), 0.608, -0.514, "A", "O", 0.83, 0.02, 15.41, 6, 18.5, False),
    ("Return", (9, 18, 83, 177, 6, 3), 0.352, -0.094, "I", "I", 0.37, 0.32, 251.30, 94, 19.9, True),
]  # fmt: skip

# Published in per cent (agilesoftwaredevelopment.com): M O A I R Q, Better, Worse, category, two peaks
PERCENT = [
    ("Spellchecker", (52.7, 22.6, 8.3, 12.4, 2.5, 1.5), 0.322, -0.784, "M", None),
    ("Blog posting", (38.2, 8.2, 33.4, 18.3, 1.1, 0.8), 0.424, -0.473, "M", ("M", "A")),
    ("Fonts", (22.3, 44.6, 13.6, 17.8, 0.5, 1.2), 0.592, -0.681, "O", None),
]

# Sauerwein et al. 1996, skis, in per cent: A O M I R Q as cited, Better and Worse to two places
SKIS = [
    ("Edge grip", {"A": 7, "O": 32.3, "M": 49.3, "I": 9.5, "R": 0.3, "Q": 1.5}, 0.40, -0.83, "M"),
    ("Ease of turn", {"A": 10.4, "O": 45.1, "M": 30.5, "I": 11.5, "R": 1.2, "Q": 1.2}, 0.57, -0.78, "O"),
    ("Service", {"A": 63.8, "O": 21.6, "M": 2.9, "I": 8.5, "R": 0.7, "Q": 2.5}, 0.88, -0.25, "A"),
]


def counted(*numbers: float) -> Any:
    return dict(zip(LETTERS, numbers, strict=True))


def code(score: FeatureScore) -> set[str]:
    return {warning.split(":")[0] for warning in score.warnings}


@pytest.mark.parametrize("row", EXAMPLE, ids=lambda row: row[0])
def test_the_worked_example(row: tuple[Any, ...]) -> None:
    name, numbers, better, worse, largest, rule, total, strength, chi2, difference, criterion, significant = (
        row
    )
    score = score_feature(name, counted(*numbers))

    assert score.better == pytest.approx(better, abs=0.001)
    assert score.worse == pytest.approx(worse, abs=0.001)
    assert (score.category, score.rule_category) == (largest, rule)
    assert score.total_strength == pytest.approx(total, abs=0.005)
    assert score.category_strength == pytest.approx(strength, abs=0.005)
    assert score.chi2 == pytest.approx(chi2, abs=0.01)
    assert score.fong is not None
    assert score.fong.difference == difference
    assert score.fong.criterion == pytest.approx(criterion, abs=0.05)
    assert score.fong.significant is significant


@pytest.mark.parametrize("row", PERCENT, ids=lambda row: row[0])
def test_published_per_cents(row: tuple[Any, ...]) -> None:
    name, numbers, better, worse, category, segments = row
    score = score_feature(name, counted(*numbers))

    assert score.better == pytest.approx(better, abs=0.001)
    assert score.worse == pytest.approx(worse, abs=0.001)
    assert (score.category, score.rule_category, score.segments) == (category, category, segments)
    assert (score.fong, score.chi2, score.better_ci, score.worse_ci) == (None, None, None, None)
    assert "shares" in code(score)
    assert ("segments" in code(score)) is (segments is not None)


@pytest.mark.parametrize(
    ("name", "counts", "better", "worse", "category"), SKIS, ids=[row[0] for row in SKIS]
)
def test_the_ski_study(name: str, counts: Any, better: float, worse: float, category: str) -> None:
    score = score_feature(name, counts)

    assert score.better == pytest.approx(better, abs=0.006)
    assert score.worse == pytest.approx(worse, abs=0.006)
    assert score.category == category


def test_the_rule_uses_the_closeness_that_is_set() -> None:
    counts = counted(101, 54, 54, 107, 3, 3)  # I before M by 1.9 points

    assert score_feature("x", counts).rule_category == "M"
    assert score_feature("x", counts, SurveySettings(closeness=0.01)).rule_category == "I"


def test_reverse_never_overrules_but_may_lead() -> None:
    assert score_feature("x", counted(0, 0, 0, 98, 100, 2)).rule_category == "I"
    led = score_feature("x", counted(0, 0, 0, 60, 140, 0))
    assert (led.category, led.rule_category) == ("R", "R")
    assert "reverse" in code(led)


def test_warnings_for_small_samples_and_bad_wording() -> None:
    assert code(score_feature("x", counted(6, 3, 1, 1, 0, 1))) == {"small_sample", "discussion_aid"}
    assert code(score_feature("x", counted(100, 20, 10, 10, 0, 0))) == {"small_sample"}
    assert code(score_feature("x", counted(150, 20, 10, 10, 0, 10))) == set()
    assert code(score_feature("x", counted(150, 20, 10, 10, 0, 40))) == {"questionable"}


def test_a_feature_that_nobody_answered_about() -> None:
    score = score_feature("x", counted(0, 0, 0, 0, 0, 0))

    assert code(score) == {"no_answers"}
    values = {name: value for name, value in score.as_json().items() if name not in ("feature", "warnings")}
    assert set(values.values()) == {None}


def test_only_contradictions_have_no_better_and_no_worse() -> None:
    score = score_feature("x", counted(0, 0, 0, 0, 0, 40))

    assert (score.better, score.worse, score.category, score.fong) == (None, None, None, None)
    assert "questionable" in code(score)


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_what_is_no_count_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="A of 'x'"):
        score_feature("x", counted(1, 1, bad, 1, 0, 0))


def test_intervals_narrow_with_people_and_come_again_with_the_seed() -> None:
    few = score_feature("x", counted(10, 12, 5, 3, 0, 0))
    many = score_feature("x", counted(1000, 1200, 500, 300, 0, 0))

    assert few.better_ci is not None
    assert many.better_ci is not None
    assert few.better_ci[1] - few.better_ci[0] > 5 * (many.better_ci[1] - many.better_ci[0])
    # the normal approximation: 0.5667 ± 1.96 · sqrt(0.5667 · 0.4333 / 3000)
    assert many.better_ci == pytest.approx((0.549, 0.584), abs=0.003)
    assert score_feature("y", counted(10, 12, 5, 3, 0, 0)).better_ci == few.better_ci
    other = score_feature("x", counted(1000, 1200, 500, 300, 0, 0), SurveySettings(seed=8))
    assert other.better_ci != many.better_ci


numbers = st.lists(st.integers(0, 400), min_size=6, max_size=6)


@given(numbers)
def test_every_score_lies_in_its_range(values: list[int]) -> None:
    score = score_feature("x", counted(*values), SurveySettings(draws=50))

    if score.better is not None and score.worse is not None:
        assert 0 <= score.better <= 1
        assert -1 <= score.worse <= 0
        assert score.better_ci is not None
        assert 0 <= score.better_ci[0] <= score.better_ci[1] <= 1
    if score.total_strength is not None and score.category_strength is not None:
        assert 0 <= score.category_strength <= 1
        assert 0 <= score.total_strength <= 1


@given(numbers, st.permutations(range(3)))
def test_order_of_features_changes_nothing(values: list[int], order: list[int]) -> None:
    features = [(name, counted(*values[shift:], *values[:shift])) for shift, name in enumerate("abc")]
    settings = SurveySettings(draws=20)
    plain = {score.feature: score for score in score_features(features, settings)}

    assert {s.feature: s for s in score_features([features[i] for i in order], settings)} == plain
