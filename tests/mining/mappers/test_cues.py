"""Cues: longest first, whole Latin words, Traditional like Simplified, negation."""

import pytest

from mining.mappers.cues import CueIndex, CueSet, evidence, fold
from mining.taxonomy import load_taxonomy

NEGATION = load_taxonomy().matching.negation


def index(**cues: list[str]) -> CueIndex:
    return CueIndex([CueSet(key, tuple(words)) for key, words in cues.items()], NEGATION)


def found(machine: CueIndex, text: str) -> list[tuple[str, str, bool]]:
    return [(hit.key, hit.cue, hit.negated) for hit in machine.find(fold(text).text)]


def test_the_longest_cue_wins() -> None:
    machine = index(short=["积分"], long=["积分商城"])
    assert found(machine, "积分商城又缺货") == [("long", "积分商城", False)]
    assert found(machine, "积分又没了") == [("short", "积分", False)]


@pytest.mark.parametrize("text", ["積分商城又缺貨", "積分商城", "上了積分商城才發現"])
def test_traditional_text_meets_simplified_cues(text: str) -> None:
    assert [key for key, _, _ in found(index(mall=["积分商城"]), text)] == ["mall"]


def test_full_width_latin_and_curly_apostrophes() -> None:
    machine = index(back=["won't return"], wifi=["wifi"])
    assert [key for key, _, _ in found(machine, "I won’t return")] == ["back"]
    assert [key for key, _, _ in found(machine, "这里ＷｉＦｉ很快")] == ["wifi"]


def test_latin_cues_are_whole_words_unless_open() -> None:
    machine = index(ad=["ad"], order=["order*"])
    assert found(machine, "had a bad day, reordered") == []
    assert found(machine, "orders and ordering: an ad") == [
        ("order", "orders", False), ("order", "ordering", False), ("ad", "ad", False),
    ]  # fmt: skip


def test_an_open_cue_of_one_key_does_not_open_that_of_another() -> None:
    machine = index(pipe=["straw"], any=["straw*"])
    assert [key for key, _, _ in found(machine, "a strawberry")] == ["any"]
    assert [key for key, _, _ in found(machine, "a straw")] == ["any", "pipe"]


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("没排队就进去了", True),
        ("不用排队", True),
        ("排队排了很久", False),
        ("不错,排队也值", False),
        ("没想到排队这么久", False),
        ("we did not queue", True),
        ("we didn't have to queue", True),
        ("without any queue", True),
        ("not only the queue", False),
        ("a queue, not a party", False),
        ("no, there was a long long queue", False),
    ],
)
def test_negation_stands_just_before(text: str, negated: bool) -> None:
    assert [hit[2] for hit in found(index(queue=["排队", "queue"]), text)] == [negated]


def test_not_if_forbids_the_key_in_the_whole_text() -> None:
    machine = CueIndex([CueSet("buy", ("order",), ("in order to",)), CueSet("other", ("order",))], NEGATION)
    assert [hit.key for hit in machine.find("in order to rest")] == ["other"]
    assert [hit.key for hit in machine.find("my order")] == ["buy", "other"]


def test_evidence_counts_distinct_cues_and_halves_negated_ones() -> None:
    machine = index(queue=["排队", "叫号"])
    hits = machine.find("排队,叫号,又排队")
    assert evidence(hits, 0.5, {"queue": 1.0}) == {"queue": 2.0}
    assert evidence(machine.find("不用排队"), 0.5, {"queue": 0.8}) == {"queue": 0.4}


def test_no_cues_find_nothing() -> None:
    assert CueIndex([], NEGATION).find("anything") == []
