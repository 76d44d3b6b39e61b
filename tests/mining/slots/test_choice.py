"""The span model: its weights are those of its trainer, its arithmetic, and what it chooses."""

import hashlib
import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from crawler.errors import MiningProblem
from mining.records import SLOT_NAMES
from mining.slots import extract
from mining.slots.candidates import favourites, guesses
from mining.slots.choice import best_spans, named
from mining.slots.gold import FILES, Sentence, by_rule, is_right
from mining.slots.matching import concept_hits, shadow_of
from mining.slots.model import (
    COLUMNS,
    SLOTS,
    SUMMARY,
    TENSORS,
    Spans,
    Table,
    all_spans,
    load,
    probabilities,
    save,
)
from mining.slots.reading import BITS, Reading, read

_SUMMARY = json.loads((files("mining.slots") / SUMMARY).read_text(encoding="utf-8"))


def reading_of(text: str, language: str) -> Reading:
    return read(shadow_of(text, language), *by_rule(text, language), language)


def a_table(longest: int = 4) -> Table:
    rng = np.random.default_rng(3)
    return Table(
        rng.integers(-30, 30, (1 << BITS, COLUMNS)).astype(np.int8),
        rng.integers(-30, 30, (longest, SLOTS)).astype(np.int32),
        np.full(SLOTS, 20, dtype=np.int32),
        (0.2,) * SLOTS,
    )


def test_the_weights_are_of_these_labels_and_better_than_the_rules(shared_dir: Path) -> None:
    assert _SUMMARY["trained_on"] == {
        name: hashlib.sha256((shared_dir / "gold" / name).read_bytes()).hexdigest() for name in FILES
    }
    for figures in _SUMMARY["figures"].values():
        assert figures["overlap_f1"] > figures["overlap_f1_by_rule"] + 0.05


def test_the_weights_are_small() -> None:
    assert len((files("mining.slots") / TENSORS).read_bytes()) < 2_000_000


@pytest.mark.parametrize(
    ("text", "language", "slot", "words"),
    [
        ("I ordered a second one for my nana's flat", "en", "who", "my nana"),
        ("It keeps me company while I iron shirts.", "en", "when", "while I iron shirts"),
        ("We bought it to keep an eye on the twins", "en", "goal", "keep an eye on the twins"),
        ("在羊圈里用它听评书", "zh", "where", "在羊圈里"),
        ("坐轮渡的时候用它听评书", "zh", "when", "坐轮渡的时候"),
    ],
)
def test_words_that_no_list_has_are_found_by_what_is_beside_them(
    text: str, language: str, slot: str, words: str
) -> None:
    found = extract(text, language).get(slot)

    assert found is not None
    assert is_right(Sentence("1", text, language, {slot: words}, True), slot, found.start, found.end)


def test_nothing_is_chosen_where_nothing_is_likely() -> None:
    assert extract("The zip is stiff", "en") == extract("拉链太紧了", "zh") == {}
    assert extract("", "zh") == extract(" \n", "en") == {}


def test_all_spans_are_there_once() -> None:
    first, last, begins = all_spans(5, 3)

    spans = list(zip(first.tolist(), last.tolist(), strict=True))
    assert spans == [(i, j) for i in range(5) for j in range(i, min(5, i + 3))]
    assert [spans[at] for at in begins] == [(i, i) for i in range(5)]


def test_probabilities_are_distributions_by_the_sums_of_weights() -> None:
    table, reading = a_table(), reading_of("My son reads in bed", "en")

    spans = probabilities(table, reading)

    assert np.allclose(spans.some.sum(axis=0) + spans.none, 1.0, atol=1e-5)
    words = [table.rows[row].astype(int).sum(axis=0) for row in reading.buckets]
    slot, first, last = 2, 1, 3
    by_hand = (
        sum(words[first + place][5 * place + slot] for place in range(4))
        + sum(words[last + 1 + place][20 + 5 * place + slot] for place in range(4))
        + sum(words[2 + at][40 + slot] for at in range(first, last + 1))
        + table.lengths[last - first, slot]
        + sum(
            int(table.rows[list(one.buckets), -1].astype(int).sum())
            for one in reading.options
            if (one.slot, one.first, one.last) == (slot, first, last)
        )
    )
    row = [index for index, pair in enumerate(zip(spans.first, spans.last, strict=True)) if pair == (1, 3)]
    score = np.log(spans.some[row[0], slot] / spans.none[slot]) * 24 + 20
    assert score == pytest.approx(by_hand, abs=0.01)


def test_spans_that_agree_are_chosen_before_a_lone_one() -> None:
    text = "we went there in the early morning hours"
    reading = replace(reading_of(text, "en"), options=[])
    first, last, begins = all_spans(len(reading.spans), 5)
    some = np.zeros((len(first), SLOTS), dtype=np.float32)
    for span, likely in {(0, 0): 0.3, (4, 7): 0.25, (3, 7): 0.24, (5, 7): 0.2}.items():
        some[list(zip(first.tolist(), last.tolist(), strict=True)).index(span), 1] = likely
    spans = Spans(first, last, begins, some, 1 - some.sum(axis=0))

    (only,) = best_spans(reading, spans, (0.5,) * SLOTS)

    assert only[0] == "when"
    assert text[only[1] : only[2]] == "the early morning hours"
    assert only[3] == pytest.approx(0.69, abs=0.01)
    assert list(best_spans(reading, spans, (0.7,) * SLOTS)) == []


def test_a_span_has_the_concept_that_the_lexicon_knows_in_it_or_none() -> None:
    text = "I hum along while I peel carrots with my mother"
    hits, found = by_rule(text, "en")
    start = text.index("my mother")

    known = named("who", start, len(text), hits, found, favourites(found).get("who"))
    wide = named("when", text.index("while"), len(text), hits, [], None)
    unknown = named("activity", 0, 5, hits, found, None)

    assert (known.concept, wide.concept, unknown.concept) == ("mother", "mother", "")


def test_the_favourite_is_the_best_guess_by_rule() -> None:
    plain = shadow_of("I gave it to my mother, who likes to read in bed", "en")

    liked = favourites(guesses(plain, plain.text, concept_hits(plain, "en"), "en"))

    assert {slot: one.concept for slot, one in liked.items()}["who"] == "mother"


def test_a_word_is_in_a_bucket_and_its_neighbours_in_others() -> None:
    one, other = reading_of("my niece sings", "en"), reading_of("my niece draws", "en")

    assert one.buckets[2] == other.buckets[2]
    assert one.buckets[3] != other.buckets[3]
    assert set(one.buckets[3]) & set(other.buckets[3])
    assert all(0 <= number < 1 << BITS for row in one.buckets for number in row)


def test_weights_are_read_back_and_damage_is_told(tmp_path: Path) -> None:
    tables = {"zh": a_table(3), "en": a_table(5)}
    save(tmp_path, tables, {"figures": {}})

    back = load("en", tmp_path)

    assert np.array_equal(back.rows, tables["en"].rows)
    assert np.array_equal(back.lengths, tables["en"].lengths)
    assert back.thresholds == tables["en"].thresholds
    (tmp_path / TENSORS).write_bytes(b"0" + (tmp_path / TENSORS).read_bytes()[1:])
    load.cache_clear()
    with pytest.raises(MiningProblem, match="damaged"):
        load("zh", tmp_path)
    (tmp_path / SUMMARY).unlink()
    with pytest.raises(MiningProblem, match="missing"):
        load("zh", tmp_path)


def test_thresholds_are_of_each_slot() -> None:
    assert [len(load(language).thresholds) for language in ("zh", "en")] == [len(SLOT_NAMES)] * 2
