"""The lexicons as data: nothing empty, nothing unknown, nothing said twice by accident."""

import tomllib
from collections import Counter, defaultdict
from importlib.resources import files

import pytest

from mining.facets.data import Facet, decoys
from mining.facets.gaps import GAP
from mining.facets.lexicon import AXES, facet_label, facets, kin_of, lexicon_version
from mining.facets.trades import packs

MANY = {"object": 130, "obstacle": 130, "wish": 50, "act": 40}


@pytest.mark.parametrize("axis", AXES)
def test_an_axis_has_enough_concepts(axis: str) -> None:
    assert len(facets(axis)) >= MANY[axis]


@pytest.mark.parametrize("trade", ["", *packs()])
@pytest.mark.parametrize("axis", AXES)
def test_labels_are_short_and_differ_in_each_language(axis: str, trade: str) -> None:
    for language in ("zh", "en"):
        labels = [facet.label[language] for facet in facets(axis).values() if facet.trade in ("", trade)]
        assert all(label.strip() == label and label for label in labels)
        assert max(map(len, labels)) <= (14 if language == "zh" else 45)
        assert [label for label, count in Counter(labels).items() if count > 1] == []


@pytest.mark.parametrize("axis", AXES)
def test_no_cue_is_empty_or_twice_in_one_concept(axis: str) -> None:
    for facet in facets(axis).values():
        cues = [*facet.cues, *facet.gaps]
        assert cues, facet.id
        assert [cue for cue, count in Counter(cues).items() if count > 1] == [], facet.id
        pieces = [word for cue in facet.gaps for piece in cue.split(GAP) for word in piece.split("/")]
        assert all(word.strip() for word in pieces), facet.id
        assert not any("<" in cue or ">" in cue for cue in cues), facet.id


@pytest.mark.parametrize("axis", AXES)
def test_raw_rows_have_no_empty_cue(axis: str) -> None:
    name = {"object": "objects", "obstacle": "obstacles", "wish": "wishes", "act": "acts"}[axis]
    table = tomllib.loads(files("mining.facets").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    for key, row in table["concepts"].items():
        for language in ("zh", "en"):
            cues = row[language].split("|")
            assert all(cue and cue == cue.strip() for cue in cues), (key, language)


@pytest.mark.parametrize("axis", AXES)
def test_with_names_objects_that_exist(axis: str) -> None:
    objects = set(facets("object"))
    unknown = {facet.id: facet.with_objects - objects for facet in facets(axis).values()}
    assert {key: names for key, names in unknown.items() if names} == {}


def test_a_kin_that_is_a_concept_is_the_kin_of_that_concept() -> None:
    kins: dict[str, list[str]] = defaultdict(list)
    for facet in facets("obstacle").values():
        kins[facet.kin].append(facet.id)
    rows = facets("obstacle")
    assert [kin for kin in kins if kin in rows and rows[kin].kin != kin] == []


def test_a_cue_under_two_obstacles_is_told_apart_by_objects() -> None:
    """Shared cues are meant, and at most a few are not bound to objects on either side."""
    owners: dict[str, list[Facet]] = defaultdict(list)
    general = [facet for facet in facets("obstacle").values() if not facet.trade]
    for facet in general:
        for cue in (*facet.cues, *facet.gaps):
            owners[cue].append(facet)
    loose = [cue for cue, found in owners.items() if sum(not facet.with_objects for facet in found) > 1]
    assert len(loose) <= 60, loose


@pytest.mark.parametrize("axis", AXES)
def test_a_decoy_is_no_cue(axis: str) -> None:
    cues = {cue for facet in facets(axis).values() for cue in facet.cues if not facet.trade}
    assert cues & set(decoys(axis)) == set()


def test_labels_and_kin_of_what_is_unknown_are_the_id() -> None:
    assert facet_label("obstacle", "no_such_thing", "zh") == "no_such_thing"
    assert kin_of("obstacle:no_such_thing") == "obstacle:no_such_thing"
    assert kin_of("obstacle:late_arrival") == kin_of("obstacle:long_wait")


def test_the_version_names_every_axis_and_every_trade() -> None:
    general, _, trades = lexicon_version().partition("+")
    assert len(general.split(".")) == len(AXES)
    assert len(trades.split(".")) == len(packs())
