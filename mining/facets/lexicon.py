"""Objects and obstacles as data: what a text speaks of, and what goes wrong, in either language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.errors import ConfigProblem
from mining.mappers.cues import CueIndex, CueSet, fold
from mining.taxonomy_model import Negation

AXES = ("object", "obstacle")
_FILES = {"object": "objects.toml", "obstacle": "obstacles.toml"}
_NEGATION = Negation(
    zh=("没有", "没", "不", "并不", "不会"),
    not_zh=("不得不", "差不多", "不但", "不仅", "不过"),
    en=("not", "no", "never", "n't", "without"),
    not_en=("not only", "no matter"),
)


@dataclass(frozen=True, slots=True)
class Facet:
    """One concept of an axis: its id and how it is called in each language."""

    axis: str
    id: str
    label: Mapping[str, str]
    kin: str
    with_objects: frozenset[str]


@dataclass(frozen=True, slots=True)
class FacetHit:
    """A facet found in a text, with the span of its cue in the original text."""

    axis: str
    id: str
    start: int
    end: int


@cache
def facets(axis: str) -> Mapping[str, Facet]:
    """All concepts of an axis ("object" or "obstacle") by id."""
    return {
        key: Facet(
            axis,
            key,
            dict(zip(("zh", "en"), row["label"], strict=True)),
            row.get("kin", key),
            frozenset(row.get("with", ())),
        )
        for key, row in _rows(axis)
    }


def facet_label(axis: str, key: str, language: str) -> str:
    """How a concept is called; the id itself where the lexicon no longer has it."""
    facet = facets(axis).get(key)
    return facet.label[language] if facet else key


def find_facets(text: str) -> list[FacetHit]:
    """Every object and obstacle that a text names, by position.

    Left out: negated obstacles, and obstacles that mean something only of certain objects
    (`with` in the lexicon: "too small" of a garment) where none of these is named.
    """
    folded = fold(text)
    hits = []
    for axis in AXES:
        for hit in _index(axis).find(folded.text):
            if axis == "obstacle" and hit.negated:
                continue
            start, end = folded.span(hit.start, hit.end)
            hits.append(FacetHit(axis, hit.key, start, end))
    objects = {hit.id for hit in hits if hit.axis == "object"}
    kept = [hit for hit in hits if _applies(hit, objects)]
    return sorted(kept, key=lambda hit: (hit.start, hit.end, hit.axis, hit.id))


def kin_of(key: str) -> str:
    """The wider key of "axis:concept" ("obstacle:long_wait" -> "obstacle:slow"), or the key itself."""
    axis, _, concept = key.partition(":")
    facet = facets(axis).get(concept) if axis in AXES else None
    return f"{axis}:{facet.kin}" if facet else key


def _applies(hit: FacetHit, objects: set[str]) -> bool:
    needed = facets(hit.axis)[hit.id].with_objects
    return not needed or bool(needed & objects)


@cache
def _index(axis: str) -> CueIndex:
    return CueIndex(
        (CueSet(key, (*row["zh"].split("|"), *row["en"].split("|"))) for key, row in _rows(axis)), _NEGATION
    )


@cache
def _rows(axis: str) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    name = _FILES[axis]
    text = files("mining.facets").joinpath(name).read_text(encoding="utf-8")
    try:
        return tuple(sorted(tomllib.loads(text)["concepts"].items()))
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ConfigProblem(f"is not a facet lexicon: {error}", where=name) from error


def lexicon_version() -> str:
    """The versions of both lexicons, for a run's fingerprint."""
    package = files("mining.facets")
    versions = [tomllib.loads(package.joinpath(_FILES[axis]).read_text(encoding="utf-8"))["version"] for axis in AXES]
    return ".".join(str(number) for number in versions)
