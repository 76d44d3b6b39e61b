"""Reading the facet lexicons (TOML) into concepts, with their word lists expanded.

The general lexicons are one file an axis; the packs of single trades (`trades/*.toml`) have all axes.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.errors import ConfigProblem
from mining.facets.gaps import GAP
from mining.facets.trades import packs

_FILES = {"object": "objects.toml", "obstacle": "obstacles.toml", "wish": "wishes.toml", "act": "acts.toml"}
_LIST = re.compile(r"<(\w+)>")


@dataclass(frozen=True, slots=True)
class Facet:
    """One concept of an axis: how it is called in each language, its cues, and when it counts.

    `trade`: the only trade in which it is looked for, "" for a concept of every trade. A row of the general
    lexicons may name one, where everybody's lexicon is the better place for it.
    """

    axis: str
    id: str
    label: Mapping[str, str]
    kin: str
    with_objects: frozenset[str]
    not_if: tuple[str, ...]
    vague: bool
    cues: tuple[str, ...]
    gaps: tuple[str, ...]
    trade: str = ""


def load(axis: str) -> dict[str, Facet]:
    """The concepts of an axis by id, in order of id. ConfigProblem where a row is not as it should be."""
    found: dict[str, Facet] = {}
    general = _table(axis)
    shared = general.get("lists", {})
    for name, trade, rows, lists in [
        (_FILES[axis], "", general["concepts"], shared),
        *(
            (f"trades/{trade}.toml", trade, pack.get(axis, {}), shared | pack.get("lists", {}))
            for trade, pack in packs().items()
        ),
    ]:
        if twice := found.keys() & rows.keys():
            raise ConfigProblem(f"{axis} {min(twice)} stands in two facet lexicons", where=name)
        try:
            found |= {key: _facet(axis, key, row, lists, trade) for key, row in rows.items()}
        except (KeyError, ValueError) as error:
            raise ConfigProblem(f"is not a facet lexicon: {error}", where=name) from error
    return dict(sorted(found.items()))


def decoys(axis: str) -> tuple[str, ...]:
    """Words that hold a cue by accident, and yield nothing."""
    return tuple(cue for cue in _table(axis).get("decoys", "").split("|") if cue)


def version(axis: str) -> int:
    """The version number of an axis' lexicon."""
    return int(_table(axis)["version"])


def _facet(axis: str, key: str, row: Mapping[str, Any], lists: Mapping[str, str], trade: str) -> Facet:
    chinese, english = ([cue.strip() for cue in row[part].split("|") if cue.strip()] for part in ("zh", "en"))
    cues = [*chinese, *(cue for cue in english if cue not in chinese)]  # Latin words stand in Chinese, too
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
        row.get("trade", trade),
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
