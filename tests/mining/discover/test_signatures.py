"""Signatures: single keys and pairs, as the plan of a kind allows them."""

from mining.discover.keys import PLANS
from mining.discover.signatures import KeyPlan, signatures_of


def test_pairs_come_before_single_keys_and_only_as_planned() -> None:
    plan = KeyPlan(single=("obstacle",), pairs=(("object", "obstacle"),))
    found = frozenset({"obstacle:cold", "object:soup", "object:rice", "who:child"})
    assert signatures_of(found, plan) == [
        ("object:rice", "obstacle:cold"), ("object:soup", "obstacle:cold"), ("obstacle:cold",)
    ]  # fmt: skip


def test_two_keys_of_one_axis_are_no_pair_of_a_situation() -> None:
    found = frozenset({"who:child", "who:mother", "when:night"})
    pairs = [one for one in signatures_of(found, PLANS["scenario"][1]) if len(one) == 2]
    assert pairs == [("when:night", "who:child"), ("when:night", "who:mother")]


def test_a_clause_without_keys_has_no_signature() -> None:
    assert signatures_of(frozenset(), PLANS["need"][0]) == []
