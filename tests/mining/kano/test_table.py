"""The evaluation table, cell by cell, and the weights of the continuous reading."""

import pytest

from mining.kano.continuous import continuous
from mining.kano.table import ANSWERS, LETTERS, evaluate, tally

TABLE = """
    like must neutral live dislike
like Q A A A O
must R I I I M
neutral R I I I M
live R I I I M
dislike R R R R Q
"""
HEAD, *ROWS = (line.split() for line in TABLE.strip().splitlines())
CELLS = [(row[0], column, letter) for row in ROWS for column, letter in zip(HEAD, row[1:], strict=True)]


@pytest.mark.parametrize(("functional", "dysfunctional", "letter"), CELLS)
def test_each_cell(functional: str, dysfunctional: str, letter: str) -> None:
    assert evaluate(functional, dysfunctional) == letter


def test_a_tally_of_all_25_pairs_has_every_letter() -> None:
    pairs = [(f, d) for f in ANSWERS for d in ANSWERS]

    assert tally(pairs) == {"M": 3, "O": 1, "A": 3, "I": 9, "R": 7, "Q": 2}
    assert tuple(tally([])) == LETTERS


def test_continuous_means_and_their_spread() -> None:
    found = continuous(
        [("like", "dislike"), ("must", "live"), ("neutral", "neutral"), ("live", "must"), ("dislike", "like")]
    )

    assert found is not None
    assert found.n == 5
    assert found.functional == pytest.approx((4 + 2 + 0 - 1 - 2) / 5)
    assert found.dysfunctional == pytest.approx((4 + 2 + 0 - 1 - 2) / 5)
    # deviations from 0.6: 3.4, 1.4, -0.6, -1.6, -2.6; squares sum to 23.2; over 4
    assert found.functional_sd == pytest.approx(5.8**0.5)


def test_one_answer_has_no_spread_and_none_has_no_mean() -> None:
    assert continuous([]) is None
    one = continuous([("like", "neutral")])
    assert one is not None
    assert (one.functional, one.functional_sd, one.dysfunctional_sd) == (4, None, None)
