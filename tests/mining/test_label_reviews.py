"""Reviews of labels: appended, undone, counted; the least sure clauses first."""

import json
import sqlite3
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import DecisionProblem
from crawler.store import Store
from mining.label_reviews import (
    counted_by,
    least_sure,
    record_review,
    reviews_in_force,
    uncertainty,
    undo_review,
)
from tests.builders import add_clauses, make_post, save

SAID = ["The drum is full again.", "I wash at night.", "Fine.", "Could it send a text?"]


@pytest.fixture
def clauses(store: Store) -> list[str]:
    post = make_post(1, " ".join(SAID))
    save(store, post)
    ids = add_clauses(store, post, *SAID)
    scores = [(0.5, 0.5), (0.9, 0.1), (0.5, 0.4), (0.6, 0.1)]
    with store.writing() as conn:
        for clause, (pain, need) in zip(ids, scores, strict=True):
            given_scores = json.dumps({"pain": pain, "need": need})
            conn.execute("UPDATE labels SET scores = ? WHERE clause_id = ?", (given_scores, clause))
    return ids


def test_the_least_sure_come_first_and_no_text_twice(store: Store, clauses: list[str]) -> None:
    twice = make_post(2, SAID[0])
    save(store, twice)
    again = add_clauses(store, twice, SAID[0])
    with store.writing() as conn:
        conn.execute("UPDATE labels SET scores = '{\"pain\": 0.5}' WHERE clause_id = ?", (again[0],))
    found = least_sure(store, 10)

    assert [clause for clause, _ in found] == [clauses[n] for n in (0, 2, 3, 1)]
    assert found[0][1] == 2.0
    assert least_sure(store, 1) == found[:1]


def test_the_last_word_of_each_person_counts(store: Store, clauses: list[str]) -> None:
    record_review(store, "Mei", clauses[0], ["pain"])
    record_review(store, "Jo", clauses[0], [])
    record_review(store, "Mei", clauses[0], ["need", "pain"])
    record_review(store, "Mei", clauses[1], None)
    found = reviews_in_force(store)

    assert [(one.who, one.types) for one in found] == [("Jo", ()), ("Mei", ("pain", "need")), ("Mei", None)]
    assert counted_by(found) == {"Jo": (1, 0), "Mei": (1, 1)}
    text = store.value("SELECT text FROM posts WHERE id = ?", (found[0].post_id,))
    assert text[found[0].start : found[0].end] == SAID[0]


def test_undo_takes_back_the_last_of_that_person(store: Store, clauses: list[str]) -> None:
    record_review(store, "Mei", clauses[0], ["pain"])
    record_review(store, "Mei", clauses[1], ["scenario"])
    record_review(store, "Jo", clauses[2], [])

    assert undo_review(store, "Mei") == clauses[1]
    assert undo_review(store, "Mei") == clauses[0]
    assert undo_review(store, "Mei") is None
    assert [one.who for one in reviews_in_force(store)] == ["Jo"]


def test_nothing_kept_can_be_changed(store: Store, clauses: list[str]) -> None:
    record_review(store, "Mei", clauses[0], ["pain"])

    for sql in ("UPDATE label_reviews SET who = 'Jo'", "DELETE FROM label_reviews"):
        with pytest.raises(sqlite3.IntegrityError), store.writing() as conn:
            conn.execute(sql)
    assert len(reviews_in_force(store)) == 1


@pytest.mark.parametrize(("clause", "types"), [("c-none", ["pain"]), (None, ["anger"])])
def test_what_makes_no_sense_is_refused(
    store: Store, clauses: list[str], clause: str | None, types: list[str]
) -> None:
    with pytest.raises(DecisionProblem):
        record_review(store, "Mei", clause or clauses[0], types)
    assert reviews_in_force(store) == []


@given(st.lists(st.floats(0, 1), max_size=4))
def test_uncertainty_is_bits(scores: list[float]) -> None:
    found = uncertainty(scores)

    assert 0 <= found <= len(scores)
    assert isclose(found, uncertainty([1 - score for score in scores]), abs_tol=1e-9)
