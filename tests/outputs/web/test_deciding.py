"""Decisions made in the browser: kept, answered, undone, and never about something else than was seen."""

import re
from typing import Any

import pytest

from mining.decision_log import list_decisions
from mining.decisions import record
from mining.overlay import ShownFinding, current_findings
from tests.builders import discover
from tests.outputs.web_tools import Reviewer
from tests.sample import sample_posts, sample_specs

PAIN, OTHER = "fc00beef", "fd44aa01"


def shown(reviewer: Reviewer) -> dict[str, ShownFinding]:
    with reviewer.study.open() as store:
        return {item.id: item for item in current_findings(store)}


def log(reviewer: Reviewer) -> list[tuple[str, str, str]]:
    with reviewer.study.open() as store:
        return [(d.action, d.subject_id, d.who) for d in list_decisions(store)]


def seen(reviewer: Reviewer, finding: str = PAIN) -> str:
    """What the page of a finding says that its reader saw."""
    found = re.search(r'name="seen" value="([^"]+)"', reviewer.get(f"/finding/{finding}").text)
    assert found
    return found.group(1)


def decide(reviewer: Reviewer, action: str, subject: str = PAIN, **fields: Any) -> Any:
    return reviewer.post("/decide", action=action, subject=subject, **{"back": "/board", **fields})


@pytest.mark.parametrize(
    ("action", "status"),
    [("accept", "accepted"), ("reject", "rejected"), ("park", "parked"), ("ban", "banned")],
)
def test_a_judgement_is_kept_under_the_name_given(reviewer: Reviewer, action: str, status: str) -> None:
    answer = decide(reviewer, action, seen=seen(reviewer), reason="because")

    assert (answer.status_code, answer.headers["location"]) == (303, "/board?said=1")
    assert shown(reviewer)[PAIN].status == status
    assert log(reviewer) == [(action, PAIN, "Mei")]
    page = reviewer.get("/board?said=1").text
    assert "Decision 1 is kept." in page


def test_every_kind_of_decision_can_be_made_with_a_form(reviewer: Reviewer) -> None:
    quote = shown(reviewer)[PAIN].evidence[0]
    decide(reviewer, "rename", zh="改过的", en="Renamed")
    decide(reviewer, "move", axis="phase", key="loyalty", map="as_is")
    decide(reviewer, "move", axis="phase", key="need", map="to_be")
    decide(reviewer, "note", text="line one\nline two", idea="1")
    decide(reviewer, "star")
    decide(reviewer, "pin")
    decide(reviewer, "retype", kind="need")
    decide(reviewer, "split", clause=quote.clause_id, en="Of its own")
    decide(reviewer, "mark", shown(reviewer)[OTHER].evidence[0].post_id, **{"as": "advert"})
    decide(reviewer, "create", "", clause=quote.clause_id, kind="scenario", en="By hand")
    found = shown(reviewer)

    one = found[PAIN]
    assert one.title == {"zh": "改过的", "en": "Renamed"}
    assert (one.placed, one.planned) == ({"phase": "loyalty"}, {"phase": "need"})
    assert (one.kind, one.starred, one.pinned) == ("need", True, True)
    notes = [d.payload for d in one.decisions if d.action == "note"]
    assert notes == [{"text": "line one\nline two", "idea": True}]
    assert [item.title["en"] for item in found.values() if item.by_hand] == ["By hand", "Of its own"]
    assert len(found[OTHER].set_aside) == 1
    assert decide(reviewer, "merge", OTHER, into=PAIN).status_code == 400  # a complaint into a wish
    decide(reviewer, "retype", OTHER, kind="need")
    decide(reviewer, "merge", OTHER, into=PAIN)
    assert shown(reviewer)[PAIN].merged_from == (OTHER,)


def test_undo_takes_back_the_last_or_a_named_one(reviewer: Reviewer) -> None:
    decide(reviewer, "accept")
    decide(reviewer, "star")
    decide(reviewer, "undo", "1", reason="too soon")

    assert (shown(reviewer)[PAIN].status, shown(reviewer)[PAIN].starred) == ("new", True)
    decide(reviewer, "undo")
    assert not shown(reviewer)[PAIN].starred
    assert [action for action, _, _ in log(reviewer)] == ["accept", "star", "undo", "undo"]


