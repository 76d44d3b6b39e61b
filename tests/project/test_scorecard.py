"""The scorecard says what is not reached; it cannot be written so that it hides it."""

from typing import Any

import pytest

from mining.evaluation.typing import FLOORS
from mining.records import KINDS
from tests.bench.scorecard_page import (
    AIMS,
    OURS,
    OURS_ALL,
    OURS_FEW,
    THEIRS,
    baseline_misses,
    finding_misses,
    label_misses,
    listed,
    render,
)
from tests.project.tree import ROOT

GOOD = {
    "findings": 4, "other_shelves": 2, "clauses": 90, "unassigned_share": 0.1, "people_median": 5.0,
    "people_least": 3, "stability": 0.7, "firm_share": 0.9, "language_nmi": 0.01, "coherence": 0.2,
    "diversity": 0.8,
}  # fmt: skip


def corpus(true: float = 1.0, **changed: Any) -> dict[str, Any]:
    kinds = {kind: {**GOOD, **(changed if kind == "pain" else {})} for kind in KINDS}
    card = {"posts": 50, "run_id": "r", "quotes": 60, "true_quotes": true, "kinds": kinds}
    relations = {"pairs": 9, "tested": 8, "related": 1, "not_enough_evidence": 2}
    return {"corpus": "toy", "seconds": 1.0, "scorecard": card, "relations": relations}


def ways(**of_ours: Any) -> list[dict[str, Any]]:
    base = {
        "corpus": "toy", "kind": "pain", "clauses": 90, "groups": 5, "unassigned": 0.4, "coherence": 0.1,
        "diversity": 0.7, "stability": 0.5, "firm_share": 0.3, "median_size": 9.0, "seconds": 1.0,
    }  # fmt: skip
    ours = {**base, "unassigned": 0.2, **of_ours}
    return [{**ours, "way": way} for way in (OURS, OURS_ALL, OURS_FEW)] + [{**base, "way": THEIRS}]


def recorded(value: float) -> dict[str, Any]:
    spread = dict.fromkeys(FLOORS, (value - 0.1, value + 0.1))
    part = {"all": dict.fromkeys(FLOORS, value), "interval_95": spread}
    return {"cross_validation": part, "dev": part}


def test_what_is_reached_is_no_miss() -> None:
    assert finding_misses([corpus()]) == baseline_misses(ways()) == label_misses(recorded(0.9)) == []
    assert "nothing" in listed([])


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (corpus(stability=0.59), "stability 0.59"),
        (corpus(language_nmi=0.3), "language NMI 0.30"),
        (corpus(findings=0, stability=None), "nothing shown"),
        (corpus(true=0.99), "1.00% of the quotes"),
    ],
)
def test_findings_that_fall_short_are_listed(case: dict[str, Any], words: str) -> None:
    [miss] = finding_misses([case])

    assert words in miss


@pytest.mark.parametrize("name", ["coherence", "diversity", "stability"])
def test_where_bertopic_is_better_is_listed(name: str) -> None:
    [miss] = baseline_misses(ways(**{name: 0.05}))

    assert name in miss
    assert "BERTopic" in miss


def test_half_of_its_outliers_are_the_limit() -> None:
    assert len(baseline_misses(ways(unassigned=0.21))) == 1
    assert len(baseline_misses(ways(unassigned=0.41))) == 2  # also more than BERTopic leaves out


def test_the_page_holds_every_part_and_every_miss() -> None:
    page = render([corpus(stability=0.1)], ways(coherence=0.0), recorded(0.1), day="2026-01-01", cores=2)

    for words in ("stability 0.10", "coherence 0.00", "need_f1: 0.100 on dev", "as many of the largest"):
        assert words in page
    assert page.count("**Not reached:**") == 3


def test_the_page_in_docs_is_one_of_these() -> None:
    page = (ROOT / "docs" / "scorecard.md").read_text(encoding="utf-8")

    assert page.count("**Not reached:**") == 3
    assert set(FLOORS) == set(AIMS)
    for name in FLOORS:
        assert f"| {name} |" in page
