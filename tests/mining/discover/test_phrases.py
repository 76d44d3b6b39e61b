"""Phrases and quotes: somebody's own words, letter by letter, from different people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.discover.groups import Group
from mining.discover.items import Item
from mining.discover.phrases import chunks, ordered_rows, pick_phrases
from mining.discover.prototypes import Membership
from mining.records import KINDS, FindingKind
from tests.mining.discover.making import DIMENSIONS, cloud, make_group, make_item

SENTENCES = [
    "烘干机又坏了，修了三天还没好！",
    "等了四十分钟，衣服还是湿的",
    "The dryer broke again, and nobody came to fix it.",
    "my clothes were still damp after an hour; so annoying",
    "希望周日也能开门，平时真的来不及",
    "please open on Sundays (we work all week)",
    "我想洗被子——可是没有大号的机器……",
    "soap, soap and more soap",
]

TEXT = st.sampled_from(SENTENCES) | st.text(alphabet="烘干机坏了，。 abc,.", min_size=1, max_size=40)


def group_of(items: list[Item], strengths: list[float] | None = None) -> Group:
    rows = np.arange(len(items))
    strength = dict(enumerate(strengths or [0.9 - at / 100 for at in range(len(items))]))
    empty = np.asarray([], dtype=np.intp)
    return Group((), Membership(rows, empty, np.zeros(DIMENSIONS, dtype=np.float32), strength), 0.9)


def test_chunks_are_the_whole_where_it_is_short_and_the_stretches_between_marks() -> None:
    assert chunks("烘干机又坏了，修了三天还没好！坏", "zh") == [
        "烘干机又坏了，修了三天还没好！坏",
        "烘干机又坏了",
        "修了三天还没好",
    ]
    assert chunks("The dryer broke again, nobody came to fix it. Bad.", "en") == [
        "The dryer broke again, nobody came to fix it. Bad",
        "The dryer broke again",
        "nobody came to fix it",
    ]


def test_fragments_that_hang_on_another_part_are_no_chunks() -> None:
    assert chunks("My clothes were damp because the dryer stops early", "en") == [
        "My clothes were damp because the dryer stops early",
        "My clothes were damp",
    ]


def test_chunks_too_short_or_too_long_to_print_are_left_out() -> None:
    assert chunks("坏了", "zh") == []
    assert chunks("烘" * 25, "zh") == []
    assert chunks("so bad", "en") == []
    assert chunks(" ".join(["very"] * 17), "en") == []


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="烘干机坏了，。！“”…—ab cd'’\"-*.,!?\n\t👍", max_size=80),
    st.sampled_from(["zh", "en", "und"]),
)
def test_a_chunk_stands_in_its_text_as_it_is(text: str, language: str) -> None:
    for chunk in chunks(text, language):
        assert chunk in text
        assert chunk == chunk.strip()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(SENTENCES), st.text(alphabet="烘干机坏了，。 abc,.", min_size=1, max_size=40)
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(KINDS),
    st.dictionaries(
        st.sampled_from(["烘干机", "dryer", "sundays", "soap", "坏"]), st.floats(0, 2), max_size=4
    ),
    st.integers(1, 4),
)
def test_every_phrase_is_verbatim_and_every_person_speaks_once(
    texts: list[str], kind: FindingKind, weights: dict[str, float], count: int
) -> None:
    items = [make_item(at, text, people=(f"a:{at % 3}",)) for at, text in enumerate(texts)]

    phrases = pick_phrases(kind, group_of(items), items, weights, range(len(items)), count)

    assert len(phrases) <= count
    for phrase in phrases:
        assert phrase.text in items[phrase.row].clause.text
    speakers = [items[phrase.row].people for phrase in phrases]
    assert len(frozenset().union(*speakers, frozenset())) == len(speakers)


def test_phrases_with_the_groups_own_terms_come_first() -> None:
    items = [
        make_item(0, "soap and more soap here"),
        make_item(1, "the dryer broke again"),
        make_item(2, "the same old story"),
    ]
    phrases = pick_phrases(
        "pain", group_of(items, [0.9] * 3), items, {"dryer": 1.0, "broke": 0.8}, range(len(items))
    )
    assert phrases[0].text == "the dryer broke again"


def test_the_same_words_of_another_person_are_not_printed_twice() -> None:
    items = [make_item(at, "烘干机又坏了呀") for at in range(3)] + [make_item(3, "等了四十分钟才轮到")]
    found = [
        phrase.text
        for phrase in pick_phrases("pain", group_of(items), items, {"烘干机": 1.0}, range(len(items)))
    ]
    assert found == ["烘干机又坏了呀", "等了四十分钟才轮到"]


def test_a_wish_prefers_the_phrase_that_wishes() -> None:
    items = [make_item(0, "周日总是不开门呢"), make_item(1, "希望周日也能开门")]
    [first, *_] = pick_phrases("need", group_of(items, [0.9, 0.9]), items, {"周日": 1.0}, range(len(items)))
    assert first.row == 1


def test_equal_phrases_go_to_the_smaller_clause() -> None:
    items = [make_item(at, "the dryer broke again") for at in range(4)]
    assert (
        pick_phrases("pain", group_of(items, [0.9] * 4), items, {"dryer": 1.0}, range(len(items)))[0].row == 0
    )


def test_no_fitting_phrase_is_no_phrase() -> None:
    items = [make_item(0, "坏了"), make_item(1, "烘" * 30)]
    assert pick_phrases("pain", group_of(items), items, {"烘": 1.0}, range(len(items))) == []


@pytest.fixture
def quotes() -> tuple[list[Item], np.ndarray]:
    vectors = np.vstack([cloud(0, 6, spread=0.05), cloud(1, 2, spread=0.05)])
    people = ["a:1", "a:1", "a:1", "a:2", "a:3", "a:4", "a:5", "a:6"]
    items = [make_item(at, f"这台烘干机第{at}次坏了真烦人", people=(who,)) for at, who in enumerate(people)]
    return items, vectors


def test_what_is_quoted_comes_first_and_the_rest_by_how_telling_it_is(
    quotes: tuple[list[Item], np.ndarray],
) -> None:
    items, vectors = quotes
    rows = ordered_rows("pain", make_group(vectors, range(8)), items, [6, 2])
    assert rows[:2] == [6, 2]
    assert sorted(rows) == list(range(8))

    falling = group_of(items, [0.9 - 0.05 * at for at in range(8)])
    assert ordered_rows("pain", falling, items, [6, 2])[2:] == [0, 1, 3, 4, 5, 7]