def test_htmx_gets_the_card_anew_and_the_message(reviewer: Reviewer) -> None:
    answer = reviewer.post("/decide", htmx=True, action="accept", subject=PAIN, back="/board", view="card")

    assert answer.status_code == 200
    assert answer.text.count("<article") == 1
    assert f'id="c-{PAIN}"' in answer.text
    assert 'class="mark accepted"' in answer.text
    assert 'data-status="accepted"' in answer.text
    assert "Decision 1 is kept." in answer.text
    back = reviewer.post("/decide", htmx=True, action="undo", subject="1", back="/board", view="card")
    assert f'id="c-{PAIN}"' in back.text
    assert 'class="mark new"' in back.text
    other = reviewer.post("/decide", htmx=True, action="star", subject=PAIN, back="/board")
    assert (other.status_code, other.headers["hx-redirect"]) == (204, "/board?said=3")


def test_a_merge_by_script_gives_the_card_it_went_into_and_says_which_is_gone(reviewer: Reviewer) -> None:
    sent = {"action": "merge", "subject": OTHER, "into": PAIN, "back": "/board", "view": "card"}
    merged = reviewer.post("/decide", htmx=True, **sent).text
    undone = reviewer.post("/decide", htmx=True, action="undo", subject="1", back="/board", view="card").text

    assert f'id="c-{PAIN}"' in merged
    assert f'id="c-{OTHER}"' not in merged
    assert re.search(rf'data-gone="{OTHER}" data-says="merged into', merged)
    assert f'id="c-{PAIN}"' in undone
    assert f'id="c-{OTHER}"' in undone


def test_the_form_to_move_offers_touchpoints_and_lenses_too(reviewer: Reviewer) -> None:
    form = reviewer.get(f"/finding/{PAIN}/ask?do=move").text
    offered = re.findall(r'value="((?:touchpoint|lens)/[a-z_]+)"', form)
    touchpoint = next(one for one in offered if one.startswith("touchpoint/"))
    decide(reviewer, "move", key=touchpoint, map="as_is")
    decide(reviewer, "move", key="loyalty", map="as_is")

    assert any(one.startswith("lens/") for one in offered)
    assert shown(reviewer)[PAIN].placed == {"touchpoint": touchpoint.partition("/")[2], "phase": "loyalty"}


