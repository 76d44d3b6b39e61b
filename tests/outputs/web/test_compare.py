"""Comparing groups: what differs with its interval, too few people, groups that there are not."""

import json

from crawler.study import Study
from mining.mappers.place import Place
from tests.builders import add_clauses, make_post, map_findings, save, write_place
from tests.outputs.web_tools import Reviewer


def talk(study: Study, first: int, second: int) -> None:
    """Two sources: in the first everybody blames the staff, in the second one in five."""
    posts = [
        make_post(n, f"The staff shouted, case {n}.", source="loud.example" if n < first else "calm.example")
        for n in range(first + second)
    ]
    with study.open() as store:
        save(store, *posts)
        for post in posts:
            add_clauses(store, post, post.text, polarity=-0.9)
        run = map_findings(store)
        with store.writing() as conn:
            for number, post in enumerate(posts):
                tags = {"queue": ("shouted",)} if number < first or number % 5 == 0 else {}
                write_place(conn, run, post, post.text, Place("service", "unassigned", tags=tags))


def test_a_difference_is_shown_with_its_interval(study: Study) -> None:
    talk(study, 30, 40)
    with Reviewer(study) as reviewer:
        page = reviewer.get("/compare?field=source&first=loud.example&second=calm.example").text

    assert "30 against 40 people" in page
    assert "<b>differs</b>" in page
    assert "100%" in page
    assert "+80 [" in page


def test_too_few_people_are_not_compared(study: Study) -> None:
    talk(study, 30, 8)
    with Reviewer(study) as reviewer:
        page = reviewer.get("/compare?field=source&first=loud.example").text

    assert "fewer than 20 people" in page
    assert "differs</b>" not in page


def test_the_study_is_counted_once_for_a_state(study: Study) -> None:
    talk(study, 30, 40)
    with Reviewer(study) as reviewer:
        reviewer.get("/compare")
        kept = list((study.folder / "cache").glob("groups-*.json"))
        reviewer.get("/compare?field=source")

    assert len(kept) == 1
    assert set(json.loads(kept[0].read_text(encoding="utf-8"))["source"]) == {"groups", "both"}


def test_groups_that_are_not_there_fall_back(study: Study) -> None:
    talk(study, 30, 40)
    with Reviewer(study) as reviewer:
        page = reviewer.get("/compare?field=shoe&first=x&second=<b>").text

    assert "40 against 30 people" in page
