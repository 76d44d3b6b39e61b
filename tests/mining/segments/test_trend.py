"""Topics over time: drifts and jumps are found where they are, and noise is left alone."""

import random

from mining.mappers.tags import Sign
from mining.segments.trend import change_point, months_of, trends
from mining.segments.voices import Voice

BLAME: frozenset[Sign] = frozenset({"negative"})
MONTHS = [f"2025-{m:02d}" for m in range(1, 13)]


def world(shares: list[float], *, a_month: int = 60, seed: int = 1) -> list[Voice]:
    """So many people each month, who blame the queue with the month's chance and the taste with 0.3."""
    chance, voices = random.Random(seed), []
    for month, share in zip(MONTHS, shares, strict=False):
        for n in range(a_month):
            said = {t for t, p in (("queue", share), ("taste", 0.3)) if chance.random() < p}
            tags = dict.fromkeys(said, BLAME)
            voices.append(Voice(f"{month}/{n}", frozenset({f"a:{month}/{n}"}), {"month": (month,)}, tags))
    return voices


def test_a_jump_is_found_in_its_month() -> None:
    queue, taste = trends(world([0.1] * 7 + [0.45] * 5))

    assert queue.topic.key == "queue"
    assert queue.jumps
    assert queue.changed_at == "2025-08"
    assert queue.before is not None
    assert queue.after is not None
    assert queue.after - queue.before > 0.25
    assert not taste.jumps
    assert not taste.drifts
    assert taste.changed_at is None


def test_a_drift_is_found_with_its_direction() -> None:
    found = trends(world([0.5 - 0.04 * n for n in range(12)]))

    assert found[0].topic.key == "queue"
    assert found[0].drifts
    assert -5.5 < found[0].slope < -2.5  # points a month; four in the making


def test_a_constant_share_neither_drifts_nor_jumps() -> None:
    told = [trend for seed in range(8) for trend in trends(world([0.3] * 12, seed=seed))]

    assert len(told) == 16
    assert sum(trend.jumps or trend.drifts for trend in told) <= 1


def test_too_few_months_or_people_say_nothing() -> None:
    assert trends(world([0.1, 0.5, 0.9])) == []
    assert trends(world([0.1] * 6 + [0.9] * 6, a_month=5)) == []


def test_a_month_without_posts_is_a_gap_and_not_a_zero() -> None:
    voices = [v for v in world([0.3] * 12) if v.values["month"] != ("2025-05",)]

    gap = next(month for month in trends(voices)[0].months if month.month == "2025-05")

    assert months_of(voices) == MONTHS
    assert (gap.share, gap.posted) == (None, 0)


def test_the_change_point_of_plain_counts() -> None:
    split, p = change_point([1, 2, 1, 9, 10, 9], [20] * 6)
    same, chance = change_point([5, 4, 6, 5, 5, 4], [20] * 6)

    assert (split, p < 0.01) == (3, True)
    assert 0 < same < 6
    assert chance > 0.2
