"""The journey page, and the log of decisions with two coders."""

import re

import pytest

from mining.decisions import record
from mining.overlay import current_findings
from tests.outputs.web_tools import Reviewer

PAIN = "fc00beef"


def cell(text: str, phase: str) -> str:
    """The cells of one phase, all lanes of findings together."""
    return "".join(re.findall(rf'data-drop="{phase}".*?</td>', text, re.DOTALL))


def test_findings_stand_in_their_phase_with_feelings_and_words(reviewer: Reviewer) -> None:
    text = reviewer.get("/journey").text

    assert PAIN in cell(text, "service")
    assert "Touchpoints" in text
    assert "nobody" in text.lower() or "not any one person" in text
    assert text.count('scope="col"') == 7


def test_the_plan_of_the_team_changes_only_the_journey_to_come(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        record(store, "move", PAIN, {"axis": "phase", "key": "need", "map": "to_be"})
    as_is, to_be = reviewer.get("/journey").text, reviewer.get("/journey?map=to_be").text

    assert PAIN in cell(as_is, "service")
    assert PAIN in cell(to_be, "need")
    assert "planned" in cell(to_be, "need")
    assert "planned" not in as_is


def test_ideas_stand_in_the_phase_of_what_they_answer(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        record(store, "note", PAIN, {"text": "Text me when it is dry", "idea": True}, who="Lin")
        record(store, "note", PAIN, {"text": "only a note"})

    text = reviewer.get("/journey").text
    assert "Text me when it is dry" in text
    assert "only a note" not in text


def test_a_gap_is_said_and_nothing_is_drawn_across_it(reviewer: Reviewer) -> None:
    assert "too few people" in reviewer.get("/journey").text


@pytest.mark.parametrize(("status", "there"), [("reject", False), ("accept", True)])
def test_what_was_rejected_is_not_on_the_journey(reviewer: Reviewer, status: str, there: bool) -> None:
    with reviewer.study.open() as store:
        record(store, status, PAIN)

    assert (PAIN in reviewer.get("/journey").text) == there


def test_the_log_tells_who_what_why_and_undoes_with_a_reason(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        record(store, "reject", PAIN, {"reason": "one bad day"}, who="Tom")
    page = reviewer.get("/decisions").text
    assert "Tom" in page
    assert "one bad day" in page
    reviewer.post("/decide", action="undo", subject="1", reason="asked again", back="/decisions")
    page = reviewer.get("/decisions").text

    assert "asked again" in page
    assert re.search(r'id="d-1"[^>]*class="undone"', page)
    assert "one bad day" not in reviewer.get("/decisions?who=Mei").text
    assert "asked again" not in reviewer.get("/decisions?action=reject").text


def test_two_coders_stand_side_by_side(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        ids = [item.id for item in current_findings(store)][:4]
        for number, one in enumerate(ids):
            record(store, "accept" if number % 2 else "reject", one, who="Mei")
            record(store, "accept" if number in (1, 2, 3) else "reject", one, who="Tom")
    page = reviewer.get("/decisions").text

    assert "κ = 0.50" in page
    assert "3 of the 4 findings judged by both are judged alike" in page
    assert "too few for more than a hint" in page
    differ = page.split("Judged differently")[1]
    assert f'href="/finding/{ids[2]}"' in differ
    assert ids[0] not in differ


def test_one_coder_alone_is_not_compared(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        record(store, "accept", PAIN, who="Mei")

    assert "κ =" not in reviewer.get("/decisions").text
