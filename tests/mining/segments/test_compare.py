"""Two groups side by side: what differs is found, what does not is not, and small groups say nothing."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from mining.mappers.tags import Sign
from mining.segments.compare import LEAST_PEOPLE, Comparison, Topic, compare, compare_groups
from mining.segments.crosstab import cross_table
from mining.segments.proportions import difference_interval, equal_shares_p, trend_p
from mining.segments.voices import Voice, list_groups

BLAME: frozenset[Sign] = frozenset({"negative"})
PRAISE: frozenset[Sign] = frozenset({"positive"})
counts = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def voice(number: int, source: str, *blamed: str, **values: str) -> Voice:
    groups = {"source": (source,), **{name: (value,) for name, value in values.items()}}
    return Voice(f"p{number}", frozenset({f"a:{number}"}), groups, dict.fromkeys(blamed, BLAME))


def crowd(source: str, size: int, start: int, shares: dict[str, float]) -> list[Voice]:
    """So many people, the first of whom blame each tag."""
    return [
        voice(start + n, source, *(tag for tag, share in shares.items() if n < round(share * size)))
        for n in range(size)
    ]


def test_newcombes_own_example() -> None:
    # 56/70 and 48/80: Newcombe 1998, method 10, gives 0.0524 to 0.3339
    low, high = difference_interval(56, 70, 48, 80)

    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@given(counts, counts)
def test_an_interval_holds_the_difference_and_turns_round_with_the_groups(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    low, high = difference_interval(*one, *other)
    back = difference_interval(*other, *one)

    assert -1 <= low <= one[0] / one[1] - other[0] / other[1] <= high <= 1
    assert back == pytest.approx((-high, -low))


def test_p_is_that_of_the_textbook() -> None:
    table = [[30, 70], [50, 50]]
    assert equal_shares_p(30, 100, 50, 100) == pytest.approx(chi2_contingency(table, correction=False)[1])
    assert equal_shares_p(1, 10, 6, 12) == pytest.approx(fisher_exact([[1, 9], [6, 6]])[1])
    assert equal_shares_p(0, 0, 3, 9) == 1.0


def test_the_trend_test_is_that_of_two_groups_where_there_are_two() -> None:
    assert trend_p([30, 50], [100, 100], [0, 1]) == pytest.approx(equal_shares_p(30, 100, 50, 100))


def test_what_differs_comes_first_and_what_does_not_is_not_shown() -> None:
    voices = crowd("shop", 120, 0, {"queue": 0.5, "taste": 0.2})
    voices += crowd("forum", 100, 1000, {"queue": 0.1, "taste": 0.2})

    found = compare_groups(voices, "source", "shop")

    first = next(row for row in found.rows if row.topic == Topic("tag", "queue", "negative"))
    taste = next(row for row in found.rows if row.topic == Topic("tag", "taste", "negative"))
    assert (first.first.people, first.first.of_people, first.second.people) == (60, 120, 10)
    assert first.verdict == "differs"
    assert first.low > 0.2
    assert taste.verdict == "not shown"
    assert taste.low < 0 < taste.high
    assert found.rows[0].topic.key == "queue"


def test_a_small_group_gets_no_verdict_however_large_the_difference() -> None:
    voices = crowd("shop", LEAST_PEOPLE - 1, 0, {"queue": 1.0}) + crowd("forum", 200, 1000, {"taste": 0.5})

    found = compare_groups(voices, "source", "shop", "forum")

    assert not found.enough
    assert {(row.verdict, row.q) for row in found.rows} == {("too few", None)}


def test_a_person_who_writes_often_is_one_person() -> None:
    once = crowd("shop", 60, 0, {"queue": 0.5}) + crowd("forum", 60, 1000, {"queue": 0.1})

    assert compare_groups(once, "source", "shop") == compare_groups(once * 3, "source", "shop")


def test_noise_alone_seldom_differs() -> None:
    """Twenty worlds of thirty tags without any difference: the correction lets next to nothing through."""
    chance, wrong = random.Random(5), 0
    for _ in range(20):
        voices = [
            voice(n, "ab"[n % 2], *(f"t{t}" for t in range(30) if chance.random() < 0.3)) for n in range(200)
        ]
        wrong += any(row.verdict == "differs" for row in compare_groups(voices, "source", "a").rows)

    assert wrong <= 3


def test_by_mentions_the_denominator_is_who_speaks_of_it() -> None:
    voices = crowd("shop", 40, 0, {"queue": 0.5})
    voices += [
        Voice(f"q{n}", frozenset({f"a:q{n}"}), {"source": ("shop",)}, {"queue": PRAISE}) for n in range(10)
    ]
    other = crowd("forum", 40, 1000, {"queue": 1.0})

    found = compare(voices, other, of="mentions")

    blame = next(row for row in found.rows if row.topic.sign == "negative")
    assert (blame.first.people, blame.first.of_people) == (20, 30)
    assert all(row.topic.sign != "any" for row in found.rows)


def test_people_in_both_groups_are_told() -> None:
    one, other = voice(1, "shop", "queue"), voice(1, "forum")

    assert compare([one], [other]).in_both == 1


def test_the_cross_table_leaves_out_small_groups_and_says_how_many() -> None:
    voices = (
        crowd("shop", 50, 0, {"queue": 0.4, "taste": 0.1})
        + crowd("forum", 30, 1000, {"queue": 0.2})
        + crowd("blog", 3, 2000, {"queue": 1.0})
    )

    table = cross_table(voices, "source")

    assert (table.columns, table.people, table.too_small) == (("shop", "forum"), (50, 30), 1)
    assert table.rows == ("queue", "taste")
    assert [(cell.people, cell.of_people) for cell in table.cells[0]] == [(20, 50), (6, 30)]
    assert table.cells[1][1].people == 0


def test_groups_are_listed_with_their_sizes_and_times_in_order() -> None:
    voices = [voice(n, "shop", month=f"2026-0{1 + n % 3}", **{"stated:skin": "dry"}) for n in range(6)]
    voices += [voice(100 + n, "shop", **{"stated:id": f"{n}"}) for n in range(60)]

    found = list_groups(voices)

    assert [(g.value, g.people) for g in found if g.field == "month"] == [
        ("2026-01", 2), ("2026-02", 2), ("2026-03", 2),
    ]  # fmt: skip
    assert ("stated:skin", "dry") in {(g.field, g.value) for g in found}
    assert not any(g.field == "stated:id" for g in found)


def test_the_order_of_the_voices_changes_nothing() -> None:
    voices = crowd("shop", 60, 0, {"queue": 0.5}) + crowd("forum", 60, 1000, {"queue": 0.1})
    found: Comparison = compare_groups(voices, "source", "shop")

    assert compare_groups(voices[::-1], "source", "shop") == found
