"""Detail, candidates, measures, and the choice of the best cards among candidates."""

import numpy as np
import pytest

from mining.discover.candidates import Candidate, all_candidates, by_concepts, by_likeness
from mining.discover.choosing import Chosen, choose, completed
from mining.discover.corpus import Corpus
from mining.discover.detail import WORTH, content_words, detail_of
from mining.discover.keys import PLANS
from mining.discover.measures import best_quotes, measure
from mining.discover.signatures import KeyPlan
from mining.discover.space import space_of
from tests.mining.discover.making import cloud, make_corpus, make_item

BROKEN, DEAR = ("object:dryer", "obstacle:broken"), ("obstacle:dear",)
EVERY = KeyPlan(("obstacle",), (("object", "obstacle"),), likeness=True)
WORDS = ("the dryer eats every sock", "coins for a lukewarm cycle", "folding table under the window")


def corpus(*, common: int = 30) -> Corpus:
    """6 broken dryers, 6 dear ones, 4 alike that nothing names, and others that tell nothing."""
    keys = [BROKEN] * 6 + [DEAR] * 6 + [()] * (4 + common)
    texts = [WORDS[0]] * 6 + [WORDS[1]] * 6 + [WORDS[2]] * 4 + ["ok"] * common
    vectors = np.vstack([cloud(0, 6), cloud(1, 6), cloud(2, 4, spread=0.02), cloud(3, common, spread=1.0)])
    items = [make_item(at, texts[at], keys=keys[at]) for at in range(len(keys))]
    return make_corpus("pain", items, vectors)


def test_grammar_praise_and_the_naming_of_goods_are_no_detail() -> None:
    assert content_words("pain", make_item(0, "I love this great product, it is amazing!")) == set()
    assert content_words("pain", make_item(0, "这家店真的非常不错，很喜欢")) == set()
    assert content_words("pain", make_item(0, "dried blankets")) == {"dri", "blanket"}


def test_a_word_that_many_clauses_hold_is_worth_less() -> None:
    items = [make_item(at, "lint everywhere" if at else "lint and moths") for at in range(2000)]
    detail = detail_of("pain", items)
    assert detail.counts["lint"] == 2000
    assert detail.amount[0] == pytest.approx(WORTH)  # the moths; lint adds nothing
    assert detail.amount[1] == 0.0


def test_the_space_holds_meaning_and_concepts() -> None:
    made = corpus()
    assert made.space.shape == (46, 32 + 3)
    assert np.allclose(np.linalg.norm(made.space, axis=1), 1.0, atol=1e-5)
    plain = float(made.vectors[0] @ made.vectors[12])
    assert float(made.space[0] @ made.space[1]) > plain
    nothing = space_of([make_item(0, "?")], np.zeros((1, 4), dtype=np.float32))
    assert not nothing.any()


def test_every_key_and_pair_of_the_plan_is_a_candidate() -> None:
    made = corpus()
    found = {one.signature: one.rows for one in by_concepts(made, np.arange(46), EVERY)}
    assert found[BROKEN] == tuple(range(6))
    assert found[("obstacle:dear",)] == tuple(range(6, 12))
    assert set(found) == {BROKEN, DEAR, ("obstacle:broken",)}
    topics = by_concepts(made, np.arange(46), PLANS["pain"][2])
    assert [one.signature for one in topics if one.signature[0].startswith("object:")] == [("object:dryer",)]


def test_likeness_offers_fine_groups_and_coarse_ones() -> None:
    rows = [set(one.rows) for one in by_likeness(corpus(), np.arange(46), seed=1)]
    assert {12, 13, 14, 15} in rows
    assert all(len(one) <= 30 for one in rows)
    assert by_likeness(corpus(), np.arange(2), seed=1) == []


def test_candidates_have_enough_people() -> None:
    made = corpus()
    assert all_candidates(made, np.arange(2), EVERY, min_people=3, seed=1) == []
    found = all_candidates(made, np.arange(16), EVERY, min_people=3, seed=1)
    assert min(len(made.people(one.rows)) for one in found) >= 3


