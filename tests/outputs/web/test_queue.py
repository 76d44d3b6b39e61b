"""The unsure queue: the next clause, a judgement kept under its name, skip, undo."""

import json
import re
import time

import pytest

from crawler.study import Study
from mining.label_reviews import reviews_in_force
from tests.outputs.web_tools import Reviewer


@pytest.fixture
def unsure(sample: Study) -> Study:
    """The launderette with probabilities: the first clauses are told in doubt."""
    with sample.open() as store:
        ids = [row[0] for row in store.rows("SELECT clause_id FROM labels ORDER BY clause_id")]
        with store.writing() as conn:
            for n, clause in enumerate(ids):
                scores = json.dumps({"pain": min(1.0, 0.5 + n / 40), "need": 0.0})
                conn.execute("UPDATE labels SET scores = ? WHERE clause_id = ?", (scores, clause))
    return sample


def asked(page: str) -> str:
    """The clause that is asked about."""
    return re.findall(r'name="clause" value="([^"]+)"', page)[0]


def test_each_judgement_leads_to_the_next_clause(unsure: Study) -> None:
    with Reviewer(unsure) as reviewer:
        first = asked(reviewer.get("/queue").text)
        assert reviewer.post("/queue/judge", clause=first, do="pain").status_code == 303
        second = asked(reviewer.get("/queue").text)
        reviewer.post("/queue/judge", clause=second, do="skip")
        third = asked(reviewer.get("/queue").text)
        reviewer.post("/queue/judge", clause=third, do="several", type=["need", "scenario"])
        page = reviewer.get("/queue").text
    with unsure.open() as store:
        found = {one.clause_id: (one.who, one.types) for one in reviews_in_force(store)}

    assert len({first, second, third}) == 3
    assert found == {first: ("Mei", ("pain",)), second: ("Mei", None), third: ("Mei", ("scenario", "need"))}
    assert re.search(r"Mei</bdi></th><td class=\"num\">2</td><td class=\"num\">1</td>", page)


def test_undo_brings_the_clause_back(unsure: Study) -> None:
    with Reviewer(unsure) as reviewer:
        first = asked(reviewer.get("/queue").text)
        reviewer.post("/queue/judge", clause=first, do="none")
        reviewer.post("/queue/judge", do="undo")

        assert asked(reviewer.get("/queue").text) == first


def test_two_people_have_queues_of_their_own(unsure: Study) -> None:
    with Reviewer(unsure) as mei:
        first = asked(mei.get("/queue").text)
        mei.post("/queue/judge", clause=first, do="pain")
    with Reviewer(unsure, name="Jo") as other:
        assert asked(other.get("/queue").text) == first


def test_words_of_adverts_are_not_asked_about(unsure: Study) -> None:
    with Reviewer(unsure) as reviewer:
        first = asked(reviewer.get("/queue").text)
        with unsure.open() as store:
            post = store.value("SELECT post_id FROM clauses WHERE id = ?", (first,))
        reviewer.post("/decide", action="mark", subject=str(post), **{"as": "advert"}, back="/queue")

        assert asked(reviewer.get("/queue").text) != first


@pytest.mark.parametrize("fields", [{"do": "shout"}, {"do": "pain", "clause": "c-none"}, {}])
def test_judgements_without_sense_are_refused(unsure: Study, fields: dict[str, str]) -> None:
    with Reviewer(unsure) as reviewer:
        assert reviewer.post("/queue/judge", **fields).status_code == 400


def test_learning_says_what_is_lacking_and_mining_can_be_begun(unsure: Study) -> None:
    with Reviewer(unsure) as reviewer:
        page = reviewer.get("/queue").text
        assert re.search(r'value="train" disabled>Learn \(0 judged\)', page)
        first = asked(page)
        reviewer.post("/queue/judge", clause=first, do="pain")
        assert reviewer.post("/queue/learn", do="train").headers["location"] == "/queue#learning"
        part = followed(reviewer)
        assert "Nothing was learnt" in part
        assert "1 clauses of 1 posts were judged" in part
        assert reviewer.post("/queue/learn", do="dance").status_code == 400


def followed(reviewer: Reviewer) -> str:
    """The part that follows learning, once it is over."""
    until = time.monotonic() + 120
    while "hx-trigger" in (part := str(reviewer.get("/queue/learning").text)):
        assert time.monotonic() < until
        time.sleep(0.2)
    return part
