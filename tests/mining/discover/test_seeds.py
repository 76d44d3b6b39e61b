"""Seed groups: by pairs of concepts that belong together, else by single ones; never by the order of rows."""

from collections import defaultdict
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.discover.seeds import G2_CUT, KeyPlan, Keys, Seed, _g2, seed_groups

PLAN = KeyPlan(single=("obstacle",), pairs=(("object", "obstacle"),))


def groups(
    clauses: list[tuple[set[str], str]], *, min_people: int = 3, plan: KeyPlan = PLAN
) -> dict[object, list[int]]:
    """Signature -> rows; each clause is (keys, person)."""
    keys = [frozenset(found) for found, _ in clauses]
    people = [frozenset({person}) for _, person in clauses]
    return {seed.signature: list(seed.rows) for seed in seed_groups(keys, people, plan, min_people)}


def many(keys: set[str], count: int, start: int = 0) -> list[tuple[set[str], str]]:
    return [(keys, f"p{start + number}") for number in range(count)]


def test_log_likelihood_against_a_table_worked_by_hand() -> None:
    # 2x2 table: 10 together, 5 and 15 alone, 70 neither; n = 100; row sums 15 and 85, columns 25 and 75
    by_hand = 2 * (
        10 * log(10 / (15 * 25 / 100))
        + 5 * log(5 / (15 * 75 / 100))
        + 15 * log(15 / (85 * 25 / 100))
        + 70 * log(70 / (85 * 75 / 100))
    )
    assert by_hand == pytest.approx(14.1517, abs=1e-3)
    assert _g2(10, 15, 25, 100) == pytest.approx(by_hand)


def test_log_likelihood_of_independence_is_nought_and_empty_cells_are_fine() -> None:
    assert _g2(6, 20, 30, 100) == pytest.approx(0.0, abs=1e-9)
    assert _g2(10, 10, 10, 100) == pytest.approx(2 * (10 * log(10) + 90 * log(100 / 90)))
    assert _g2(5, 10, 5, 5 + 5) >= 0


def test_a_pair_that_stands_together_beats_its_single_key() -> None:
    found = groups(
        [
            *many({"object:dryer", "obstacle:broken"}, 10),
            *many({"obstacle:broken"}, 5, 10),
            *many({"object:soap", "obstacle:dear"}, 10, 20),
            *many({"obstacle:dear"}, 4, 30),
        ]
    )
    assert found == {
        ("object:dryer", "obstacle:broken"): list(range(10)),
        ("obstacle:broken",): list(range(10, 15)),
        ("object:soap", "obstacle:dear"): list(range(15, 25)),
        ("obstacle:dear",): list(range(25, 29)),
    }


def test_a_pair_no_more_frequent_than_chance_is_left_to_the_single_key() -> None:
    # half of all speak of the dryer, whatever is wrong
    clauses = [
        (
            {
                "object:dryer" if number % 2 else "object:soap",
                f"obstacle:{'broken' if number < 20 else 'dear'}",
            },
            f"p{number}",
        )
        for number in range(40)
    ]
    assert set(groups(clauses)) == {("obstacle:broken",), ("obstacle:dear",)}


def test_the_rarest_single_key_takes_a_clause() -> None:
    clauses = [*many({"obstacle:slow"}, 20), *many({"obstacle:slow", "obstacle:smell"}, 4, 20)]
    assert groups(clauses) == {("obstacle:slow",): list(range(20)), ("obstacle:smell",): list(range(20, 24))}


def test_objects_alone_make_no_group_where_the_plan_forbids_it() -> None:
    assert groups(many({"object:dryer"}, 10)) == {}
    allowed = KeyPlan(single=("object",), pairs=())
    assert groups(many({"object:dryer"}, 10), plan=allowed) == {("object:dryer",): list(range(10))}


def test_a_group_of_too_few_people_dissolves_into_the_next_best() -> None:
    # "smell" is said five times, but by two people only; its clauses go to "slow"
    clauses = [
        *many({"obstacle:slow"}, 6),
        *[({"obstacle:slow", "obstacle:smell"}, f"p{100 + number % 2}") for number in range(5)],
    ]
    assert groups(clauses) == {("obstacle:slow",): list(range(11))}


def test_people_are_counted_not_clauses() -> None:
    clauses = [({"obstacle:smell"}, "the same person") for _ in range(9)]
    assert groups(clauses) == {}
    assert groups(clauses, min_people=1) == {("obstacle:smell",): list(range(9))}


def test_a_duplicate_that_speaks_for_three_people_is_enough() -> None:
    [seed] = seed_groups(
        [frozenset({"obstacle:smell"})] * 3, [frozenset({"a"}), frozenset({"b"}), frozenset({"c"})], PLAN, 3
    )
    assert seed == Seed(("obstacle:smell",), (0, 1, 2))
    assert seed_groups([frozenset({"obstacle:smell"})] * 2, [frozenset({"a"})] * 2, PLAN, 3) == []


def test_nothing_in_nothing_out() -> None:
    assert seed_groups([], [], PLAN, 3) == []
    assert seed_groups([frozenset()] * 5, [frozenset({str(n)}) for n in range(5)], PLAN, 1) == []


KEYS = ["object:a", "object:b", "obstacle:x", "obstacle:y", "obstacle:z"]
CLAUSE = st.tuples(
    st.frozensets(st.sampled_from(KEYS), max_size=3), st.frozensets(st.sampled_from("pqrstuv"), max_size=2)
)


@settings(max_examples=120, deadline=None)
@given(st.lists(CLAUSE, max_size=40), st.integers(1, 3), st.randoms(use_true_random=False))
def test_permuting_rows_permutes_the_result(
    clauses: list[tuple[Keys, frozenset[str]]], min_people: int, random: object
) -> None:
    order = list(range(len(clauses)))
    random.shuffle(order)  # type: ignore[attr-defined]

    plain = seed_groups([keys for keys, _ in clauses], [people for _, people in clauses], PLAN, min_people)
    shuffled = seed_groups(
        [clauses[at][0] for at in order], [clauses[at][1] for at in order], PLAN, min_people
    )

    assert {(seed.signature, frozenset(order[row] for row in seed.rows)) for seed in shuffled} == {
        (seed.signature, frozenset(seed.rows)) for seed in plain
    }


@settings(max_examples=120, deadline=None)
@given(st.lists(CLAUSE, max_size=40), st.integers(1, 3))
def test_each_clause_is_in_one_seed_whose_keys_it_carries(
    clauses: list[tuple[Keys, frozenset[str]]], min_people: int
) -> None:
    seeds = seed_groups([keys for keys, _ in clauses], [people for _, people in clauses], PLAN, min_people)

    seen: dict[int, int] = defaultdict(int)
    for seed in seeds:
        assert len(frozenset().union(*(clauses[row][1] for row in seed.rows))) >= min_people
        for row in seed.rows:
            seen[row] += 1
            assert set(seed.signature) <= clauses[row][0]
    assert all(count == 1 for count in seen.values())
    assert len({seed.signature for seed in seeds}) == len(seeds)


def test_the_cut_is_the_chi_squared_quantile_it_says() -> None:
    from scipy.stats import chi2

    assert pytest.approx(chi2.ppf(0.999, 1), abs=0.01) == G2_CUT
