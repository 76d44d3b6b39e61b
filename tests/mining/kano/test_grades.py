"""Grades: what cue words, sources and unknown authors do to a verdict."""

from dataclasses import replace

import pytest

from mining.kano.cues import CueEvidence
from mining.kano.gates import INSUFFICIENT, Ruling, Sides, Verdict
from mining.kano.grades import grade, replications
from mining.kano.prca import FeatureResult, PrcaSettings, analyse
from mining.kano.reviews import RatedReview, merged, unique_reviews, weighed
from mining.ratings import five_stars, unit_rating
from tests.sample_kano import simulate

FAST = PrcaSettings(draws=120)


def result(verdict: Verdict, *, known: bool = True, note: str = "") -> FeatureResult:
    return FeatureResult(
        "x", Sides(40, 40, 40, 40), Ruling(verdict, 0.9, {}, "gates_passed"), known, note=note
    )


def cues(name: str = "", people: int = 6, sources: int = 2) -> CueEvidence:
    evidence = CueEvidence()
    for number in range(people if name else 0):
        evidence.add({name: ("word",)}, frozenset({f"a:{number}"}), f"s{number % sources}")
    return evidence


@pytest.mark.parametrize(
    ("verdict", "evidence", "replicated", "known", "expected"),
    [
        ("must_be", cues(), 0, True, "moderate"),
        ("must_be", cues("must_be"), 2, True, "strong"),
        ("must_be", cues("must_be"), 1, True, "moderate"),
        ("must_be", cues("must_be", people=4), 2, True, "moderate"),
        ("must_be", cues("must_be"), 2, False, "moderate"),
        ("must_be", cues("attractive"), 2, True, "moderate"),
        ("must_be_or_performance", cues("must_be"), 2, True, "moderate"),
        ("indifferent", cues("indifferent"), 2, True, "weak"),
        (INSUFFICIENT, cues(), 0, True, None),
        (INSUFFICIENT, cues("must_be", sources=1), 0, True, None),
        (INSUFFICIENT, cues("indifferent"), 0, True, None),
    ],
)
def test_grades(
    verdict: Verdict, evidence: CueEvidence, replicated: int, known: bool, expected: str | None
) -> None:
    found = grade(result(verdict, known=known), evidence, replicated)

    assert (found.verdict, found.grade) == (verdict, expected)


def test_cue_words_of_two_sources_make_a_weak_candidate_alone() -> None:
    found = grade(result(INSUFFICIENT), cues("attractive"), 0)

    assert (found.verdict, found.grade, found.notes) == ("attractive", "weak", ("cues_only",))


def test_disagreement_and_unknown_people_are_said() -> None:
    assert grade(result("must_be"), cues("attractive"), 0).notes == ("cues_disagree",)
    assert grade(result("must_be_or_performance"), cues("performance"), 0).notes == ()
    assert grade(result("must_be", known=False, note="reverse_signs"), cues("reverse"), 0).notes == (
        "reverse_signs", "reverse_cues", "people_unknown", "cues_disagree",
    )  # fmt: skip


def test_replication_counts_sources_that_show_the_class_alone() -> None:
    halves = [replace(r, source="s1" if int(r.id) % 2 else "s2") for r in simulate(1_600, 5)]
    verdicts = {item.feature: item.verdict for item in analyse(halves, FAST).features}
    found = replications(halves, verdicts, FAST)

    assert found["must_be 1"] == 2
    assert found["indifferent 1"] == 0
    assert set(replications(simulate(1_600, 5), verdicts, FAST).values()) == {0}


def test_ratings_on_any_scale_become_five_stars() -> None:
    assert [five_stars(x, 1, 5) for x in (1, 3, 5)] == [1, 3, 5]
    assert [five_stars(x, 0, 10) for x in (0, 5, 10)] == [1, 3, 5]
    assert five_stars(2, None, None) == 2
    assert five_stars(6, 1, 5) is None
    assert five_stars(1, 1, 1) is None


def test_polarities_of_one_review_are_merged() -> None:
    assert merged(["positive", "neutral", "negative"]) == "mixed"
    assert merged(["neutral", "positive"]) == "positive"
    assert merged(["neutral"]) == "neutral"
    assert merged([]) == "neutral"


def test_clauses_on_one_aspect_are_weighed_by_their_strength() -> None:
    assert weighed([0.9, 0.9, -0.3], band=0.15) == "positive"
    assert weighed([0.9, -0.45], band=0.15) == "mixed"
    assert weighed([0.9, -0.44], band=0.15) == "positive"
    assert weighed([-0.9, 0.1, 0.1, 0.1, 0.1, 0.1], band=0.15) == "negative"
    assert weighed([0.14, -0.14], band=0.15) == "neutral"
    assert weighed([], band=0.15) == "neutral"


def test_of_one_group_the_first_id_stands_for_all() -> None:
    copies = [RatedReview(x, 1.0, {}, frozenset(), "g") for x in ("b", "a", "c")]

    assert [review.id for review in unique_reviews(copies)] == ["a"]
    assert copies[0].cluster == "g:g"


def test_ratings_on_any_scale_become_a_share_of_it() -> None:
    assert [unit_rating(x, 1, 5) for x in (1, 3, 5, 9)] == [0.0, 0.5, 1.0, 1.0]
    assert unit_rating(2, None, None) == 0.25
    assert unit_rating(None, 1, 5) is None
    assert unit_rating(3, 5, 5) is None
