"""Names: concepts that enough people share, in both languages, and nobody's name twice."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.discover.modal import (
    SUPPORT,
    SUPPORT_OF_OBJECT,
    Modal,
    also_named,
    concept_label,
    modal_concepts,
)
from mining.discover.naming import LANGUAGES, Name, make_unique, name_group
from mining.discover.phrases import Phrase
from mining.facets.lexicon import facets, kin_of
from mining.records import KINDS, SLOT_NAMES, FindingKind
from tests.mining.discover.making import cloud, make_corpus, make_group, make_item

OBJECT, OBSTACLE = "delivery", "long_wait"
VECTORS = cloud(0, 20)


def modal(axis: str, concept: str, share: float = 0.8) -> Modal:
    return Modal(axis, concept, 8, share)


def some_phrases(*texts: str) -> list[Phrase]:
    return [Phrase(text, row) for row, text in enumerate(texts)]


def group_saying(*keys_of_each: tuple[str, ...]) -> dict[str, Modal]:
    """Modal concepts of a group whose members, one person each, carry these keys."""
    items = [make_item(at, "烘干机又坏了", keys=keys) for at, keys in enumerate(keys_of_each)]
    return modal_concepts(make_group(VECTORS[: len(items)], range(len(items))), items)


def test_the_commonest_concept_of_each_axis_is_taken_with_its_share() -> None:
    found = group_saying(
        *[(f"object:{OBJECT}", f"obstacle:{OBSTACLE}")] * 6,
        *[(f"obstacle:{OBSTACLE}",)] * 3,
        ("obstacle:dear",),
    )
    assert found["obstacle"] == Modal("obstacle", OBSTACLE, 9, 0.9)
    assert found["object"] == Modal("object", OBJECT, 6, 0.6)
    assert set(found) == {"obstacle", "object"}


@pytest.mark.parametrize(
    ("axis", "least"), [("obstacle", SUPPORT), ("who", SUPPORT), ("object", SUPPORT_OF_OBJECT)]
)
def test_a_concept_below_its_support_is_not_modal(axis: str, least: float) -> None:
    enough = round(least * 20 + 0.49999)
    for saying, present in ((enough, True), (enough - 1, False)):
        found = group_saying(*[(f"{axis}:x",)] * saying, *[()] * (20 - saying))
        assert (axis in found) is present


def test_people_are_counted_and_not_clauses() -> None:
    items = [make_item(at, "烘干机又坏了", keys=("obstacle:x",), people=("a:loud",)) for at in range(15)]
    items += [make_item(15 + at, "烘干机又坏了") for at in range(5)]
    assert modal_concepts(make_group(VECTORS, range(20)), items) == {}


def test_near_members_never_name_a_group() -> None:
    vectors = cloud(0, 20, spread=0.02)
    items = [make_item(at, "烘干机又坏了", keys=("obstacle:x",) if at >= 6 else ()) for at in range(20)]
    group = make_group(vectors, range(6))
    assert modal_concepts(group, items) == {}


def test_equals_go_to_the_smaller_concept() -> None:
    assert group_saying(("who:b",), ("who:a",), ("who:b",), ("who:a",))["who"].concept == "a"


def test_concepts_have_a_label_in_each_language() -> None:
    for axis, concept in (("object", OBJECT), ("obstacle", OBSTACLE), ("who", "child")):
        zh, en = (concept_label(axis, concept, language) for language in LANGUAGES)
        assert zh != en
        assert re.search("[\u4e00-\u9fff]", zh)
        assert en.isascii()


MODALS = {
    "pain": {"object": modal("object", OBJECT), "obstacle": modal("obstacle", OBSTACLE)},
    "need": {"object": modal("object", OBJECT)},
    "scenario": {"who": modal("who", "child"), "when": modal("when", "night")},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_title_holds_the_shared_concepts_and_a_phrase_in_both_languages(kind: FindingKind) -> None:
    name = name_group(kind, MODALS[kind], some_phrases("等了四十分钟", "the queue was endless"))

    for language in LANGUAGES:
        for one in MODALS[kind].values():
            assert one.label(language).lower() in name.title[language].lower()
        assert "等了四十分钟" in name.title[language]
        assert "the queue was endless" in name.statement[language]
    assert name.title["zh"] != name.title["en"]


@pytest.mark.parametrize("kind", KINDS)
def test_without_concepts_the_phrases_are_the_name(kind: FindingKind) -> None:
    name = name_group(kind, {}, some_phrases("等了四十分钟", "the queue was endless"))
    for language in LANGUAGES:
        assert "等了四十分钟" in name.title[language]


PHRASES = st.lists(
    st.sampled_from(["等了四十分钟", "烘干机又坏了", "the queue {x} was endless"]), max_size=3, unique=True
)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.sets(st.sampled_from(["object", "obstacle", "who", "when", "goal"])),
    PHRASES,
)
def test_no_template_is_left_unfilled_and_no_concept_is_invented(
    kind: FindingKind, axes: set[str], phrases: list[str]
) -> None:
    concepts = {"object": OBJECT, "obstacle": OBSTACLE, "who": "child", "when": "night", "goal": "save_time"}
    own = {axis: modal(axis, concepts[axis]) for axis in axes}

    name = name_group(kind, own, some_phrases(*phrases))

    for language in LANGUAGES:
        for text in (name.title[language], name.statement[language]):
            left = text
            for phrase in phrases:
                left = left.replace(phrase, "")
            assert "{" not in left
            assert "}" not in left
        for axis in set(concepts) - axes:
            label = concept_label(axis, concepts[axis], language)
            others = [concept_label(other, concepts[other], language) for other in axes] + phrases
            if not any(label.lower() in text.lower() for text in others):
                assert label.lower() not in name.title[language].lower().split(" — ")[0]


def also(*keys_of_each: tuple[str, ...], told: tuple[str, ...] = ()) -> list[str]:
    """What some of a group speak of, among a hundred others who have other things to say."""
    saying = [make_item(at, "烘干机又坏了", keys=keys) for at, keys in enumerate(keys_of_each)]
    others = [make_item(len(saying) + at, "别的事", keys=("obstacle:rude",)) for at in range(100)]
    corpus = make_corpus("pain", [*saying, *others], cloud(0, len(saying) + 100))
    group = make_group(corpus.vectors[: len(saying)], range(len(saying)))
    return [f"{one.axis}:{one.concept}" for one in also_named(group, corpus, told)]


def test_what_some_speak_of_is_told_beside_the_commonest_first() -> None:
    late, cold, bag = "obstacle:late_arrival", "obstacle:cold", "object:packaging"
    assert also(*[(late, bag)] * 3, *[(late, cold)] * 4, (late,), told=(late,)) == [cold, bag]


def test_what_one_person_says_what_is_vague_or_said_already_is_not() -> None:
    late, wait, bad = "obstacle:late_arrival", "obstacle:long_wait", "obstacle:too_slow"
    assert kin_of(late) == kin_of(wait)
    assert also((late, "obstacle:cold"), *[(late, wait, bad)] * 4, told=(late,)) == []


def test_objects_of_which_everybody_speaks_are_not() -> None:
    bag = "object:packaging"
    assert also(*[(bag,)] * 5) == [bag]
    assert also(*[(bag,)] * 20) == []  # 20 of 120


def test_the_statement_says_that_only_some_speak_of_it() -> None:
    beside = [modal("obstacle", "cold", 0.2), modal("object", OBJECT, 0.1)]
    shared = {"obstacle": modal("obstacle", OBSTACLE)}
    name = name_group("pain", shared, some_phrases("等很久"), beside=beside)
    assert "Some of them also speak of: arrives cold, delivery." in name.statement["en"]
    assert "其中有人还说到：到手已经凉了、配送。" in name.statement["zh"]
    assert "cold" not in name.title["en"]


def test_a_situation_is_told_by_its_parts() -> None:
    found = {"who": modal("who", "child"), "when": modal("when", "night"), "goal": modal("goal", "save_time")}
    statement = name_group("scenario", found, []).statement
    assert statement["en"].startswith("Who: child; when: ")
    assert "aim: " in statement["en"]
    assert statement["zh"].startswith("谁：孩子；何时：")


def test_no_title_names_a_concept_below_the_support() -> None:
    # 4 of 20 speak of delivery: the group waits, but not for the courier
    found = group_saying(
        *[(f"object:{OBJECT}", f"obstacle:{OBSTACLE}")] * 4, *[(f"obstacle:{OBSTACLE}",)] * 16
    )
    name = name_group("pain", found, some_phrases("等了四十分钟"))
    for language in LANGUAGES:
        assert concept_label("object", OBJECT, language).lower() not in name.title[language].lower()
        assert concept_label("obstacle", OBSTACLE, language).lower() in name.title[language].lower()


OWN = st.lists(st.sampled_from(["等了很久", "又坏了呀", "so slow here"]), max_size=3)
TITLE = st.sampled_from(["送得晚", "等太久", "Late", "Long wait", "x", "y"])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            TITLE, TITLE, st.lists(st.sampled_from(["等了很久", "又坏了呀", "so slow here"]), max_size=3)
        ),
        max_size=12,
    )
)
def test_all_titles_differ_in_each_language(rows: list[tuple[str, str, list[str]]]) -> None:
    names = [Name({"zh": zh, "en": en}, {"zh": "", "en": ""}) for zh, en, _ in rows]

    unique = make_unique(names, [some_phrases(*phrases) for _, _, phrases in rows])

    for language in LANGUAGES:
        titles = [name.title[language] for name in unique]
        assert len(set(titles)) == len(titles)
        for before, after in zip(names, unique, strict=True):
            assert after.title[language].startswith(before.title[language])


def test_a_title_that_nobody_else_has_is_left_alone_and_a_twin_takes_its_own_words_along() -> None:
    same = Name({"zh": "等太久", "en": "Long wait"}, {"zh": "一", "en": "one"})
    first, second, third = make_unique(
        [same] * 3,
        [some_phrases("a a a", "b b b"), some_phrases("c c c", "排到门外去了"), some_phrases("d d d")],
    )
    assert first == same
    assert "排到门外去了" in second.title["zh"]
    assert third.title["zh"].endswith("2")
    assert second.statement == same.statement


def test_every_concept_of_the_lexicon_can_stand_in_a_title() -> None:
    for axis in ("object", "obstacle"):
        for concept in facets(axis):
            name = name_group("pain", {axis: modal(axis, concept)}, [])
            assert all(name.title[language] for language in LANGUAGES)
    assert set(SLOT_NAMES) == {"who", "when", "where", "activity", "goal"}
