"""Lineage: a finding keeps its id while its evidence stays, and no id is ever given twice."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from mining.discover.lineage import DERIVED, KEEP, Lineage, Span, match_findings


def spans(*posts: int) -> list[Span]:
    return [(f"p{post}", 0, 10) for post in posts]


def of(kind: str, *posts: int) -> tuple[str, list[Span]]:
    return kind, spans(*posts)


def relations(rows: list[Lineage]) -> list[tuple[str, str | None, str]]:
    return [(row.finding_id, row.previous_id, row.relation) for row in rows]


def test_the_first_run_has_only_new_findings() -> None:
    ids, rows = match_findings({}, [("f1", "pain", spans(1, 2)), ("f2", "need", spans(3))])
    assert ids == ["f1", "f2"]
    assert relations(rows) == [("f1", None, "new"), ("f2", None, "new")]


def test_a_fifth_more_evidence_keeps_every_id() -> None:
    old = {f"f{n}": of("pain", *range(100 * n, 100 * n + 10)) for n in range(5)}
    new = [(f"g{n}", "pain", spans(*range(100 * n, 100 * n + 12))) for n in reversed(range(5))]

    ids, rows = match_findings(old, new)

    assert ids == [f"f{n}" for n in reversed(range(5))]
    assert {row.relation for row in rows} == {"kept"}
    assert {row.overlap for row in rows} == {round(10 / 12, 4)}


def test_what_shares_a_little_is_derived_and_what_shares_less_is_new() -> None:
    old = {"f1": of("pain", *range(10))}
    ids, rows = match_findings(old, [("g1", "pain", spans(*range(6, 16)))])  # 4 of 16
    assert DERIVED <= 4 / 16 < KEEP
    assert ids == ["g1"]
    assert relations(rows) == [("g1", "f1", "derived")]

    ids, rows = match_findings(old, [("g1", "pain", spans(*range(9, 19)))])  # 1 of 19
    assert relations(rows) == [("g1", None, "new")]


def test_a_finding_that_is_swallowed_is_said_to_be_merged() -> None:
    old = {"large": of("pain", *range(10)), "small": of("pain", 20, 21)}
    ids, rows = match_findings(old, [("g", "pain", spans(*range(10), 20, 21))])
    assert ids == ["large"]
    assert relations(rows) == [("large", "large", "kept"), ("large", "small", "merged")]


def test_of_two_halves_only_one_keeps_the_id() -> None:
    old = {"f": of("pain", *range(10))}
    ids, rows = match_findings(old, [("g1", "pain", spans(*range(6))), ("g2", "pain", spans(*range(6, 10)))])
    assert ids == ["f", "g2"]
    assert relations(rows) == [("f", "f", "kept"), ("g2", "f", "derived")]


def test_the_best_matching_of_all_is_chosen_not_the_first_good_one() -> None:
    # a greedy match would give f1 to its best partner g1 (overlap 8/10) and leave f2 and g2 with nothing
    old = {"f1": of("pain", *range(10)), "f2": of("pain", *range(5), *range(10, 12))}
    new = [("g1", "pain", spans(*range(8))), ("g2", "pain", spans(*range(3, 10)))]
    by_hand = {
        ("f1", "g1"): 8 / 10, ("f1", "g2"): 7 / 10, ("f2", "g1"): 5 / 10, ("f2", "g2"): 2 / 12,
    }  # fmt: skip
    assert by_hand["f1", "g2"] + by_hand["f2", "g1"] > by_hand["f1", "g1"] + by_hand["f2", "g2"]

    ids, rows = match_findings(old, new)

    assert ids == ["f2", "f1"]
    assert {(row.finding_id, row.overlap) for row in rows} == {("f2", 0.5), ("f1", 0.7)}


def test_kinds_are_never_mixed() -> None:
    ids, rows = match_findings({"f": of("pain", 1, 2, 3)}, [("g", "need", spans(1, 2, 3))])
    assert ids == ["g"]
    assert relations(rows) == [("g", None, "new")]


def test_another_cutting_of_the_same_words_changes_no_id() -> None:
    old = {"f": ("pain", [("p1", 0, 20), ("p2", 5, 30)])}
    ids, _ = match_findings(old, [("g", "pain", [("p1", 3, 18), ("p2", 0, 31)])])
    assert ids == ["f"]
    # touching ends share no character
    ids, _ = match_findings(old, [("g", "pain", [("p1", 20, 25), ("p2", 30, 35)])])
    assert ids == ["g"]


def test_an_id_made_from_the_same_clauses_as_an_older_one_is_not_given_again() -> None:
    # f was born of posts 0-2 (its fresh id says so), grew, and now falls apart into the old core and
    # the larger rest: the rest keeps f, and the core's fresh id would be f once more
    old = {"f": of("pain", *range(12))}
    ids, rows = match_findings(old, [("g", "pain", spans(*range(3, 12))), ("f", "pain", spans(0, 1, 2))])
    assert ids[0] == "f"
    assert ids[1] != "f"
    assert relations(rows) == [("f", "f", "kept"), (ids[1], "f", "derived")]


def test_two_findings_of_the_same_clauses_get_two_ids() -> None:
    ids, rows = match_findings({}, [("f", "scenario", spans(1, 2)), ("f", "scenario", spans(1, 2))])
    assert len(set(ids)) == 2
    assert [row.finding_id for row in rows] == ids


POSTS = st.lists(st.integers(0, 14), min_size=1, max_size=8, unique=True)
FINDING = st.tuples(st.sampled_from(["pain", "need"]), POSTS)


def fresh_id(kind: str, posts: list[int]) -> str:
    """As in assembling: an id is that of the clauses."""
    return f"{kind}:{sorted(posts)}"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(FINDING, st.booleans()), max_size=5), st.lists(FINDING, max_size=5))
def test_ids_are_one_to_one_and_every_finding_has_an_origin(
    former: list[tuple[tuple[str, list[int]], bool]], later: list[tuple[str, list[int]]]
) -> None:
    # an old finding that grew still has the id of the clauses it was born with: here, of its first two
    old = {fresh_id(kind, posts[:2] if grown else posts): of(kind, *posts) for (kind, posts), grown in former}
    new = [(fresh_id(kind, posts), kind, spans(*posts)) for kind, posts in later]

    ids, rows = match_findings(old, new)

    assert len(ids) == len(new)
    assert len(set(ids)) == len(ids)
    assert {row.finding_id for row in rows} == set(ids)
    assert {row.finding_id for row in rows if row.relation == "kept"} == set(ids) & set(old)
    for row in rows:
        assert (row.previous_id is None) == (row.relation == "new")
        assert row.previous_id is None or row.previous_id in old


@settings(max_examples=60, deadline=None)
@given(st.lists(POSTS, min_size=3, max_size=3), st.lists(POSTS, min_size=3, max_size=3))
def test_no_other_matching_would_share_more(former: list[list[int]], later: list[list[int]]) -> None:
    old = {f"f{n}": of("pain", *posts) for n, posts in enumerate(former)}
    ids, _ = match_findings(old, [(f"g{n}", "pain", spans(*posts)) for n, posts in enumerate(later)])
    kept = {(int(name[1:]), at) for at, name in enumerate(ids) if name in old}

    # every way to pair them, by trial; several may be best
    tried = [
        [(row, at, shared(former[row], later[at])) for at, row in enumerate(o)]
        for o in permutations(range(3))
    ]
    best = max(sum(value for *_, value in one) for one in tried)
    optimal = [one for one in tried if sum(value for *_, value in one) >= best - 1e-9]
    assert kept in [{(row, at) for row, at, value in one if value >= KEEP} for one in optimal]


def shared(first: list[int], second: list[int]) -> float:
    return len(set(first) & set(second)) / len(set(first) | set(second))
