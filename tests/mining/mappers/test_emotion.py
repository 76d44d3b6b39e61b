"""The emotion curve: one vote a person, shrinkage by the formula, gaps, peaks and valleys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mining.mappers.emotion import Utterance, curve

ORDER = ("consideration", "acquisition", "service", "loyalty")


def people(count: int, valence: float, start: int = 0, source: str = "s") -> list[Utterance]:
    return [Utterance(f"a:{start + n}", source, valence) for n in range(count)]


def test_the_shrunk_mean_follows_the_formula() -> None:
    found = curve({"service": people(20, 2.0), "acquisition": people(20, -1.0)}, ORDER)
    assert found.mean == pytest.approx(0.5)
    assert found.phases["service"].mean == pytest.approx((20 * 2 + 10 * 0.5) / 30, abs=1e-4)
    assert found.phases["acquisition"].mean == pytest.approx((20 * -1 + 10 * 0.5) / 30, abs=1e-4)


@pytest.mark.parametrize(
    ("count", "mark"), [(0, "gap"), (4, "gap"), (5, "hollow"), (9, "hollow"), (10, "solid")]
)
def test_few_people_leave_a_gap(count: int, mark: str) -> None:
    found = curve({"service": people(count, 1.0), "loyalty": people(30, -1.0, 100)}, ORDER).phases["service"]
    assert (found.people, found.mark) == (count, mark)
    assert (found.mean is None) == (mark == "gap")


def test_one_person_has_one_vote() -> None:
    loud = [Utterance("a:loud", "s", -2.0)] * 200
    calm = people(9, 1.0)
    with_loud = curve({"service": [*calm, *loud]}, ORDER).phases["service"]
    assert with_loud.people == 10
    assert with_loud.mean == pytest.approx((9 - 2) / 10, abs=1e-4)


def test_a_vote_is_the_median_of_what_one_says() -> None:
    said = [Utterance("a:1", "s", value) for value in (-2.0, 1.0, 2.0)]
    assert curve({"service": said}, ORDER).mean == 1.0


def test_one_source_weighs_half_at_most() -> None:
    found = curve({"service": [*people(90, 2.0, source="big"), *people(10, -2.0, 500, "small")]}, ORDER)
    assert found.mean == pytest.approx(0.0, abs=1e-6)


def test_peak_and_valley_need_an_interval_that_excludes_the_mean() -> None:
    clear = curve(
        {"acquisition": people(60, -1.5), "service": people(60, 1.5, 100), "loyalty": people(60, 0.0, 200)},
        ORDER,
    ).phases
    assert [clear[phase].turn for phase in ORDER] == ["", "valley", "peak", ""]
    mixed = [*people(6, -2.0), *people(6, 2.0, 50)]
    vague = curve({"acquisition": mixed, "service": [*mixed, *people(1, 2.0, 90)]}, ORDER).phases
    assert {vague[phase].turn for phase in ORDER} == {""}


def test_polarised_votes_are_counted_on_both_sides() -> None:
    found = curve({"service": [*people(7, -2.0), *people(5, 2.0, 50)]}, ORDER).phases["service"]
    assert (found.bad, found.good) == (7, 5)


def test_nobody_said_anything() -> None:
    found = curve({}, ORDER)
    assert found.mean is None
    assert {item.mark for item in found.phases.values()} == {"gap"}


UTTERANCES = st.lists(
    st.builds(
        Utterance,
        st.integers(0, 15).map(lambda n: f"a:{n}"),
        st.sampled_from(["s", "t"]),
        st.sampled_from([-2.0, -1.0, 0.0, 0.5, 2.0]),
    ),
    max_size=40,
)


@given(UTTERANCES)
def test_order_and_repetition_change_nothing(said: list[Utterance]) -> None:
    plain = curve({"service": said}, ORDER)
    assert curve({"service": said[::-1]}, ORDER) == plain
    assert curve({"service": said * 2}, ORDER) == plain


@given(UTTERANCES)
def test_figures_stay_on_the_scale(said: list[Utterance]) -> None:
    for emotion in curve({"service": said}, ORDER).phases.values():
        if emotion.mean is not None and emotion.low is not None and emotion.high is not None:
            assert -2 <= emotion.low <= emotion.high <= 2
            assert -2 <= emotion.mean <= 2
