"""Decisions: written once, checked first, undone by another row."""

import sqlite3

import pytest

from crawler.errors import DecisionProblem
from crawler.store import Store
from mining.decision_log import in_force, list_decisions
from mining.decisions import record
from mining.overlay import current_findings
from tests.builders import FindingSpec, discover, make_post, save


@pytest.fixture
def mined(store: Store) -> Store:
    """Two findings, each with one quote."""
    one, two = make_post(1, "The dryer eats coins."), make_post(2, "烘干机吃币，找不到人。")
    save(store, one, two)
    discover(
        store,
        FindingSpec("fa1b2c3", quotes=[(one, "The dryer eats coins.")]),
        FindingSpec("fa1b9d8", quotes=[(two, "烘干机吃币")], rank=1),
    )
    return store


def test_an_accepted_finding_is_shown_as_accepted(mined: Store) -> None:
    number = record(mined, "accept", "fa1b2c3", who="Mei")

    [first, second] = current_findings(mined)
    assert (first.status, second.status) == ("accepted", "new")
    assert [(d.id, d.who, d.action) for d in first.decisions] == [(number, "Mei", "accept")]


def test_who_defaults_to_the_user_of_the_system(mined: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "lin")

    record(mined, "park", "fa1b2c3")

    assert list_decisions(mined)[0].who == "lin"


def test_a_unique_beginning_is_enough(mined: Store) -> None:
    record(mined, "reject", "fa1b2")

    assert list_decisions(mined)[0].subject_id == "fa1b2c3"


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ("fa1b", "can mean 2 findings", "fa1b2c3, fa1b9d8"),
        ("fa1", "no finding", "at least 4 characters"),
        ("fa1b2c4", "no finding", "fa1b2c3"),
        ("zzzz", "no finding", "caifeng status"),
        ("", "no finding", "caifeng status"),
    ],
)
def test_an_id_that_cannot_be_meant_is_refused(mined: Store, given: str, message: str, hint: str) -> None:
    with pytest.raises(DecisionProblem) as caught:
        record(mined, "accept", given)

    assert message in caught.value.message
    assert hint in (caught.value.hint or "")
    assert list_decisions(mined) == []


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("praise", {}),
        ("rename", {}),
        ("rename", {"en": "  "}),
        ("rename", {"en": "x" * 201}),
        ("rename", {"en": "two\nlines"}),
        ("merge", {}),
        ("merge", {"into": "fa1b2c3"}),
        ("merge", {"into": "nobody"}),
        ("note", {"text": ""}),
        ("undo", {}),
    ],
)
def test_a_payload_that_cannot_be_meant_is_refused(
    mined: Store, action: str, payload: dict[str, str]
) -> None:
    with pytest.raises(DecisionProblem):
        record(mined, action, "fa1b2c3", payload)

    assert list_decisions(mined) == []


def test_rename_in_one_language_keeps_the_other(mined: Store) -> None:
    record(mined, "rename", "fa1b2c3", {"en": "Coins vanish"})

    shown = current_findings(mined)[0]
    assert shown.title == {"zh": "标题 fa1b2c3", "en": "Coins vanish"}
    assert shown.machine_title["en"] == "Title fa1b2c3"
    assert shown.renamed


def test_merge_shows_both_evidences_and_hides_the_other(mined: Store) -> None:
    record(mined, "merge", "fa1b9d8", {"into": "fa1b2"})

    [shown] = current_findings(mined)
    assert [e.quote for e in shown.evidence] == ["The dryer eats coins.", "烘干机吃币"]
    assert (shown.finding.people, shown.finding.posts, shown.merged_from) == (2, 2, ("fa1b9d8",))


def test_only_findings_of_one_kind_are_merged(mined: Store) -> None:
    record(mined, "retype", "fa1b9d8", {"kind": "need"})

    with pytest.raises(DecisionProblem, match="a need is not merged into a") as caught:
        record(mined, "merge", "fa1b9d8", {"into": "fa1b2c3"})
    assert "retype" in (caught.value.hint or "")
    assert len(current_findings(mined)) == 2
    kind = next(item.kind for item in current_findings(mined) if item.id == "fa1b2c3")
    record(mined, "retype", "fa1b9d8", {"kind": kind})
    record(mined, "merge", "fa1b9d8", {"into": "fa1b2c3"})
    assert [item.id for item in current_findings(mined)] == ["fa1b2c3"]


def test_a_merged_finding_can_still_be_named(mined: Store) -> None:
    record(mined, "merge", "fa1b9d8", {"into": "fa1b2c3"})

    with pytest.raises(DecisionProblem, match="merged into fa1b2c3 before"):
        record(mined, "merge", "fa1b9d8", {"into": "fa1b2c3"})
    with pytest.raises(DecisionProblem, match="into itself"):
        record(mined, "merge", "fa1b2c3", {"into": "fa1b9d8"})
    record(mined, "undo", "fa1b9d8")
    assert len(current_findings(mined)) == 2


def test_undo_takes_back_the_last_decision_and_can_be_undone(mined: Store) -> None:
    record(mined, "accept", "fa1b2c3")
    record(mined, "reject", "fa1b2c3")
    undo = record(mined, "undo", "fa1b2c3")

    assert current_findings(mined)[0].status == "accepted"
    record(mined, "undo", str(undo))
    assert current_findings(mined)[0].status == "rejected"
    assert len(list_decisions(mined)) == 4


def test_undo_by_number_takes_back_that_decision(mined: Store) -> None:
    first = record(mined, "accept", "fa1b2c3")
    record(mined, "note", "fa1b2c3", {"text": "Ask the operator."})

    record(mined, "undo", f"#{first}")

    assert [d.action for d in in_force(list_decisions(mined))] == ["note"]
    with pytest.raises(DecisionProblem, match="undone already"):
        record(mined, "undo", str(first))
    with pytest.raises(DecisionProblem, match="no decision 99"):
        record(mined, "undo", "99")


def test_rows_can_neither_be_changed_nor_removed(mined: Store) -> None:
    record(mined, "accept", "fa1b2c3")

    for statement in ("UPDATE decisions SET who = 'x'", "DELETE FROM decisions"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            mined.conn.execute(statement)


def test_sql_in_a_note_stays_text(mined: Store) -> None:
    text = "'); DROP TABLE decisions; --"
    record(mined, "note", "fa1b2c3", {"text": text})

    assert list_decisions(mined)[0].payload == {"text": text}
