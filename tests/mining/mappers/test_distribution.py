"""From clauses to findings: shares of people, open results kept, the primary key."""

import pytest

from mining.mappers.distribution import MappingRow, distribute, primary
from mining.mappers.place import Place

ANN, BO, CY = frozenset({"a:ann"}), frozenset({"a:bo"}), frozenset({"a:cy"})


def rows(*items: tuple[str, str, frozenset[str]]) -> list[MappingRow]:
    """Clauses as (phase, touchpoint, people)."""
    places = {f"c{n}": Place(phase, spot) for n, (phase, spot, _) in enumerate(items)}
    return distribute("f1", [(f"c{n}", who) for n, (_, _, who) in enumerate(items)], places)


def shares(found: list[MappingRow], axis: str) -> dict[str, float]:
    return {row.key: row.share for row in found if row.axis == axis}


def test_shares_are_of_people_and_may_overlap() -> None:
    found = rows(("service", "food", ANN), ("acquisition", "delivery", ANN), ("service", "food", BO))
    assert shares(found, "phase") == {"service": 1.0, "acquisition": 0.5}
    assert primary(found, "phase") == "service"


def test_many_clauses_of_one_person_count_once() -> None:
    found = rows(*[("service", "food", ANN)] * 9, ("loyalty", "return_visit", BO), ("loyalty", "staff", CY))
    assert shares(found, "phase") == {"loyalty": pytest.approx(2 / 3), "service": pytest.approx(1 / 3)}


def test_open_results_are_kept_and_lose_ties() -> None:
    found = rows(("unassigned", "ambiguous", ANN), ("service", "food", BO))
    assert shares(found, "phase") == {"service": 0.5, "unassigned": 0.5}
    assert primary(found, "phase") == "service"
    assert primary(rows(("unassigned", "food", ANN)), "phase") == "unassigned"


def test_a_finding_without_lens_says_unassigned() -> None:
    assert shares(rows(("service", "food", ANN)), "lens") == {"unassigned": 1.0}


def test_the_most_frequent_cues_are_shown() -> None:
    places = {
        "c1": Place("service", "food", touchpoint_cues=("咸",)),
        "c2": Place("service", "food", touchpoint_cues=("味道", "咸")),
    }
    found = distribute("f1", [("c1", ANN), ("c2", BO)], places)
    assert next(row.cues for row in found if row.axis == "touchpoint") == ("咸", "味道")


def test_order_of_the_evidence_changes_nothing() -> None:
    items = [("service", "food", ANN), ("need", "unassigned", BO), ("loyalty", "staff", CY)]
    places = {f"c{n}": Place(phase, spot) for n, (phase, spot, _) in enumerate(items)}
    evidence = [(f"c{n}", who) for n, (_, _, who) in enumerate(items)]
    assert distribute("f", evidence, places) == distribute("f", evidence[::-1], places)


def test_no_evidence_no_rows() -> None:
    assert distribute("f", [], {}) == []
    assert primary([], "phase") == "unassigned"
