"""Learning of slots: what is hidden, the targets, that it learns, and a teacher that can be tuned."""

import json
from pathlib import Path

import numpy as np
import pytest

from crawler.errors import MiningProblem
from mining.normalise import shadow
from mining.slots.gold import FOLDS, Sentence, by_rule, rare_terms, read_sentences
from mining.slots.learning import Settings
from mining.slots.matching import concept_hits, shadow_of
from mining.slots.reading import read
from mining.slots.soft import EVERYTHING, Soft, read_soft, write_soft
from mining.slots.train import rows_of, targets_of, taught_by, train, words_in

WORDS = ["teapots", "ladders", "bicycles", "curtains", "hammocks", "violins", "candles", "tents"]


def sentence(text: str, post: str = "1", language: str = "en", **slots: str) -> Sentence:
    return Sentence(post, text, language, slots, scenario=True)


def test_a_term_that_one_scenario_has_is_hidden_in_it() -> None:
    rows = [
        sentence("A gift for my aunt"),
        sentence("A gift for my nephew"),
        *(Sentence("3", "My nephew called", "en", {}, scenario=False) for _ in range(3)),
    ]

    hidden = rare_terms(rows)

    assert [("aunt" in some, "nephew" in some, "a gift" in some) for some in hidden] == [
        (True, False, False),
        (False, False, False),
    ]
    assert not any(one.concept == "relative" for one in concept_hits(shadow("my aunt"), "en", hidden[0]))


def test_targets_are_the_words_that_were_labelled() -> None:
    one = sentence("周末给ＡＢＣ姐姐买的", language="zh", who="ＡＢＣ姐姐", when="周末")
    plain = shadow_of(one.text, "zh")
    reading = read(plain, *by_rule(one.text, "zh"), "zh")

    targets = targets_of(one, plain, reading)

    assert targets == [{(3, 5): 1.0}, {(0, 1): 1.0}, {}, {}, {}]
    assert words_in(plain, reading, 100, 101) is None


def learnt(soft: list[Soft]) -> dict[str, float]:
    rows = [
        sentence(f"we need it for {word} {index} times", str(index), goal=f"for {word}")
        for index, word in enumerate(WORDS * 4)
    ]
    return train(rows, soft, "en", Settings(epochs=8, penalty=1e-3))[1]


def test_training_learns_what_stands_before_a_slot() -> None:
    figures = learnt([])

    assert figures["overlap_f1"] > 0.8
    assert figures["overlap_f1"] > figures["overlap_f1_by_rule"]


def test_the_labels_of_a_teacher_count_in_its_fold() -> None:
    wrong = [[(0, 2, 0.98)] if slot == 0 else [] for slot in range(5)]
    soft = [
        Soft(f"we need it for {word} {index} times", "en", dict.fromkeys(["0", EVERYTHING], wrong))
        for index, word in enumerate(WORDS * 12)
    ]

    figures = learnt(soft)

    assert figures["folds"] == 1
    assert figures["overlap_f1"] < 0.8


def test_the_same_labels_give_the_same_weights() -> None:
    rows = [sentence(f"we need it for {word}", word, goal=f"for {word}") for word in WORDS]

    first, again = (train(rows, [], "en", Settings(epochs=2))[0] for _ in range(2))

    assert np.array_equal(first.rows, again.rows)
    assert first.thresholds == again.thresholds


def test_rows_are_of_scenarios_with_words() -> None:
    rows = [sentence("for tents", "a", goal="tents"), sentence(" ", "b"), Sentence("c", "x", "en", {}, False)]

    assert [one.post for one, _ in rows_of(rows)] == ["a"]
    assert {sentence("x", str(post)).fold for post in range(50)} == set(range(FOLDS))


def test_a_teachers_labels_are_read_back(tmp_path: Path) -> None:
    soft = [Soft("für tents", "en", {"0": [[(4, 9, 0.51234)], [], [], [], []]})]
    write_soft(tmp_path / "soft", soft)
    (back,) = read_soft(tmp_path / "soft")

    assert (back.text, back.labels["0"][0]) == ("für tents", [[4, 9, 0.512]])
    (example,) = taught_by([back], "0")
    assert example.targets[0] == {(1, 1): 0.512}
    assert taught_by([back], "1") == []
    with pytest.raises(MiningProblem, match=r"mining\.slots\.teach|cannot be read"):
        read_soft(tmp_path / "none")


def test_read_sentences_knows_scenarios(tmp_path: Path) -> None:
    line = {"id": "a", "lang": "en", "text": "At work", "slots": {"where": "At work"}, "types": ["scenario"]}
    lines = [line, line | {"lang": "zh"}, line | {"types": [], "slots": {}}]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    found = read_sentences(tmp_path / "x.jsonl")

    assert [(one.language, one.scenario) for one in found] == [("en", True), ("zh", True), ("en", False)]


@pytest.mark.heavy
def test_a_teacher_learns_the_spans_that_it_is_shown() -> None:
    from mining.slots.teach import Settings as Tuning
    from mining.slots.teach import run

    rows = [
        sentence(f"we need it for {word} {index} times", str(index), goal=f"for {word}")
        for index, word in enumerate(WORDS)
    ]
    clauses = [("they need it for marbles 7 times", "en")]
    (soft,) = run(rows, clauses, [EVERYTHING], Tuning(epochs=12, batch=4))

    best = max(soft.labels[EVERYTHING][4], key=lambda one: one[2])
    assert "marbles" in soft.text[best[0] : best[1]]
    assert best[2] > 0.5
