"""What reviewers said becomes labels: majority, weight, and what is not learnt from."""

import math

import pytest

from crawler.store import Store
from mining.decisions import record
from mining.label_reviews import record_review, undo_review
from mining.learning.judged import INDIRECT, Judged, load_judged
from mining.records import TYPES
from tests.builders import FindingSpec, add_clauses, discover, make_post, save

FIRST, SECOND = "The dryer leaves my towels damp.", "I wish it were stronger."
POST = make_post(1, f"{FIRST} {SECOND}")
OTHER = make_post(2, "Use my code for ten percent off")


@pytest.fixture
def clauses(store: Store) -> list[str]:
    """Two clauses of one post and one of another."""
    save(store, POST, OTHER)
    return [*add_clauses(store, POST, FIRST, SECOND), *add_clauses(store, OTHER, OTHER.text)]


def only(store: Store) -> Judged:
    judged, _ = load_judged(store)
    assert len(judged) == 1
    return judged[0]


def types_of(judged: Judged) -> dict[str, float]:
    return dict(zip(TYPES, judged.types, strict=True))


def test_the_queue_says_it_of_a_clause_with_its_neighbours(store: Store, clauses: list[str]) -> None:
    record_review(store, "ada", clauses[1], ["need"])
    found = only(store)
    assert (found.text, found.before, found.after, found.weight) == (SECOND, FIRST, "", 1.0)
    assert types_of(found) == {"scenario": 0, "pain": 0, "need": 1, "praise": 0}


def test_the_majority_counts_and_a_tie_says_nothing(store: Store, clauses: list[str]) -> None:
    for who, types in (("ada", ["pain"]), ("ben", ["pain", "need"]), ("cy", ["pain"]), ("di", ["need"])):
        record_review(store, who, clauses[0], types)
    found = types_of(only(store))
    assert (found["pain"], found["scenario"]) == (1, 0)
    assert math.isnan(found["need"])


def test_skipped_and_undone_judgements_are_nothing(store: Store, clauses: list[str]) -> None:
    record_review(store, "ada", clauses[0], None)
    record_review(store, "ada", clauses[1], ["pain"])
    undo_review(store, "ada")
    assert load_judged(store)[0] == []


def test_a_retyped_and_moved_finding_speaks_softly_for_its_clauses(store: Store, clauses: list[str]) -> None:
    discover(store, FindingSpec("damp", "pain", [(POST, FIRST), (POST, SECOND)]))
    record(store, "retype", "damp", {"kind": "need"}, who="ada")
    record(store, "move", "damp", {"axis": "phase", "key": "service"}, who="ada")
    judged, counts = load_judged(store)
    assert (counts["retype"], counts["move"]) == (2, 2)
    for one in judged:
        found = types_of(one)
        assert (found["need"], found["pain"], one.phase, one.weight) == (1, 0, "service", INDIRECT)
        assert math.isnan(found["praise"])
    record_review(store, "ben", clauses[0], ["pain"])
    own = next(one for one in load_judged(store)[0] if one.text == FIRST)
    assert (types_of(own)["pain"], own.weight) == (1, 1.0)  # what is said of the clause itself wins
    record(store, "undo", "damp", who="ada")
    record(store, "undo", "damp", who="ada")
    assert [one.text for one in load_judged(store)[0]] == [FIRST]


def test_an_advert_is_nothing_and_not_us_teaches_nothing(store: Store, clauses: list[str]) -> None:
    record(store, "mark", OTHER.id, {"as": "advert"}, who="ada")
    record(store, "mark", POST.id, {"as": "not_us"}, who="ada")
    found = only(store)
    assert (found.text, set(found.types)) == (OTHER.text, {0.0})


def test_hidden_words_are_not_learnt_from(store: Store, clauses: list[str]) -> None:
    record_review(store, "ada", clauses[0], ["pain"])
    record(store, "redact", POST.id, {"version": 1, "start": 4, "end": 9}, who="ada")
    assert load_judged(store)[0] == []