def test_the_form_to_merge_says_that_kinds_are_not_mixed(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        wish = next(item.id for item in current_findings(store) if item.kind == "need")
    part = reviewer.get(f"/finding/{PAIN}/choices?find={wish}").text

    assert "1 of other kinds fit, too" in part
    assert 'name="into"' not in part


@pytest.mark.parametrize("whole", [True, False])
def test_words_are_hidden_by_writing_them(reviewer: Reviewer, whole: bool) -> None:
    quote = shown(reviewer)[PAIN].evidence[0]
    words = "" if whole else quote.quote[:5].strip()
    decide(reviewer, "redact", quote.post_id, clause=quote.clause_id, words=words)
    page = reviewer.get(f"/finding/{PAIN}").text
    now = next(e for e in shown(reviewer)[PAIN].evidence if e.clause_id == quote.clause_id)

    assert now.quote == (quote.quote.replace(words, "█" * len(words)) if words else "█" * len(quote.quote))
    assert now.quote in page
    assert decide(reviewer, "redact", quote.post_id, clause="nothing").status_code == 400


def test_what_cannot_be_meant_is_a_page_with_advice(reviewer: Reviewer) -> None:
    for fields in (
        {"action": "dance"},
        {"action": "rename"},
        {"action": "merge", "into": PAIN},
        {"action": "accept", "subject": "fnone"},
        {"action": "undo", "subject": "99"},
    ):
        answer = decide(reviewer, **{"subject": PAIN, **fields})
        assert answer.status_code == 400
        assert "<h1>" in answer.text
    assert log(reviewer) == []


def test_htmx_keeps_the_page_and_shows_the_message_when_something_is_refused(reviewer: Reviewer) -> None:
    answer = reviewer.post("/decide", htmx=True, action="undo", subject=PAIN, back="/board", view="card")

    assert answer.status_code == 400
    assert answer.headers["hx-reswap"] == "none"
    assert "<html" not in answer.text
    assert "no decision to undo" in answer.text


def test_undo_reaches_a_decision_that_was_inherited(reviewer: Reviewer) -> None:
    decide(reviewer, "accept")
    specs = sample_specs(sample_posts())
    for spec in specs:
        spec.id = "fnew0001" if spec.id == PAIN else spec.id
    with reviewer.study.open() as store:
        discover(store, *specs, lineage=[("fnew0001", PAIN, "derived", 0.4)])
    assert shown(reviewer)["fnew0001"].status == "accepted"
    decide(reviewer, "undo", "fnew0001")

    assert shown(reviewer)["fnew0001"].status == "new"


def mined_again(reviewer: Reviewer, *, title: str = "Something else", keep: bool = True) -> None:
    """Mine again while pages are open: the finding says something else now, or is gone."""
    specs = [spec for spec in sample_specs(sample_posts()) if keep or spec.id != PAIN]
    for spec in specs:
        if spec.id == PAIN and title:
            spec.title = {"zh": title, "en": title}
    lineage = [(OTHER, PAIN, "split", 0.5)] if not keep else []
    with reviewer.study.open() as store:
        discover(store, *specs, lineage=lineage)


def test_mined_again_meanwhile_and_the_same_the_decision_holds(reviewer: Reviewer) -> None:
    stamp = seen(reviewer)
    mined_again(reviewer, title="")

    assert decide(reviewer, "accept", seen=stamp).headers["location"] == "/board?said=1"
    assert shown(reviewer)[PAIN].status == "accepted"


def test_mined_again_and_changed_the_reader_is_asked_and_loses_nothing(reviewer: Reviewer) -> None:
    stamp = seen(reviewer)
    mined_again(reviewer)
    answer = decide(reviewer, "note", seen=stamp, text="A long thought\nin two lines")
    asked = reviewer.get(answer.headers["location"])

    assert log(reviewer) == []
    assert asked.status_code == 409
    assert "has changed since you opened the page" in asked.text
    assert "Something else" in asked.text
    form = asked.text.split('name="anyway"')[1]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    assert fields["text"] == "A long thought\nin two lines"
    decide(reviewer, **{**fields, "anyway": "1"})
    assert log(reviewer) == [("note", PAIN, "Mei")]


def test_a_split_asked_again_still_knows_all_its_quotes(reviewer: Reviewer) -> None:
    stamp = seen(reviewer)
    chosen = [e.clause_id for e in shown(reviewer)[PAIN].evidence[:2]]
    mined_again(reviewer)
    answer = decide(reviewer, "split", seen=stamp, clause=chosen)
    asked = reviewer.get(answer.headers["location"]).text

    assert re.findall(r'name="clause" value="([^"]+)"', asked) == chosen


def test_a_finding_that_is_gone_leads_to_its_parts(reviewer: Reviewer) -> None:
    stamp = seen(reviewer)
    mined_again(reviewer, keep=False)
    answer = decide(reviewer, "accept", seen=stamp)
    asked = reviewer.get(answer.headers["location"])

    assert "not there any more" in asked.text
    assert f'href="/finding/{OTHER}"' in asked.text
    assert log(reviewer) == []
    missing = reviewer.get(f"/finding/{PAIN}")
    assert missing.status_code == 404
    assert f'href="/finding/{OTHER}"' in missing.text


def test_somebody_else_decided_meanwhile(reviewer: Reviewer) -> None:
    stamp = seen(reviewer)
    with reviewer.study.open() as store:
        record(store, "accept", PAIN, who="Tom")
    answer = decide(reviewer, "reject", seen=stamp)

    assert "trouble=decided" in answer.headers["location"]
    asked = reviewer.get(answer.headers["location"]).text
    assert "Tom" in asked
    assert shown(reviewer)[PAIN].status == "accepted"


def test_my_own_second_thought_is_no_conflict(reviewer: Reviewer) -> None:
    stamp = seen(reviewer)
    decide(reviewer, "accept", seen=stamp)

    assert decide(reviewer, "reject", seen=stamp).headers["location"] == "/board?said=2"
