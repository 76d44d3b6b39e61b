"""Coherence and diversity: by hand, by hypothesis, and in Chinese."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mining.discover.terms import tokens
from mining.evaluation.coherence import Reference, diversity, mean_coherence, topic_words

POSTS = [["lamp", "dark"], ["lamp", "dark"], ["lamp", "coin"], ["coin", "slot"], ["dark"], ["slot"], [], []]


def test_npmi_by_hand() -> None:
    reference = Reference(POSTS)

    assert reference.npmi("lamp", "dark") == pytest.approx(log((2 / 8) / (3 / 8 * 3 / 8)) / -log(2 / 8))
    assert reference.npmi("lamp", "slot") == -1.0
    assert Reference([["a", "b"]] * 4).npmi("a", "b") == 0.0  # what always holds tells nothing
    assert Reference([["a", "b"], ["a", "b"], ["c"]]).npmi("a", "b") == pytest.approx(1.0)


@given(st.lists(st.sets(st.sampled_from("abc")), min_size=1, max_size=30))
def test_npmi_lies_between_its_bounds(posts: list[set[str]]) -> None:
    reference = Reference([sorted(post) for post in posts])
    known = {word for post in posts for word in post}

    if {"a", "b"} <= known:
        assert -1.0 <= reference.npmi("a", "b") <= 1.0 + 1e-9
        assert reference.npmi("a", "b") == reference.npmi("b", "a")


def test_a_topic_of_one_word_has_no_coherence() -> None:
    reference = Reference(POSTS)

    assert reference.coherence(["lamp"]) is None
    assert mean_coherence({"one": ["lamp"], "none": []}, reference) is None
    assert mean_coherence({"one": ["lamp"], "two": ["lamp", "slot"]}, reference) == -1.0


def test_diversity_is_the_share_of_distinct_words() -> None:
    assert diversity({"one": ["a", "b"], "two": ["a", "c"]}) == 0.75
    assert diversity({"one": []}) is None


def test_words_of_a_topic_are_those_that_set_it_apart() -> None:
    topics = {
        "dark": [["lamp", "dark", "door"], ["lamp", "dark", "door"]],
        "coin": [["coin", "slot", "door"], ["coin", "slot", "door"], ["once", "coin"]],
    }
    posts = [[*clause, f"filler{n}"] for clauses in topics.values() for n, clause in enumerate(clauses)]
    words = topic_words(topics, Reference([*posts, *[["else"]] * 20]))

    assert words["dark"][:2] == ["dark", "lamp"]
    assert words["dark"][2] == "door"  # in both, so it comes last
    assert "once" not in words["coin"]


def test_rare_and_common_words_describe_nothing() -> None:
    posts = [["often", "some" if n % 60 == 0 else "else"] for n in range(600)]
    posts[0] = [*posts[0], "never"]
    reference = Reference(posts)

    assert [reference.usable(word) for word in ("never", "some", "often", "unknown")] == [
        False, True, False, False,
    ]  # fmt: skip


def test_chinese_is_cut_into_words() -> None:
    """Split at spaces, each sentence would be one word, and all topics incoherent."""
    night = ["半夜洗衣服灯不亮", "半夜来洗衣服很黑灯不亮", "晚上灯不亮"]
    coins = ["投币口卡住了硬币", "硬币投币口卡住"]
    other = ["老板人很好", "地方干净", "排队太久", "价格便宜", "离家很近"]
    reference = Reference(tokens(text) for text in [*night, *coins, *other, *other])
    topics = {"night": [tokens(text) for text in night], "coins": [tokens(text) for text in coins]}
    words = topic_words(topics, reference)

    assert "硬币" in words["coins"]
    assert "衣服" in words["night"] or "洗衣服" in words["night"]
    found = mean_coherence(words, reference)
    assert found is not None
    assert found > 0.5
