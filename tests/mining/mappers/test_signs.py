"""The sign of an aspect by the words around it: contrast, negation, lukewarm words, praise that is none."""

import json

import pytest

from mining.mappers.cues import fold
from mining.mappers.place import Placer, from_cues
from mining.mappers.signs import SignFinder, spoken
from mining.mappers.tags import TagMapper
from mining.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy(["restaurant"])
TAGS, FINDER = TagMapper(TAXONOMY), SignFinder(TAXONOMY.matching.negation)


def signs(text: str) -> dict[str, float]:
    folded = fold(text).text
    return FINDER.local(folded, TAGS.find(folded))


@pytest.mark.parametrize(
    ("text", "tag", "sign"),
    [
        ("味道很好，但是服务员态度冷漠", "taste", 1),
        ("味道很好，但是服务员态度冷漠", "staff_attitude", -1),
        ("虽然价格偏贵，口味却惊艳", "price_level", -1),
        ("虽然价格偏贵，口味却惊艳", "taste", 1),
        ("The taste was great but parking is terrible", "taste", 1),
        ("The taste was great but parking is terrible", "parking", -1),
    ],
)
def test_each_aspect_has_the_sign_of_its_own_part(text: str, tag: str, sign: int) -> None:
    assert signs(text)[tag] == sign


@pytest.mark.parametrize(
    ("text", "tag", "sign"),
    [
        ("停车不方便", "parking", -1),
        ("停车方便", "parking", 1),
        ("味道不差", "taste", None),
        ("价格不贵", "price_level", 1),
        ("口感一点都不油腻", "texture", 1),
        ("the staff was not friendly", "staff_attitude", -1),
        ("味道没有想象中的惊艳", "taste", 1),  # the negation stands too far away: a known gap
    ],
)
def test_negation(text: str, tag: str, sign: int | None) -> None:
    assert signs(text).get(tag) == sign


@pytest.mark.parametrize("text", ["味道一般般", "味道还行吧", "味道中规中矩", "the taste is so-so"])
def test_lukewarm_words_are_neither(text: str) -> None:
    assert signs(text)["taste"] == 0


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("呵呵，这服务态度可真行，太热情了", "staff_attitude"),
        ("服务员真热情啊，叫了三遍没人应，也是醉了", "staff_attitude"),
        ("排队两小时换一碗凉面，老板太会做生意，服务真周到", "service_quality"),
        ("thanks for nothing, such friendly staff", "staff_attitude"),
    ],
)
def test_praise_that_is_none_counts_as_blame(text: str, tag: str) -> None:
    found = signs(text)
    assert tag in found
    assert found[tag] < 0


@pytest.mark.parametrize("text", ["好吃街的味道", "点了高汤，味道", "香菜味道"])
def test_words_inside_other_words_are_no_opinion(text: str) -> None:
    assert "taste" not in signs(text)


def test_words_outweigh_the_clause_and_without_them_the_clause_speaks() -> None:
    assert spoken(None, -0.8) == -0.8
    assert spoken(None, None) == 0.0
    assert spoken(1.0, -0.5) > 0.15
    assert spoken(0.0, 0.4) < 0.15


def test_a_sub_tag_gives_its_sign_to_its_parent_and_the_store_keeps_both() -> None:
    tags = [
        tag.model_copy(update={"parent": "service_quality"}) if tag.id == "staff_attitude" else tag
        for tag in TAXONOMY.tags
    ]
    place = Placer(TAXONOMY.model_copy(update={"tags": tuple(tags)})).place("服务员态度冷漠，口味惊艳")
    assert place.signs["staff_attitude"] == place.signs["service_quality"] == -1
    assert place.signs["taste"] == 1
    assert from_cues(place.phase, place.touchpoint, json.loads(json.dumps(place.cues()))).signs == place.signs
