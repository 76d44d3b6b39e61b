"""The ranking of English slots: its weights are those of its trainer, its features and its choices."""

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import pytest

from mining.normalise import shadow
from mining.slots import extract
from mining.slots.candidates import favourites, guesses, with_loose
from mining.slots.matching import concept_hits, shadow_of
from mining.slots.ranking import WEIGHTS, features
from mining.slots.train import FILES, Sentence, is_right, rare_terms, read_sentences, rows_of, train

_TABLE = json.loads((files("mining.slots") / WEIGHTS).read_text(encoding="utf-8"))


def sentence(text: str, post: str = "1", **slots: str) -> Sentence:
    return Sentence(post, text, slots, scenario=True)


def test_the_weights_are_of_these_labels_and_better_than_the_rules(shared_dir: Path) -> None:
    assert _TABLE["trained_on"] == {
        name: hashlib.sha256((shared_dir / "gold" / name).read_bytes()).hexdigest() for name in FILES
    }
    assert _TABLE["figures"]["overlap_f1"] > _TABLE["figures"]["overlap_f1_by_rule"] + 0.02


def test_weights_are_whole_and_short() -> None:
    assert all(isinstance(weight, int) for weight in _TABLE["features"].values())
    assert max(len(name.split()) for name in _TABLE["features"]) <= 3


@pytest.mark.parametrize(
    ("text", "slot", "words"),
    [
        ("I ordered a second one for my nana's flat", "who", "my nana"),
        ("It keeps me company while I iron shirts.", "when", "while I iron shirts"),
        ("We bought it to keep an eye on the twins", "goal", "keep an eye on the twins"),
    ],
)
def test_the_best_candidate_is_chosen(text: str, slot: str, words: str) -> None:
    found = extract(text, "en").get(slot)

    assert found is not None
    assert is_right(sentence(text, **{slot: words}), slot, found.start, found.end)


def test_nothing_is_chosen_where_nothing_is_likely() -> None:
    assert extract("The colour is nicer than in the picture", "en") == {}


def test_each_candidate_has_each_feature_once() -> None:
    plain = shadow_of("My son and my son listen to music to fall asleep in the kitchen", "en")
    hits = concept_hits(plain, "en")
    found = with_loose(guesses(plain, plain.text, hits, "en"), plain, hits)

    assert len({(one.slot, one.start, one.end) for one in found}) == len(found)
    for names in features(plain.text, found):
        assert len(set(names)) == len(names)


def test_the_favourite_is_the_best_guess_by_rule() -> None:
    plain = shadow_of("I gave it to my mother, who likes to read in bed", "en")
    hits = concept_hits(plain, "en")
    found = with_loose(guesses(plain, plain.text, hits, "en"), plain, hits)

    liked = favourites(found)

    assert {slot: one.concept for slot, one in liked.items()}["who"] == "mother"
    assert not any(one.loose for one in liked.values())


def test_a_term_that_one_scenario_has_is_hidden_in_it() -> None:
    rows = [
        sentence("A gift for my aunt"),
        sentence("A gift for my nephew"),
        *(Sentence("3", "My nephew called", {}, scenario=False) for _ in range(3)),
    ]

    hidden = rare_terms(rows)

    assert [("aunt" in some, "nephew" in some, "a gift" in some) for some in hidden] == [
        (True, False, False),
        (False, False, False),
    ]
    assert not any(one.concept == "relative" for one in concept_hits(shadow("my aunt"), "en", hidden[0]))


def test_training_learns_what_stands_before_a_slot() -> None:
    words = ["teapots", "ladders", "bicycles", "curtains", "hammocks", "violins", "candles", "tents"]
    rows = [
        sentence(f"we need it for {word} {index} times", str(index), goal=f"for {word}")
        for index, word in enumerate(words * 4)
    ]

    table = train(rows)

    assert table["figures"]["overlap_f1"] > 0.8
    assert sum(row.right for row in rows_of(rows[0])) >= 1


def test_read_sentences_takes_english_ones(tmp_path: Path) -> None:
    line = {"id": "a", "lang": "en", "text": "At work", "slots": {"where": "At work"}, "types": ["scenario"]}
    lines = [line, line | {"lang": "zh"}, line | {"types": [], "slots": {}}]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    assert [one.scenario for one in read_sentences(tmp_path / "x.jsonl")] == [True, False]
