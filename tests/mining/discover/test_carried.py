"""Which clauses count as a scenario, a pain or a need."""

from collections.abc import Iterator

import pytest

from mining.discover.groups import fewest
from mining.discover.items import SURE_NEED, carried
from mining.facets.trades import using_trades
from mining.records import Clause


@pytest.fixture(autouse=True)
def _no_trade() -> Iterator[None]:
    with using_trades(frozenset()):
        yield


def clause(text: str) -> Clause:
    return Clause("c1", "p1", 1, 0, 0, len(text), text, "zh" if text[0] > "\u3400" else "en")


def test_a_need_wishes_in_words() -> None:
    keys = carried("need", clause("I wish they posted the prices"), True, 0.4)
    assert keys is not None
    assert carried("need", clause("They posted no prices"), True, 0.4) is None


def test_a_sure_need_may_name_what_it_lacks_without_wishing() -> None:
    text = clause("There are no straws and no napkins")
    assert carried("need", text, True, SURE_NEED - 0.01) is None
    assert carried("need", text, True, SURE_NEED) is not None


def test_a_sure_need_that_names_no_wish_or_a_vague_one_is_none() -> None:
    assert carried("need", clause("Nobody was at the counter"), True, 0.99) is None
    assert carried("need", clause("They refused a refund"), True, 0.99) is None  # money back: a complaint


def test_what_is_not_typed_is_no_need_and_no_pain() -> None:
    text = clause("I wish they posted the prices")
    assert carried("need", text, False, 0.9) is None
    assert carried("pain", text, False, 0.9) is None


@pytest.mark.parametrize(("asked", "wishes"), [(1, 1), (2, 2), (3, 2), (5, 4)])
def test_one_person_less_makes_a_need(asked: int, wishes: int) -> None:
    assert fewest("need", asked) == wishes
    assert fewest("pain", asked) == fewest("scenario", asked) == asked
