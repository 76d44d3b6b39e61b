"""Reading the facet lexicons (TOML) into concepts, with their word lists expanded."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.errors import ConfigProblem
from mining.facets.gaps import GAP

_FILES = {"object": "objects.toml", "obstacle": "obstacles.toml", "wish": "wishes.toml", "act": "acts.toml"}
_LIST = re.compile(r"<(\w+)>")


@dataclass(frozen=True, slots=True)
class Facet:
    """One concept of an axis: how it is called in each language, its cues, and when it counts."""

    axis: str
    id: str
    label: Mapping[str, str]
    kin: str
    with_objects: frozenset[str]
    not_if: tuple[str, ...]
    vague: bool
    cues: tuple[str, ...]
    gaps: tuple[str, ...]


def load(axis: str) -> dict[str, Facet]:
    """The concepts of an axis by id, in order of id. ConfigProblem where a row is not as it should be."""
    table = _table(axis)
    try:
        return {
            key: _facet(axis, key, row, table.get("lists", {}))
            for key, row in sorted(table["concepts"].items())
        }
    except (KeyError, ValueError) as error:
        raise ConfigProblem(f"is not a facet lexicon: {error}", where=_FILES[axis]) from error


def decoys(axis: str) -> tuple[str, ...]:
    """Words that hold a cue by accident, and yield nothing."""
    return tuple(cue for cue in _table(axis).get("decoys", "").split("|") if cue)


def version(axis: str) -> int:
    """The version number of an axis' lexicon."""
    return int(_table(axis)["version"])


def _facet(axis: str, key: str, row: Mapping[str, Any], lists: Mapping[str, str]) -> Facet:
    cues = [cue.strip() for part in (row["zh"], row["en"]) for cue in part.split("|") if cue.strip()]
    return Facet(
        axis,
        key,
        dict(zip(("zh", "en"), row["label"], strict=True)),
        row.get("kin", key),
        frozenset(row.get("with", ())),
        tuple(row.get("not_if", ())),
        bool(row.get("vague", False)),
        tuple(cue for cue in cues if GAP not in cue),
        tuple(_expand(cue, lists) for cue in cues if GAP in cue),
    )


def _expand(cue: str, lists: Mapping[str, str]) -> str:
    return _LIST.sub(lambda match: lists[match[1]], cue)


@cache
def _table(axis: str) -> dict[str, Any]:
    name = _FILES[axis]
    text = files("mining.facets").joinpath(name).read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigProblem(f"is not a facet lexicon: {error}", where=name) from error
