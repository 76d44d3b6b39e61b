"""What a corpus knows of its clauses: the keys by which each is grouped."""

from mining.discover.corpus import corpus_of
from mining.facets.data import load
from tests.mining.discover.making import cloud, make_item

OF_TRADE = next(f"obstacle:{row.id}" for row in load("obstacle").values() if row.trade)
WISH_OF_TRADE = next(f"wish:{row.id}" for row in load("wish").values() if row.trade)


def grouped(*keys: str) -> frozenset[str]:
    """The keys for grouping of one clause with these keys among many that are merely late."""
    rows = [("obstacle:late_arrival",)] * 39 + [keys]
    items = [make_item(at, f"clause number {at}", keys=row) for at, row in enumerate(rows)]
    return corpus_of("pain", items, cloud(0, len(items)), 40).grouping[-1]


def test_a_failure_in_a_word_of_the_trade_groups_a_clause_and_a_general_one_does_not() -> None:
    assert grouped(OF_TRADE, "obstacle:noisy", "object:room") == {OF_TRADE, "object:room"}


def test_each_axis_is_told_by_its_own_words_of_the_trade() -> None:
    assert grouped(WISH_OF_TRADE, "obstacle:noisy") == {WISH_OF_TRADE, "obstacle:noisy"}


def test_of_two_general_failures_the_vague_one_and_that_of_which_everybody_speaks_give_way() -> None:
    assert grouped("obstacle:too_slow", "obstacle:noisy") == {"obstacle:noisy"}
    assert grouped("obstacle:late_arrival", "obstacle:noisy") == {"obstacle:noisy"}
