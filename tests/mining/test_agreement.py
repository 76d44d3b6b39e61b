"""Cohen's kappa against worked figures, and who said what in the end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mining.agreement import agreement, both, judgements
from mining.decision_log import Decision


def pairs(table: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    return [pair for pair, n in table.items() for _ in range(n)]


def test_a_worked_example() -> None:
    # 50 proposals, two readers: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: p_o = .70, p_e = .50, kappa = .40
    found = agreement(pairs({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}))

    assert (found.findings, found.same) == (50, 35)
    assert found.kappa == pytest.approx(0.4)
    assert found.low == pytest.approx(0.4 - 1.96 * 0.12961, abs=1e-4)
    assert found.high == pytest.approx(0.4 + 1.96 * 0.12961, abs=1e-4)
    assert not found.few


def test_where_kappa_is_not_defined_it_is_none() -> None:
    assert agreement([]).kappa is None
    assert agreement([("accepted", "accepted")] * 9).kappa is None


@given(st.lists(st.tuples(st.sampled_from("arp"), st.sampled_from("arp")), min_size=1, max_size=60))
def test_it_lies_within_bounds_and_is_symmetric(found: list[tuple[str, str]]) -> None:
    one, other = agreement(found), agreement([(b, a) for a, b in found])

    assert one.kappa == (None if other.kappa is None else pytest.approx(other.kappa))
    if one.kappa is not None and one.low is not None and one.high is not None:
        assert -1 <= one.low <= one.kappa <= one.high <= 1
        assert (one.kappa == pytest.approx(1)) == (one.same == one.findings)


def test_the_last_word_of_each_counts_and_what_was_undone_does_not() -> None:
    log = [
        Decision(1, "", "Mei", "accept", "f1"),
        Decision(2, "", "Mei", "reject", "f1"),
        Decision(3, "", "Tom", "accept", "f1"),
        Decision(4, "", "Tom", "park", "f2"),
        Decision(5, "", "Tom", "undo", "f2", {"decision": 4}),
        Decision(6, "", "Mei", "accept", "f3"),
        Decision(7, "", "Tom", "note", "f3", {"text": "x"}),
    ]
    said = judgements(log, {"f3": "f1"})

    assert said == {"Mei": {"f1": "accepted"}, "Tom": {"f1": "accepted"}}
    apart = judgements(log, {})
    assert list(both(apart["Mei"], apart["Tom"])) == [("f1", "rejected", "accepted")]