def test_what_shares_more_scores_higher() -> None:
    made = corpus()
    named = measure(made, np.arange(6))
    assert named.keys == set(BROKEN)
    assert named.people == 6
    assert named.score > measure(made, np.arange(12)).score  # two things in one tell less
    assert measure(made, np.arange(12, 16)).keys == set()
    assert measure(made, np.arange(16, 40)).score < measure(made, np.arange(12, 16)).score


def test_quotes_are_of_different_people_and_tell_something() -> None:
    items = [make_item(at, WORDS[0], people=["a:one"]) for at in range(3)]
    items += [make_item(3, "no"), make_item(4, WORDS[0])]
    quotes = best_quotes(make_corpus("pain", items, cloud(0, 5, spread=0.01)), np.arange(5), frozenset())
    speakers = [items[row].people for row in quotes]
    assert len(quotes) == len(set(speakers)) == 3
    assert quotes[-1] == 3  # it tells nothing, but there is no third person who does


def test_the_same_words_are_quoted_twice_only_where_nothing_else_is_said() -> None:
    texts = [WORDS[0], WORDS[0], "third dryer eats every sock", WORDS[0], "a dryer eats socks again"]
    items = [make_item(at, text) for at, text in enumerate(texts)]
    made = make_corpus("pain", items, cloud(0, 5, spread=0.01))
    everyone, twins = np.arange(5), np.array([0, 1, 3])
    assert len({texts[row] for row in best_quotes(made, everyone, frozenset())}) == 3
    assert sorted(best_quotes(made, twins, frozenset())) == [0, 1, 3]


def test_who_speaks_often_leaves_room_for_the_quotes_of_others() -> None:
    loud = [make_item(at, f"{WORDS[0]} {chr(97 + at % 26) * 5}", people=["a:loud"]) for at in range(40)]
    others = [make_item(40 + at, "the dryer is loud", people=[f"a:{at}"]) for at in range(2)]
    made = make_corpus("pain", [*loud, *others], cloud(0, 42, spread=0.01))
    quotes = best_quotes(made, np.arange(42), frozenset())
    assert {person for row in quotes for person in made.items[row].people} == {"a:loud", "a:0", "a:1"}


def test_each_clause_goes_to_the_best_card() -> None:
    made = corpus()
    offered = all_candidates(made, np.arange(46), EVERY, min_people=3, seed=1)
    chosen = choose(made, offered, min_people=3)
    rows = [int(row) for one in chosen for row in one.rows]
    assert len(rows) == len(set(rows))
    assert {one.signatures for one in chosen} >= {(BROKEN,), (DEAR,)}
    assert choose(made, offered[::-1], min_people=3)[0].rows.tolist() == chosen[0].rows.tolist()


def test_what_lost_half_of_itself_is_given_up_unless_concepts_hold_it() -> None:
    made = corpus()
    best = Candidate(BROKEN, tuple(range(6)))
    rest = Candidate((), (0, 1, 2, 3, 12, 13, 14))
    named = Candidate(("object:dryer",), (0, 1, 2, 12, 13, 14))
    assert [one.rows.tolist() for one in choose(made, [best, rest], min_people=3)] == [list(range(6))]
    kept = choose(made, [best, named], min_people=3)
    assert [one.rows.tolist() for one in kept] == [list(range(6)), [12, 13, 14]]


def test_who_names_it_joins_and_who_is_alike_joins_where_nothing_is_named() -> None:
    made = corpus()
    started = [
        Chosen((BROKEN,), np.arange(4)),
        Chosen((), np.arange(12, 15)),
    ]
    free = np.ones(46, dtype=bool)
    free[[0, 1, 2, 3, 12, 13, 14]] = False
    named, alike = completed(made, started, PLANS["pain"], free)
    assert named.rows.tolist() == list(range(6))
    assert {12, 13, 14, 15} >= set(alike.rows.tolist()) >= {12, 13, 14}
    nobody = np.zeros(46, dtype=bool)
    assert [one.rows.tolist() for one in completed(made, started, PLANS["pain"], nobody)] == [
        [0, 1, 2, 3], [12, 13, 14]
    ]  # fmt: skip
