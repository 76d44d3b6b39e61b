"""Moments of a journey: turns, and touchpoints that go with the stars."""

import random

from mining.mappers.emotion import Utterance, curve
from mining.mappers.moments import LEAST, moments_of_truth, spots, turns

PHASES = ("need", "awareness", "consideration", "acquisition", "service")


def said(count: int, valence: float, start: int = 0) -> list[Utterance]:
    return [Utterance(f"a:{start + n}", "forum", valence) for n in range(count)]


def test_a_moment_of_truth_is_reach_times_the_gap_in_stars() -> None:
    queue = [*said(40, 1.5), *said(40, -1.5, 100)]
    food = [*said(80, 1.2, 200), *said(10, -1.2, 300)]
    chance = random.Random(2)
    stars = {f"a:{n}": 4.5 if n < 100 or n >= 200 else 2.5 + chance.choice([-0.5, 0.5]) for n in range(400)}

    found, few = moments_of_truth({"queue": queue, "food": food}, stars)

    assert [moment.touchpoint for moment in found] == ["queue"]
    assert (found[0].delighted, found[0].let_down) == (40, 40)
    assert found[0].low < found[0].gap < found[0].high
    assert abs(found[0].gap - 2.0) < 0.2
    assert abs(found[0].score - found[0].gap * 80 / 170) < 1e-9
    assert few == {"food": (80, 10)}


def test_without_ratings_there_is_no_moment_of_truth() -> None:
    queue = [*said(LEAST, 1.5), *said(LEAST, -1.5, 100)]

    assert moments_of_truth({"queue": queue}, {}) == ([], {"queue": (0, 0)})


def test_turns_are_told_with_their_prominence_and_gaps_are_none() -> None:
    voices = {
        "need": [*said(20, 1.7), *said(20, -1.5, 50)], "awareness": said(40, 1.8, 100),
        "consideration": said(3, -2.0, 200),
        "acquisition": said(40, -1.8, 300), "service": [*said(20, 1.9, 400), *said(20, -1.7, 450)],
    }  # fmt: skip
    emotions = curve(voices, PHASES).phases

    found = turns(PHASES, emotions)

    assert [(turn.phase, turn.kind) for turn in found] == [("awareness", "peak"), ("acquisition", "valley")]
    assert found[0].low <= found[0].mean <= found[0].high
    assert found[0].prominence > 1
    assert emotions["consideration"].mean is None


def test_equal_feelings_have_no_turn() -> None:
    emotions = curve({phase: said(30, 0.5, 100 * n) for n, phase in enumerate(PHASES)}, PHASES).phases

    assert turns(PHASES, emotions) == []


def test_touchpoints_have_feelings_but_no_turns() -> None:
    found = spots({"queue": said(20, -1.5), "soup": said(20, 1.5, 100), "bill": said(2, 1.0, 200)})

    assert {key: emotion.turn for key, emotion in found.items()} == {"queue": "", "soup": "", "bill": ""}
    assert found["queue"].mean is not None
    assert found["bill"].mark == "gap"
