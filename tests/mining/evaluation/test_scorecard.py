"""The scorecard of a study, also of a small one, and of one that was never mined."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import ImportProblem, MiningProblem
from crawler.store import Store
from mining.evaluation.scorecard import scorecard
from mining.evaluation.typing import FLOORS, below_floor, read_labelled, typing_figures
from mining.records import KINDS
from tests.builders import FindingSpec, discover, make_post, save
from tests.sample import fill_sample


def counted(store: Store, **counts: Any) -> None:
    """Put counts into the run in force, as the stage leaves them."""
    with store.writing() as conn:
        conn.execute("UPDATE runs SET counts = ? WHERE stage = 'discover'", (json.dumps(counts),))


def test_a_study_that_was_never_mined_has_no_figures(store: Store) -> None:
    found = scorecard(store)

    assert (found.run_id, found.quotes, found.true_quotes) == (None, 0, None)
    assert {one.findings for one in found.kinds.values()} == {0}
    assert {one.coherence for one in found.kinds.values()} == {None}


def test_figures_of_the_sample(store: Store) -> None:
    fill_sample(store)
    counted(store, pain_clauses=10, pain_unassigned_share=0.4, pain_language_nmi=0.1)
    found = scorecard(store)
    pain = found.kinds["pain"]

    assert tuple(found.kinds) == KINDS
    assert found.true_quotes == 1.0
    assert found.quotes == store.value("SELECT count(*) FROM evidence")
    assert (pain.clauses, pain.unassigned_share, pain.language_nmi) == (10, 0.4, 0.1)
    assert found.kinds["need"].unassigned_share is None  # no clauses, no share
    assert pain.people_least is not None
    assert pain.people_median is not None
    assert 1 <= pain.people_least <= pain.people_median


def test_weak_signals_are_told_apart(store: Store) -> None:
    posts = [make_post(n, f"The drum is loud, number {n}") for n in range(4)]
    save(store, *posts)
    quotes = [(post, "The drum is loud") for post in posts]
    discover(
        store,
        FindingSpec("f1", quotes=quotes, stability=0.9),
        FindingSpec("f2", quotes=quotes[:2], stability=0.3),
        FindingSpec("f3", quotes=quotes[:1], stability=0.1, shelf="weak"),
    )
    pain = scorecard(store).kinds["pain"]

    assert (pain.findings, pain.other_shelves) == (2, 1)
    assert (pain.stability, pain.firm_share) == (pytest.approx(0.6), 0.5)
    assert (pain.people_median, pain.people_least) == (3.0, 2)


def test_a_quote_that_is_not_in_its_post_is_seen(store: Store) -> None:
    fill_sample(store)
    total = store.value("SELECT count(*) FROM evidence")
    with store.writing() as conn:
        conn.execute("UPDATE evidence SET start = start + 1 WHERE rowid = (SELECT min(rowid) FROM evidence)")

    assert scorecard(store).true_quotes == pytest.approx((total - 1) / total)


GOLD = [
    {
        "id": "p",
        "s": 0,
        "text": "The driver was rude and the soup was cold.",
        "types": ["pain"],
        "phase": "service",
    },
    {"id": "p", "s": 1, "text": "I love the noodles, great taste!", "types": ["praise"], "phase": "service"},
    {"id": "q", "s": 0, "text": "等了一个半小时，菜都凉了，太差了", "types": ["pain"], "phase": "service"},
]


def test_labels_are_measured_by_a_persons(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in GOLD) + "\n\n", encoding="utf-8")
    lines = read_labelled(path)
    right = typing_figures(lines)
    wrong = typing_figures([{**line, "types": ["need"]} for line in lines])

    assert set(right) == set(FLOORS)
    assert (right["pain_f1"], right["praise_f1"]) == (1.0, 1.0)
    assert wrong["need_f1"] == 0.0
    assert "need_f1" in below_floor(wrong)
    assert "pain_f1" not in below_floor(right)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("no json", "is not JSON"),
        ("[1]", "types"),
        ('{"types": "pain", "phase": "service"}', "types"),
        ('{"types": ["wish"], "phase": "service"}', "types"),
        ('{"types": [], "phase": "later"}', "phase"),
    ],
)
def test_a_line_that_is_no_label_is_named(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOLD[0]) + "\n" + line + "\n", encoding="utf-8")

    with pytest.raises(ImportProblem, match=words) as caught:
        read_labelled(path)
    assert "line 2" in str(caught.value.where)


def test_no_labels_no_figures() -> None:
    with pytest.raises(MiningProblem, match="no labelled lines"):
        typing_figures([])
