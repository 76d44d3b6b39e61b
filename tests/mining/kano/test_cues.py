"""Cue words for classes: found as written, not where negated, counted by people."""

import pytest

from mining.kano.cues import CUE_CLASSES, CueEvidence, CueFinder, cue_table
from mining.taxonomy import load_taxonomy


@pytest.fixture(scope="module")
def finder() -> CueFinder:
    return CueFinder(load_taxonomy().matching.negation)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("最基本的热水居然没有", {"must_be": ("最基本的", "居然没有")}),
        ("老闆娘送了小菜,真是驚喜", {"attractive": ("驚喜",)}),
        ("We were Pleasantly Surprised by the tea", {"attractive": ("Pleasantly Surprised",)}),
        ("谈不上什么，没有惊喜", {}),
        ("杯套可有可无", {"indifferent": ("可有可无",)}),
        ("The queue moved on", {}),
    ],
)
def test_cues_of_a_clause(text: str, found: dict[str, tuple[str, ...]], finder: CueFinder) -> None:
    assert finder.find(text) == found


def test_every_class_has_words_in_both_languages_and_none_has_those_of_another() -> None:
    table = cue_table()
    words = [word for name in CUE_CLASSES for lang in ("zh", "en") for word in table[name][lang]]

    assert all(table[name][lang] for name in CUE_CLASSES for lang in ("zh", "en"))
    assert len(words) == len(set(words))


def test_people_are_counted_once_and_the_leading_class_needs_enough_of_them() -> None:
    evidence = CueEvidence()
    for number in range(6):
        evidence.add({"must_be": ("起码",)}, frozenset({f"a:{number}"}), f"s{number % 2}")
    evidence.add({"must_be": ("底线",)}, frozenset({"a:0"}), "s0")
    evidence.add({"attractive": ("惊喜",)}, frozenset({"a:9"}), "s0")

    assert evidence.as_json()["must_be"] == {"people": 6, "sources": 2, "words": ["底线", "起码"]}
    assert evidence.leading(people=5, share=2 / 3) == "must_be"
    assert evidence.leading(people=7, share=2 / 3) is None
    assert evidence.leading(people=5, share=0.9) is None
    assert CueEvidence().leading(people=1, share=0) is None
